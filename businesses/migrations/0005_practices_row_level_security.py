"""Row-level security of practices, and of the businesses their people may enter.

Each table's reading depends only on tables further down in this order, so that no policy asks itself:
business, practice → engagement → engagement person.
"""

from django.db import migrations

from core.rls import in_context, run_on_postgresql, same_business

USER = "current_setting('app.user', true)"
PRACTICE = "current_setting('app.practice', true)"
ASSIGNED = f"""EXISTS (SELECT 1 FROM businesses_engagementperson p JOIN businesses_engagement e ON e.id = p.engagement_id
               WHERE p.business_id = businesses_business.id AND p.user_id::text = {USER} AND e.state = 'active')"""
SEEN = f"""(
    {in_context("id")}
    OR slug = current_setting('app.slug', true)
    OR EXISTS (SELECT 1 FROM businesses_membership m
               WHERE m.business_id = businesses_business.id AND m.user_id::text = {USER})
    OR {ASSIGNED}
)"""


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


class Migration(migrations.Migration):
    dependencies = [("businesses", "0004_practices")]

    operations = [
        same_business(("businesses_engagementperson", "engagement_id", "businesses_engagement")),
        run_on_postgresql(
            *policies(
                "businesses_engagementperson", f"{in_context()} OR user_id::text = {USER}", in_context()
            ),
            *policies(
                "businesses_engagement",
                f"""{in_context()} OR EXISTS (SELECT 1 FROM businesses_engagementperson p
                    WHERE p.engagement_id = businesses_engagement.id AND p.user_id::text = {USER})""",
                in_context(),
            ),
            *policies(
                "businesses_practicemember",
                f"user_id::text = {USER} OR practice_id::text = {PRACTICE}",
                f"practice_id::text = {PRACTICE}",
            ),
            *policies(
                "businesses_practice",
                f"""id::text = {PRACTICE}
                    OR EXISTS (SELECT 1 FROM businesses_practicemember m
                               WHERE m.practice_id = businesses_practice.id AND m.user_id::text = {USER})
                    OR EXISTS (SELECT 1 FROM businesses_engagement e
                               WHERE e.practice_id = businesses_practice.id AND {in_context("e.business_id")})""",
                f"id::text = {PRACTICE}",
            ),
            # The offer is found by the hash of its link, or by its id when its mail is written.
            *policies(
                "businesses_clientinvitation",
                f"""practice_id::text = {PRACTICE} OR token_hash = current_setting('app.invitation', true)
                    OR id::text = current_setting('app.invitation', true)""",
                f"practice_id::text = {PRACTICE} OR token_hash = current_setting('app.invitation', true)",
            ),
            "DROP POLICY tenant_read ON businesses_business",
            f"CREATE POLICY tenant_read ON businesses_business FOR SELECT USING ({SEEN})",
        ),
    ]
