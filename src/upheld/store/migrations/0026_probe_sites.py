"""What each probe asks, beside its definition, so that it can be looked for."""

import orjson
from django.db import migrations, models
from django.db.migrations.state import StateApps

from upheld.errors import SettingError
from upheld.store.ciphers import decrypt

DEFINITION = "probe definition"
AT_ONCE = 500


def tell(apps: StateApps, schema_editor: object) -> None:
    every = apps.get_model("store", "ProbeVersion").objects
    numbers = list(every.filter(is_newest=True, is_ended=False).values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        part = list(every.filter(pk__in=numbers[start : start + AT_ONCE]).only("content"))
        for version in part:
            version.site = _site_of(bytes(version.content or b"").decode())
        every.bulk_update(part, ["site"])


def _site_of(encrypted: str) -> str:
    """Empty where the key is not there: it is told again when the probe is next defined otherwise."""
    try:
        definition = orjson.loads(decrypt(encrypted, DEFINITION))
    except SettingError:
        return ""
    return str(definition.get("site", ""))[:300]


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0025_probe_tests"),
    ]

    operations = [
        migrations.AddField("probeversion", "site", models.CharField(blank=True, max_length=300)),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
