"""Import: an export of another system into tables of a folder of evidence."""

from __future__ import annotations

from pathlib import Path

from upheld.chrono.interval import EVER
from upheld.collect.almanac import read_zone
from upheld.collect.importers import ImportReport, import_source
from upheld.collect.importers.importer import ImportSettings


def import_export(
    kind: str, export: Path, folder: Path, *, source: str | None, zone: str | None
) -> ImportReport:
    """Import an export; `zone` names the zone of its local times, `source` what the evidence calls it."""
    clock = None if zone is None else read_zone(zone, EVER)
    return import_source(kind, export, folder, ImportSettings(source=source, zone=clock))
