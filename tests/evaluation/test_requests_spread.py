"""Counts over several slices: bounds of their error rates, against every way the requests may have fallen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.slices import EmptySlices, Slices
from upheld.chrono.instant import MINUTE, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.reason import Share
from upheld.evaluation.requests.bounded import Scope, mean_of_slices
from upheld.evaluation.requests.counted import Counted
from upheld.evaluation.requests.sliced import slice_requests
from upheld.evidence.request import RequestCount

SLICES = 4
PERIOD = Interval(Instant(0), Instant(SLICES * MINUTE))

Slots = tuple[tuple[int, int], ...]
"""Of each slice how many requests succeeded, and how many failed."""


def count(first: int, end: int, total: int, failed: int) -> RequestCount:
    time = Interval(Instant(first * MINUTE), Instant(end * MINUTE))
    return RequestCount(source=f"{first}-{end}", interval=time, total=total, failed=failed)


def parts(number: int, slots: int) -> Iterator[tuple[int, ...]]:
    """Every way to put so many things into so many slots."""
    if slots == 1:
        yield (number,)
        return
    for here in range(number + 1):
        yield from ((here, *rest) for rest in parts(number - here, slots - 1))


def ways(record: RequestCount) -> list[Slots]:
    """Every way the requests of a record may have fallen on all slices."""
    first, end = record.interval.start // MINUTE, record.interval.end // MINUTE
    total, slots = record.total or 0, end - first
    found = []
    for good, bad in product(parts(total - record.failed, slots), parts(record.failed, slots)):
        inside = list(zip(good, bad, strict=True))
        found.append(((0, 0),) * first + tuple(inside) + ((0, 0),) * (SLICES - end))
    return found


def mean(slots: Sequence[Slots], terms: Slices) -> Fraction:
    """1 less the mean of the error rates, slice by slice; one with too few requests counts as good."""
    whole = Fraction(0)
    for slice_ in zip(*slots, strict=True):
        good, bad = (sum(each[number] for each in slice_) for number in (0, 1))
        if good + bad >= max(terms.at_least, 1):
            whole += Fraction(bad, good + bad)
    return 1 - whole / SLICES


def bounds(records: list[RequestCount], terms: Slices) -> tuple[Fraction, Fraction, Fraction]:
    everything = IntervalSet.of(PERIOD)
    counted = Counted(is_known=True, records=tuple(records), left_out=())
    scope = Scope(counted=everything, forgiven=IntervalSet(), unknown_stays=False)
    found = mean_of_slices(
        slice_requests(counted, terms, PERIOD, PERIOD.end, everything), scope, tuple(records)
    )
    assert isinstance(found.worst, Share)
    assert isinstance(found.best, Share)
    observed = found.observed.value if isinstance(found.observed, Share) else found.best.value
    return found.worst.value, observed, found.best.value


@st.composite
def mixed(draw: st.DrawFn) -> RequestCount:
    """A count over several slices of which some requests failed, and some did not."""
    first = draw(st.integers(0, SLICES - 2))
    end = draw(st.integers(first + 2, SLICES))
    total = draw(st.integers(2, 6))
    return count(first, end, total, draw(st.integers(1, total - 1)))


@st.composite
def single(draw: st.DrawFn) -> RequestCount:
    first, total = draw(st.integers(0, SLICES - 1)), draw(st.integers(1, 3))
    return count(first, first + 1, total, draw(st.integers(0, total)))


@settings(max_examples=100, deadline=None)
@given(mixed())
def test_the_bounds_of_one_count_are_the_least_and_the_most_there_can_be(record: RequestCount) -> None:
    terms = Slices(of=Micros(MINUTE), empty=EmptySlices.GOOD)
    possible = [mean([way], terms) for way in ways(record)]
    worst, observed, best = bounds([record], terms)
    assert (worst, best) == (min(possible), max(possible))
    assert worst <= observed <= best


@settings(max_examples=60, deadline=None)
@given(mixed(), single() | mixed().filter(lambda each: (each.total or 0) <= 3), st.integers(0, 3))
def test_the_bounds_hold_wherever_the_requests_fell(
    one: RequestCount, other: RequestCount, at_least: int
) -> None:
    terms = Slices(of=Micros(MINUTE), empty=EmptySlices.GOOD, at_least=at_least)
    possible = [mean(way, terms) for way in product(ways(one), ways(other))]
    worst, observed, best = bounds([one, other], terms)
    assert worst <= min(possible)
    assert max(possible) <= best
    assert worst <= observed <= best
