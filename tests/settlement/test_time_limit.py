"""Time limits: the last instant that is in time, by the wall clock of the agreement."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_breaches import LONDON, UTC, agreement, at, calendars, days, months

from upheld.chrono.hours import BusinessDays, Weekday
from upheld.chrono.instant import DAY, HOUR, Instant, Micros, format_instant
from upheld.chrono.period import add_months
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Moment, NoData
from upheld.quantity import Duration, Unit
from upheld.settlement.time_limit import (
    Since,
    Unlimited,
    deadline_in_words,
    is_over,
    months_from,
    time_limit,
)

IN_UTC = calendars()
IN_LONDON = calendars(agreement(LONDON))


def last(within: Duration, since: Since, by: Calendars = IN_UTC) -> str:
    """The first instant that is too late."""
    found = time_limit(within, since, by)
    assert isinstance(found, Moment)
    return format_instant(Instant(found.value + 1))


def end(text: str) -> Since:
    return Since(at(f"{text} 00:00"), is_end_of_period=True)


def business_days(name: str, *weekdays: Weekday) -> BusinessDays:
    return BusinessDays(
        name=name,
        zone="Etc/UTC",
        days=frozenset(weekdays),
        opens=Micros(9 * HOUR),
        closes=Micros(17 * HOUR),
    )


@pytest.mark.parametrize(
    ("within", "since", "too_late"),
    [
        (days(7), Since(at("06-02 10:00")), "2026-06-10"),
        (days(7), Since(at("06-02 00:00")), "2026-06-10"),
        (days(7), Since(at("06-02 23:59")), "2026-06-10"),
        (days(7), end("07-01"), "2026-07-08"),
        (Duration(Fraction(2), Unit.WEEK), Since(at("06-02 10:00")), "2026-06-17"),
        (Duration(Fraction(30), Unit.CALENDAR_DAY), Since(at("06-02 10:00")), "2026-07-03"),
        (months(3), Since(at("08-31 10:00")), "2026-12-01"),
        (months(3), Since(at("11-30 10:00")), "2027-03-01"),
        (months(1), Since(at("02-28 10:00")), "2026-03-29"),
        (months(3), end("09-01"), "2026-12-01"),
        (months(3), end("12-01"), "2027-03-01"),
        (months(3), end("03-01"), "2026-06-01"),
        (Duration(Fraction(1), Unit.YEAR), Since(at("2028-02-29 10:00")), "2029-03-01"),
        (Duration(Fraction(1), Unit.QUARTER), end("07-01"), "2026-10-01"),
    ],
)
def test_days_and_months_end_with_a_day(within: Duration, since: Since, too_late: str) -> None:
    assert last(within, since) == f"{too_late}T00:00:00Z"


@pytest.mark.parametrize(("hours", "last_one"), [(24, "06-03 10:00"), (36, "06-03 22:00")])
def test_hours_run_from_the_instant_and_the_last_one_is_in_time(hours: int, last_one: str) -> None:
    found = time_limit(Duration(Fraction(hours), Unit.HOUR), Since(at("06-02 10:00")), IN_UTC)
    assert found == Moment(at(last_one))


def test_part_of_a_day_is_hours() -> None:
    found = time_limit(Duration(Fraction(3, 2), Unit.DAY), Since(at("06-02 10:00")), IN_UTC)
    assert found == Moment(at("06-03 22:00"))


def test_days_are_those_of_the_wall_clock() -> None:
    """An event at 23:30 UTC falls on the next day in summer London; a day of 25 hours is one day."""
    assert last(days(7), Since(at("06-02 23:30")), IN_LONDON) == "2026-06-10T23:00:00Z"
    assert last(days(1), Since(at("10-24 12:00")), IN_LONDON) == "2026-10-26T00:00:00Z"


def test_business_days_are_counted_by_the_only_calendar_there_is() -> None:
    week = business_days("working days", *list(Weekday)[:5])
    one = agreement(business_days=(week,))
    friday = Since(at("06-05 10:00"))
    within = Duration(Fraction(2), Unit.BUSINESS_DAY)
    assert last(within, friday, calendars(one)) == "2026-06-10T00:00:00Z"
    assert (
        last(Duration(Fraction(1), Unit.NEXT_BUSINESS_DAY), friday, calendars(one)) == "2026-06-09T00:00:00Z"
    )
    for several in ((), (week, business_days("other", Weekday.MONDAY))):
        found = time_limit(within, friday, calendars(agreement(business_days=several)))
        assert isinstance(found, NoData)
        assert "business days" in found.why


def test_a_limit_beyond_the_calendars_is_not_known() -> None:
    assert isinstance(time_limit(Duration(Fraction(50), Unit.YEAR), Since(at("06-02 10:00")), IN_UTC), NoData)


def test_a_deadline_in_words() -> None:
    assert deadline_in_words(Moment(Instant(at("06-10 00:00") - 1)), UTC) == "by 2026-06-09"
    assert deadline_in_words(Moment(at("06-09 15:30")), UTC) == "by 2026-06-09 15:30"
    assert deadline_in_words(Unlimited(), UTC) == "without a time limit"
    assert "nobody knows" in deadline_in_words(NoData("nobody knows"), UTC)


def test_only_a_known_deadline_is_over() -> None:
    deadline = Moment(at("06-09 15:30"))
    assert not is_over(deadline, deadline.value)
    assert is_over(deadline, Instant(deadline.value + 1))
    assert not is_over(Unlimited(), at("2027-01-01 00:00"))
    assert not is_over(NoData("not known"), at("2027-01-01 00:00"))


dates = st.dates(date(2021, 1, 1), date(2025, 12, 31))


@settings(max_examples=80)
@given(dates, st.integers(0, 86_399), st.integers(1, 400))
def test_so_many_days_by_counting_them(day: date, second: int, count: int) -> None:
    begins = UTC.midnight(day)
    found = time_limit(days(count), Since(Instant(begins + second * 1_000_000)), IN_UTC)
    for _ in range(count):
        day += timedelta(days=1)
    assert found == Moment(Instant(UTC.midnight(day) + DAY - 1))


@settings(max_examples=80)
@given(dates, st.integers(1, 30))
def test_so_many_months_by_turning_leaves(day: date, count: int) -> None:
    found = time_limit(months(count), Since(Instant(UTC.midnight(day) + 10 * HOUR)), IN_UTC)
    assert isinstance(found, Moment)
    ended = UTC.date(found.value)
    year, index = day.year, day.month
    for _ in range(count):
        year, index = (year + 1, 1) if index == 12 else (year, index + 1)
    assert (ended.year, ended.month) == (year, index)
    next_day = ended + timedelta(days=1)
    assert ended.day == day.day or (ended.day < day.day and next_day.day == 1)


@settings(max_examples=100)
@given(dates, st.integers(0, 24))
def test_months_from_a_date_on_end_before_its_number_or_with_the_month(first: date, count: int) -> None:
    after = months_from(first, count)
    clipped = add_months(first, count)
    assert after == clipped if clipped.day == first.day else after.day == 1 and after > clipped
    assert months_from(first + timedelta(days=1), count) >= after
