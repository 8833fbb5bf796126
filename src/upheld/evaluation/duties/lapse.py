"""Lapses: when something that is done again and again has to be done next, by the calendar of a zone."""

from __future__ import annotations

from datetime import date

from upheld.chrono.instant import DAY, EARLIEST, Instant
from upheld.chrono.recurrence import add_months
from upheld.chrono.zone import WallTime, Zone, wall_date, wall_midnight
from upheld.quantity import Duration, Unit

_DAYS = {Unit.DAY: 1, Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}
_MONTHS = frozenset({Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def lapses_at(done: Instant, every: Duration, zone: Zone) -> Instant:
    """Give the instant a time after another: days, weeks and months to the same time on the wall clock.

    What lies beyond the zone's span goes by the offset nearest to it.
    """
    if every.unit in _MONTHS:
        wall = _wall(done, zone)
        later = wall_midnight(add_months(wall_date(wall), every.months)) + wall % DAY
    elif every.unit in _DAYS:
        later = _wall(done, zone) + int(every.count * _DAYS[every.unit] * DAY)
    else:
        return Instant(done + every.micros)
    return max(done, _reaching(WallTime(later), zone))


def end_of_date(at: Instant, dates_on: int, zone: Zone) -> Instant:
    """Give the last instant of the local date so many dates after that of an instant."""
    midnight = wall_midnight(wall_date(_wall(at, zone))) + (dates_on + 1) * DAY
    return Instant(_reaching(WallTime(midnight), zone) - 1)


def start_of_date(day: date, zone: Zone) -> Instant:
    """Give the first instant of a local date, as far as instants go back."""
    return max(EARLIEST, _reaching(wall_midnight(day), zone))


def _wall(at: Instant, zone: Zone) -> WallTime:
    inside = max(zone.span.start, min(at, Instant(zone.span.end - 1)))
    return WallTime(at + zone.offset(inside))


def _reaching(wall: WallTime, zone: Zone) -> Instant:
    if wall < zone.span.start + zone.offsets[0]:
        return Instant(wall - zone.offsets[0])
    if wall > zone.span.end + zone.offsets[-1]:
        return Instant(wall - zone.offsets[-1])
    return zone.first_reaching(wall)
