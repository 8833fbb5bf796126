"""Openings, dates, lengths and periods as agreements write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.hours import ALWAYS, DayWindow, Weekday, Window
from upheld.chrono.instant import DAY, HOUR, MINUTE, Micros
from upheld.chrono.recurrence import BillingMonth, CalendarYear, RollingDays, RollingMonths
from upheld.errors import PhraseError
from upheld.language.terms.dates import parse_date
from upheld.language.terms.lengths import parse_least, parse_length
from upheld.language.terms.openings import (
    parse_business_day,
    parse_days,
    parse_opening,
    parse_windows_of_date,
)
from upheld.language.terms.periods import parse_period_rule

MON_FRI = frozenset(list(Weekday)[:5])


def window(days: frozenset[Weekday], opens: int, closes: int) -> Window:
    return Window(days, Micros(opens * MINUTE), Micros(closes * MINUTE))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Mon-Fri 09:00-17:00", (window(MON_FRI, 540, 1020),)),
        ("Monday–Friday 9:00 – 17:00", (window(MON_FRI, 540, 1020),)),
        ("monday to friday 09:00 to 17:00", (window(MON_FRI, 540, 1020),)),
        ("weekdays 09:00-12:00, 13:00-17:00", (window(MON_FRI, 540, 720), window(MON_FRI, 780, 1020))),
        ("Sat, Sun 10:00-14:00", (window(frozenset({Weekday.SATURDAY, Weekday.SUNDAY}), 600, 840),)),
        ("weekends 10:00-14:00", (window(frozenset({Weekday.SATURDAY, Weekday.SUNDAY}), 600, 840),)),
        (
            "Mon, Wed and Fri 08:00-09:00",
            (window(frozenset({Weekday(0), Weekday(2), Weekday(4)}), 480, 540),),
        ),
        ("Sat-Mon 00:00-24:00", (window(frozenset({Weekday(5), Weekday(6), Weekday(0)}), 0, 1440),)),
        ("daily 22:00-06:00", (window(frozenset(Weekday), 1320, 1800),)),
        ("every day 18:00-00:00", (window(frozenset(Weekday), 1080, 1440),)),
        ("always", ALWAYS),
        ("24/7", ALWAYS),
    ],
)
def test_openings(phrase: str, expected: tuple[Window, ...]) -> None:
    assert parse_opening(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "hint"),
    [
        ("09:00-17:00", "daily 09:00-17:00"),
        ("Mon-Fri 9-17", "09:00-17:00"),
        ("Mon-Fri 9am-5pm", "09:00-17:00"),
        ("Mon-Fri 09:00-25:00", "00:00 to 24:00"),
        ("Mon-Fri 09:60-17:00", "00:00 to 24:00"),
        ("Mon-Fri 09:00-09:00", "00:00-24:00"),
        ("Mon-Fri 24:00-08:00", "00:00-24:00"),
        ("Mon-Wed-Fri 09:00-17:00", "range such as Mon-Fri"),
        ("Mondy 09:00-17:00", "did you mean `Monday`?"),
        ("Mon-Fri", "always"),
        ("business hours", "always"),
        ("Mon-Fri 09:00-12:00 13:00-17:00", "09:00-17:00"),
    ],
)
def test_openings_that_cannot_be_read(phrase: str, hint: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_opening(phrase)
    assert hint in caught.value.remedy


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@given(
    st.sets(st.sampled_from(list(Weekday)), min_size=1),
    st.lists(
        st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda t: t[0] != t[1]),
        min_size=1,
        max_size=3,
    ),
)
def test_what_is_written_is_what_is_read(days: set[Weekday], spans: list[tuple[int, int]]) -> None:
    names = ", ".join(day.name.capitalize() for day in days)
    times = ", ".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in spans)
    for found, (opens, closes) in zip(parse_opening(f"{names} {times}"), spans, strict=True):
        assert found.days == days
        assert found.opens == opens * MINUTE
        assert found.closes % DAY == closes * MINUTE % DAY
        assert 0 < found.closes - found.opens <= DAY


@given(st.sampled_from(list(Weekday)), st.sampled_from(list(Weekday)))
def test_a_range_of_days_is_walked_from_its_first_to_its_last(first: Weekday, last: Weekday) -> None:
    walked = {first}
    day = first
    while day is not last:
        day = day.next
        walked.add(day)
    assert parse_days(f"{first.name.title()[:3]}-{last.name.title()[:3]}") == walked


def test_windows_of_a_date() -> None:
    assert parse_windows_of_date("closed") == ()
    assert parse_windows_of_date("09:00-12:00, 13:00-24:00") == (
        DayWindow(Micros(9 * HOUR), Micros(12 * HOUR)),
        DayWindow(Micros(13 * HOUR), DAY),
    )
    with pytest.raises(PhraseError, match="past the end of the date"):
        parse_windows_of_date("22:00-02:00")


def test_business_days() -> None:
    assert parse_business_day("Mon-Fri") == window(MON_FRI, 0, 1440)
    assert parse_business_day("Mon-Fri 09:00-17:00") == window(MON_FRI, 540, 1020)
    for phrase in ("Mon-Fri 09:00-12:00, 13:00-17:00", "daily 22:00-06:00"):
        with pytest.raises(PhraseError, match="not one stretch"):
            parse_business_day(phrase)


@given(st.dates())
def test_dates_are_read_as_written(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("phrase", "hint"),
    [
        ("2025-02-29", "February 2025 has 28 days"),
        ("2025-04-31", "April 2025 has 30 days"),
        ("2025-00-10", "year, month and day"),
        ("2025-13-10", "year, month and day"),
        ("0000-01-01", "year, month and day"),
        ("24/12/2026", "write 2026-12-24"),
        ("03/04/2026", "write 2026-04-03 or 2026-03-04"),
        ("1 January 2025", "2025-01-31"),
        ("2025-1-1", "2025-01-31"),
        ("٢٠٢٥-٠١-٠١", "digits 0 to 9"),
    ],
)
def test_dates_that_cannot_be_read(phrase: str, hint: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_date(phrase)
    assert hint in caught.value.remedy


def test_lengths() -> None:
    assert parse_length("60 s") == MINUTE
    assert parse_length("1 h 30 min") == 90 * MINUTE
    assert parse_least("at least 24 hours") == parse_least("24 hours") == DAY


@pytest.mark.parametrize(
    ("parse", "phrase"),
    [
        (parse_length, "0 s"),
        (parse_length, "4 business hours"),
        (parse_length, "next business day"),
        (parse_length, "2 months"),
        (parse_length, "-1 min"),
        (parse_length, "NaN s"),
        (parse_length, "60"),
        (parse_least, "at most 24 hours"),
        (parse_least, "more than 24 hours"),
        (parse_least, "2 business days"),
    ],
)
def test_lengths_that_cannot_be_read(parse: Callable[[str], Micros], phrase: str) -> None:
    with pytest.raises(PhraseError):
        parse(phrase)


def test_period_words() -> None:
    assert parse_period_rule("Calendar Year") == CalendarYear()
    assert parse_period_rule("billing month from day 15") == BillingMonth(15)
    assert parse_period_rule("rolling 28 days") == RollingDays(28)
    assert parse_period_rule("rolling 1 month") == RollingMonths(1)
    for phrase in ("month", "30 days", "rolling", "rolling 5000 days", "rolling 28 weeks", "billing month"):
        with pytest.raises(PhraseError):
            parse_period_rule(phrase)
