"""Calendars of an agreement: what they cover, what they refuse, and that asking twice compiles once."""

from __future__ import annotations

from datetime import date

import pytest
from ticket_court import HERE, almanac, opened, ticket

from upheld.agreement.agreement import Agreement, Term
from upheld.chrono.almanac import Almanac, HolidayRegion
from upheld.chrono.hours import (
    MONDAY_TO_FRIDAY,
    BusinessDays,
    HolidayRule,
    Holidays,
    HoursVersion,
    ServiceHours,
    Window,
)
from upheld.chrono.instant import DAY, HOUR, Instant, Micros, parse_instant
from upheld.chrono.interval import EVER, Interval
from upheld.collect.almanac import build_almanac
from upheld.errors import TimeError, UsageError
from upheld.evaluation.calendars import BEYOND, Calendars, span_to_judge
from upheld.evidence.evidence import Evidence

MARCH = Interval(parse_instant("2025-02-28T23:00:00Z"), parse_instant("2025-03-31T22:00:00Z"))
BELGIUM = HolidayRegion("BE")
OFFICE = ServiceHours(
    "office",
    "Europe/Brussels",
    (
        HoursVersion(
            windows=(Window(MONDAY_TO_FRIDAY, Micros(9 * HOUR), Micros(17 * HOUR)),),
            holidays=Holidays(rules=(HolidayRule(BELGIUM),)),
        ),
    ),
)
WORKDAYS = BusinessDays(
    name="workdays",
    zone="Europe/London",
    days=MONDAY_TO_FRIDAY,
    opens=Micros(8 * HOUR),
    closes=Micros(18 * HOUR),
)


def calendars(known: Almanac, span: Interval = MARCH) -> Calendars:
    agreement = Agreement(
        name="Example",
        provider="The provider",
        version="1",
        in_force=Term(date(2024, 1, 1)),
        time_zone="Europe/Brussels",
        hours=(OFFICE,),
        business_days=(WORKDAYS,),
        place=HERE,
    )
    return Calendars(agreement, known, span)


def belgian(first: int, last: int) -> Almanac:
    return build_almanac(("Europe/Brussels", "Europe/London"), (BELGIUM,), first, last)


def test_hours_are_compiled_over_the_whole_span() -> None:
    hours = calendars(belgian(2025, 2025)).hours("office")
    assert hours.span.encloses(MARCH)
    assert hours.elapsed(MARCH.start, MARCH.end) == 21 * 8 * HOUR


def test_business_days_are_a_calendar_of_their_own() -> None:
    found = calendars(belgian(2025, 2025)).business_days("workdays")
    # Friday 28 February is one of them: whole days are laid out, and this span begins on one in London.
    assert len(found.days) == 22
    assert found.days[1].opens == parse_instant("2025-03-03T08:00:00Z")


def test_a_calendar_is_compiled_once() -> None:
    known = calendars(belgian(2025, 2025))
    assert known.hours("office") is known.hours("office")
    assert known.business_days("workdays") is known.business_days("workdays")


def test_calendars_are_equal_whatever_was_asked_of_them() -> None:
    asked, fresh = calendars(belgian(2025, 2025)), calendars(belgian(2025, 2025))
    asked.hours("office")
    assert asked == fresh
    assert asked.hours("office") == fresh.hours("office")


def test_a_name_that_is_not_declared_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"no service hours `offce`: it declares `office`"):
        calendars(belgian(2025, 2025)).hours("offce")
    with pytest.raises(UsageError, match=r"no business days `office`: it declares `workdays`"):
        calendars(belgian(2025, 2025)).business_days("office")


def test_years_the_almanac_lacks_are_refused_with_advice() -> None:
    with pytest.raises(TimeError, match=r"hours `office` over .* lock the agreement anew"):
        calendars(belgian(2024, 2024)).hours("office")


def test_a_zone_the_almanac_lacks_is_refused() -> None:
    with pytest.raises(TimeError, match="Asia/Kathmandu is not in the almanac"):
        calendars(belgian(2025, 2025)).zone("Asia/Kathmandu")


def test_the_span_reaches_beyond_what_is_judged() -> None:
    span = span_to_judge(Evidence(), MARCH, Instant(MARCH.end + DAY), almanac("Europe/Brussels"))
    assert span == Interval(MARCH.start, Instant(MARCH.end + DAY + BEYOND))


def test_the_span_reaches_back_to_the_first_ticket() -> None:
    first = parse_instant("2024-11-05T09:00:00Z")
    evidence = Evidence(tickets=(ticket(opened("2025-03-02T09:00:00Z")), ticket(opened(first))))
    assert span_to_judge(evidence, MARCH, MARCH.end, almanac("Europe/Brussels")).start == first


def test_the_span_ends_with_the_almanac_but_never_before_what_is_judged() -> None:
    old = Evidence(tickets=(ticket(opened("2019-03-02T09:00:00Z")),))
    span = span_to_judge(old, MARCH, MARCH.end, belgian(2025, 2025))
    assert span == Interval(parse_instant("2025-01-02T00:00:00Z"), parse_instant("2025-12-31T00:00:00Z"))
    assert calendars(belgian(2025, 2025), span).hours("office").span.encloses(span)
    assert span_to_judge(old, MARCH, MARCH.end, belgian(2023, 2024)).end == MARCH.end


def test_without_holidays_and_zones_the_span_is_bounded_by_time_itself() -> None:
    late = Interval(Instant(EVER.end - 2 * DAY), Instant(EVER.end - DAY))
    assert span_to_judge(Evidence(), late, late.end, Almanac()) == late
