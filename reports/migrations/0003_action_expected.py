from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0002_row_level_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="expected",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=21, null=True),
        ),
    ]
