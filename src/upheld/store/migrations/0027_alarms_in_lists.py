"""Open alarms that nobody has acknowledged, and those that are over, found among thousands of others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0026_probe_sites"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("acknowledged_at", None), ("over_at", None)),
                fields=["id"],
                name="alarm_to_be_seen",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("over_at__isnull", False)), fields=["id"], name="alarm_over"
            ),
        ),
    ]
