"""Half-open intervals of time, and canonical sets of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import lt
from typing import Self

from msgspec import Struct

from upheld.chrono.instant import EARLIEST, LATEST, Instant, Micros, format_instant
from upheld.errors import TimeError


class Interval(Struct, frozen=True, order=True):
    """The time from `start` on and before `end`: never empty, within the years 0001 to 9999."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        if not EARLIEST <= self.start < self.end <= LATEST:
            raise TimeError(_not_an_interval(self.start, self.end))

    @property
    def length(self) -> Micros:
        """How long it is."""
        return Micros(self.end - self.start)

    def __contains__(self, at: Instant) -> bool:
        return self.start <= at < self.end

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two share any time; touching is not overlapping."""
        return self.start < other.end and other.start < self.end

    def encloses(self, other: Interval) -> bool:
        """Tell whether all of the other lies within."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return f"[{format_instant(self.start)}, {format_instant(self.end)})"


EVER = Interval(EARLIEST, LATEST)
"""All the time that can be represented."""


class IntervalSet(Struct, frozen=True):
    """A set of instants as the shortest list of intervals: sorted, disjoint, never touching.

    Two sets that hold the same instants are therefore equal. `starts[i]` and `ends[i]` bound
    the i-th interval; `of` and `from_iterable` make a set from any intervals.
    """

    starts: tuple[Instant, ...] = ()
    ends: tuple[Instant, ...] = ()

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.ends):
            raise TimeError(f"{len(self.starts)} starts and {len(self.ends)} ends make no set of intervals")
        if not self.starts:
            return
        if not (all(map(lt, self.starts, self.ends)) and all(map(lt, self.ends, self.starts[1:]))):
            raise TimeError(
                "intervals of a set must be sorted, disjoint and not touching; use IntervalSet.of"
            )
        if self.starts[0] < EARLIEST or self.ends[-1] > LATEST:
            raise TimeError(_not_an_interval(self.starts[0], self.ends[-1]))

    @classmethod
    def of(cls, *intervals: Interval) -> Self:
        """Make the set of all instants in any of the intervals."""
        return cls.from_iterable(intervals)

    @classmethod
    def from_iterable(cls, intervals: Iterable[Interval]) -> Self:
        """Make the set of all instants in any of the intervals, which may come in any order and overlap."""
        given = tuple(intervals)
        return cls.from_edges([each.start for each in given], [each.end for each in given])

    @classmethod
    def from_edges(cls, starts: Sequence[Instant], ends: Sequence[Instant]) -> Self:
        """Make the set from the starts and the ends of intervals, each start with the end at its place."""
        for start, end in zip(starts, ends, strict=True):
            if start >= end:
                raise TimeError(_not_an_interval(start, end))
        return cls(*_at_depth(sorted(starts), sorted(ends), 1))

    def __iter__(self) -> Iterator[Interval]:
        return map(Interval, self.starts, self.ends)

    def __len__(self) -> int:
        return len(self.starts)

    def __contains__(self, at: Instant) -> bool:
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    @property
    def length(self) -> Micros:
        """How much time it holds."""
        return Micros(sum(self.ends) - sum(self.starts))

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return overlaid((self, other), 1)

    def __and__(self, other: IntervalSet) -> IntervalSet:
        return overlaid((self, other), 2)

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        return overlaid((self, ~other), 2)

    def __invert__(self) -> IntervalSet:
        return self.complement(EVER)

    def within(self, bounds: Interval) -> IntervalSet:
        """Give the part of it that lies in the bounds."""
        first = bisect_right(self.ends, bounds.start)
        last = bisect_left(self.starts, bounds.end)
        if first >= last:
            return EMPTY
        starts, ends = self.starts[first:last], self.ends[first:last]
        return IntervalSet(
            (max(starts[0], bounds.start), *starts[1:]),
            (*ends[:-1], min(ends[-1], bounds.end)),
        )

    def complement(self, bounds: Interval) -> IntervalSet:
        """Give the part of the bounds that it leaves out."""
        inside = self.within(bounds)
        starts = (bounds.start, *inside.ends)
        ends = (*inside.starts, bounds.end)
        first = 1 if starts[0] == ends[0] else 0
        last = len(starts) - 1 if len(starts) > first and starts[-1] == ends[-1] else len(starts)
        return IntervalSet(starts[first:last], ends[first:last])

    def __str__(self) -> str:
        return " ∪ ".join(map(str, self)) or "∅"


EMPTY = IntervalSet()
"""The set that holds no time."""


def overlaid(sets: Sequence[IntervalSet], depth: int) -> IntervalSet:
    """Give the time that at least `depth` of the sets hold at once: 1 is their union.

    Depth 0 asks for nothing and is `EVER`. Linear in the number of intervals but for a sort
    that merges sorted runs.
    """
    if depth <= 0:
        return IntervalSet.of(EVER)
    starts = sorted(chain.from_iterable(each.starts for each in sets))
    ends = sorted(chain.from_iterable(each.ends for each in sets))
    return IntervalSet(*_at_depth(starts, ends, depth))


def _at_depth(
    starts: list[Instant], ends: list[Instant], depth: int
) -> tuple[tuple[Instant, ...], tuple[Instant, ...]]:
    """Bound the time in which at least `depth` intervals are open, from all starts and all ends, sorted.

    Once i ends have passed, and until the next, `depth` are open exactly if i + depth starts have passed.
    So the time wanted is the union of [starts[i + depth - 1], ends[i]) over all i; both bounds rise with i.
    """
    opening: list[Instant] = []
    closing: list[Instant] = []
    for start, end in zip(starts[depth - 1 :], ends, strict=False):
        if start >= end:
            continue
        if closing and start <= closing[-1]:
            closing[-1] = end
        else:
            opening.append(start)
            closing.append(end)
    return tuple(opening), tuple(closing)


def _not_an_interval(start: Instant, end: Instant) -> str:
    if not (EARLIEST <= start <= LATEST and EARLIEST <= end <= LATEST):
        return f"an interval from {start} to {end} µs since 1970 leaves the years 0001 to 9999"
    return (
        f"an interval must end after it starts; this one starts at {format_instant(start)} "
        f"and ends at {format_instant(end)}"
    )
