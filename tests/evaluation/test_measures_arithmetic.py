"""Exact figures of values, against every choice that the evidence leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, pairwise, product
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_court import histogram, value

from upheld.agreement.statistic import Percentile, Rank
from upheld.evaluation.measures.distribution import MOST_BINS, distribution_of
from upheld.evaluation.measures.extent import UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.extreme import maximum_of, minimum_of
from upheld.evaluation.measures.mean import mean_of
from upheld.evaluation.measures.percentile import nearest_rank, percentile_of
from upheld.evaluation.measures.ratio import WHOLE, ratio_of
from upheld.evaluation.measures.values import Values, all_of, buckets_of, exact_sum
from upheld.evaluation.reason import NoData
from upheld.evidence.measurement import Histogram

ZERO = Fraction(0)
NOTHING = Values()
LARGE = st.integers(-(2**62), 2**62)
SMALL = st.lists(st.integers(0, 9), max_size=5)
SHARES = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100), max_denominator=100)


def singles(values: Iterable[int]) -> Values:
    totals = np.array(list(values), dtype=np.int64)
    return Values(totals=totals, counts=np.ones_like(totals))


def sums(*records: tuple[int, int]) -> Values:
    """Records of a sum and its number."""
    totals, counts = np.array(records, dtype=np.int64).reshape(-1, 2).T
    return Values(totals=totals, counts=counts)


def sorted_into(*histograms: Histogram) -> Values:
    return Values(histograms=histograms)


def subsets(values: list[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(values, size) for size in range(len(values) + 1))


def exact(figure: Edge | NoData) -> Fraction:
    assert isinstance(figure, Fraction), figure
    return figure


def by_sorting(values: list[int], share: Fraction) -> Fraction:
    return Fraction(sorted(values)[ceil(share * len(values)) - 1])


def by_interpolating(values: list[int], share: Fraction) -> Fraction:
    ordered, place = sorted(values), share * (len(values) - 1)
    low, high = floor(place), ceil(place)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@given(st.lists(LARGE, max_size=60))
def test_sums_are_exact_beyond_64_bits(values: list[int]) -> None:
    assert exact_sum(np.array(values, dtype=np.int64)) == sum(values)


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(1, 1000)), min_size=1, max_size=20))
def test_a_mean_weighs_every_value_alike_however_they_are_added_up(records: list[tuple[int, int]]) -> None:
    expected = Fraction(sum(total for total, _ in records), sum(number for _, number in records))
    assert mean_of(sums(*records), NOTHING, ZERO) == Extent.exactly(expected)
    whole = sums((sum(total for total, _ in records), sum(number for _, number in records)))
    assert mean_of(whole, NOTHING, ZERO) == Extent.exactly(expected)


def test_u55_a_busy_hour_weighs_as_many_values_as_it_holds() -> None:
    found = mean_of(sums((900, 1), (100 * 999, 999)), NOTHING, ZERO)
    assert exact(found.figure) == Fraction("100.8")


@given(SMALL, SMALL)
def test_the_mean_with_values_in_doubt_is_that_of_the_worst_and_the_best_choice(
    counted: list[int], in_doubt: list[int]
) -> None:
    found = mean_of(singles(counted), singles(in_doubt), ZERO)
    choices = [[*counted, *chosen] for chosen in subsets(in_doubt)]
    means = [Fraction(sum(choice), len(choice)) for choice in choices if choice]
    if not means:
        assert found.lowest is found.highest is UNBOUNDED
        return
    assert (found.lowest, found.highest) == (min(means), max(means))
    if counted:
        assert exact(found.figure) == Fraction(sum(counted), len(counted))


@given(st.lists(st.integers(1, 9), max_size=3), st.integers(0, 20), st.integers(2, 4))
def test_any_part_of_a_sum_in_doubt_may_count(counted: list[int], total: int, number: int) -> None:
    """Every way to split a sum into whole numbers, of which any may have been in the time judged."""
    found = mean_of(singles(counted), sums((total, number)), ZERO)
    splits = (split for split in product(range(total + 1), repeat=number - 1) if sum(split) <= total)
    means = []
    for split in splits:
        parts = [*split, total - sum(split)]
        for size in range(number + 1):
            taken = [*counted, *parts[:size]]
            means += [Fraction(sum(taken), len(taken))] if taken else []
    assert (found.lowest, found.highest) == (min(means), max(means))


def test_a_sum_in_doubt_bounds_nothing_where_values_may_be_below_nought() -> None:
    found = mean_of(singles([5]), sums((10, 2)), UNBOUNDED)
    assert (found.figure, found.lowest, found.highest) == (5, UNBOUNDED, UNBOUNDED)
    assert mean_of(singles([5]), singles([-10]), UNBOUNDED).lowest == Fraction(-5, 2)


def test_a_histogram_tells_the_mean_by_its_sum_or_else_between_its_bounds() -> None:
    buckets = {100: 2, 200: 1, None: 0}
    assert mean_of(sorted_into(histogram(buckets, total=301)), NOTHING, ZERO) == Extent.exactly(
        Fraction(301, 3)
    )
    found = mean_of(sorted_into(histogram(buckets)), NOTHING, ZERO)
    assert (found.lowest, found.highest) == (Fraction(101, 3), Fraction(400, 3))
    assert isinstance(found.figure, NoData)
    open_ended = mean_of(sorted_into(histogram({100: 2, None: 1})), NOTHING, ZERO)
    assert (open_ended.lowest, open_ended.highest) == (Fraction(101, 3), UNBOUNDED)


def test_values_of_a_histogram_in_doubt_pull_the_mean_both_ways() -> None:
    found = mean_of(singles([150]), sorted_into(histogram({100: 2, 200: 1})), ZERO)
    assert (found.lowest, found.highest) == (50, 175)


@given(st.lists(LARGE, min_size=1, max_size=40), SHARES)
def test_nearest_rank_agrees_with_sorting(values: list[int], share: Fraction) -> None:
    found = percentile_of(singles(values), NOTHING, Percentile(share), ZERO)
    assert found == Extent.exactly(by_sorting(values, share))
    assert sum(each <= exact(found.figure) for each in values) >= share * len(values)


@given(st.lists(LARGE, min_size=1, max_size=40), SHARES)
def test_interpolation_agrees_with_hyndman_and_fan_7(values: list[int], share: Fraction) -> None:
    found = percentile_of(singles(values), NOTHING, Percentile(share, Rank.INTERPOLATED), ZERO)
    assert found == Extent.exactly(by_interpolating(values, share))


def test_u55_a_percentile_is_one_of_the_values() -> None:
    values = singles([15, 20, 35, 40, 50])
    ranks = {5: 15, 20: 15, 30: 20, 40: 20, 50: 35, 75: 40, 99: 50}
    found = {p: percentile_of(values, NOTHING, Percentile(Fraction(p, 100)), ZERO).figure for p in ranks}
    assert found == ranks
    assert [nearest_rank(Fraction(3, 4), number) for number in (1, 4, 5, 100)] == [1, 3, 4, 75]


@given(SMALL, SMALL, SHARES)
def test_a_percentile_with_values_in_doubt_is_that_of_the_worst_and_the_best_choice(
    counted: list[int], in_doubt: list[int], share: Fraction
) -> None:
    found = percentile_of(singles(counted), singles(in_doubt), Percentile(share), ZERO)
    choices = [[*counted, *chosen] for chosen in subsets(in_doubt)]
    ranked = [by_sorting(choice, share) for choice in choices if choice]
    if ranked:
        assert (found.lowest, found.highest) == (min(ranked), max(ranked))


@given(SMALL, SMALL, SHARES)
def test_interpolated_bounds_hold_every_choice(
    counted: list[int], in_doubt: list[int], share: Fraction
) -> None:
    found = percentile_of(singles(counted), singles(in_doubt), Percentile(share, Rank.INTERPOLATED), ZERO)
    choices = [[*counted, *chosen] for chosen in subsets(in_doubt)]
    for choice in (choice for choice in choices if choice):
        assert exact(found.lowest) <= by_interpolating(choice, share) <= exact(found.highest)


@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    SMALL,
    SHARES,
    st.sampled_from(Rank),
    st.data(),
)
def test_a_percentile_over_buckets_lies_between_the_bounds_of_its_bucket(
    numbers: list[int], values: list[int], share: Fraction, rank: Rank, data: st.DataObject
) -> None:
    bounds: list[int | None] = [2, 4, 7, None]
    found = percentile_of(
        all_of([singles(values), sorted_into(histogram(dict(zip(bounds, numbers, strict=True))))]),
        NOTHING,
        Percentile(share, rank),
        ZERO,
    )
    ranges = [(0, 2), (3, 4), (5, 7), (8, 1000)]
    drawn = [
        data.draw(st.integers(low, high))
        for (low, high), number in zip(ranges, numbers, strict=True)
        for _ in range(number)
    ]
    everything = [*values, *drawn]
    if not everything:
        return
    oracle = by_sorting if rank is Rank.NEAREST else by_interpolating
    true = oracle(everything, share)
    assert found.lowest is UNBOUNDED or found.lowest <= true
    assert found.highest is UNBOUNDED or true <= found.highest
    lows = [low for (low, _), number in zip(ranges, numbers, strict=True) for _ in range(number)]
    assert found.lowest == oracle([*values, *lows], share)


def test_the_bucket_of_the_rank_decides() -> None:
    many = sorted_into(histogram({1_000: 70, 2_500: 10, None: 20}))
    found = percentile_of(many, NOTHING, Percentile(Fraction(3, 4)), ZERO)
    assert (found.lowest, found.highest) == (1_001, 2_500)
    above = percentile_of(many, NOTHING, Percentile(Fraction(9, 10)), ZERO)
    assert (above.lowest, above.highest) == (2_501, UNBOUNDED)


def test_sums_tell_no_percentile_but_what_many_values_leave_of_it() -> None:
    nothing = percentile_of(sums((1000, 10)), NOTHING, Percentile(Fraction(3, 4)), ZERO)
    assert (nothing.lowest, nothing.highest) == (0, 1000)
    few_of_many = all_of([singles(range(100)), sums((1000, 2))])
    found = percentile_of(few_of_many, NOTHING, Percentile(Fraction(3, 4)), ZERO)
    assert (found.lowest, found.highest) == (74, 76)
    assert isinstance(found.figure, NoData)


@given(SMALL, SMALL)
def test_extremes_with_values_in_doubt(counted: list[int], in_doubt: list[int]) -> None:
    least, most = (extreme(singles(counted), singles(in_doubt), ZERO) for extreme in (minimum_of, maximum_of))
    if not counted:
        assert not isinstance(least.figure, Fraction)
        assert not isinstance(most.figure, Fraction)
        return
    assert (least.figure, least.lowest, least.highest) == (
        min(counted),
        min([*counted, *in_doubt]),
        min(counted),
    )
    assert (most.figure, most.lowest, most.highest) == (
        max(counted),
        max(counted),
        max([*counted, *in_doubt]),
    )


@given(st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=4), min_size=1, max_size=3))
def test_extremes_of_sums_hold_whatever_was_added_up(groups: list[list[int]]) -> None:
    added = sums(*((sum(group), len(group)) for group in groups))
    everything = list(chain.from_iterable(groups))
    least, most = minimum_of(added, NOTHING, ZERO), maximum_of(added, NOTHING, ZERO)
    assert exact(least.lowest) <= min(everything) <= exact(least.highest)
    assert exact(most.lowest) <= max(everything) <= exact(most.highest)


def test_extremes_of_buckets_lie_in_the_first_and_the_last_that_hold_any() -> None:
    found = sorted_into(histogram({10: 0, 20: 3, 30: 1, None: 0}))
    least, most = minimum_of(found, NOTHING, ZERO), maximum_of(found, NOTHING, ZERO)
    assert (least.lowest, least.highest) == (11, 20)
    assert (most.lowest, most.highest) == (21, 30)
    endless = maximum_of(sorted_into(histogram({10: 1, None: 1})), NOTHING, ZERO)
    assert (endless.lowest, endless.highest) == (11, UNBOUNDED)
    below_nought = minimum_of(sorted_into(histogram({10: 1})), NOTHING, UNBOUNDED)
    assert (below_nought.lowest, below_nought.highest) == (UNBOUNDED, 10)


@given(SMALL, SMALL, SMALL, SMALL)
def test_a_ratio_pools_both_sums(
    some: list[int], some_in_doubt: list[int], every: list[int], every_in_doubt: list[int]
) -> None:
    found = ratio_of((singles(some), singles(some_in_doubt)), (singles(every), singles(every_in_doubt)))
    if not (some or some_in_doubt) or not (every or every_in_doubt):
        assert found.lowest is found.highest is UNBOUNDED
        return
    if some and sum(every):
        assert exact(found.figure) == Fraction(sum(some), sum(every)) * WHOLE
    ratios = [
        Fraction(sum(some) + sum(part), sum(every) + sum(whole)) * WHOLE
        for part in subsets(some_in_doubt)
        for whole in subsets(every_in_doubt)
        if sum(every) + sum(whole)
    ]
    for ratio in ratios:
        assert found.lowest is UNBOUNDED or found.lowest <= ratio
        assert found.highest is UNBOUNDED or ratio <= found.highest
    if some and sum(every) and not some_in_doubt and not every_in_doubt:
        assert found.is_exact


def test_nothing_recorded_has_no_figure() -> None:
    for found in (
        mean_of(NOTHING, NOTHING, ZERO),
        percentile_of(NOTHING, NOTHING, Percentile(Fraction(1, 2)), ZERO),
        minimum_of(NOTHING, NOTHING, ZERO),
        maximum_of(NOTHING, NOTHING, ZERO),
        ratio_of((NOTHING, NOTHING), (singles([5]), NOTHING)),
    ):
        assert isinstance(found.figure, NoData)
        assert found.lowest is found.highest is UNBOUNDED


def test_a_bound_belongs_to_its_bucket_and_empty_buckets_say_nothing() -> None:
    found = list(buckets_of(histogram({10: 1, 20: 0, 30: 4, None: 2}), ZERO))
    assert [(each.lowest, each.highest, each.number) for each in found] == [
        (0, 10, 1),
        (21, 30, 4),
        (31, UNBOUNDED, 2),
    ]
    (below,) = buckets_of(histogram({-5: 1}), ZERO)
    assert (below.lowest, below.highest) == (UNBOUNDED, -5)


@given(st.lists(st.integers(-500, 500), max_size=80))
def test_every_value_is_in_one_bin_of_the_picture(values: list[int]) -> None:
    bins = distribution_of(singles(values))
    assert len(bins) <= MOST_BINS
    assert [sum(each.above < one <= each.up_to for one in values) for each in bins] == [
        each.values for each in bins
    ]
    assert sum(each.values for each in bins) == len(values)
    assert all(one.up_to == two.above for one, two in pairwise(bins))


def test_histograms_of_one_layout_are_their_own_picture() -> None:
    both = sorted_into(histogram({10: 1, 20: 3, None: 0}), histogram({10: 2, 20: 0, None: 1}))
    assert [(each.above, each.up_to, each.values) for each in distribution_of(both)] == [
        (-1, 10, 3),
        (10, 20, 3),
    ]
    assert distribution_of(sorted_into(histogram({10: 1, 20: 3}), histogram({10: 2, 30: 0}))) == ()
    assert distribution_of(sums((100, 7))) == ()


@settings(max_examples=5)
@given(st.integers(0, 2**32))
def test_a_million_values_are_judged_at_once(seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 10**7, 1_000_000)
    many = Values(totals=values, counts=np.ones_like(values))
    assert exact(mean_of(many, NOTHING, ZERO).figure) == Fraction(int(values.sum()), 10**6)
    assert exact(percentile_of(many, NOTHING, Percentile(Fraction(3, 4)), ZERO).figure) == int(
        np.sort(values)[749_999]
    )


@pytest.mark.parametrize("figure", [Extent.between(ZERO, UNBOUNDED), Extent.between(ZERO, Fraction(1))])
def test_bounds_that_differ_make_no_figure(figure: Extent) -> None:
    assert isinstance(figure.figure, NoData)
    assert not figure.is_exact
    assert isinstance(value(figure.figure), str)
