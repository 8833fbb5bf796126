"""Shares of values and jitter against values laid out one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_court import series

from upheld.agreement.statistic import Jitter
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.measures.docket import Entry
from upheld.evaluation.measures.extent import UNBOUNDED
from upheld.evaluation.measures.jitter import jitter_of
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.measures.values import Values
from upheld.evaluation.measures.within import share_within
from upheld.evidence.measurement import Histogram
from upheld.quantity import Operator, Target

BOUNDS = (2, 5, 9)
SMALL = st.integers(0, 12)
targets = st.builds(Target, st.sampled_from(Operator), st.fractions(0, 12, max_denominator=3))


def known_as(values: list[int], how: str) -> Values:
    """What a source keeps of values: each, their sum, or a histogram."""
    if not values:
        return Values()
    if how == "each":
        return Values(totals=np.array(values), counts=np.ones(len(values), dtype=np.int64))
    if how == "sum":
        return Values(totals=np.array([sum(values)]), counts=np.array([len(values)]))
    edges = (*BOUNDS, None)
    counts = [0] * len(edges)
    for value in values:
        counts[next(i for i, edge in enumerate(edges) if edge is None or value <= edge)] += 1
    told = Histogram(
        interval=Interval(Instant(0), Instant(1)), bounds=edges, counts=tuple(counts), evidence="h"
    )
    return Values(histograms=(told,))


@settings(max_examples=400)
@given(
    st.lists(SMALL, max_size=6),
    st.lists(st.tuples(SMALL, st.booleans()), max_size=4),
    st.sampled_from(["each", "sum", "histogram"]),
    targets,
)
def test_the_share_that_really_keeps_a_bound_lies_between_the_bounds(
    values: list[int], doubtful: list[tuple[int, bool]], how: str, bound: Target[Fraction]
) -> None:
    floor = Fraction(0)
    extent = share_within(
        known_as(values, how), known_as([value for value, _ in doubtful], "each"), bound, floor
    )
    really = [*values, *(value for value, counts in doubtful if counts)]
    if not really:
        return
    share = Fraction(sum(bound.kept_by(Fraction(value)) for value in really) * WHOLE, len(really))
    assert extent.lowest is not UNBOUNDED
    assert extent.highest is not UNBOUNDED
    assert extent.lowest <= share <= extent.highest
    if how == "each" and not doubtful:
        assert extent.figure == share == extent.lowest == extent.highest


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["counts", "in doubt", "out"])), max_size=8))
def test_jitter_is_of_neighbours_alone(values: list[tuple[int, str]]) -> None:
    rows = {
        standing: np.array([at for at, (_, each) in enumerate(values) if each == standing], dtype=np.intp)
        for standing in ("counts", "in doubt", "out")
    }
    entry = Entry(
        series=series([value for value, _ in values]),
        counted=rows["counts"],
        in_doubt=rows["in doubt"],
        histograms=(),
        histograms_in_doubt=(),
        seen=len(values),
        left_out={},
        doubts={},
    )
    pairs = list(pairwise(values))
    certain = [abs(a - b) for (a, one), (b, other) in pairs if one == other == "counts"]
    extent, number = jitter_of([entry], Jitter.MEAN_DIFFERENCE)
    assert number == len(certain)
    if certain:
        assert extent.figure == Fraction(sum(certain), len(certain))
        largest, _ = jitter_of([entry], Jitter.LARGEST_DIFFERENCE)
        assert largest.figure == max(certain)
