"""Row-level security of digests of a practice: seen by its person, written in the context of the practice."""

from django.db import migrations

from core.rls import in_context, run_on_postgresql, same_business

MINE = "user_id::text = current_setting('app.user', true)"
STOPPED = "token_hash = current_setting('app.digest', true)"
HERE = f"({in_context()} OR practice_id::text = current_setting('app.practice', true))"


SUBSCRIPTION, LEDGER = "digests_subscription", "digests_sendledger"


def same_practice(column: str, parent: str) -> str:
    """What the column of a line of the ledger names is of the same practice."""
    return (
        f"ALTER TABLE {LEDGER} ADD CONSTRAINT {LEDGER}_{column}_practice FOREIGN KEY (practice_id, {column}) "
        f"REFERENCES {parent} (practice_id, id) DEFERRABLE INITIALLY DEFERRED"
    )


def policies(table: str, seen: str) -> list[str]:
    """Those of 0002 give way: reading by `seen`, writing in the context of the business or of the practice."""
    return [
        *(f"DROP POLICY {name} ON {table}" for name in ("tenant_read", "tenant_add", "tenant_change", "tenant_remove")),
        f"CREATE POLICY tenant_read ON {table} FOR SELECT USING ({seen})",
        f"CREATE POLICY tenant_add ON {table} FOR INSERT WITH CHECK ({HERE})",
        f"CREATE POLICY tenant_change ON {table} FOR UPDATE USING ({HERE}) WITH CHECK ({HERE})",
        f"CREATE POLICY tenant_remove ON {table} FOR DELETE USING ({HERE})",
    ]


class Migration(migrations.Migration):
    dependencies = [("digests", "0003_scopes")]

    operations = [
        same_business(("digests_sendledger", "since_id", "digests_sendledger")),
        run_on_postgresql(
            *policies(SUBSCRIPTION, f"{HERE} OR {MINE} OR {STOPPED}"),
            *policies(LEDGER, f"{HERE} OR {MINE}"),
            # Of a practice's rows it is the practice that must be the same.
            *(f"ALTER TABLE {t} ADD CONSTRAINT {t}_practice_key UNIQUE (practice_id, id)" for t in (SUBSCRIPTION, LEDGER)),
            same_practice("subscription_id", SUBSCRIPTION),
            same_practice("since_id", LEDGER),
        ),
    ]
