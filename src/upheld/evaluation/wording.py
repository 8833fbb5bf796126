"""Wording: moments, lists and numbers as the sentences of an explanation write them."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.instant import Instant, to_datetime
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.zone import Zone

_LAST_SECOND, _LAST_MICROSECOND = 59, 999_999


def spoken_moment(at: Instant, zone: Zone) -> str:
    """An instant as clocks on the wall of a zone show it: `2026-03-01 09:30`, with seconds if any.

    The last instant of a day is its end, `2026-03-31 24:00`, and that of a minute the end of that.
    """
    shown = to_datetime(Instant(zone.wall(at)))
    if shown.second == _LAST_SECOND and shown.microsecond == _LAST_MICROSECOND:
        after = to_datetime(Instant(zone.wall(at) + 1))
        if after.date() != shown.date():
            return f"{shown.date()} 24:00"
        return after.isoformat(" ")[:16]
    fraction = f".{shown.microsecond:06d}".rstrip("0") if shown.microsecond else ""
    seconds = f":{shown.second:02d}{fraction}" if shown.second or fraction else ""
    return f"{shown.isoformat(' ')[:16]}{seconds}"


def spoken_interval(interval: Interval, zone: Zone) -> str:
    """An interval on the wall clock of a zone; the date is said once where both ends share it."""
    start, end = spoken_moment(interval.start, zone), spoken_moment(interval.end, zone)
    if zone.offset(interval.start) != zone.offset(interval.end):
        return f"{start} to {end} {zone.name} (the clocks change between)"
    if start[:10] == end[:10]:
        end = end[11:]
    return f"{start} to {end} {zone.name}"


def spoken_gaps(gaps: IntervalSet, zone: Zone) -> str:
    """Times between others, to be said after what they are taken from; empty where there are none."""
    return f", {listed([spoken_interval(each, zone) for each in gaps])} among it" if gaps else ""


def counted(count: int, noun: str) -> str:
    """A number of things: `1 outage`, `4 outages`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(words: Sequence[str], before_last: str = "and") -> str:
    """Words as a sentence lists them: `a, b and c`."""
    if len(words) <= 1:
        return words[0] if words else "none"
    return f"{', '.join(words[:-1])} {before_last} {words[-1]}"
