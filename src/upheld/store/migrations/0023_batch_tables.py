"""Keep with each batch how many of its rows are of which table, for those that were recorded before as well."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_AT_ONCE = 500


def keep_counts(apps: Apps, editor: BaseDatabaseSchemaEditor | None) -> None:
    """Count the rows of batches that have no count."""
    batches, records = apps.get_model("store", "Batch"), apps.get_model("store", "Record")
    batches.objects.filter(tables__isnull=True, rows=0).update(tables={})
    untold = records.objects.filter(entry__in=batches.objects.filter(tables__isnull=True).values("pk"))
    counted = untold.order_by("entry", "table").values_list("entry", "table").annotate(models.Count("pk"))
    several: list[Any] = []
    for entry, rows in groupby(counted.iterator(), itemgetter(0)):
        several.append(batches(pk=entry, tables={table: count for _, table, count in rows}))
        if len(several) == _AT_ONCE:
            batches.objects.bulk_update(several, ["tables"])
            several = []
    batches.objects.bulk_update(several, ["tables"])


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0022_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="tables",
            field=models.JSONField(null=True),
        ),
        migrations.RunPython(keep_counts, migrations.RunPython.noop),
    ]
