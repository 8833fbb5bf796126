"""Slicing: records of requests sorted into slices of one length, alike ones in a row told once.

A record that lies in one slice counts there. Where the source of a longer one says that its requests were
spread evenly, each slice has its part of them by time. Otherwise it tells of the slices it touches, each of
which is taken to have had requests enough, only that none of these failed, or that all did. A slice in which
they meet others that went otherwise is unknown, and so is every slice of a record of which only some failed.
Of a record with too few requests for all the slices it touches nobody knows which of them had any.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evidence.request import RequestCount


class Grid(Struct, frozen=True):
    """Slices of one length, numbered from an origin; those before it have numbers below 0."""

    origin: Instant
    length: Micros

    def place(self, at: Instant) -> int:
        """Give the number of the slice an instant lies in."""
        return (at - self.origin) // self.length

    def after(self, end: Instant) -> int:
        """Give the number of the first slice that begins at or after an instant."""
        return -((self.origin - end) // self.length)

    def interval(self, first: int, end: int) -> Interval:
        """Give the time of the slices from one to before another."""
        return Interval(Instant(self.origin + first * self.length), Instant(self.origin + end * self.length))


class Run(Struct, frozen=True, kw_only=True):
    """Slices in a row of which each has the same requests: `first` to before `end`."""

    first: int
    end: int
    total: Fraction
    """In each of them."""
    failed: Fraction
    is_unknown: bool
    """Whether somebody failed to count, or counted too coarsely to tell."""
    is_sparse: bool = False
    """Whether they may have had fewer requests than it takes, or none."""
    most: int = 0
    """So many requests one of them had at most, were all of every record in it."""

    @property
    def number(self) -> int:
        """How many slices there are."""
        return self.end - self.first


Number = int | Fraction
"""A number of requests; whole, unless they were spread evenly over several slices."""


class _Amount(Struct):
    """Requests of slices while they are added up, and the records that tell them only by and large."""

    total: Number = 0
    failed: Number = 0
    good: int = 0
    """Longer records of which none failed."""
    bad: int = 0
    """Longer records of which all failed."""
    unknown: int = 0
    sparse: int = 0
    """Longer records with too few requests for all of their slices."""
    most: int = 0

    def add(self, other: _Amount, times: int = 1) -> None:
        """Add requests, or take them off again."""
        self.total += times * other.total
        self.failed += times * other.failed
        self.good += times * other.good
        self.bad += times * other.bad
        self.unknown += times * other.unknown
        self.sparse += times * other.sparse
        self.most += times * other.most

    @property
    def is_unknown(self) -> bool:
        """Whether nobody can tell the share of them that failed."""
        is_mixed = (self.good and self.failed) or (self.bad and self.failed < self.total)
        return bool(self.unknown or is_mixed)


def touched(record: RequestCount, grid: Grid) -> tuple[int, int]:
    """Give the first slice that a record touches, and the one after the last."""
    return grid.place(record.interval.start), grid.place(Instant(record.interval.end - 1)) + 1


def tells_slices(record: RequestCount, grid: Grid, least: int = 1) -> bool:
    """Whether a record tells how many requests lay in each slice it touches, or what came of all of them."""
    if record.total is None:
        return False
    first, end = touched(record, grid)
    if end - first == 1 or record.is_even or not record.failed:
        return True
    return record.failed == record.total and not _is_sparse(record, end - first, least)


def _is_sparse(record: RequestCount, slices: int, least: int) -> bool:
    """Whether a record has too few requests for each of the slices it touches to have had enough."""
    return slices > 1 and not record.is_even and 0 < (record.total or 0) < slices * least


def slice_up(
    records: Iterable[RequestCount],
    grid: Grid,
    slices: tuple[int, int],
    counted_time: IntervalSet,
    least: int = 1,
) -> tuple[Run, ...]:
    """Give all slices from one to before another, as runs of alike ones; `least` requests are enough for one.

    Of a slice of which some time does not count, only the requests of the rest count; a slice of which no
    time counts has all of them.
    """
    own: defaultdict[int, _Amount] = defaultdict(_Amount)
    changes: defaultdict[int, _Amount] = defaultdict(_Amount)
    edges = (at for stretch in counted_time for at in (stretch.start, stretch.end))
    cut = sorted({grid.place(at) for at in edges if (at - grid.origin) % grid.length})
    for record in records:
        first, end = touched(record, grid)
        sparse = int(_is_sparse(record, end - first, least))
        inside = cut[bisect_left(cut, first) : bisect_left(cut, end)]
        alone = sorted({first, end - 1, *inside})
        for place in alone:
            own[place].add(_alone(record, grid, place, counted_time if place in inside else None, sparse))
        if len(alone) == 1:
            continue
        each = _amount(record, grid.length, sparse)
        for before, after in pairwise(alone):
            if after > before + 1:
                changes[before + 1].add(each)
                changes[after].add(each, -1)
    return tuple(_runs(own, changes, *slices))


def _alone(
    record: RequestCount, grid: Grid, place: int, counted_time: IntervalSet | None, sparse: int
) -> _Amount:
    """What a record tells of one slice it touches; of a slice that is cut, what counts of it."""
    whole, time = grid.interval(place, place + 1), record.interval
    piece = Interval(max(whole.start, time.start), min(whole.end, time.end))
    if counted_time is None:
        return _amount(record, piece.length, sparse)
    return _amount(record, counted_time.within(piece).length, sparse)


def _amount(record: RequestCount, length: int, sparse: int) -> _Amount:
    """What a record tells of a part of its time."""
    if not length:
        return _Amount()
    if record.total is None:
        return _Amount(unknown=1)
    if length == record.interval.length:
        return _Amount(total=record.total, failed=record.failed, most=record.total)
    part = Fraction(length, record.interval.length)
    amount = _Amount(total=record.total * part, failed=record.failed * part)
    if record.is_even:
        amount.most = record.total
    elif record.total:
        amount.most = record.total
        amount.sparse = sparse
        amount.good = int(record.failed == 0)
        amount.bad = int(record.failed == record.total)
        amount.unknown = int(0 < record.failed < record.total)
    return amount


def _runs(own: dict[int, _Amount], changes: dict[int, _Amount], first: int, end: int) -> Iterator[Run]:
    edges = {first, end, *changes, *own, *(place + 1 for place in own)}
    through = _Amount()
    for place in sorted(place for place in changes if place < first):
        through.add(changes[place])
    for here, after in pairwise(sorted(edge for edge in edges if first <= edge <= end)):
        if here in changes:
            through.add(changes[here])
        each = _Amount()
        each.add(through)
        if here in own:
            each.add(own[here])
        yield Run(
            first=here,
            end=after,
            total=Fraction(each.total),
            failed=Fraction(each.failed),
            is_unknown=each.is_unknown,
            is_sparse=bool(each.sparse),
            most=each.most,
        )
