from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_live_state"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["dossier", "table", "id"], name="record_in_order"),
        ),
    ]
