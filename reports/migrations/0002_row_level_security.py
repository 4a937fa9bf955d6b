"""The second wall of reports, findings and actions."""

from django.db import migrations

from core.rls import protect, same_business


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("metrics", "0003_row_level_security")]

    operations = [
        same_business(
            ("reports_action", "finding_id", "reports_finding"),
            ("reports_action", "outcome_id", "systems_element"),
            ("reports_action", "person_id", "businesses_membership"),
        ),
        protect("reports_report", "reports_finding", "reports_action"),
    ]
