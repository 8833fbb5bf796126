"""Import: an export of another system into tables of a folder of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from upheld.chrono.interval import EVER
from upheld.collect.almanac import read_zone
from upheld.collect.importers import import_source
from upheld.collect.importers.importer import ImportReport, ImportSettings


def import_export(
    kind: str,
    export: Path,
    folder: Path,
    *,
    source: str | None = None,
    zone: str | None = None,
    system_users: Iterable[str] = (),
) -> ImportReport:
    """Import an export; `zone` names the zone of its local times, `source` what the evidence calls it.

    What `system_users` do is done by the system, besides what the user `system` does.
    """
    clock = None if zone is None else read_zone(zone, EVER)
    plain = ImportSettings(source=source, zone=clock)
    settings = replace(plain, system_users=plain.system_users | frozenset(system_users))
    return import_source(kind, export, folder, settings)
