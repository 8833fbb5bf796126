"""Rates: data with decimal prefixes, events over a time, and the round trip."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PhraseError
from upheld.quantity import Counted, Rate, parse_rate

RATES = st.builds(
    Rate, st.fractions(min_value=0, max_value=10**15, max_denominator=10**9), st.sampled_from(Counted)
)
MEGABIT = Rate(Fraction(10**6), Counted.BITS)
MEGABYTE = Rate(Fraction(10**6), Counted.BYTES)


@given(RATES)
def test_a_rate_reads_back_the_same(rate: Rate) -> None:
    assert parse_rate(str(rate)) == rate


@pytest.mark.parametrize(
    "unit", ["Mbit/s", "Mbps", "Mb/s", "megabit per second", "Megabits per second", "megabits/s"]
)
def test_every_spelling_of_megabits_is_the_same(unit: str) -> None:
    assert parse_rate(f"1 {unit}") == MEGABIT
    assert parse_rate(f"1{unit}") == MEGABIT


@pytest.mark.parametrize("unit", ["MB/s", "megabytes per second", "Megabytes / second"])
def test_every_spelling_of_megabytes_is_the_same(unit: str) -> None:
    assert parse_rate(f"1 {unit}") == MEGABYTE


@pytest.mark.parametrize(
    ("phrase", "canonical"),
    [
        ("100 Mbps", "100 Mbit/s"),
        ("1500 kbit/s", "1.5 Mbit/s"),
        ("12.5 MB/s", "12.5 MB/s"),
        ("1 Gbps", "1 Gbit/s"),
        ("0 bit/s", "0 bit/s"),
        ("50 requests per second", "50 requests per second"),
        ("50 req/s", "50 requests per second"),
        ("50 rps", "50 requests per second"),
        ("600 requests/min", "10 requests per second"),
        ("100 Requests per minute", "100 requests per minute"),
        ("7 queries per hour", "7 queries per hour"),
        ("3 per second", "3 events per second"),
    ],
)
def test_a_rate_is_written_in_one_way(phrase: str, canonical: str) -> None:
    assert str(parse_rate(phrase)) == canonical


@pytest.mark.parametrize(
    ("phrase", "says", "remedy"),
    [
        ("100 mbps", "`mbps` in `100 mbps` is not a unit", "did you mean `Mbps`?"),
        ("100 mb/s", "`mb/s`", "write `Mb/s` for bits or `MB/s` for bytes"),
        ("100 KB/s", "`KB/s`", "`kB/s` for bytes"),
        ("100 MiB/s", "`MiB/s`", "powers of 1000"),
        ("100", "has no unit", "write `100 Mbit/s`"),
        ("10 requets per second", "`requets per second`", "did you mean `requests`?"),
        ("10 requests per secnd", "`requests per secnd`", "did you mean `second`?"),
        ("10 requests", "`requests` in `10 requests` is not a unit", "did you mean"),
        ("-1 Mbps", "is negative", "without the sign"),
        ("10,000 requests per second", "has a comma", "without separators"),
    ],
)
def test_a_phrase_that_is_no_rate_says_why(phrase: str, says: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        parse_rate(phrase)
    assert says in refusal.value.message
    assert remedy in refusal.value.remedy


def test_rates_compare_where_they_count_the_same() -> None:
    assert parse_rate("99 Mbps") < parse_rate("0.1 Gbps")
    assert parse_rate("1000 Mbps") <= parse_rate("1 Gbps")
    with pytest.raises(PhraseError, match="don't count the same"):
        _ = MEGABIT < MEGABYTE
    assert MEGABYTE.in_bits() > MEGABIT


def test_bytes_are_eight_bits_and_requests_are_none() -> None:
    assert parse_rate("12.5 MB/s").in_bits() == parse_rate("100 Mbps")
    with pytest.raises(PhraseError, match="doesn't count data"):
        parse_rate("5 rps").in_bits()


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(PhraseError, match="is negative"):
        Rate(Fraction(-1), Counted.BITS)
