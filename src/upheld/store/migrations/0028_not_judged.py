"""Who has no statement and why; numbers of revisions that never came out; turns of probes passed over."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def stand_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What would have taken the place of a statement, and was declined, has no place."""
    statements = apps.get_model("store", "Statement").objects.filter(closing__stage="given up")
    statements.exclude(supersedes=None).update(supersedes=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0027_alarms_in_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unjudged",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subscription", models.CharField(blank=True, max_length=300)),
                ("plan", models.CharField(blank=True, max_length=300)),
                ("why", models.TextField()),
            ],
            options={
                "db_table": "closing_unjudged",
            },
        ),
        migrations.RemoveConstraint(
            model_name="closing",
            name="one_closing_of_a_revision",
        ),
        migrations.AddField(
            model_name="agent",
            name="passed_over",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="agent",
            name="passed_over_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="agentrun",
            name="passed_over",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", "given up"), _negated=True),
                fields=("version", "period", "revision"),
                name="one_closing_of_a_revision",
            ),
        ),
        migrations.AddField(
            model_name="unjudged",
            name="closing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="unjudged", to="store.closing"
            ),
        ),
        migrations.AddField(
            model_name="unjudged",
            name="customer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unjudged",
                to="store.customer",
            ),
        ),
        migrations.RunPython(stand_again, migrations.RunPython.noop),
    ]
