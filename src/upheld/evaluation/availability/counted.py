"""Counted conditions: which bad time is downtime, which is not, and what of it counts for more or less."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.availability.member import Conditions


class Scaled(Struct, frozen=True):
    """Time of which a share of the bad part counts: at least one, at most the other."""

    interval: Interval
    least: Fraction
    most: Fraction


class Added(Struct, frozen=True):
    """Downtime beyond what was bad, such as the rest of a started minute; it belongs to an instant."""

    at: Instant
    least: Fraction
    most: Fraction


class Note(Struct, frozen=True):
    """What became of one outage, in sentences without full stops."""

    interval: Interval
    says: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    """Facts that the agreement asks for and no record tells."""


class Counted(Struct, frozen=True):
    """The conditions after outages that do not count are set aside, and why."""

    conditions: Conditions
    spared: IntervalSet = EMPTY
    """Shorter than the service's minimum, whatever is unknown around them; counted as up."""
    undecided: IntervalSet = EMPTY
    """Shorter as far as they were seen; counted as unknown."""
    scaled: tuple[Scaled, ...] = ()
    """In order of time, apart from one another."""
    added: tuple[Added, ...] = ()
    """In order of time."""
    notes: tuple[Note, ...] = ()
    """In order of their beginning."""
    reach: tuple[Instant, ...] = ()
    """The latest end of each note and those before it."""

    def notes_on(self, stretch: Interval) -> Iterator[str]:
        """Say what became of the outages in a stretch."""
        first = bisect_right(self.reach, stretch.start)
        last = bisect_left(self.notes, stretch.end, key=lambda note: note.interval.start)
        for note in self.notes[first:last]:
            if note.interval.overlaps(stretch):
                yield from note.says

    def lacking(self) -> Iterator[tuple[Interval, tuple[str, ...]]]:
        """Name the facts that are missing, each time with the outage they are missing for."""
        return ((note.interval, note.lacks) for note in self.notes if note.lacks)


def without_first(time: IntervalSet, length: int) -> IntervalSet:
    """Time less so much of it, from its beginning on."""
    if length <= 0:
        return time
    left: list[Interval] = []
    for each in time:
        taken = min(length, each.length)
        length -= taken
        if taken < each.length:
            left.append(Interval(Instant(each.start + taken), each.end))
    return IntervalSet.from_iterable(left)


def last_of(time: IntervalSet, length: int) -> IntervalSet:
    """So much of a stretch of time as lies at its end."""
    found: list[Interval] = []
    for each in reversed(tuple(time)):
        taken = min(length, each.length)
        length -= taken
        if taken:
            found.append(Interval(Instant(each.end - taken), each.end))
    return IntervalSet.from_iterable(found)


def united(sets: Sequence[IntervalSet]) -> IntervalSet:
    """All the time that any of the sets holds."""
    return IntervalSet.from_iterable(interval for each in sets for interval in each)
