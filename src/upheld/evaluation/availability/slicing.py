"""Slicing: time cut into slices of one length, each of them in one state as a whole.

A slice is judged by its time that can count: what exclusions or closed hours take out of it speaks neither
for nor against it. One with unknown time is unknown where that decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.slices import BadWhen, DownFor, DownShare, ErrorRate, Slices
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.availability.member import Conditions
from upheld.evaluation.availability.quorum import ABSENT
from upheld.evidence.observation import State


class Grid(Struct, frozen=True):
    """Where slices begin and end: at steps of one length from an instant, and at cuts."""

    slices: Slices
    start: Instant
    cuts: tuple[Instant, ...]
    """Instants in order at which a slice is cut in two, such as the end of the period."""

    def around(self, at: Instant) -> Interval:
        """The slice that holds an instant."""
        first = Instant(at - (at - self.start) % self.slices.of)
        index = bisect_right(self.cuts, at)
        start = max([first, *self.cuts[index - 1 : index]]) if index else first
        return Interval(start, min([Instant(first + self.slices.of), *self.cuts[index : index + 1]]))

    def split(self, edges: Sequence[Instant]) -> Iterator[Interval]:
        """The slices that have an edge inside of them, in order of time, each once."""
        found = {each for at in edges if (each := self.around(at)).start < at}
        return iter(sorted(found))


def sliced(
    conditions: Conditions,
    bad: tuple[State, ...],
    grid: Grid,
    countable: Callable[[Interval], IntervalSet],
) -> Conditions:
    """Read every slice that changes its state within as being in one state throughout."""
    found: dict[State, list[Interval]] = {state: [] for state in State}
    bounds = conditions.bounds
    for whole in grid.split(conditions.starts[1:]):
        piece = Interval(max(whole.start, bounds.start), min(whole.end, bounds.end))
        within = conditions.within(piece)
        time = countable(piece) - within.where(ABSENT)
        if time:
            found[_state(within, bad, time, grid.slices.down_when)].append(piece)
    absent = conditions.where(ABSENT)
    for state, pieces in found.items():
        if pieces:
            conditions = conditions.mask(IntervalSet.from_iterable(pieces) - absent, state)
    return conditions


def _state(within: Conditions, bad: tuple[State, ...], time: IntervalSet, down_when: BadWhen) -> State:
    seen = (within.where(*bad) & time).length
    unknown = (within.where(State.UNKNOWN) & time).length
    if is_bad(seen, time.length, down_when):
        return State.DOWN if within.where(State.DOWN) & time else State.DEGRADED
    return State.UNKNOWN if is_bad(seen + unknown, time.length, down_when) else State.UP


def is_bad(down: int, whole: int, down_when: BadWhen) -> bool:
    """Whether a slice is bad of which so much was down; UsageError where it goes by requests."""
    match down_when:
        case DownFor.THROUGHOUT:
            return down == whole
        case DownFor.AT_ALL:
            return down > 0
        case DownShare(share):
            return down > 0 and share.kept_by(Fraction(down, whole))
        case ErrorRate():
            raise UsageError(f"slices by {down_when} are judged by requests, not by states")
