"""Months for which fees are paid: the one of an instant, the one before, and those beside it."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from upheld.chrono.instant import DAY, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.errors import TimeError

_ABOUT = {3: (88 * DAY, 93 * DAY), 6: (180 * DAY, 185 * DAY)}


def calendar_month(at: Instant, zone: Zone) -> Interval:
    """The month of an instant, from its first midnight to the next one's."""
    first = zone.date(at).replace(day=1)
    return Interval(zone.midnight(first), zone.midnight(add_months(first, 1)))


@lru_cache(maxsize=1024)
def month_before(at: Instant, zone: Zone) -> Instant | None:
    """The midnight a month before an instant; None where the calendar does not reach so far."""
    try:
        return zone.midnight(add_months(zone.date(at), -1))
    except TimeError:
        return None


@lru_cache(maxsize=1024)
def months_before(at: Instant, zone: Zone, count: int) -> tuple[Instant, ...]:
    """When so many months begin that end with the one of an instant, which is none of them; in order."""
    first = zone.date(at).replace(day=1)
    try:
        return tuple(zone.midnight(add_months(first, -number)) for number in range(count, 0, -1))
    except TimeError:
        return ()


@lru_cache(maxsize=1024)
def month_of(at: Instant, zone: Zone) -> Instant:
    """When the month of an instant begins; the instant itself where the calendar does not reach so far."""
    try:
        return zone.midnight(zone.date(at).replace(day=1))
    except TimeError:
        return at


def days_of(judged: Interval, zone: Zone) -> tuple[Instant, ...]:
    """When the calendar days begin that a time holds; the first with the time itself."""
    first, last = zone.date(judged.start), zone.date(Instant(judged.end - 1))
    later = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return (judged.start, *(zone.midnight(day) for day in later))


@lru_cache(maxsize=1024)
def months_of(judged: Interval, zone: Zone, count: int) -> tuple[Instant, ...]:
    """When the months begin of the quarter or half of the year in which a time lies, or that it is."""
    day = zone.date(judged.start)
    least, most = _ABOUT[count]
    is_one = least <= judged.length <= most
    first = day if is_one else day.replace(month=day.month - (day.month - 1) % count, day=1)
    try:
        return tuple(zone.midnight(add_months(first, number)) for number in range(count))
    except TimeError:
        return ()
