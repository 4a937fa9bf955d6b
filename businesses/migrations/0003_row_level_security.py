"""Row-level security of tenancy itself: the business by id, membership, slug; the invitation by its token."""

from django.db import migrations

from core.rls import in_context, protect, run_on_postgresql

MINE = "user_id::text = current_setting('app.user', true)"
SEEN = f"""(
    {in_context("id")}
    OR slug = current_setting('app.slug', true)
    OR EXISTS (SELECT 1 FROM businesses_membership m
               WHERE m.business_id = businesses_business.id AND m.user_id::text = current_setting('app.user', true))
)"""


def policies(table: str, seen: str, column: str) -> list[str]:
    """Reading by `seen`; writing only in the context of the business."""
    inside = in_context(column)
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_read ON {table} FOR SELECT USING ({seen})",
        f"CREATE POLICY tenant_add ON {table} FOR INSERT WITH CHECK ({inside})",
        f"CREATE POLICY tenant_change ON {table} FOR UPDATE USING ({inside}) WITH CHECK ({inside})",
        f"CREATE POLICY tenant_remove ON {table} FOR DELETE USING ({inside})",
    ]


class Migration(migrations.Migration):
    dependencies = [("businesses", "0002_initial")]

    operations = [
        run_on_postgresql(
            *policies("businesses_membership", f"{in_context()} OR {MINE}", "business_id"),
            *policies("businesses_business", SEEN, "id"),
            *policies(
                "businesses_invitation",
                f"{in_context()} OR token_hash = current_setting('app.invitation', true)",
                "business_id",
            ),
        ),
        protect("businesses_auditrow"),
    ]
