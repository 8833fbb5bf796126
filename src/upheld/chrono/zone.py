"""Time zones: offsets from UTC over a span, as segments, so that gaps and folds need no special rule."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from upheld.chrono.clock_rule import WallTime
from upheld.chrono.instant import (
    DAY,
    EARLIEST,
    HOUR,
    LATEST,
    SECOND,
    Instant,
    Micros,
    format_instant,
    to_datetime,
)
from upheld.chrono.interval import EVER, Interval
from upheld.chrono.timeline import Timeline
from upheld.chrono.tzif import ZoneHistory, read_tzif
from upheld.errors import TimeError

__all__ = ["WallTime", "Zone", "fixed_zone", "wall_date", "wall_midnight", "zone_from_tzif"]

_FARTHEST = Micros(26 * HOUR)
"""No offset is larger, east or west (RFC 9636, 3.2)."""

_EPOCH_ORDINAL = 1 - EARLIEST // DAY


class Zone(Struct, frozen=True):
    """What clocks on the wall show in a place over a span: `offsets[i]` from UTC holds from `starts[i]` on.

    The first segment starts with the span; neighbouring offsets differ. Nothing is known of clocks
    outside the span, so keep it a day wider than the days that are asked for.
    """

    name: str
    span: Interval
    starts: tuple[Instant, ...]
    offsets: tuple[Micros, ...]

    def __post_init__(self) -> None:
        try:
            Timeline(self.span, self.starts, self.offsets)
        except TimeError as error:
            raise TimeError(f"zone {self.name} is not made of segments: {error}") from error
        if not all(-_FARTHEST < offset < _FARTHEST for offset in self.offsets):
            raise TimeError(f"zone {self.name} has an offset of 26 hours or more; offsets are microseconds")

    def __hash__(self) -> int:
        # the segments of zones that differ would rarely tell more, and there are hundreds of them
        return hash((self.name, self.span.start, self.span.end, len(self.starts)))

    @classmethod
    def from_changes(
        cls, name: str, span: Interval, offset: Micros, changes: Iterable[tuple[Instant, Micros]]
    ) -> Zone:
        """Make a zone from the offset before all changes, and each change in order with the offset after it.

        Changes before the span set the offset it starts with, changes after it play no part, and of two at
        one instant the last holds.
        """
        timeline = Timeline.from_changes(span, offset, changes)
        return cls(name, span, timeline.starts, timeline.states)

    def segments(self) -> Iterator[tuple[Interval, Micros]]:
        """Go through the stretches of constant offset, in order of time."""
        for start, end, offset in zip(
            self.starts, (*self.starts[1:], self.span.end), self.offsets, strict=True
        ):
            yield Interval(start, end), offset

    def offset(self, at: Instant) -> Micros:
        """Give what to add to UTC for the wall clock."""
        if not self.span.start <= at < self.span.end:
            raise TimeError(f"{_shown(at)} UTC lies outside the span of zone {self.name}, {self.span}")
        return self.offsets[bisect_right(self.starts, at) - 1]

    def wall(self, at: Instant) -> WallTime:
        """Give what the wall clock shows at an instant."""
        return WallTime(at + self.offset(at))

    def date(self, at: Instant) -> datetime.date:
        """Give the date the wall clock shows at an instant."""
        return wall_date(self.wall(at))

    def instants(self, wall: WallTime) -> tuple[Instant, ...]:
        """Give the instants at which the wall clock shows a time: none in a gap, two in a fold, else one."""
        if not self.span.start + self.offsets[0] <= wall < self.span.end + self.offsets[-1]:
            raise TimeError(self._beyond(wall))
        return tuple(at for at, start, end in self._readings(wall) if start <= at < end)

    def first_reaching(self, wall: WallTime) -> Instant:
        """Give the first instant at which the wall clock shows this time or a later one.

        In a gap that is its end, in a fold the first of the two. The end of the span counts as reached.
        """
        if wall < self.span.start + self.offsets[0]:
            raise TimeError(self._beyond(wall))
        for at, start, end in self._readings(wall):
            if at < end:
                return max(at, start)
        if wall == self.span.end + self.offsets[-1]:
            return self.span.end
        raise TimeError(self._beyond(wall))

    def midnight(self, day: datetime.date) -> Instant:
        """Give the first instant of a local date: 00:00, or the end of the gap that swallows it.

        Raises `TimeError` for a date that was skipped whole, as 2011-12-30 was in Apia.
        """
        return _midnight(self, day)

    def day(self, day: datetime.date) -> Interval:
        """Give a local calendar day, from its first instant to that of the next: 24 h, or 23, 24.5 or 25.

        Days tile time. Where clocks are set back across midnight, the minutes repeated before it belong
        to the day that had begun.
        """
        return Interval(self.midnight(day), self.first_reaching(WallTime(wall_midnight(day) + DAY)))

    def _readings(self, wall: WallTime) -> Iterator[tuple[Instant, Instant, Instant]]:
        """Read a wall time by the offset of each segment near it; give the bounds of that segment too."""
        first = max(bisect_right(self.starts, wall - _FARTHEST) - 1, 0)
        last = bisect_right(self.starts, wall + _FARTHEST)
        ends = (*self.starts[first + 1 : last + 1], self.span.end)
        for offset, start, end in zip(self.offsets[first:last], self.starts[first:last], ends, strict=False):
            yield Instant(wall - offset), start, end

    def _beyond(self, wall: WallTime) -> str:
        return f"local time {_shown(wall)} lies outside the span of zone {self.name}, {self.span}"


@lru_cache(maxsize=4096)
def _midnight(zone: Zone, day: datetime.date) -> Instant:
    wall = wall_midnight(day)
    at = zone.first_reaching(wall)
    if at < zone.span.end and zone.wall(at) >= wall + DAY:
        raise TimeError(
            f"{day} does not exist in {zone.name}: clocks there went from {zone.date(Instant(at - 1))} "
            f"to {zone.date(at)}; name one of these"
        )
    return at


def wall_midnight(day: datetime.date) -> WallTime:
    """Give 00:00 of a date on any wall."""
    return WallTime((day.toordinal() - _EPOCH_ORDINAL) * DAY)


def wall_date(wall: WallTime) -> datetime.date:
    """Give the date of a wall time; `TimeError` outside the years 1 to 9999."""
    if not EARLIEST <= wall < LATEST + DAY:
        raise TimeError(f"local time {_shown(wall)} lies outside the years 0001 to 9999")
    return datetime.date.fromordinal(wall // DAY + _EPOCH_ORDINAL)


def fixed_zone(name: str, offset: Micros, span: Interval = EVER) -> Zone:
    """Make a zone whose clocks never change."""
    return Zone(name, span, (span.start,), (offset,))


def zone_from_tzif(name: str, data: bytes, span: Interval) -> Zone:
    """Make a zone from a TZif file (RFC 9636, version 2 or later), its rule carried through the span."""
    try:
        history = read_tzif(data)
    except TimeError as error:
        raise TimeError(f"zone {name}: {error}") from error
    return Zone.from_changes(name, span, history.before, _changes(history, span))


def _changes(history: ZoneHistory, span: Interval) -> Iterator[tuple[Instant, Micros]]:
    yield from zip(history.changes, history.offsets, strict=True)
    if history.rule is None:
        return
    if history.rule.to_summer is None:
        yield max((span.start, *history.changes[-1:])), history.rule.standard
        return
    ruled_from = history.changes[-1] if history.changes else EARLIEST
    first_year = max(to_datetime(max(span.start, ruled_from)).year - 1, 1)
    last_year = min(to_datetime(span.end).year + 1, 9998)
    for at, offset in history.rule.changes(first_year, last_year):
        if at > ruled_from:
            yield at, offset


def _shown(reading: Instant | WallTime) -> str:
    """Write a reading of a clock, which may lie outside the years that can be written."""
    if not EARLIEST <= reading <= LATEST:
        return f"{reading // SECOND} s since 1970"
    return format_instant(Instant(reading)).removesuffix("Z")
