"""Zones of the `tzdata` package: as the product reads them, and as `zoneinfo` does, which is the oracle."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from upheld.chrono.instant import parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone, zone_from_tzif

FOLDER = Path(tzdata.__file__).parent / "zoneinfo"
NAMES = tuple((FOLDER.parent / "zones").read_text().split())

ODD = (
    "Africa/Casablanca",
    "America/Havana",
    "America/Santiago",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Riga",
    "Pacific/Apia",
    "UTC",
)
"""Zones whose clocks do something that a careless program gets wrong, and two that are plain."""


def years(first: int, last: int) -> Interval:
    """The time from the start of one year to the end of another, in UTC."""
    return Interval(
        parse_instant(f"{first:04}-01-01T00:00:00Z"), parse_instant(f"{last + 1:04}-01-01T00:00:00Z")
    )


@cache
def zone(name: str, first: int = 1984, last: int = 2051) -> Zone:
    return zone_from_tzif(name, (FOLDER / name).read_bytes(), years(first, last))


@cache
def zone_info(name: str) -> ZoneInfo:
    with (FOLDER / name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
