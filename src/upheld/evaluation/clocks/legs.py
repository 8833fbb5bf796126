"""Legs: the parts of a clock's run, each on its own calendar; what they count, and when that is so much."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.open_time import OpenTime


class Leg(Struct, frozen=True):
    """Part of a clock's run, on one calendar."""

    start: Instant
    end: Instant
    open_time: OpenTime


class Edges(Struct, frozen=True):
    """The earliest and the latest instant at which a clock has counted exactly so much."""

    earliest: Instant
    latest: Instant


def counted(legs: Sequence[Leg], without: IntervalSet = EMPTY) -> Micros:
    """Give the time the legs count, each on its own calendar."""
    return Micros(sum(leg.open_time.elapsed(leg.start, leg.end, without) for leg in legs))


def counted_within(legs: Sequence[Leg], within: IntervalSet) -> Micros:
    """Give the time of a set that the legs count."""
    if not within:
        return Micros(0)
    return Micros(
        sum(
            leg.open_time.elapsed(part.start, part.end)
            for leg in legs
            if leg.start < leg.end
            for part in within.within(Interval(leg.start, leg.end))
        )
    )


def used_up(legs: Sequence[Leg], target: Micros, without: IntervalSet = EMPTY) -> Edges:
    """Give when the legs have counted a target, the last of them taken to run on without end.

    TimeError where a calendar ends first.
    """
    earliest: Instant | None = None
    left = target
    for leg in legs[:-1]:
        spent = leg.open_time.elapsed(leg.start, leg.end, without)
        if spent >= left:
            due = leg.open_time.due(leg.start, left, without)
            earliest = due.close if earliest is None else earliest
            if spent > left:
                return Edges(earliest, due.next_open)
        left = Micros(max(left - spent, 0))
    due = legs[-1].open_time.due(legs[-1].start, left, without)
    return Edges(due.close if earliest is None else earliest, due.next_open)
