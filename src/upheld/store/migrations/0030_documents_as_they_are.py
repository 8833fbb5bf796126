"""Documents are kept as they are, and live rows of clocks that the close of their hours breaks are made anew."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_as_they_are(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Statements are compressed already: PostgreSQL would try again, while whoever records something waits."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE statement ALTER content SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0029_probe_sheet"),
    ]

    operations = [
        migrations.AlterField("livebook", "form", models.PositiveSmallIntegerField(default=3)),
        migrations.AlterField("ticketmark", "form", models.PositiveSmallIntegerField(default=3)),
        migrations.RunPython(keep_as_they_are, migrations.RunPython.noop),
    ]
