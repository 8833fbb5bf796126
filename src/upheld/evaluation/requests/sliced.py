"""Sliced requests: the slices of a time, each with its error rate, and the states they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.slices import EmptySlices, ErrorRate, Slices
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.timeline import Timeline
from upheld.evaluation.availability.quorum import ABSENT, Condition
from upheld.evaluation.requests.counted import Counted
from upheld.evaluation.requests.rated import Rated, Standing, rated
from upheld.evaluation.requests.slicing import Grid, Run, slice_up
from upheld.evaluation.statement import SlicePart, SliceTotals
from upheld.evidence.observation import State

MOST_SLICES = 10
"""So many runs of slices are named, those with the highest error rates."""


class Sliced(Struct, frozen=True, kw_only=True):
    """The slices of a period, and those before it of which anything is known."""

    terms: Slices
    grid: Grid
    rated: tuple[Rated, ...]
    """All of them in order, alike ones in a row together."""

    def is_bad(self, each: Rated) -> bool:
        """Whether slices are bad by the error rate they count with."""
        bad_when = self.terms.down_when
        return each.rate is not None and isinstance(bad_when, ErrorRate) and bad_when.share.kept_by(each.rate)

    def conditions(self, horizon: Interval) -> Timeline[Condition]:
        """Give the state of the service at every instant: that of the slice it lies in.

        Without a slice of which anything is known, it is that of an empty one.
        """
        changes = ((self._begin(each.run), self._state(each)) for each in self.rated)
        return Timeline.from_changes(horizon, self._before, changes)

    @property
    def _before(self) -> Condition:
        return ABSENT if self.terms.empty is EmptySlices.LEFT_OUT else State.UP

    def _state(self, each: Rated) -> Condition:
        if each.standing is Standing.UNKNOWN:
            return State.UNKNOWN
        if each.is_left_out:
            return ABSENT
        return State.DOWN if self.is_bad(each) else State.UP

    def _begin(self, run: Run) -> Instant:
        return self.grid.interval(run.first, run.end).start

    def totals(self, time: IntervalSet, point: str | None = None) -> SliceTotals:
        """Count the slices that lie in a set of time, in whole or in part."""
        numbers = dict.fromkeys(Standing, 0)
        bad = left_out = 0
        for each in self.rated:
            number = self._number_in(each.run, time)
            numbers[each.standing] += number
            bad += number if self.is_bad(each) else 0
            left_out += number if each.is_left_out else 0
        failing = self._failing(time, point or "")
        return SliceTotals(
            of=self.terms.of,
            number=sum(numbers.values()),
            empty=numbers[Standing.EMPTY],
            left_out=left_out,
            unknown=numbers[Standing.UNKNOWN],
            bad=bad,
            worst=_worst(failing),
            failing=tuple((each.interval, each.rate) for each in failing),
        )

    def _number_in(self, run: Run, time: IntervalSet) -> int:
        """How many slices of a run touch a set of time."""
        last = run.first - 1
        number = 0
        for stretch in time.within(self.grid.interval(run.first, run.end)):
            begins = max(self.grid.place(stretch.start), last + 1)
            last = self.grid.place(Instant(stretch.end - 1))
            number += last - begins + 1
        return number

    def _failing(self, time: IntervalSet, point: str) -> list[SlicePart]:
        """The slices with an error rate above 0, in order of time."""
        failing = [
            each.run
            for each in self.rated
            if each.standing is Standing.RATED and each.rate and self._number_in(each.run, time)
        ]
        return [
            SlicePart(
                interval=self.grid.interval(run.first, run.end),
                number=run.number,
                total=run.total,
                failed=run.failed,
                rate=run.failed / run.total,
                point=point,
            )
            for run in _joined(failing)
        ]


def _worst(failing: Sequence[SlicePart]) -> tuple[SlicePart, ...]:
    """Those with the highest error rates, in order of time."""
    found = sorted(failing, key=lambda part: (-part.rate, part.interval))
    return tuple(sorted(found[:MOST_SLICES], key=lambda part: part.interval))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs that follow each other and have the same requests in each slice, put together."""
    joined: Run | None = None
    for run in runs:
        if joined is not None and joined.end == run.first and _same(joined, run):
            joined = replace(joined, end=run.end)
            continue
        if joined is not None:
            yield joined
        joined = run
    if joined is not None:
        yield joined


def _same(one: Run, other: Run) -> bool:
    return (one.total, one.failed) == (other.total, other.failed)


def slice_requests(
    counted: Counted, terms: Slices, period: Interval, horizon_end: Instant, counted_time: IntervalSet
) -> Sliced:
    """Cut the time up to an instant into slices, counted from the beginning of a period, and rate them."""
    grid = Grid(period.start, terms.of)
    end = grid.after(horizon_end)
    starts = [grid.place(record.interval.start) for record in counted.records]
    first = min([0, *starts])
    runs: tuple[Run, ...] = ()
    if counted.is_known:
        runs = slice_up(counted.records, grid, (first, end), counted_time, max(terms.at_least, 1))
    nobody_counted = Run(first=first, end=end, total=Fraction(0), failed=Fraction(0), is_unknown=True)
    return Sliced(
        terms=terms,
        grid=grid,
        rated=tuple(rated(runs or (nobody_counted,), terms)),
    )
