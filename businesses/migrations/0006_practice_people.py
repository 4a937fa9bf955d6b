"""People of a practice beyond the one who began it: their invitations, last visits, and whose assignment it is."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("businesses_engagementperson", "businesses_engagement")


def name_the_practice(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each assignment gets the practice of its engagement. Row-level security would hide the rows from their owner."""
    walled = schema_editor.connection.vendor == "postgresql"
    for table in TABLES if walled else ():
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", params=None)
    schema_editor.execute(
        "UPDATE businesses_engagementperson SET practice_id = (SELECT e.practice_id FROM businesses_engagement e"
        " WHERE e.id = businesses_engagementperson.engagement_id)",
        params=None,
    )
    for table in TABLES if walled else ():
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0005_practices_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="engagementperson",
            name="practice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="businesses.practice"
            ),
        ),
        migrations.AddField(model_name="practice", name="version", field=models.PositiveIntegerField(default=1)),
        migrations.AddField(
            model_name="practicemember", name="last_seen_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="PracticeInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("nonce", models.CharField(max_length=43)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("role", models.CharField(choices=[("lead", "Lead"), ("consultant", "Consultant")], max_length=10)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="businesses.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        fields=("practice", "email"),
                        name="one_open_practice_invitation_an_address",
                    )
                ]
            },
        ),
        migrations.RunPython(name_the_practice, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="engagementperson",
            name="practice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="businesses.practice"
            ),
        ),
    ]
