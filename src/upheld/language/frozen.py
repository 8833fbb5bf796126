"""Frozen calendars: the zones and holidays of an almanac as plain JSON, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from upheld.chrono.almanac import Almanac, HolidayRegion, PublicHoliday
from upheld.chrono.instant import HOUR, MINUTE, SECOND, Micros, format_instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone

Json = Any
"""What JSON can hold."""

_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")


def freeze(almanac: Almanac) -> Json:
    """Zones as `from this instant on: offset`, holidays as `date name`, one a line."""
    return {
        "years": list(almanac.span_years),
        "zones": {zone.name: _freeze_zone(zone) for zone in almanac.zones},
        "holidays": {
            str(region): [f"{holiday.date} {holiday.name}" for holiday in holidays]
            for region, holidays in almanac.holidays
        },
    }


def thaw(calendars: Json, sources: tuple[tuple[str, str], ...]) -> Almanac:
    """The almanac that was frozen; LookupError, TypeError, ValueError or TimeError where it is none."""
    first_year, last_year = calendars["years"]
    regions = [(_region(name), _holidays(lines)) for name, lines in calendars["holidays"].items()]
    return Almanac(
        zones=tuple(_zone(name, calendars["zones"][name]) for name in sorted(calendars["zones"])),
        holidays=tuple(sorted(regions, key=lambda each: str(each[0]))),
        span_years=(first_year, last_year),
        sources=sources,
    )


def _freeze_zone(zone: Zone) -> Json:
    offsets = zip(zone.starts, zone.offsets, strict=True)
    return {
        "until": format_instant(zone.span.end),
        "offsets": {format_instant(start): _write_offset(offset) for start, offset in offsets},
    }


def _zone(name: str, frozen: Json) -> Zone:
    offsets = {parse_instant(start): _read_offset(text) for start, text in frozen["offsets"].items()}
    starts = tuple(sorted(offsets))
    span = Interval(starts[0], parse_instant(frozen["until"]))
    return Zone(name, span, starts, tuple(offsets[start] for start in starts))


def _write_offset(offset: Micros) -> str:
    """An offset from UTC as `+01:00`, with seconds where it has any."""
    minutes, seconds = divmod(abs(offset) // SECOND, 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _read_offset(text: str) -> Micros:
    """The offset such a text stands for; ValueError for any other."""
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is not an offset from UTC such as +01:00")
    sign, hours, minutes, seconds = match.groups("0")
    size = int(hours) * HOUR + int(minutes) * MINUTE + int(seconds) * SECOND
    return Micros(-size if sign == "-" else size)


def _region(name: str) -> HolidayRegion:
    """The region written as `BE` or `GB-ENG`."""
    country, _, subdivision = name.partition("-")
    return HolidayRegion(country, subdivision or None)


def _holidays(lines: Iterable[str]) -> tuple[PublicHoliday, ...]:
    """The holidays of a region, each written as `2026-12-25 Christmas Day`."""
    return tuple(PublicHoliday(date.fromisoformat(line[:10]), line[11:]) for line in lines)
