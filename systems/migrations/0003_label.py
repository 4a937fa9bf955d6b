"""What owners answered the coach, behind the second wall."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from core.rls import protect


class Migration(migrations.Migration):
    dependencies = [("systems", "0002_row_level_security"), ("businesses", "0003_row_level_security")]

    operations = [
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.CharField(max_length=300)),
                ("said", models.CharField(max_length=8)),
                (
                    "answer",
                    models.CharField(
                        choices=[("do", "It is something we do"), ("change", "It is what we want to change")],
                        max_length=6,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="businesses.business"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(fields=("business", "statement"), name="one_label_a_statement"),
        ),
        protect("systems_label"),
    ]
