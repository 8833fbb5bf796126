"""The slow oracle of open time: look at the clock on the wall at every step, and ask whether that is open.

Steps are minutes for hours with edges on minutes, seconds for others; within a step nothing changes. The wall
is `zoneinfo`'s, and the question is asked of the declared hours, one window after the other.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray
from zone_files import zone, zone_info

from upheld.chrono.almanac import Almanac, HolidayRegion, PublicHoliday
from upheld.chrono.hours import HoursVersion, ServiceHours
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, to_datetime
from upheld.chrono.interval import Interval, IntervalSet

DAY_OF = timedelta(days=1)


def almanac(*names: str, holidays: dict[HolidayRegion, dict[date, str]] | None = None) -> Almanac:
    """An almanac of real zones, with holidays as given."""
    known = {
        region: tuple(sorted(PublicHoliday(on, name) for on, name in days.items()))
        for region, days in (holidays or {}).items()
    }
    return Almanac(
        zones=tuple(zone(name) for name in sorted(set(names))),
        holidays=tuple(sorted(known.items(), key=lambda item: str(item[0]))),
        span_years=(1985, 2050),
    )


def shows_open(hours: ServiceHours, closed: frozenset[date], wall: datetime) -> bool:
    """Whether hours are open when the wall clock shows this."""
    on = wall.date()
    since_midnight = (wall - datetime.combine(on, datetime.min.time())) // timedelta(microseconds=1)
    for version in hours.versions:
        if (version.since or on) <= on < (version.until or date.max):
            return _shows_open(version, closed, on, since_midnight)
    return False


def _shows_open(version: HoursVersion, closed: frozenset[date], on: date, time: int) -> bool:
    for special in version.special:
        if special.on == on:
            return any(window.opens <= time < window.closes for window in special.windows)
    if on in closed:
        return False
    before = on - DAY_OF
    return any(
        (on.weekday() in window.days and window.opens <= time < window.closes)
        or (before.weekday() in window.days and window.opens <= time + DAY < window.closes)
        for window in version.windows
    )


class Walk:
    """Every step of a span, and whether it is open."""

    def __init__(
        self, hours: ServiceHours, closed: frozenset[date], span: Interval, step: int = MINUTE
    ) -> None:
        self.span = span
        self.step = step
        info = zone_info(hours.zone)
        start, one = to_datetime(span.start), timedelta(microseconds=step)
        self.open = np.array(
            [
                shows_open(hours, closed, (start + index * one).astimezone(info).replace(tzinfo=None))
                for index in range(span.length // step)
            ]
        )

    def is_open(self, at: Instant) -> bool:
        return bool(self.open[self._index(at)])

    def elapsed(self, start: Instant, stop: Instant, without: IntervalSet) -> int:
        """Count the open steps that are not paused."""
        return int(self._running(start, without)[: self._index(stop) - self._index(start)].sum()) * self.step

    def due(self, start: Instant, target: int, without: IntervalSet) -> tuple[int, int] | None:
        """Walk until the target is used up, then until the clock runs again; None where that is too far."""
        running = np.flatnonzero(self._running(start, without))
        steps = target // self.step
        if steps >= len(running):
            return None
        close = start if steps == 0 else start + (int(running[steps - 1]) + 1) * self.step
        return close, start + int(running[steps]) * self.step

    def _running(self, start: Instant, without: IntervalSet) -> NDArray[np.bool_]:
        running = self.open[self._index(start) :].copy()
        for pause in without:
            first, last = self._index(pause.start), self._index(pause.end)
            running[max(first - self._index(start), 0) : max(last - self._index(start), 0)] = False
        return running

    def _index(self, at: int) -> int:
        index, rest = divmod(at - self.span.start, self.step)
        assert rest == 0, "the oracle walks whole steps"
        return index


@cache
def changes(name: str) -> tuple[Instant, ...]:
    """When the clocks of a zone change, from the middle of 1985 to 2040."""
    return tuple(at for at in zone(name).starts[1:] if 489_000_000_000_000 < at < 2_208_988_800_000_000)


def around(at: int, before: int, after: int) -> Interval:
    """A span of whole hours around an instant."""
    whole = at - at % HOUR
    return Interval(Instant(whole - before), Instant(whole + after))
