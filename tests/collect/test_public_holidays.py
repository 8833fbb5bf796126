"""Public holidays: the dates of the law, in English, whatever the environment says."""

from __future__ import annotations

from datetime import date

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.almanac import HolidayRegion
from upheld.collect.gazetteer import gazetteer
from upheld.collect.public_holidays import holidays_of, years_known
from upheld.errors import TimeError

REGIONS = [
    HolidayRegion(country, subdivision)
    for country, subdivisions in gazetteer().countries.items()
    for subdivision in (None, *subdivisions)
]

# The ten legal holidays of Belgium (royal decree of 18 April 1974), worked out for 2026 by hand.
BELGIUM_2026 = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 4, 6): "Easter Monday",
    date(2026, 5, 1): "Labor Day",
    date(2026, 5, 14): "Ascension Day",
    date(2026, 5, 25): "Pentecost Monday",
    date(2026, 7, 21): "National Day",
    date(2026, 8, 15): "Assumption Day",
    date(2026, 11, 1): "All Saints' Day",
    date(2026, 11, 11): "Armistice Day",
    date(2026, 12, 25): "Christmas Day",
}
SUNDAY = 6


def test_belgium_has_its_ten_legal_holidays_and_no_other_weekday() -> None:
    listed = {holiday.date: holiday.name for holiday in holidays_of(HolidayRegion("BE"), 2026, 2026)}
    assert BELGIUM_2026.items() <= listed.items()
    assert all(day.weekday() == SUNDAY for day in listed.keys() - BELGIUM_2026.keys())


def test_a_subdivision_has_its_own_holidays() -> None:
    england = {holiday.date for holiday in holidays_of(HolidayRegion("GB", "ENG"), 2026, 2026)}
    scotland = {holiday.date for holiday in holidays_of(HolidayRegion("GB", "SCT"), 2026, 2026)}
    easter_monday, second_of_january = date(2026, 4, 6), date(2026, 1, 2)
    assert easter_monday in england - scotland
    assert second_of_january in scotland - england


def test_a_holiday_on_a_weekend_stands_on_the_day_it_is_kept_too() -> None:
    england = holidays_of(HolidayRegion("GB", "ENG"), 2026, 2026)
    boxing = {holiday.date: holiday.name for holiday in england if "Boxing" in holiday.name}
    assert boxing == {date(2026, 12, 26): "Boxing Day", date(2026, 12, 28): "Boxing Day (observed)"}


def test_a_holiday_observed_in_the_year_before_is_not_lost() -> None:
    # 1 January 2028 is a Saturday: the United States keep it on the Friday before.
    assert date(2027, 12, 31) in {holiday.date for holiday in holidays_of(HolidayRegion("US"), 2027, 2027)}


def test_only_public_holidays_are_meant() -> None:
    names = {holiday.name for holiday in holidays_of(HolidayRegion("US"), 2026, 2026)}
    assert "Independence Day" in names
    assert "Groundhog Day" not in names


@pytest.mark.parametrize("language", ["th", "nl_BE.UTF-8", "C"])
def test_names_do_not_follow_the_environment(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, language)
    for country in ("BE", "GB", "AU", "DE", "JP"):
        names = {holiday.name for holiday in holidays_of(HolidayRegion(country), 2026, 2026)}
        assert "New Year's Day" in names


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REGIONS), st.integers(2015, 2035))
def test_every_region_has_its_years_in_order_and_the_same_in_any_run(
    region: HolidayRegion, year: int
) -> None:
    alone, among = holidays_of(region, year, year), holidays_of(region, year - 1, year + 1)
    assert list(alone) == sorted(set(alone))
    assert all(holiday.date.year == year and holiday.name for holiday in alone)
    assert alone == tuple(holiday for holiday in among if holiday.date.year == year)


def test_years_the_library_does_not_know_are_left_out() -> None:
    belgium = holidays.country_holidays("BE")
    assert years_known([HolidayRegion("BE")], 2090, 2120) == (2090, belgium.end_year)
    assert years_known([], 2090, 2120) == (2090, 2120)


def test_years_the_library_warns_about_are_left_out() -> None:
    first, last = years_known([HolidayRegion("BE"), HolidayRegion("IN", "MH")], 2030, 2060)
    assert first == 2030
    with pytest.warns(UserWarning, match="available only"):
        holidays.country_holidays("IN", subdiv="MH", years=last + 1)


def test_no_known_year_at_all_is_an_error() -> None:
    with pytest.raises(TimeError, match="holidays of BE are not known for any year from 2101 to 2110"):
        years_known([HolidayRegion("BE")], 2101, 2110)


@pytest.mark.parametrize("region", [HolidayRegion("XX"), HolidayRegion("BE", "Q"), HolidayRegion("")])
def test_an_unknown_region_is_an_error(region: HolidayRegion) -> None:
    with pytest.raises(TimeError, match=f"public holidays of {region} are not known"):
        holidays_of(region, 2026, 2026)
