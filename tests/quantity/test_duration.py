"""Durations: every spelling of a unit, compounds, refusals, and the round trip."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PhraseError
from upheld.quantity import Duration, Unit, parse_duration

SECOND = 1_000_000
SPELLINGS = {
    Unit.MICROSECOND: ("us", "\u00b5s", "\u03bcs", "usec", "microseconds"),
    Unit.MILLISECOND: ("ms", "msec", "millisecond", "milliseconds"),
    Unit.SECOND: ("s", "sec", "secs", "second", "seconds", "S"),
    Unit.MINUTE: ("min", "mins", "minute", "minutes", "Minutes"),
    Unit.HOUR: ("h", "hr", "hrs", "hour", "hours", "HOURS"),
    Unit.DAY: ("d", "day", "days"),
    Unit.WEEK: ("week", "weeks"),
    Unit.CALENDAR_DAY: ("calendar day", "calendar days"),
    Unit.BUSINESS_MINUTE: ("business minute", "business minutes", "working minutes"),
    Unit.BUSINESS_HOUR: ("business hour", "business hours", "Business Hours", "working hours"),
    Unit.BUSINESS_DAY: ("business day", "business days", "working day"),
    Unit.MONTH: ("month", "months", "calendar months"),
    Unit.QUARTER: ("quarter", "quarters"),
    Unit.YEAR: ("year", "years", "yr"),
}
WHOLE = {Unit.CALENDAR_DAY, Unit.BUSINESS_DAY, Unit.MONTH, Unit.QUARTER, Unit.YEAR}
ELAPSED = {
    Unit.MICROSECOND: 1,
    Unit.MILLISECOND: 1_000,
    Unit.SECOND: SECOND,
    Unit.MINUTE: 60 * SECOND,
    Unit.HOUR: 3_600 * SECOND,
    Unit.DAY: 86_400 * SECOND,
    Unit.WEEK: 604_800 * SECOND,
}


@st.composite
def durations(draw: st.DrawFn) -> Duration:
    unit = draw(st.sampled_from(list(Unit)))
    if unit is Unit.NEXT_BUSINESS_DAY:
        return Duration(Fraction(1), unit)
    places = 0 if unit in WHOLE or unit is Unit.MICROSECOND else draw(st.integers(0, 3))
    return Duration(Fraction(draw(st.integers(0, 10_000)), 10**places), unit)


@given(durations())
def test_a_duration_reads_back_the_same(duration: Duration) -> None:
    assert parse_duration(str(duration)) == duration


@given(durations(), st.data(), st.sampled_from(["", " ", "\u00a0", "  "]))
def test_every_spelling_of_a_duration_is_the_same_duration(
    duration: Duration, data: st.DataObject, gap: str
) -> None:
    if duration.unit is Unit.NEXT_BUSINESS_DAY:
        phrase = data.draw(
            st.sampled_from(["next business day", "the next working day", "Next Business Day"])
        )
    else:
        count = Decimal(duration.count.numerator) / Decimal(duration.count.denominator)
        phrase = f"{count}{gap}{data.draw(st.sampled_from(SPELLINGS[duration.unit]))}"
    assert parse_duration(phrase) == duration


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.sampled_from([" ", "", " and "]))
def test_parts_add_up_in_the_last_unit(counts: list[int], joint: str) -> None:
    units = list(reversed(ELAPSED))[: len(counts)]
    phrase = joint.join(f"{count} {unit.value}" for count, unit in zip(counts, units, strict=True))
    total = sum(count * ELAPSED[unit] for count, unit in zip(counts, units, strict=True))
    assert parse_duration(phrase).micros == total
    assert parse_duration(phrase).unit is units[-1]


@pytest.mark.parametrize(
    ("phrase", "canonical"),
    [
        ("4 business hours", "4 business hours"),
        ("1 business hour", "1 business hour"),
        ("3 months", "3 months"),
        ("48 hours", "48 h"),
        ("30 minutes", "30 min"),
        ("4-hour", "4 h"),
        ("2.5 seconds", "2.5 s"),
        ("600 ms", "600 ms"),
        ("1 h 30 min", "90 min"),
        ("1h30min", "90 min"),
        ("1 hour and 30 minutes", "90 min"),
        ("1 year 6 months", "18 months"),
        ("1 business hour 30 business minutes", "90 business minutes"),
        ("one hour", "1 h"),
        ("a day", "1 day"),
        ("Three business days", "3 business days"),
        ("next business day", "next business day"),
    ],
)
def test_a_duration_is_written_in_one_way(phrase: str, canonical: str) -> None:
    assert str(parse_duration(phrase)) == canonical


@pytest.mark.parametrize(
    ("phrase", "says", "remedy"),
    [
        ("24/7", "says when, not how long", "30 min"),
        ("24x7 support", "says when, not how long", "30 min"),
        ("4", "has no unit", "write `4 h`"),
        ("5 m", "the unit `m` in `5 m` is unclear", "`min` for minutes or `months`"),
        ("1h30m", "the unit `m` in `1h30m` is unclear", "`min` for minutes or `months`"),
        ("1h30", "has no unit", "write"),
        ("4 busines hours", "`busines hours`", "did you mean `business hours`?"),
        ("4 hrus", "`hrus`", "did you mean"),
        ("2 fortnights", "`fortnights` in `2 fortnights` is not a unit of time", "write one of"),
        ("same business day", "doesn't start with a number", "write a figure"),
        ("4 h of downtime", "is not a unit of time", "write one of"),
        ("1 h 1 h", "units that don't add up", "one unit"),
        ("30 min 1 h", "units that don't add up", "one unit"),
        ("4 business hours 30 min", "units that don't add up", "one unit"),
        ("1 month 2 days", "units that don't add up", "one unit"),
        ("1 business day 2 business hours", "units that don't add up", "one unit"),
        ("1.5 months", "is not a whole number", "a whole number"),
        ("2.5 business days", "is not a whole number", "a whole number"),
        ("0.0001 ms", "finer than a microsecond", "whole microseconds"),
        ("100000 years", "longer than all time", "a shorter one"),
        ("99999999999 h", "longer than all time", "a shorter one"),
        ("2 next business days", "is not a unit of time", "did you mean"),
    ],
)
def test_a_phrase_that_is_no_duration_says_why(phrase: str, says: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        parse_duration(phrase)
    assert says in refusal.value.message
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize(("unit", "size"), ELAPSED.items())
def test_elapsed_units_have_their_length(unit: Unit, size: int) -> None:
    assert Duration(Fraction(3), unit).micros == 3 * size


def test_business_minutes_and_hours_are_lengths_of_open_time() -> None:
    four = parse_duration("4 business hours")
    assert four.micros == 4 * 3_600 * SECOND
    assert four.is_business
    assert not parse_duration("4 h").is_business


@pytest.mark.parametrize(
    "phrase", ["1 month", "2 business days", "next business day", "1 calendar day", "1 year"]
)
def test_units_without_fixed_length_have_none(phrase: str) -> None:
    with pytest.raises(PhraseError, match=f"`{phrase}` has no fixed length"):
        _ = parse_duration(phrase).micros


def test_months_quarters_and_years_are_months() -> None:
    assert [parse_duration(phrase).months for phrase in ("3 months", "2 quarters", "1 year")] == [3, 6, 12]
    with pytest.raises(PhraseError, match="`30 days` is not counted in months"):
        _ = parse_duration("30 days").months


@pytest.mark.parametrize(
    ("count", "unit", "says"),
    [
        (Fraction(-1), Unit.HOUR, "is negative"),
        (Fraction(1, 3), Unit.HOUR, "has no end as a decimal"),
        (Fraction(1, 3), Unit.SECOND, "is finer than a microsecond"),
        (Fraction(2), Unit.NEXT_BUSINESS_DAY, "doesn't exist"),
    ],
)
def test_a_duration_that_can_t_be_is_refused(count: Fraction, unit: Unit, says: str) -> None:
    with pytest.raises(PhraseError, match=says):
        Duration(count, unit)


def test_words_are_kept_apart_though_lengths_are_equal() -> None:
    assert parse_duration("60 min") != parse_duration("1 h")
    assert parse_duration("60 min").micros == parse_duration("1 h").micros
