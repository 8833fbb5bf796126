"""Business days counted, against a walk from day to day, and the conformance cases about days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from declared_hours import conformance_hours, declared_hours
from hypothesis import given, settings
from hypothesis import strategies as st
from open_minutes import Walk, almanac
from zone_files import zone

from upheld.chrono.almanac import Almanac
from upheld.chrono.hours import ALWAYS, HoursVersion, ServiceHours, day_length
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.open_time import OpenTime, compile_hours
from upheld.chrono.zone import fixed_zone
from upheld.errors import TimeError


def compiled(name: str, first: str, last: str) -> OpenTime:
    hours = conformance_hours(name)
    return compile_hours(hours, almanac(hours.zone), Interval(parse_instant(first), parse_instant(last)))


def office() -> OpenTime:
    return compiled("be_office", "2025-05-01T00:00:00Z", "2025-06-30T00:00:00Z")


def bank() -> OpenTime:
    return compiled("uk_9_21", "2025-05-01T00:00:00Z", "2025-06-30T00:00:00Z")


FRIDAY_15 = parse_instant("2025-05-09T15:00:00+02:00")


def test_c01_three_business_days_by_their_length():
    length = day_length(conformance_hours("be_office"), date(2025, 5, 9))
    assert length == 8 * HOUR
    due = office().due(FRIDAY_15, Micros(3 * length))
    assert due.close == parse_instant("2025-05-14T15:00:00+02:00")


def test_c01_end_of_the_third_business_day():
    expected = parse_instant("2025-05-14T17:00:00+02:00")
    assert office().days.nth_after_date(FRIDAY_15, 3).closes == expected
    assert office().days.nth_to_start_after(FRIDAY_15, 3).closes == expected


def test_c01_twenty_four_business_hours_a_day():
    due = office().due(FRIDAY_15, Micros(3 * DAY))
    assert due.close == parse_instant("2025-05-22T15:00:00+02:00")


def test_c02_next_business_day_after_a_bank_holiday():
    day = bank().days.nth_to_start_after(parse_instant("2025-05-23T21:30:00+01:00"))
    assert day.closes == parse_instant("2025-05-27T21:00:00+01:00")
    assert day.opens == parse_instant("2025-05-27T09:00:00+01:00")


def test_c03_next_business_day_of_an_arrival_before_opening():
    early = parse_instant("2025-05-12T05:00:00+01:00")
    assert bank().days.nth_to_start_after(early).closes == parse_instant("2025-05-12T21:00:00+01:00")
    assert bank().days.nth_after_date(early).closes == parse_instant("2025-05-13T21:00:00+01:00")


def test_a_day_that_opens_at_the_arrival_has_begun():
    opening = parse_instant("2025-05-12T09:00:00+01:00")
    assert bank().days.nth_to_start_after(opening).date == date(2025, 5, 13)
    assert bank().days.nth_to_start_after(Instant(opening - 1)).date == date(2025, 5, 12)


def test_days_are_a_sequence():
    days = office().days
    assert days[0].date == date(2025, 5, 2)
    assert [day.date for day in days[:3]] == [date(2025, 5, 2), date(2025, 5, 5), date(2025, 5, 6)]
    assert days[-1].date == date(2025, 6, 30)
    assert len(list(days)) == len(days) == 40


def test_days_are_counted_from_one_and_only_as_far_as_known():
    days = office().days
    with pytest.raises(TimeError, match="counted from 1, not 0"):
        days.nth_after_date(FRIDAY_15, 0)
    with pytest.raises(TimeError, match="business day 100 after 2025-05-09T13:00:00Z is not among"):
        days.nth_after_date(FRIDAY_15, 100)
    with pytest.raises(TimeError, match="compile the calendar for a longer span"):
        days.nth_to_start_after(Instant(days.span.end))


def test_a_date_that_was_skipped_is_no_day():
    hours = ServiceHours("always", "Pacific/Apia", (HoursVersion(windows=ALWAYS),))
    span = Interval(parse_instant("2011-12-28T00:00:00Z"), parse_instant("2012-01-02T00:00:00Z"))
    dates = [day.date for day in compile_hours(hours, almanac(hours.zone), span).days]
    assert date(2011, 12, 29) in dates
    assert date(2011, 12, 30) not in dates
    assert date(2011, 12, 31) in dates


def test_days_that_the_zone_cuts_short_are_not_counted():
    known = Interval(parse_instant("2025-05-12T08:00:00Z"), parse_instant("2025-05-15T08:00:00Z"))
    hours = ServiceHours("always", "Etc/Fixed", (HoursVersion(windows=ALWAYS),))
    sky = Almanac(zones=(fixed_zone("Etc/Fixed", Micros(HOUR), known),))
    three = compile_hours(hours, sky, known)
    assert three.span == known
    assert [day.date for day in three.days] == [date(2025, 5, 13), date(2025, 5, 14)]
    within = Interval(known.start, Instant(known.start + HOUR))
    assert len(compile_hours(hours, sky, within).days) == 0


@settings(max_examples=40)
@given(declared_hours(MINUTE, 3), st.data())
def test_days_are_what_a_walk_of_the_minutes_finds(declared, data):
    open_time, place = declared.compiled(), zone(declared.hours.zone)
    walk = Walk(declared.hours, declared.closed, open_time.span)
    found = []
    on = place.date(open_time.span.start)
    while on <= place.date(Instant(open_time.span.end - 1)):
        try:
            day = place.day(on)
        except TimeError:
            on += timedelta(days=1)
            continue
        minutes = [at for at in range(day.start, day.end, MINUTE) if walk.is_open(Instant(at))]
        if minutes:
            found.append((on, day, minutes[0], minutes[-1] + MINUTE))
        on += timedelta(days=1)
    assert [(day.date, day.day, day.opens, day.closes) for day in open_time.days] == found
    at = Instant(data.draw(st.integers(open_time.span.start, open_time.span.end - 1)))
    starting = [day for day, _, opens, _ in found if opens > at]
    after = [day for day, whole, _, _ in found if whole.start > at]
    for count in range(1, len(starting) + 1):
        assert open_time.days.nth_to_start_after(at, count).date == starting[count - 1]
    for count in range(1, len(after) + 1):
        assert open_time.days.nth_after_date(at, count).date == after[count - 1]
