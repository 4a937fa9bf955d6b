from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0003_library")]

    operations = [
        migrations.AddField(model_name="adoption", name="draft", field=models.JSONField(default=dict)),
    ]
