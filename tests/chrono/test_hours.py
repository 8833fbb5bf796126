"""Hours as values: what may be declared, and what a week of them is."""

from datetime import date

import pytest

from upheld.chrono.hours import (
    ALWAYS,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    BusinessDays,
    DayWindow,
    Holidays,
    HoursVersion,
    Replacement,
    ServiceHours,
    SpecialDate,
    Weekday,
    Window,
    day_length,
)
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Micros
from upheld.errors import TimeError


def at(hours: int, minutes: int = 0, seconds: int = 0) -> Micros:
    return Micros(hours * HOUR + minutes * MINUTE + seconds * SECOND)


NINE, FIVE = at(9), at(17)


def office(opens: Micros = NINE, closes: Micros = FIVE) -> Window:
    return Window(MONDAY_TO_FRIDAY, opens, closes)


def test_a_window_past_midnight_is_two_parts():
    night = HoursVersion(windows=(Window(frozenset({Weekday.FRIDAY, Weekday.SUNDAY}), at(22), at(30)),))
    assert night.weekly(Weekday.FRIDAY) == (DayWindow(at(22), DAY),)
    assert night.weekly(Weekday.SATURDAY) == (DayWindow(at(0), at(6)),)
    assert night.weekly(Weekday.SUNDAY) == (DayWindow(at(22), DAY),)
    assert night.weekly(Weekday.MONDAY) == (DayWindow(at(0), at(6)),)
    assert night.weekly(Weekday.TUESDAY) == ()


def test_nights_all_week_leave_the_day_closed():
    night = HoursVersion(windows=(Window(EVERY_DAY, at(22), at(30)),))
    assert night.weekly(Weekday.WEDNESDAY) == (DayWindow(at(0), at(6)), DayWindow(at(22), DAY))


def test_overlapping_and_touching_windows_are_their_union():
    version = HoursVersion(windows=(office(), office(at(16), at(18)), office(at(18), at(19, 30)), office()))
    assert version.weekly(Weekday.MONDAY) == (DayWindow(at(9), at(19, 30)),)


def test_always_is_the_whole_of_every_day():
    assert {HoursVersion(windows=ALWAYS).weekly(day) for day in Weekday} == {(DayWindow(at(0), DAY),)}


def test_a_window_of_24_hours_may_start_at_any_time():
    version = HoursVersion(windows=(Window(frozenset({Weekday.MONDAY}), at(9), at(33)),))
    assert version.weekly(Weekday.TUESDAY) == (DayWindow(at(0), at(9)),)


@pytest.mark.parametrize(
    ("days", "opens", "closes", "says"),
    [
        (frozenset(), at(9), at(17), "no days"),
        (MONDAY_TO_FRIDAY, at(17), at(9), "close after it opens"),
        (MONDAY_TO_FRIDAY, at(9), at(9), "close after it opens"),
        (MONDAY_TO_FRIDAY, at(9), at(33, 0, 1), "within 24 hours"),
        (MONDAY_TO_FRIDAY, at(24), at(30), "opens outside its day"),
        (MONDAY_TO_FRIDAY, at(-1), at(6), "opens outside its day"),
    ],
)
def test_windows_that_are_none(days, opens, closes, says):
    with pytest.raises(TimeError, match=says):
        Window(days, opens, closes)


@pytest.mark.parametrize(("opens", "closes"), [(at(9), at(9)), (at(-1), at(9)), (at(9), at(24, 0, 1))])
def test_windows_of_a_date_that_are_none(opens, closes):
    with pytest.raises(TimeError, match="not a window of one date"):
        DayWindow(opens, closes)


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (office(), "09:00-17:00"),
        (office(at(22), at(30)), "22:00-06:00"),
        (office(at(0), DAY), "00:00-24:00"),
        (office(at(9, 0, 30), Micros(at(17) + 250_000)), "09:00:30-17:00:00.25"),
    ],
)
def test_windows_are_written_as_hours_write_them(window, text):
    assert str(window) == text


