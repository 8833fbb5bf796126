"""What is probed, all of it together, for agents to read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0028_not_judged"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProbeSheet",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="probe_sheet",
                        serialize=False,
                        to="store.dossier",
                    ),
                ),
                ("content", models.TextField()),
            ],
            options={
                "db_table": "probe_sheet",
            },
        ),
    ]
