"""Row-level security of digests: a business's own, a person's own across businesses, and one by its stop link."""

from django.db import migrations

from core.rls import in_context, run_on_postgresql, same_business

MINE = "user_id::text = current_setting('app.user', true)"
STOPPED = "token_hash = current_setting('app.digest', true)"


def policies(table: str, seen: str) -> list[str]:
    """Reading by `seen`; writing only in the context of the business."""
    inside = in_context()
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_read ON {table} FOR SELECT USING ({seen})",
        f"CREATE POLICY tenant_add ON {table} FOR INSERT WITH CHECK ({inside})",
        f"CREATE POLICY tenant_change ON {table} FOR UPDATE USING ({inside}) WITH CHECK ({inside})",
        f"CREATE POLICY tenant_remove ON {table} FOR DELETE USING ({inside})",
    ]


class Migration(migrations.Migration):
    dependencies = [("digests", "0001_initial")]

    operations = [
        same_business(
            ("digests_sendledger", "subscription_id", "digests_subscription"),
            ("digests_sendledger", "report_id", "reports_report"),
            ("digests_sendledger", "earlier_id", "reports_report"),
        ),
        run_on_postgresql(
            *policies("digests_subscription", f"{in_context()} OR {MINE} OR {STOPPED}"),
            *policies("digests_sendledger", f"{in_context()} OR {MINE}"),
        ),
    ]
