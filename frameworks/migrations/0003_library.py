"""The second wall of answers, and the framework that ships with the product in the library."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from core.rls import protect
from frameworks.library import OUTCOME_OPTIMIZATION, shipped
from frameworks.schema import parse


def publish(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    content = shipped(OUTCOME_OPTIMIZATION)
    checked = parse(content)
    framework, _ = apps.get_model("frameworks", "Framework").objects.get_or_create(
        key=checked.key, defaults={"name": checked.name, "about": checked.about}
    )
    apps.get_model("frameworks", "FrameworkVersion").objects.get_or_create(
        framework=framework, number=checked.edition, defaults={"content": content}
    )


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0002_adoption")]

    operations = [
        protect("frameworks_adoption"),
        migrations.RunPython(publish, migrations.RunPython.noop),
    ]
