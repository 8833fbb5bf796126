"""Spread: what a count over several slices tells of their error rates, wherever in it the failures were.

Of a count of `T` requests of which `F` failed, no slice can have had more requests than the counts that touch
it have together, `M`. The rates of the slices add up to at least `F / M`, M being that of the biggest slice
there can be: each failure adds at least 1 / M to the rate of its slice. A count that shares its slices with
no other has M = T, and the bound is reached where all its requests were in one slice.

The rates add up to the most where each failure is alone in its slice, and what did not fail is in another: to
F where there are more slices than failures; else to 1 for each slice but one, which has the rest of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.slices import EmptySlices, Slices
from upheld.chrono.instant import Instant
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.requests.slicing import Grid, tells_slices
from upheld.evidence.request import RequestCount


class Rates(Struct, frozen=True):
    """By how much the rates of unknown slices add up to more than 0, and to less than 1 for each."""

    least: Fraction = Fraction(0)
    short_of_all: Fraction = Fraction(0)


def rates_of_unknown(
    records: Sequence[RequestCount], grid: Grid, terms: Slices, counted: IntervalSet, forgiven: IntervalSet
) -> Rates:
    """Bound the sum of the rates of the slices that counts over several of them leave unknown.

    Counts of which some time does not count, or is forgiven, tell nothing: their failures may be there.
    """
    crowd = _Crowd.of(records, grid)
    least = short = Fraction(0)
    for record in records:
        first, end = _places(record, grid)
        whole = grid.interval(first, end)
        is_mixed = record.total is not None and not tells_slices(record, grid, max(terms.at_least, 1))
        if not is_mixed or forgiven.within(whole):
            continue
        if counted.within(record.interval).length < record.interval.length:
            continue
        total, records_there = crowd.most(first, end)
        hidden = max(terms.at_least - 1, 0) * (end - first)
        if total is not None:
            least += Fraction(max(record.failed - hidden, 0)) / total
        if records_there == 1 and terms.empty is EmptySlices.GOOD and terms.at_least <= 1:
            short += end - first - _most(record, end - first)
    return Rates(least, short)


def _most(record: RequestCount, slices: int) -> Fraction:
    """The most that the rates of some slices add up to, which have the requests of one count alone."""
    total, failed = record.total or 0, record.failed
    if failed < slices:
        return Fraction(failed)
    return slices - 1 + Fraction(failed - slices + 1, total - slices + 1)


def _places(record: RequestCount, grid: Grid) -> tuple[int, int]:
    """The first slice that a record touches, and the one after its last."""
    return grid.place(record.interval.start), grid.place(Instant(record.interval.end - 1)) + 1


class _Crowd(Struct, frozen=True):
    """How many requests slices can have had at most, from each edge to the next."""

    edges: tuple[int, ...]
    totals: tuple[Fraction, ...]
    uncounted: tuple[int, ...]
    """So many records there have no count."""
    records: tuple[int, ...]

    @classmethod
    def of(cls, records: Sequence[RequestCount], grid: Grid) -> _Crowd:
        """Add up the records that touch each slice; one spread evenly has its part in each."""
        changes: defaultdict[int, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
        for record in records:
            for place, sign in zip(_places(record, grid), (1, -1), strict=True):
                for number, part in enumerate(_parts(record, grid)):
                    changes[place][number] += sign * part
        edges = tuple(sorted(changes))
        sums = list(_running(changes, edges))
        return cls(
            edges,
            tuple(total for total, _, _ in sums),
            tuple(int(each) for _, each, _ in sums),
            tuple(int(each) for _, _, each in sums),
        )

    def most(self, first: int, end: int) -> tuple[Fraction | None, int]:
        """The most requests of a slice among some, unless nobody counted, and the most records."""
        here = slice(bisect_right(self.edges, first) - 1, bisect_left(self.edges, end))
        total = None if any(self.uncounted[here]) else max(self.totals[here])
        return total, max(self.records[here])


def _parts(record: RequestCount, grid: Grid) -> tuple[Fraction, Fraction, Fraction]:
    """The requests of a record that one slice can have, whether nobody counted, and the record itself."""
    if record.total is None:
        return Fraction(0), Fraction(1), Fraction(1)
    share = min(Fraction(grid.length, record.interval.length), Fraction(1)) if record.is_even else Fraction(1)
    return record.total * share, Fraction(0), Fraction(1)


def _running(
    changes: dict[int, list[Fraction]], edges: Sequence[int]
) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    total = uncounted = number = Fraction(0)
    for edge in edges:
        more, without, records = changes[edge]
        total, uncounted, number = total + more, uncounted + without, number + records
        yield total, uncounted, number
