"""Instants and lengths of time: integers of microseconds, UTC inside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NewType

from upheld.errors import TimeError

Instant = NewType("Instant", int)
"""Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX)."""

Micros = NewType("Micros", int)
"""A length of time in microseconds; may be negative where a difference may be."""

SECOND = Micros(1_000_000)
MINUTE = Micros(60 * SECOND)
HOUR = Micros(3600 * SECOND)
DAY = Micros(86_400 * SECOND)
"""24 hours, never a calendar day."""

EARLIEST = Instant(-719_162 * DAY)
"""0001-01-01T00:00:00Z, where the calendar of a `date` begins."""

LATEST = Instant(2_932_896 * DAY)
"""9999-12-31T00:00:00Z; nothing is represented from here on."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RFC_3339 = re.compile(
    r"(?P<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:(?P<second>[0-9]{2}))"
    r"(?P<fraction>\.[0-9]+)?(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


def parse_instant(text: str) -> Instant:
    """Read an RFC 3339 time: with `Z` or an offset, to the second or finer, down to the microsecond.

    Raises `TimeError` for anything else: a time without offset stands for no instant, a leap second has no
    place in POSIX time, and digits beyond the microsecond would be lost.
    """
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise TimeError(
            f"`{text}` is not an RFC 3339 time; write it as 2026-03-01T09:30:00Z or with an offset"
        )
    if match["offset"] is None:
        raise TimeError(
            f"`{text}` names no offset from UTC, so it is no instant; add Z or an offset like +01:00"
        )
    if match["second"] == "60":
        raise TimeError(
            f"`{text}` is a leap second, which POSIX time leaves out; write second 59 or the next 00"
        )
    fraction = (match["fraction"] or ".")[1:]
    if fraction[6:].strip("0"):
        raise TimeError(f"`{text}` is finer than a microsecond; round it to six digits where it is recorded")
    offset = "+00:00" if match["offset"] in "Zz" else match["offset"]
    try:
        whole = datetime.fromisoformat(match["local"].upper() + offset)
    except ValueError as error:
        raise TimeError(f"`{text}` is not a time that exists: {error}") from error
    return _checked(_since_epoch(whole) + int(fraction[:6].ljust(6, "0")), text)


@lru_cache(maxsize=4096)
def format_instant(at: Instant) -> str:
    """Write an instant as RFC 3339 in UTC, with a fraction of a second only where there is one."""
    text = to_datetime(at).isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if at % SECOND else text) + "Z"


def from_datetime(moment: datetime) -> Instant:
    """Give the instant of an aware datetime, exactly; `TimeError` for a naive one."""
    if moment.utcoffset() is None:
        raise TimeError(f"{moment.isoformat()} names no zone, so it is no instant; use an aware datetime")
    return _checked(_since_epoch(moment), moment.isoformat())


def to_datetime(at: Instant) -> datetime:
    """Give an instant as an aware datetime in UTC, exactly."""
    if not EARLIEST <= at <= LATEST:
        raise TimeError(f"{at} µs since 1970 lies outside the years 0001 to 9999")
    return _EPOCH + timedelta(microseconds=at)


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _checked(at: int, text: str) -> Instant:
    if not EARLIEST <= at <= LATEST:
        raise TimeError(f"{text} lies outside 0001-01-01T00:00:00Z to 9999-12-31T00:00:00Z")
    return Instant(at)
