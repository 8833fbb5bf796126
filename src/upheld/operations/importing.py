"""Import: an export of another system into tables of a folder of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.interval import EVER
from upheld.collect.almanac import read_zone
from upheld.collect.importers import import_source
from upheld.collect.importers.importer import ImportReport, ImportSettings
from upheld.errors import TimeError, UsageError


def import_export(
    kind: str,
    export: Path,
    folder: Path,
    *,
    source: str | None = None,
    zone: str | None = None,
    system_users: Iterable[str] = (),
    until: str | None = None,
) -> ImportReport:
    """Import an export; `zone` names the zone of its local times, `source` what the evidence calls it.

    Works that come for ever are expanded up to a day, `until`.
    What `system_users` do is done by the system, besides what the user `system` does.
    """
    clock = None if zone is None else read_zone(zone, EVER)
    last = None if until is None else _midnight(until)
    plain = ImportSettings(source=source, zone=clock, until=last)
    settings = replace(plain, system_users=plain.system_users | frozenset(system_users))
    return import_source(kind, export, folder, settings)


def _midnight(day: str) -> Instant:
    """The beginning of a day in UTC; UsageError for what is none."""
    try:
        return parse_instant(f"{day}T00:00:00Z")
    except TimeError as error:
        raise UsageError(f"--until {day} is no day: write it like 2027-01-01") from error
