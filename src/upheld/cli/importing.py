"""`upheld import`: turn another system's export into tables of evidence."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.cli.exits import TROUBLE
from upheld.cli.findings import counted
from upheld.cli.problems import print_problems
from upheld.collect.importers import IMPORTERS
from upheld.collect.importers.importer import ImportReport
from upheld.operations.importing import import_export

_KINDS = "\n\n".join(f"  {name}: {importer.reads}" for name, importer in sorted(IMPORTERS.items()))


@click.command(
    name="import",
    short_help="Turn another system's export into tables of evidence.",
    help=f"Read EXPORT row by row and write its tables into the folder given with -o, all of them or "
    f"none.\n\nKIND is one of\n\n{_KINDS}\n\nImporting the same file again replaces what it brought before.",
)
@click.argument("kind", type=click.Choice(sorted(IMPORTERS)))
@click.argument("export", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder.",
)
@click.option("--source", help="What the evidence calls this source; the kind where left out.")
@click.option("--zone", help="The zone of local times that name none, such as Europe/Brussels.")
@click.option("--until", metavar="DAY", help="Until when works that come for ever are expanded.")
@click.option(
    "--system-user", "system_users", multiple=True, help="A user that is no person; may be repeated."
)
def command(
    kind: str,
    export: Path,
    folder: Path,
    source: str | None,
    zone: str | None,
    system_users: tuple[str, ...],
    until: str | None,
) -> None:
    """Import one export."""
    report = import_export(
        kind, export, folder, source=source, zone=zone, system_users=system_users, until=until
    )
    if report.problems:
        print_problems(str(export.parent), report.problems, report.unlisted, err=True)
        click.echo(f"{export}: nothing was imported", err=True)
        sys.exit(TROUBLE)
    _print_report(export, folder, report)


def _print_report(export: Path, folder: Path, report: ImportReport) -> None:
    repeated = f", {counted(report.repeated, 'repetition')} left out" if report.repeated else ""
    click.echo(f"{export}: {counted(report.rows, 'row')} read{repeated}; source `{report.source}`")
    for name, rows in report.written.items():
        replaced = ", replacing an earlier import" if name in report.replaced else ""
        click.echo(f"  {folder / name}: {counted(rows, 'row')} written{replaced}")
    if report.sites:
        click.echo(
            f"  {counted(len(report.sites), 'site')} to bind measurement points to, in {folder}/bindings.yaml"
        )
    for note in report.notes:
        click.echo(f"  note: {note}")
