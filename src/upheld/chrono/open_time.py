"""Open time: hours compiled to UTC over a span, and the clock that runs in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import force_setattr

from upheld.chrono.almanac import Almanac
from upheld.chrono.business_days import NO_DAYS, OpenDays, open_days
from upheld.chrono.hours import BusinessDays, ServiceHours
from upheld.chrono.instant import DAY, Instant, Micros, format_instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.wall_hours import first_instants, instants_of, wall_windows
from upheld.chrono.zone import Zone, wall_midnight
from upheld.errors import TimeError


class Due(Struct, frozen=True):
    """When a target is used up: the earliest instant at which elapsed time equals it, and the latest.

    The two differ where the target ends with a window (`close`), so that no more is spent until the next one
    opens (`next_open`), or where a pause begins at that instant.
    """

    close: Instant
    next_open: Instant


class OpenTime(Struct, frozen=True):
    """The open time of hours within a span; outside it nothing is known, and asking raises `TimeError`."""

    span: Interval
    open: IntervalSet
    days: OpenDays = NO_DAYS
    """The local days with open time, for targets counted in business days."""
    _opened: tuple[int, ...] = ()
    """Open time of the span before each interval of `open`; the last one is all of it."""

    def __post_init__(self) -> None:
        lengths = (end - start for start, end in zip(self.open.starts, self.open.ends, strict=True))
        force_setattr(self, "_opened", tuple(accumulate(lengths, initial=0)))

    def is_open(self, at: Instant) -> bool:
        """Tell whether the wall clock shows an open date and time."""
        if at not in self.span:
            raise self._unknown(at)
        return at in self.open

    def opened_before(self, at: Instant) -> Micros:
        """Give how much of the span before an instant is open."""
        if not self.span.start <= at <= self.span.end:
            raise self._unknown(at)
        index = bisect_right(self.open.starts, at) - 1
        if index < 0:
            return Micros(0)
        return Micros(self._opened[index] + min(at, self.open.ends[index]) - self.open.starts[index])

    def elapsed(self, start: Instant, stop: Instant, without: IntervalSet = EMPTY) -> Micros:
        """Give the open time from `start` to before `stop`, less the pauses in `without`."""
        if stop < start:
            raise TimeError(
                f"a clock that starts at {format_instant(start)} can't stop before, at {format_instant(stop)}"
            )
        spent = self.opened_before(stop) - self.opened_before(start)
        if without and start < stop:
            paused = without.within(Interval(start, stop))
            spent -= sum(map(self.opened_before, paused.ends)) - sum(map(self.opened_before, paused.starts))
        return Micros(spent)

    def due(self, start: Instant, target: Micros, without: IntervalSet = EMPTY) -> Due:
        """Give the earliest and the latest instant at which the time elapsed since `start` equals the target.

        A target of nothing is used up at the start itself, open or not. A pause counts as far as it comes
        before the target is used up. TimeError where the span ends first: compile the hours for a longer one.
        """
        if target < 0:
            raise TimeError(f"a target is a length of time; {target} µs is negative")
        close = start if target == 0 else self._used_up(start, target, without)
        return Due(close, self.next_open(close, without))

    def next_open(self, at: Instant, without: IntervalSet = EMPTY) -> Instant:
        """Give the first instant, from `at` on, that is open and not in a pause."""
        if not self.span.start <= at <= self.span.end:
            raise self._unknown(at)
        while True:
            window = bisect_right(self.open.ends, at)
            if window == len(self.open):
                raise TimeError(f"no window opens after {format_instant(at)} in {self._known()}")
            opens = max(at, self.open.starts[window])
            pause = bisect_right(without.starts, opens) - 1
            if pause < 0 or opens >= without.ends[pause]:
                return opens
            at = without.ends[pause]

    def _used_up(self, start: Instant, target: Micros, without: IntervalSet) -> Instant:
        goal = self.opened_before(start) + target
        for pause in range(bisect_right(without.ends, start), len(without)):
            begins = self.opened_before(self._clipped(max(start, without.starts[pause])))
            if begins >= goal:
                break
            goal += self.opened_before(self._clipped(without.ends[pause])) - begins
        window = bisect_left(self._opened, goal) - 1
        if window == len(self.open):
            raise TimeError(
                f"{target} µs of open time from {format_instant(start)} are not used up in {self._known()}"
            )
        return Instant(self.open.starts[window] + goal - self._opened[window])

    def _clipped(self, at: Instant) -> Instant:
        return min(at, self.span.end)

    def _unknown(self, at: Instant) -> TimeError:
        return TimeError(f"{format_instant(at)} lies outside {self._known()}")

    def _known(self) -> str:
        return f"the span these hours are compiled for, {self.span}; compile them for a longer one"


def compile_hours(hours: ServiceHours, almanac: Almanac, span: Interval) -> OpenTime:
    """Lay out service hours in UTC over the whole local days that touch a span.

    TimeError where the almanac lacks the zone, a region, or the years of its holidays.
    """
    zone = almanac.zone(hours.zone)
    first, last = zone.date(span.start), zone.date(Instant(span.end - 1))
    starts, ends = instants_of(zone, *wall_windows(hours, almanac, first, last))
    opened = IntervalSet(tuple(starts.tolist()), tuple(ends.tolist()))
    midnights = first_instants(zone, first, last)
    known = Interval(Instant(int(midnights[0])), Instant(int(midnights[-1])))
    return OpenTime(known, opened, open_days(opened, first, midnights, _is_whole(zone, first, last)))


def _is_whole(zone: Zone, first: date, last: date) -> tuple[bool, bool]:
    """Tell whether the first and the last date lie in the zone's span with their whole day."""
    shown_first = zone.span.start + zone.offsets[0]
    shown_last = zone.span.end + zone.offsets[-1]
    return shown_first <= wall_midnight(first), wall_midnight(last) + DAY <= shown_last


def compile_business_days(days: BusinessDays, almanac: Almanac, span: Interval) -> OpenTime:
    """Lay out business days in UTC: open from the beginning to the end of each, with the days to count."""
    return compile_hours(days.as_hours(), almanac, span)


def always_open(span: Interval) -> OpenTime:
    """Give the open time of a wall clock, which runs throughout and has no business days."""
    return OpenTime(span, IntervalSet.of(span))
