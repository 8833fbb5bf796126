"""Closed dates: public holidays, struck, added and moved."""

from datetime import date

import pytest
from open_minutes import almanac

from upheld.chrono.almanac import HolidayRegion
from upheld.chrono.closure import closed_dates, idle_exceptions
from upheld.chrono.hours import HolidayRule, Holidays, Replacement
from upheld.errors import TimeError

BELGIUM = HolidayRegion("BE")
FLANDERS = HolidayRegion("BE", "VLG")
EASTER_SUNDAY, EASTER_MONDAY = date(2027, 3, 28), date(2027, 3, 29)
NATIONAL_DAY, ASSUMPTION = date(2027, 7, 21), date(2027, 8, 15)
FLEMISH = date(2027, 7, 11)
ALMANAC = almanac(
    holidays={
        BELGIUM: {
            EASTER_SUNDAY: "Easter Sunday",
            EASTER_MONDAY: "Easter Monday",
            NATIONAL_DAY: "National Day",
            ASSUMPTION: "Assumption Day",
        },
        FLANDERS: {FLEMISH: "Day of the Flemish Community", NATIONAL_DAY: "National Day"},
    }
)


def closed(holidays: Holidays, first: date = date(2027, 1, 1), last: date = date(2027, 12, 31)) -> set[date]:
    return set(closed_dates(holidays, ALMANAC, first, last))


def test_all_holidays_of_all_regions():
    both = Holidays(rules=(HolidayRule(BELGIUM), HolidayRule(FLANDERS)))
    assert closed(both) == {EASTER_SUNDAY, EASTER_MONDAY, NATIONAL_DAY, ASSUMPTION, FLEMISH}


def test_bounds_are_included():
    rule = Holidays(rules=(HolidayRule(BELGIUM),))
    assert closed(rule, EASTER_MONDAY, NATIONAL_DAY) == {EASTER_MONDAY, NATIONAL_DAY}


def test_struck_by_name_whatever_its_case_or_by_date():
    struck = Holidays(rules=(HolidayRule(BELGIUM, ("easter sunday", ASSUMPTION)),))
    assert closed(struck) == {EASTER_MONDAY, NATIONAL_DAY}


def test_a_date_that_two_rules_close_is_open_only_when_both_strike_it():
    one = Holidays(rules=(HolidayRule(BELGIUM, (NATIONAL_DAY,)), HolidayRule(FLANDERS)))
    both = Holidays(rules=(HolidayRule(BELGIUM, (NATIONAL_DAY,)), HolidayRule(FLANDERS, ("National Day",))))
    assert NATIONAL_DAY in closed(one)
    assert NATIONAL_DAY not in closed(both)


def test_a_replacement_moves_the_holiday_and_an_extra_date_adds_one():
    monday, extra = date(2027, 8, 16), date(2027, 12, 27)
    moved = Holidays(
        rules=(HolidayRule(BELGIUM),), extra=(extra,), replacements=(Replacement(ASSUMPTION, monday),)
    )
    assert closed(moved) == {EASTER_SUNDAY, EASTER_MONDAY, NATIONAL_DAY, monday, extra}


def test_an_exchange_of_two_dates_keeps_both_closed():
    exchange = Holidays(
        rules=(HolidayRule(BELGIUM),),
        replacements=(Replacement(NATIONAL_DAY, ASSUMPTION), Replacement(ASSUMPTION, NATIONAL_DAY)),
    )
    assert {NATIONAL_DAY, ASSUMPTION} <= closed(exchange)


def test_years_without_holidays_are_refused_where_a_rule_needs_them():
    with pytest.raises(TimeError, match="holidays of 2027 to 2051"):
        closed(Holidays(rules=(HolidayRule(BELGIUM),)), last=date(2051, 1, 1))
    assert closed(Holidays(extra=(date(2051, 1, 1),)), last=date(2051, 1, 1)) == {date(2051, 1, 1)}


def test_exceptions_that_change_nothing_are_named():
    slips = Holidays(
        rules=(HolidayRule(BELGIUM, ("Whit Sundy", "Easter Monday", date(2027, 3, 1), date(1980, 1, 1))),),
        extra=(date(2027, 12, 27),),
        replacements=(
            Replacement(date(2027, 8, 14), date(2027, 8, 16)),
            Replacement(ASSUMPTION, date(2027, 8, 17)),
            Replacement(date(2027, 12, 27), date(2027, 12, 28)),
        ),
    )
    assert idle_exceptions(slips, ALMANAC) == ("Whit Sundy", "2027-03-01", "2027-08-14")
