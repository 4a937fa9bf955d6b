"""What the newest report worked out, for the next one; one row a business, behind the second wall."""

import django.db.models.deletion
from django.db import migrations, models

from core.rls import protect


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_action_expected"), ("businesses", "0003_row_level_security")]

    operations = [
        migrations.CreateModel(
            name="ReportParts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parts", models.TextField()),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="businesses.business"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reportparts",
            constraint=models.UniqueConstraint(fields=("business",), name="one_parts_a_business"),
        ),
        protect("reports_reportparts"),
    ]
