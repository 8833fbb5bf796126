"""Importers: exports of other systems turned into tables of evidence; a module each, named in this list."""

from __future__ import annotations

from pathlib import Path

from upheld.collect.importers import icalendar, servicenow, upptime
from upheld.collect.importers.importer import Import, Importer, ImportReport, ImportSettings
from upheld.collect.importers.publication import Publication, publication_name
from upheld.errors import UsageError
from upheld.quantity import did_you_mean

IMPORTERS: dict[str, Importer] = {
    "icalendar": icalendar.IMPORTER,
    "servicenow": servicenow.IMPORTER,
    "upptime": upptime.IMPORTER,
}
"""Kind of export -> its importer."""

AS_EXPORTED = ImportSettings()
"""Nothing declared beyond what the export says."""


def import_source(
    kind: str, source: Path, folder: Path, settings: ImportSettings = AS_EXPORTED
) -> ImportReport:
    """Read an export row by row and write its tables into a folder of evidence, all of them or none.

    Importing a file of the same name again replaces what it brought before, so repeating is harmless. Raises
    `UsageError` for an unknown kind, and where a zone is needed and none is given.
    """
    if kind not in IMPORTERS:
        raise UsageError(
            f"there is no importer `{kind}`; {did_you_mean(kind, IMPORTERS, ', '.join(IMPORTERS))}"
        )
    importer = IMPORTERS[kind]
    if importer.needs_zone and settings.zone is None:
        raise UsageError(
            f"the times of a {kind} export are local and name no zone; say which: --zone Europe/Brussels"
        )
    name = settings.source or kind
    with Publication(folder, publication_name(name, source), importer.tables) as publication:
        work = Import(path=source, settings=settings, source=name, publication=publication)
        importer.run(work)
        written, replaced = ({}, ()) if work.problems else publication.publish()
    listed = work.problems.listed(lambda _, rows: {row: row for row in rows})
    return ImportReport(
        rows=work.rows,
        written=written,
        replaced=replaced,
        repeated=work.repeated,
        source=name,
        sites=tuple(sorted(work.sites)),
        notes=work.notes.told(),
        problems=listed,
        unlisted=work.problems.found - len(listed),
    )
