"""Shares: read from percentages, written in full, and shown floored."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PhraseError
from upheld.quantity import parse_share, percent, write_share

SHARES = st.fractions(min_value=0, max_value=10, max_denominator=10**15)


@pytest.mark.parametrize(
    ("phrase", "share"),
    [
        ("99.9 %", Fraction(999, 1000)),
        ("99.9%", Fraction(999, 1000)),
        ("99.90\u00a0%", Fraction(999, 1000)),
        ("0.1 per cent", Fraction(1, 1000)),
        ("10 percent", Fraction(1, 10)),
        ("100.1 %", Fraction(1001, 1000)),
        ("0 %", Fraction(0)),
        ("2/3", Fraction(2, 3)),
        ("24999/25000", Fraction(24999, 25000)),
        ("1 in 250000", Fraction(1, 250000)),
        ("1:250000", Fraction(1, 250000)),
        ("2 out of 3", Fraction(2, 3)),
    ],
)
def test_a_share_is_read_exactly(phrase: str, share: Fraction) -> None:
    assert parse_share(phrase) == share


@pytest.mark.parametrize(
    ("phrase", "says", "remedy"),
    [
        ("99.9", "has no unit", "write `99.9 %`"),
        ("0.999", "has no unit", "write `0.999 %`"),
        ("99,9 %", "has a comma", "a point before decimals"),
        ("15 days", "`days` in `15 days` is not a percent sign", "write a percentage, such as `99.9 %`"),
        ("10 pct", "`pct` in `10 pct` is not a percent sign", "write `10 %`"),
        ("99.9 ‰", "`‰` in `99.9 ‰` is not a percent sign", "write `99.9 %`"),
        ("-1 %", "is negative", "without the sign"),
        ("nan %", "is not a number", "write a figure"),
        ("1/0", "divides by zero", "write a figure"),
        ("1e2 %", "has an exponent", "all the digits"),
    ],
)
def test_anything_else_is_refused(phrase: str, says: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        parse_share(phrase)
    assert says in refusal.value.message
    assert remedy in refusal.value.remedy


@given(SHARES)
def test_a_share_written_in_full_reads_back_the_same(share: Fraction) -> None:
    assert parse_share(write_share(share)) == share


@pytest.mark.parametrize(
    ("share", "written"),
    [(Fraction(999, 1000), "99.9 %"), (Fraction(1), "100 %"), (Fraction(2, 3), "2/3"), (Fraction(0), "0 %")],
)
def test_a_share_is_written_as_a_percentage_where_that_ends(share: Fraction, written: str) -> None:
    assert write_share(share) == written


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [
        (Fraction(24_999, 25_000), 4, "99.996 %"),  # case U51
        (Fraction(99_996, 100_000), 2, "99.99 %"),  # case U51
        (Fraction(99_999_999, 100_000_000), 4, "99.9999 %"),
        (Fraction(99_999_999, 100_000_000), 0, "99 %"),
        (Fraction(85_800, 86_400), 4, "99.3055 %"),  # case U01
        (Fraction(2_674_800, 2_678_400), 4, "99.8655 %"),  # case U13
        (Fraction(1), 4, "100 %"),
        (Fraction(0), 4, "0 %"),
        (Fraction(1, 10**9), 4, "0 %"),
        (Fraction(-1, 10**9), 4, "-0.0001 %"),
        (Fraction(-1, 3), 1, "-33.4 %"),
        (Fraction(3, 2), 4, "150 %"),
    ],
)
def test_a_percentage_is_floored(share: Fraction, places: int, shown: str) -> None:
    assert percent(share, places) == shown


@given(st.fractions(min_value=-2, max_value=2), st.integers(0, 8))
def test_a_percentage_never_reads_better_than_it_is_nor_much_worse(share: Fraction, places: int) -> None:
    shown = Fraction(percent(share, places).removesuffix(" %"))
    assert shown <= share * 100 < shown + Fraction(1, 10**places)


@given(st.fractions(min_value=0, max_value=1).filter(lambda share: share < 1), st.integers(0, 8))
def test_less_than_everything_never_reads_100(share: Fraction, places: int) -> None:
    assert not percent(share, places).startswith("100")
