"""The second wall of the map's tables."""

from django.db import migrations

from core.rls import protect, same_business


class Migration(migrations.Migration):
    dependencies = [("systems", "0001_initial"), ("businesses", "0003_row_level_security")]

    operations = [
        same_business(
            ("systems_system", "owner_id", "businesses_membership"),
            ("systems_element", "system_id", "systems_system"),
            ("systems_element", "owner_id", "businesses_membership"),
            ("systems_contribution", "source_id", "systems_element"),
            ("systems_contribution", "target_id", "systems_element"),
            ("systems_serves", "step_id", "systems_element"),
            ("systems_serves", "target_id", "systems_element"),
            ("systems_flow", "output_id", "systems_element"),
            ("systems_flow", "input_id", "systems_element"),
        ),
        protect(
            "systems_system", "systems_element", "systems_contribution", "systems_serves", "systems_flow", "systems_mapversion"
        ),
    ]
