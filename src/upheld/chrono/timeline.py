"""Timelines: a state for every instant of some bounds, with nothing left out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import chain, cycle, groupby, pairwise
from operator import eq, itemgetter, lt
from typing import Generic, TypeVar

from msgspec import Struct

from upheld.chrono.instant import EARLIEST, Instant, Micros, format_instant
from upheld.chrono.interval import Interval, IntervalSet, overlaid
from upheld.errors import TimeError

S = TypeVar("S")
T = TypeVar("T")
U = TypeVar("U")


class Ternary(Enum):
    """An answer that may be unknown (Kleene's three-valued logic)."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Timeline(Struct, Generic[S], frozen=True):
    """The state at every instant of the bounds, as the fewest changes: `states[i]` holds from `starts[i]` on.

    The first segment starts with the bounds, and neighbouring states differ, so that two timelines
    with the same bounds and the same state at every instant are equal.
    """

    bounds: Interval
    starts: tuple[Instant, ...]
    states: tuple[S, ...]

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.states) or self.starts[:1] != (self.bounds.start,):
            raise TimeError(
                f"a timeline over {self.bounds} needs a state from its start on and after each change"
            )
        if not all(map(lt, self.starts, (*self.starts[1:], self.bounds.end))):
            raise TimeError(f"the changes of a timeline over {self.bounds} must be in order and lie in it")
        if any(map(eq, self.states, self.states[1:])):
            raise TimeError(
                "two neighbouring states of a timeline are equal; make it with Timeline.from_changes"
            )

    @classmethod
    def constant(cls, bounds: Interval, state: S) -> Timeline[S]:
        """Make the timeline that never changes."""
        return cls(bounds, (bounds.start,), (state,))

    @classmethod
    def from_changes(cls, bounds: Interval, initial: S, changes: Iterable[tuple[Instant, S]]) -> Timeline[S]:
        """Make a timeline from a first state and changes in order of time, each with the state from then on.

        A change before the bounds sets the state they open with, one after them plays no part; of several
        at one instant the last holds. Raises `TimeError` where a change is earlier than the one before.
        """
        starts, states = [bounds.start], [initial]
        previous = EARLIEST
        for at, state in changes:
            if at < previous:
                late, early = format_instant(previous), format_instant(at)
                raise TimeError(f"a change at {early} is given after one at {late}; sort them")
            previous = at
            if at < bounds.end:
                _append(starts, states, max(at, bounds.start), state)
        return cls(bounds, tuple(starts), tuple(states))

    @classmethod
    def from_segments(cls, segments: Iterable[tuple[Interval, S]]) -> Timeline[S]:
        """Make a timeline from stretches in order of time, each from where the one before ends."""
        given = tuple(segments)
        if not given:
            raise TimeError("a timeline without any segment has no bounds; give at least one")
        for (earlier, _), (later, _) in pairwise(given):
            if earlier.end != later.start:
                raise TimeError(
                    f"segment {later} does not begin where {earlier} ends; a timeline has no gaps"
                )
        bounds = Interval(given[0][0].start, given[-1][0].end)
        return cls.from_changes(bounds, given[0][1], ((interval.start, state) for interval, state in given))

    def segments(self) -> Iterator[tuple[Interval, S]]:
        """Go through the stretches of one state, in order of time."""
        return zip(map(Interval, self.starts, self._ends), self.states, strict=True)

    def at(self, at: Instant) -> S:
        """Give the state at an instant of the bounds."""
        if at not in self.bounds:
            raise TimeError(f"{format_instant(at)} lies outside the timeline's bounds {self.bounds}")
        return self.states[bisect_right(self.starts, at) - 1]

    def where(self, *states: S) -> IntervalSet:
        """Give the time in which one of these states holds."""
        stretches = [
            (start, end)
            for start, end, state in zip(self.starts, self._ends, self.states, strict=True)
            if state in states
        ]
        starts, ends = [start for start, _ in stretches], [end for _, end in stretches]
        return IntervalSet.from_edges(starts, ends)

    def length_of(self, state: S) -> Micros:
        """Give how much time one state holds."""
        return self.where(state).length

    def lengths(self) -> dict[S, Micros]:
        """Give how much time each state holds, of those that occur; together the length of the bounds."""
        found: dict[S, Micros] = {}
        for start, end, state in zip(self.starts, self._ends, self.states, strict=True):
            found[state] = Micros(found.get(state, 0) + end - start)
        return found

    def within(self, bounds: Interval) -> Timeline[S]:
        """Give the part of it that lies in narrower bounds; it knows nothing of wider ones."""
        if not self.bounds.encloses(bounds):
            raise TimeError(f"a timeline over {self.bounds} says nothing of all of {bounds}")
        first = bisect_right(self.starts, bounds.start)
        last = bisect_left(self.starts, bounds.end)
        return Timeline(bounds, (bounds.start, *self.starts[first:last]), self.states[first - 1 : last])

    def map(self, change: Callable[[S], T]) -> Timeline[T]:
        """Give the timeline of what each state becomes."""
        states = map(change, self.states)
        return Timeline.from_changes(self.bounds, next(states), zip(self.starts[1:], states, strict=True))

    def join(self, other: Timeline[T], combine: Callable[[S, T], U]) -> Timeline[U]:
        """Give the timeline of what two states at one instant make together; both have the same bounds."""
        if self.bounds != other.bounds:
            raise TimeError(_unequal_bounds(self.bounds, other.bounds))
        starts: list[Instant] = []
        states: list[U] = []
        here = there = 0
        for start in sorted({*self.starts, *other.starts}):
            here += self.starts[here + 1 : here + 2] == (start,)
            there += other.starts[there + 1 : there + 2] == (start,)
            _append(starts, states, start, combine(self.states[here], other.states[there]))
        return Timeline(self.bounds, tuple(starts), tuple(states))

    def mask(self, intervals: IntervalSet, state: S) -> Timeline[S]:
        """Give the timeline with one state laid over all that the intervals hold."""
        covered = membership(self.bounds, intervals)
        return self.join(covered, lambda own, is_covered: state if is_covered else own)

    @property
    def _ends(self) -> tuple[Instant, ...]:
        return (*self.starts[1:], self.bounds.end)

    def __str__(self) -> str:
        return ", ".join(f"{interval} {state}" for interval, state in self.segments())