def test_the_first_of_september_belongs_to_the_new_version():
    changes = date(2025, 9, 1)
    staffed, always = (
        HoursVersion(until=changes, windows=(office(),)),
        HoursVersion(since=changes, windows=ALWAYS),
    )
    hours = ServiceHours("staffed", "Europe/London", (always, staffed))
    assert hours.version_on(date(2025, 8, 31)) is staffed
    assert hours.version_on(changes) is always


def test_a_gap_between_versions_is_closed():
    hours = ServiceHours(
        "staffed",
        "Europe/London",
        (
            HoursVersion(until=date(2025, 1, 1), windows=ALWAYS),
            HoursVersion(since=date(2025, 2, 1), windows=ALWAYS),
        ),
    )
    assert hours.version_on(date(2025, 1, 15)).weekly(Weekday.WEDNESDAY) == ()


@pytest.mark.parametrize(
    "versions",
    [
        (HoursVersion(windows=ALWAYS), HoursVersion(windows=ALWAYS)),
        (
            HoursVersion(until=date(2025, 1, 2), windows=ALWAYS),
            HoursVersion(since=date(2025, 1, 1), windows=()),
        ),
        (
            HoursVersion(since=date(2025, 1, 1), windows=ALWAYS),
            HoursVersion(since=date(2024, 1, 1), windows=()),
        ),
    ],
)
def test_two_versions_in_force_on_one_date_are_refused(versions):
    with pytest.raises(TimeError, match="two versions in force on"):
        ServiceHours("staffed", "Europe/London", versions)


def test_a_version_that_ends_before_it_starts_is_refused():
    with pytest.raises(TimeError, match="never in force"):
        HoursVersion(since=date(2025, 1, 1), until=date(2025, 1, 1), windows=ALWAYS)


def test_what_is_declared_twice_is_refused():
    christmas = date(2025, 12, 24)
    with pytest.raises(TimeError, match="2025-12-24 is given twice"):
        HoursVersion(windows=(), special=(SpecialDate(christmas), SpecialDate(christmas)))
    with pytest.raises(TimeError, match="holiday of 2025-12-24 is replaced twice"):
        Holidays(
            replacements=(
                Replacement(christmas, date(2025, 12, 29)),
                Replacement(christmas, date(2025, 12, 30)),
            )
        )
    with pytest.raises(TimeError, match="can't replace itself"):
        Replacement(christmas, christmas)


def test_business_days_are_hours_of_one_window():
    days = BusinessDays(
        name="banking", zone="Europe/London", days=MONDAY_TO_FRIDAY, opens=at(9), closes=at(17, 30)
    )
    assert days.length == at(8, 30)
    (version,) = days.as_hours().versions
    assert version.weekly(Weekday.FRIDAY) == (DayWindow(at(9), at(17, 30)),)
    assert version.weekly(Weekday.SATURDAY) == ()


@pytest.mark.parametrize(
    ("days", "closes", "says"), [(frozenset(), at(17), "no days"), (EVERY_DAY, at(30), "not a window")]
)
def test_business_days_that_are_none(days, closes, says):
    with pytest.raises(TimeError, match=says):
        BusinessDays(name="banking", zone="Europe/London", days=days, opens=at(9), closes=closes)


def test_the_length_of_a_day_is_that_of_every_open_day():
    split = (office(at(9), at(12)), office(at(13), at(17)))
    hours = ServiceHours(
        "office",
        "Europe/Brussels",
        (
            HoursVersion(until=date(2025, 1, 1), windows=split),
            HoursVersion(since=date(2025, 1, 1), until=date(2026, 1, 1), windows=ALWAYS),
        ),
    )
    assert day_length(hours, date(2024, 6, 1)) == at(7)
    assert day_length(hours, date(2025, 6, 1)) == DAY
    with pytest.raises(TimeError, match="no open day on 2026-01-01"):
        day_length(hours, date(2026, 1, 1))


def test_days_of_different_length_have_no_length():
    short_friday = Window(frozenset({Weekday.FRIDAY}), at(9), at(12))
    long_days = Window(MONDAY_TO_FRIDAY - {Weekday.FRIDAY}, at(9), at(17))
    hours = ServiceHours("office", "Europe/Brussels", (HoursVersion(windows=(short_friday, long_days)),))
    with pytest.raises(TimeError, match="open days of different length"):
        day_length(hours, date(2025, 6, 1))
