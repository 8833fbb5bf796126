from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import UsageError
from upheld.evaluation.reason import NoData
from upheld.evaluation.statistic import Bucket, mean_of, nearest_rank

VALUES = st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=40)


def test_u55_buckets_weigh_as_many_values_as_they_hold() -> None:
    quiet, busy = Bucket(900, 1), Bucket(100 * 999, 999)
    assert mean_of([quiet, busy]) == Fraction(900 + 99_900, 1000) == Fraction("100.8")
    assert mean_of([quiet, busy]) != Fraction(900 + 100, 2)


def test_u55_a_percentile_is_one_of_the_values() -> None:
    values = np.array([15, 20, 35, 40, 50], dtype=np.int64)
    ranks = {5: 15, 20: 15, 30: 20, 40: 20, 50: 35, 75: 40, 100: 50}
    assert {p: nearest_rank(values, Fraction(p)) for p in ranks} == ranks


@given(VALUES, st.data())
def test_means_do_not_depend_on_how_values_are_put_into_buckets(
    values: list[int], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(values)))
    array = np.array(values, dtype=np.int64)
    expected = Fraction(sum(values), len(values))
    assert (
        mean_of([Bucket.of(array)]) == mean_of([Bucket.of(array[cut:]), Bucket.of(array[:cut])]) == expected
    )


@given(VALUES, st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_nearest_rank_agrees_with_sorting(values: list[int], percentage: Fraction) -> None:
    expected = sorted(values)[ceil(percentage / 100 * len(values)) - 1]
    found = nearest_rank(np.array(values, dtype=np.int64), percentage)
    assert found == expected
    assert sum(value <= expected for value in values) >= percentage / 100 * len(values)


def test_nothing_recorded_has_no_mean_and_no_percentile() -> None:
    assert isinstance(mean_of([]), NoData)
    assert isinstance(mean_of([Bucket(0, 0)]), NoData)
    assert isinstance(nearest_rank(np.array([], dtype=np.int64), Fraction(75)), NoData)


@pytest.mark.parametrize("percentage", [Fraction(0), Fraction(-1), Fraction(101)])
def test_percentiles_outside_the_range_are_refused(percentage: Fraction) -> None:
    with pytest.raises(UsageError, match="above 0 and at most 100"):
        nearest_rank(np.array([1], dtype=np.int64), percentage)


def test_a_sum_of_no_values_is_refused() -> None:
    with pytest.raises(UsageError, match="0 values can't add up to 5"):
        Bucket(5, 0)
