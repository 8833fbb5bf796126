"""Measured figures in human units, never rounded onto a bound."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.evidence.measurement import Scale
from upheld.quantity.measured import decimal, measured, percentage


@pytest.mark.parametrize(
    ("value", "scale", "words"),
    [
        (Fraction(2_499_000), Scale.MICROSECONDS, "2.499 s"),
        (Fraction(2_500_001), Scale.MICROSECONDS, "2.500001 s"),
        (Fraction(600_000), Scale.MICROSECONDS, "600 ms"),
        (Fraction(2_500_000, 3), Scale.MICROSECONDS, "833.3333 ms"),
        (Fraction(0), Scale.MICROSECONDS, "0 ms"),
        (Fraction(259_200_000), Scale.MICROSECONDS, "4 min 19.2 s"),
        (Fraction(87_000), Scale.MILLIONTHS, "0.087"),
        (Fraction(83_200_000), Scale.BITS_PER_SECOND, "83.2 Mbit/s"),
        (Fraction(999), Scale.BITS_PER_SECOND, "999 bit/s"),
        (Fraction(0), Scale.BITS_PER_SECOND, "0 bit/s"),
        (Fraction(1_204), Scale.PIECES, "1204"),
    ],
)
def test_a_figure_is_in_the_unit_people_read(value: Fraction, scale: Scale, words: str) -> None:
    assert measured(value, scale.value) == words


def test_a_mean_just_over_its_bound_does_not_read_as_the_bound() -> None:
    assert measured(Fraction(600_000) + Fraction(1, 3), "microseconds") == "600.0003 ms"
    assert measured(Fraction(600_000) + Fraction(1, 30_000), "microseconds") == "600.00000003 ms"
    assert percentage(Fraction(1, 1000) + Fraction(1, 10**10)) == "0.10000001 %"


@given(st.fractions(0, 10_000, max_denominator=10**9), st.integers(0, 10**6))
def test_a_bound_lies_on_one_side_of_the_figure_and_of_what_is_shown(number: Fraction, bound: int) -> None:
    """For bounds of up to three decimals, strict and not."""
    limit, shown = Fraction(bound, 1000), Fraction(decimal(number))
    assert (number < limit) == (shown < limit)
    assert (number <= limit) == (shown <= limit)
