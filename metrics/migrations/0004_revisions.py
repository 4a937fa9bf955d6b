"""When a metric's readings, or the metric itself, last changed; so that a report reads again only what changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_row_level_security")]

    operations = [
        migrations.AddField("metric", "readings_revision", models.PositiveIntegerField(default=0)),
        migrations.AddField("metric", "definition_revision", models.PositiveIntegerField(default=0)),
    ]
