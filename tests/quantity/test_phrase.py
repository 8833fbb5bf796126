"""Numbers and words in phrases: what is read, and why the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PhraseError
from upheld.quantity import nearest, parse_duration, parse_money, parse_rate, parse_share
from upheld.quantity.phrase import LONGEST_PHRASE, take_number, tidy, write_decimal, write_number

PARSERS = (parse_share, parse_duration, parse_money, parse_rate)


@pytest.mark.parametrize(
    ("phrase", "says", "remedy"),
    [
        ("-5 min", "is negative", "without the sign"),
        ("−5 min", "is negative", "without the sign"),
        ("+5 min", "starts with a sign", "without the sign"),
        ("NaN h", "is not a number", "write a figure"),
        ("inf", "is not a number", "write a figure"),
        ("Infinity h", "is not a number", "write a figure"),
        ("unlimited", "is not a number", "write a figure"),
        ("~5 min", "is not an exact number", "the figure that binds"),
        ("1e3 s", "has an exponent", "all the digits"),
        ("1E-3 s", "has an exponent", "all the digits"),
        ("99,9 h", "has a comma", "a point before decimals"),
        ("1,000 s", "has a comma", "without separators"),
        ("1 000 s", "has a separator", "digits together"),
        ("1\u00a0000 s", "has a separator", "digits together"),
        ("1'000 s", "has a separator", "digits together"),
        ("1_000 s", "has a separator", "digits together"),
        (".5 h", "starts with a point", "0.5"),
        ("5. h", "ends in a point", "5.0"),
        ("1.5.2 h", "has two points", "one point"),
        ("1/2 h", "is no number", "decimal figure"),
        ("5-15 minutes", "is a range", "within 15 minutes"),
        ("5 – 15 minutes", "is a range", "within 15 minutes"),
        ("5 to 15 minutes", "is a range", "within 15 minutes"),
        ("30 - 60 minutes", "is a range", "within 15 minutes"),
        ("12..24 h", "is a range", "within 15 minutes"),
        ("5 min - 10 min", "is a range", "within 15 minutes"),
        ("5 min to 10 min", "is a range", "within 15 minutes"),
        ("between 5 and 15 minutes", "is a range", "within 15 minutes"),
        ("minutes", "doesn't start with a number", "write a figure"),
        ("٣ h", "arabic-indic digit three (U+0663)", "digits 0 to 9"),
        ("３ h", "fullwidth digit three (U+FF13)", "digits 0 to 9"),
        ("½ h", "vulgar fraction one half", "digits 0 to 9"),
        ("4\u200b h", "can't be seen (U+200B)", "delete it"),
        ("\u202e4 h", "can't be seen (U+202E)", "delete it"),
        ("4\x00 h", "can't be seen (U+0000)", "delete it"),
        ("", "nothing is written here", "write a value"),
        (" \t\n", "nothing is written here", "write a value"),
        ("9" * 61 + " h", "more than 60 digits", "shorter figure"),
        ("9" * 5000 + " h", "5002 characters long", "one value"),
    ],
)
def test_a_phrase_without_a_plain_number_says_why_and_what_to_write(
    phrase: str, says: str, remedy: str
) -> None:
    with pytest.raises(PhraseError) as refusal:
        parse_duration(phrase)
    assert says in refusal.value.message
    assert remedy in refusal.value.remedy


def test_all_white_space_is_one_space() -> None:
    assert tidy("  99.9\u00a0\u202f \t%\n") == "99.9 %"


def refusal_of(parse: Callable[[str], object], text: str) -> PhraseError | None:
    try:
        parse(text)
    except PhraseError as refusal:
        return refusal
    return None


NEARLY_RIGHT = st.text(alphabet="0123456789.,-–/eE+ %hminsdaEUROGBJPYkMbBp€$£²٣\u200b", max_size=24)


@given(st.text(max_size=LONGEST_PHRASE + 20) | NEARLY_RIGHT)
def test_no_text_fails_in_any_other_way(text: str) -> None:
    for refusal in [refusal_of(parse, text) for parse in PARSERS]:
        assert refusal is None or (refusal.message and refusal.remedy)


@given(st.fractions())
def test_a_number_is_written_exactly(number: Fraction) -> None:
    assert Fraction(write_number(number)) == number


@given(st.integers(-(10**12), 10**12), st.integers(0, 12))
def test_a_decimal_is_written_without_trailing_zeros(digits: int, places: int) -> None:
    text = write_decimal(Fraction(digits, 10**places))
    assert text is not None
    assert Fraction(text) == Fraction(digits, 10**places)
    assert "." not in text or not text.endswith("0")


def test_a_number_without_last_decimal_has_no_decimal() -> None:
    assert write_decimal(Fraction(1, 3)) is None


def test_number_words_are_read_only_where_they_are_asked_for() -> None:
    assert take_number("twelve hours", words=True) == (Fraction(12), "hours")
    assert take_number("an hour", words=True) == (Fraction(1), "hour")
    assert take_number("thirty (30) days", words=True) == (Fraction(30), "days")
    assert take_number("Forty-five (45) days", words=True) == (Fraction(45), "days")
    with pytest.raises(PhraseError, match="says two numbers"):
        take_number("thirty (60) days", words=True)
    with pytest.raises(PhraseError, match="doesn't start with a number"):
        take_number("thirty (30) days")
    with pytest.raises(PhraseError, match="doesn't start with a number"):
        take_number("one %")
    with pytest.raises(PhraseError, match="doesn't start with a number"):
        take_number("tenfold", words=True)


def test_the_nearest_name_is_found_in_any_case() -> None:
    assert nearest("europe/brusels", ["Europe/Berlin", "Europe/Brussels"]) == "Europe/Brussels"
    assert nearest("xyz", ["Europe/Berlin"]) is None
