"""Row-level security for practices of several people.

`app.practice` lets a transaction read whom its practice works for and who is assigned where. The businesses themselves it
may read only for a lead; a consultant reads those they are assigned to. Composite keys keep an assignment to people of
the practice that the engagement is with.
"""

from django.db import migrations

from core.rls import in_context, run_on_postgresql

USER = "current_setting('app.user', true)"
PRACTICE = "current_setting('app.practice', true)"
OFFER = "current_setting('app.invitation', true)"

IN_PRACTICE = f"practice_id::text = {PRACTICE}"
MINE = f"user_id::text = {USER}"
ASSIGNED = f"""EXISTS (SELECT 1 FROM businesses_engagementperson p JOIN businesses_engagement e ON e.id = p.engagement_id
               WHERE p.business_id = businesses_business.id AND p.user_id::text = {USER} AND e.state = 'active')"""
LED = f"""EXISTS (SELECT 1 FROM businesses_engagement e JOIN businesses_practicemember m ON m.practice_id = e.practice_id
          WHERE e.business_id = businesses_business.id AND e.state = 'active' AND e.practice_id::text = {PRACTICE}
          AND m.user_id::text = {USER} AND m.role = 'lead')"""
SEEN = f"""(
    {in_context("id")}
    OR slug = current_setting('app.slug', true)
    OR EXISTS (SELECT 1 FROM businesses_membership m
               WHERE m.business_id = businesses_business.id AND m.user_id::text = {USER})
    OR {ASSIGNED}
    OR {LED}
)"""


def reading(table: str, seen: str) -> list[str]:
    """Another condition for reading; that for writing stays."""
    return [f"DROP POLICY tenant_read ON {table}", f"CREATE POLICY tenant_read ON {table} FOR SELECT USING ({seen})"]


def policies(table: str, seen: str, inside: str) -> list[str]:
    """Reading by `seen`, writing by `inside`."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_read ON {table} FOR SELECT USING ({seen})",
        f"CREATE POLICY tenant_add ON {table} FOR INSERT WITH CHECK ({inside})",
        f"CREATE POLICY tenant_change ON {table} FOR UPDATE USING ({inside}) WITH CHECK ({inside})",
        f"CREATE POLICY tenant_remove ON {table} FOR DELETE USING ({inside})",
    ]


def member_of_the_practice(column: str, parent: str, parent_column: str) -> str:
    """(practice, column) of an assignment must stand in the parent."""
    return (
        f"ALTER TABLE businesses_engagementperson ADD CONSTRAINT businesses_engagementperson_{column}_practice"
        f" FOREIGN KEY (practice_id, {column}) REFERENCES {parent} (practice_id, {parent_column})"
        " DEFERRABLE INITIALLY DEFERRED"
    )


class Migration(migrations.Migration):
    dependencies = [("businesses", "0006_practice_people")]

    operations = [
        run_on_postgresql(
            "ALTER TABLE businesses_engagement ADD CONSTRAINT businesses_engagement_practice_key"
            " UNIQUE (practice_id, id)",
            member_of_the_practice("engagement_id", "businesses_engagement", "id"),
            member_of_the_practice("user_id", "businesses_practicemember", "user_id"),
            *reading("businesses_engagementperson", f"{in_context()} OR {MINE} OR {IN_PRACTICE}"),
            *reading(
                "businesses_engagement",
                f"""{in_context()} OR {IN_PRACTICE} OR EXISTS (SELECT 1 FROM businesses_engagementperson p
                    WHERE p.engagement_id = businesses_engagement.id AND p.user_id::text = {USER})""",
            ),
            *reading("businesses_business", SEEN),
            # The offer is found by the hash of its link, or by its id when its mail is written.
            *policies(
                "businesses_practiceinvitation",
                f"{IN_PRACTICE} OR token_hash = {OFFER} OR id::text = {OFFER}",
                f"{IN_PRACTICE} OR token_hash = {OFFER}",
            ),
        ),
    ]