def membership(bounds: Interval, intervals: IntervalSet) -> Timeline[bool]:
    """Give, for every instant of the bounds, whether the intervals hold it."""
    inside = intervals.within(bounds)
    edges = chain.from_iterable(zip(inside.starts, inside.ends, strict=True))
    return Timeline.from_changes(bounds, False, zip(edges, cycle((True, False))))


def merge(timelines: Sequence[Timeline[S]], combine: Callable[[tuple[S, ...]], T]) -> Timeline[T]:
    """Give the timeline of what the states at one instant, in the order of the timelines, make together.

    All must have the same bounds. `combine` sees only states that did occur at one instant.
    """
    bounds = _common_bounds(timelines)
    changes = [
        (start, which, state)
        for which, timeline in enumerate(timelines)
        for start, state in zip(timeline.starts, timeline.states, strict=True)
    ]
    current = [timeline.states[0] for timeline in timelines]
    starts: list[Instant] = []
    states: list[T] = []
    for start, together in groupby(sorted(changes, key=itemgetter(0)), key=itemgetter(0)):
        for _, which, state in together:
            current[which] = state
        _append(starts, states, start, combine(tuple(current)))
    return Timeline(bounds, tuple(starts), tuple(states))


def quorum(timelines: Sequence[Timeline[Ternary]], needed: int) -> Timeline[Ternary]:
    """Tell when at least `needed` of the timelines are true, as far as that is known.

    True where enough are true; false where too few would be, were every unknown one true; otherwise
    unknown. None needed is always true, more than there are never.
    """
    bounds = _common_bounds(timelines)
    true = [each.where(Ternary.TRUE) for each in timelines]
    possible = [each.where(Ternary.TRUE, Ternary.UNKNOWN) for each in timelines]
    return (
        Timeline.constant(bounds, Ternary.FALSE)
        .mask(overlaid(possible, needed), Ternary.UNKNOWN)
        .mask(overlaid(true, needed), Ternary.TRUE)
    )


def _append(starts: list[Instant], states: list[S], at: Instant, state: S) -> None:
    """Change the state at an instant, at or after the last change, keeping neighbours different."""
    if starts and starts[-1] == at:
        starts.pop()
        states.pop()
    if not states or states[-1] != state:
        starts.append(at)
        states.append(state)


def _common_bounds(timelines: Sequence[Timeline[S]]) -> Interval:
    if not timelines:
        raise TimeError("no timelines were given to merge, so the result has no bounds; give at least one")
    for other in timelines[1:]:
        if other.bounds != timelines[0].bounds:
            raise TimeError(_unequal_bounds(timelines[0].bounds, other.bounds))
    return timelines[0].bounds


def _unequal_bounds(one: Interval, other: Interval) -> str:
    return f"timelines over {one} and {other} can't be merged; bring both to the same bounds with `within`"
