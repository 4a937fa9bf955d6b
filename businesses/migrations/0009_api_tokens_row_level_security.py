"""Row-level security of API tokens: a business's own, and one by its hash, before its business is known."""

from django.db import migrations

from core.rls import in_context, protect, run_on_postgresql, same_business

TABLE = "businesses_apitoken"
SEEN = f"{in_context()} OR token_hash = current_setting('app.token', true)"


class Migration(migrations.Migration):
    dependencies = [("businesses", "0008_api_tokens")]

    operations = [
        same_business(("businesses_apianswer", "token_id", TABLE)),
        run_on_postgresql(
            f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY tenant_read ON {TABLE} FOR SELECT USING ({SEEN})",
            f"CREATE POLICY tenant_add ON {TABLE} FOR INSERT WITH CHECK ({in_context()})",
            f"CREATE POLICY tenant_change ON {TABLE} FOR UPDATE USING ({in_context()}) WITH CHECK ({in_context()})",
            f"CREATE POLICY tenant_remove ON {TABLE} FOR DELETE USING ({in_context()})",
        ),
        protect("businesses_apianswer"),
    ]
