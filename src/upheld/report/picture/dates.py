"""Dates under a picture: which days of a stretch of time are marked, and how they are labelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from upheld.chrono.instant import DAY, Instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.errors import TimeError
from upheld.report.figure import Json
from upheld.report.picture.drawing import Axis

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BY_DAYS = 10 * DAY
_BY_WEEKS = 70 * DAY


def interval_of(data: Json) -> Interval:
    """The interval a document gives as its two ends."""
    return Interval(parse_instant(data["start"]), parse_instant(data["end"]))


def time_axis(interval: Interval, left: Fraction = Fraction(0), right: Fraction = Fraction(1)) -> Axis:
    """An axis from the start of an interval to its end."""
    return Axis(Fraction(interval.start), Fraction(interval.end), left, right)


def date_marks(interval: Interval, zone: Zone) -> list[tuple[Fraction, str]]:
    """Midnights to mark, with the day and month of each; none where the offsets of the zone are not known."""
    if not zone.span.encloses(interval):
        return []
    return [
        (Fraction(at), f"{day.day} {_MONTHS[day.month - 1]}")
        for day, at in _midnights(interval, zone)
        if _is_marked(day, interval)
    ]


def _is_marked(day: date, interval: Interval) -> bool:
    """Every day of a short stretch, each seventh day of the months of a longer one, or their first days."""
    if interval.length <= _BY_DAYS:
        return True
    return day.day == 1 or (interval.length <= _BY_WEEKS and day.day in (8, 15, 22, 29))


def _midnights(interval: Interval, zone: Zone) -> Iterator[tuple[date, Instant]]:
    day, last = zone.date(interval.start), zone.date(Instant(interval.end - 1))
    while day <= last:
        try:
            at = zone.day(day).start
        except TimeError:  # a date the zone skipped whole
            at = interval.end
        if interval.start <= at < interval.end:
            yield day, at
        day += timedelta(days=1)
