from calendar import monthrange
from datetime import date, timedelta

import minute_walk
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from zone_files import ODD, zone, zone_info

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, format_instant, parse_instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.period import (
    BillingMonth,
    CalendarDay,
    CalendarMonth,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
    DateRange,
    RollingDays,
    RollingMonths,
    add_months,
    date_range,
    ending_within,
    parse_period,
    period_after,
    period_before,
    period_containing,
    period_ending,
    period_to_date,
)
from upheld.chrono.window import Weekday
from upheld.errors import TimeError

LONDON = zone("Europe/London")

tiling_rules = st.one_of(
    st.sampled_from([CalendarMonth(), CalendarQuarter(), CalendarYear(), CalendarDay()]),
    st.integers(1, 31).map(BillingMonth),
    st.sampled_from(Weekday).map(CalendarWeek),
)
rolling_rules = st.one_of(st.integers(1, 90).map(RollingDays), st.integers(1, 12).map(RollingMonths))
rules = st.one_of(tiling_rules, rolling_rules)
odd_zones = st.sampled_from(ODD)
instants = st.integers(
    parse_instant("1990-01-01T00:00:00Z") // MINUTE, parse_instant("2045-01-01T00:00:00Z") // MINUTE
).map(lambda minutes: Instant(minutes * MINUTE))


def interval(start, end):
    return Interval(parse_instant(start), parse_instant(end))


@pytest.mark.parametrize(
    ("text", "name", "seconds"),
    [
        ("2026-03", "Europe/London", 2_674_800),
        ("2026-10", "Europe/London", 2_682_000),
        ("2026-11", "America/New_York", 2_595_600),
        ("2028-02", "UTC", 2_505_600),
        ("2028-02", "Europe/London", 2_505_600),
    ],
)
def test_a_month_has_its_real_number_of_seconds(text, name, seconds):
    """Case U14."""
    assert parse_period(text, zone(name)).interval.length == seconds * SECOND


def test_a_month_asked_for_a_minute_before_its_end_is_the_whole_month():
    """Case U13: not the thirty days before the question."""
    utc = zone("UTC")
    march = period_containing(CalendarMonth(), parse_instant("2026-03-31T23:59:00Z"), utc)
    outage = IntervalSet.of(interval("2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z"))
    assert march.label == "2026-03"
    assert march.interval.length == 2_678_400 * SECOND
    assert outage.complement(march.interval).length == 2_674_800 * SECOND


def test_an_outage_belongs_to_the_month_on_the_wall_clock():
    """Case U15: 23:00 UTC on 31 December is one o'clock in January in Riga."""
    riga = zone("Europe/Riga")
    down = IntervalSet.of(interval("2019-12-31T23:00:00Z", "2020-01-15T00:00:00Z"))
    december, january = (parse_period(text, riga) for text in ("2019-12", "2020-01"))
    asked = period_to_date(january, parse_instant("2020-01-15T00:00:00Z"))
    assert down.within(december.interval).length == 0
    assert down.within(asked).length == 14 * DAY + HOUR
    assert len(down.within(asked)) == 1


def test_seven_days_reach_back_to_the_same_time_of_day():
    """Case U27."""
    week = period_ending(RollingDays(7), parse_instant("2026-03-20T18:00:00Z"), LONDON)
    outage = IntervalSet.of(interval("2026-03-13T20:00:00Z", "2026-03-14T00:00:00Z"))
    assert week.interval == interval("2026-03-13T18:00:00Z", "2026-03-20T18:00:00Z")
    assert outage.within(week.interval).length * 168 == 4 * week.interval.length


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("2026-02", CalendarMonth(), ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")),
        ("2026-Q2", CalendarQuarter(), ("2026-03-31T23:00:00Z", "2026-06-30T23:00:00Z")),
        ("2026-Q4", CalendarQuarter(), ("2026-09-30T23:00:00Z", "2027-01-01T00:00:00Z")),
        ("2026", CalendarYear(), ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
        ("2026-03-15", BillingMonth(15), ("2026-03-15T00:00:00Z", "2026-04-14T23:00:00Z")),
        ("2026-01-31", BillingMonth(31), ("2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z")),
        ("2028-02-29", BillingMonth(30), ("2028-02-29T00:00:00Z", "2028-03-29T23:00:00Z")),
        ("7 days to 2026-03-31", RollingDays(7), ("2026-03-25T00:00:00Z", "2026-03-31T23:00:00Z")),
        ("1 day to 2026-03-29", RollingDays(1), ("2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")),
        ("3 months to 2026-05-31", RollingMonths(3), ("2026-03-01T00:00:00Z", "2026-05-31T23:00:00Z")),
        ("1 month to 2026-03-30", RollingMonths(1), ("2026-02-28T00:00:00Z", "2026-03-30T23:00:00Z")),
        ("7 days to 2026-04-01T17:00:00Z", RollingDays(7), ("2026-03-25T18:00:00Z", "2026-04-01T17:00:00Z")),
    ],
)
def test_reads_periods_as_people_write_them(text, rule, expected):
    found = parse_period(text, LONDON, rule)
    assert found.rule == rule
    assert found.zone == "Europe/London"
    assert found.interval == interval(*expected)
    assert found.label == str(found) == text


def test_reads_dates_up_to_a_date():
    found = parse_period("2026-03-01/2026-03-15", LONDON)
    assert found.rule == DateRange(date(2026, 3, 1), date(2026, 3, 15))
    assert found.interval.length == 14 * DAY
    assert found.label == "2026-03-01/2026-03-15"
    assert found == date_range(date(2026, 3, 1), date(2026, 3, 15), LONDON)


@pytest.mark.parametrize(
    ("text", "label"),
    [(" 2026-03 ", "2026-03"), ("2026-q3", "2026-Q3"), ("1 days to 2026-03-29", "1 day to 2026-03-29")],
)
def test_forgives_what_leaves_no_doubt(text, label):
    assert parse_period(text, LONDON).label == label


def test_a_single_date_is_read_by_the_rule_it_is_asked_for():
    assert parse_period("2026-03-31", LONDON, RollingDays(28)).label == "28 days to 2026-03-31"
    assert parse_period("2026-03-31", LONDON, RollingMonths(12)).label == "12 months to 2026-03-31"
    assert parse_period("2026-03-31", LONDON, BillingMonth(31)).label == "2026-03-31"


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("2026-3", None, "did you mean 2026-03?"),
        ("03/2026", None, "did you mean 2026-03?"),
        ("2026/12", None, "did you mean 2026-12?"),
        ("Q1 2026", None, "did you mean 2026-Q1?"),
        ("2026q4", None, "did you mean 2026-Q4?"),
        ("2026-13", None, "months run from 2026-01 to 2026-12"),
        ("2026-00", None, "months run from 2026-01 to 2026-12"),
        ("2026-Q5", None, "quarters run from 2026-Q1 to 2026-Q4"),
        ("2026-Q0", None, "quarters run from 2026-Q1 to 2026-Q4"),
        ("0000", None, "year 0000 does not exist"),
        ("0000-01", None, "year 0000 does not exist"),
        ("last month", None, "write a month as 2026-03"),
        ("", None, "write a month as 2026-03"),
        ("26-03", None, "write a month as 2026-03"),
        ("2026-03-15", None, "is a date, not a period"),
        ("2026-03-15", CalendarMonth(), "is a date, not a period"),
        ("2026-03-15", BillingMonth(31), "one begins on 2026-02-28 and the next on 2026-03-31"),
        ("2026-02-29", BillingMonth(31), "not a date that exists"),
        ("2026-02-30/2026-03-01", None, "not a date that exists"),
        ("2026-03-15/2026-03-15", None, "holds no day"),
        ("2026-03-15/2026-03-01", None, "holds no day"),
        ("0 days to 2026-03-01", None, "at least 1"),
        ("7 days to tomorrow", None, "not an RFC 3339 time"),
        ("7 days to 2026-03-01T00:00:00", None, "names no offset"),
        ("99999 months to 2026-03-01", None, "dates lie in the years 1 to 9999"),
        ("1900-01", None, "outside the span of zone Europe/London"),
    ],
)
def test_says_what_would_be_right(text, rule, says):
    with pytest.raises(TimeError) as refused:
        parse_period(text, LONDON, rule)
    assert says in str(refused.value)


def test_dates_that_were_skipped_bound_no_range():
    with pytest.raises(TimeError, match="2011-12-30 does not exist in Pacific/Apia"):
        parse_period("2011-12-30/2012-01-02", zone("Pacific/Apia"))


@pytest.mark.parametrize(
    "rule",
    [
        CalendarMonth(),
        CalendarQuarter(),
        CalendarYear(),
        BillingMonth(7),
        BillingMonth(31),
        CalendarWeek(),
        CalendarWeek(Weekday.SUNDAY),
        CalendarDay(),
    ],
)
@pytest.mark.parametrize("name", ODD)
def test_periods_tile_the_years(name, rule):
    found = period_containing(rule, parse_instant("2009-06-15T12:00:00Z"), zone(name))
    while found.interval.end < parse_instant("2013-06-15T12:00:00Z"):
        following = period_after(found, zone(name))
        assert following.interval.start == found.interval.end
        assert period_before(following, zone(name)) == found
        assert period_containing(rule, Instant(found.interval.end - 1), zone(name)) == found
        assert period_containing(rule, found.interval.end, zone(name)) == following
        found = following


@settings(deadline=None)
@given(rules, instants, odd_zones)
def test_a_period_contains_its_instant_and_its_label_reads_back(rule, at, name):
    found = period_containing(rule, at, zone(name))
    assert at in found.interval
    assert found.rule == rule
    assert found.zone == name
    assert parse_period(found.label, zone(name), rule) == found


@settings(deadline=None)
@given(rolling_rules, instants, odd_zones)
def test_a_rolling_period_ends_where_it_is_told_and_its_label_reads_back(rule, at, name):
    found = period_ending(rule, at, zone(name))
    assert found.interval.end == at
    assert parse_period(found.label, zone(name)) == found


def clipped(day, year, month):
    return date(year, month, min(day, monthrange(year, month)[1]))


@settings(max_examples=8, deadline=None)
@given(odd_zones, st.dates(date(2005, 1, 10), date(2030, 1, 1)), st.none() | st.sampled_from(Weekday))
@example("America/St_Johns", date(2010, 11, 7), None)
@example("Pacific/Apia", date(2011, 12, 29), None)
@example("Pacific/Apia", date(2011, 12, 29), Weekday.THURSDAY)
def test_a_week_or_day_has_the_minutes_whose_dates_lie_in_it(name, day, begins):
    if name == "Pacific/Apia" and day == date(2011, 12, 30):
        return
    first = day if begins is None else day - timedelta(days=(day.weekday() - begins) % 7)
    following = first + timedelta(days=1 if begins is None else 7)
    minutes = minute_walk.minutes_within(
        first - timedelta(days=2),
        following + timedelta(days=2),
        zone_info(name),
        lambda each: first <= each < following,
    )
    label = f"{first}" if begins is None else f"week from {first}"
    found = parse_period(label, zone(name), CalendarDay() if begins is None else None)
    assert found.interval.length == minutes * MINUTE
    assert found.label == label


@settings(max_examples=8, deadline=None)
@given(odd_zones, st.integers(2005, 2030), st.integers(1, 12), st.integers(1, 31))
@example("America/St_Johns", 2010, 11, 7)
@example("America/St_Johns", 2009, 10, 1)
@example("Pacific/Apia", 2011, 12, 30)
def test_a_billing_month_has_the_minutes_whose_dates_lie_in_it(name, year, month, day):
    first = clipped(day, year, month)
    following = clipped(day, year + month // 12, month % 12 + 1)
    minutes = minute_walk.minutes_within(
        first - timedelta(days=2),
        following + timedelta(days=2),
        zone_info(name),
        lambda each: first <= each < following,
    )
    found = parse_period(f"{first}", zone(name), BillingMonth(day))
    assert found.interval.length == minutes * MINUTE


@settings(deadline=None)
@given(rolling_rules, odd_zones, instants)
def test_rolling_days_go_back_by_the_calendar(rule, name, at):
    """The start shows the date so many days or months before the one the end shows, as far as it exists."""
    found = period_ending(rule, at, zone(name))
    end = zone(name).date(Instant(at - 1))
    start = zone(name).date(found.interval.start)
    back = end - timedelta(days=rule.days) if isinstance(rule, RollingDays) else add_months(end, -rule.months)
    assert back <= start <= back + timedelta(days=4)


@settings(deadline=None)
@given(rules, odd_zones, st.integers(2008, 2014), st.integers(1, 12))
@example(RollingDays(1), "America/St_Johns", 2009, 11)
def test_the_periods_that_end_within_a_month(rule, name, year, month):
    here = zone(name)
    asked = parse_period(f"{year}-{month:02}", here).interval
    found = ending_within(rule, asked, here)
    assert [each.interval.end for each in found] == sorted({each.interval.end for each in found})
    assert all(asked.start < each.interval.end <= asked.end for each in found)
    outside = [period_containing(rule, asked.start, here), period_containing(rule, asked.end, here)]
    assert outside[0] in found or outside[0].interval.end > asked.end
    assert outside[1].interval.end > asked.end
    if isinstance(rule, RollingDays | RollingMonths):
        shown = {here.date(Instant(at)) for at in range(asked.start, asked.end, HOUR // 4)}
        days = {day for day in shown if day.month == month}
        assert [each.label.split(" to ")[1] for each in found] == [f"{day}" for day in sorted(days)]


@pytest.mark.parametrize(
    ("rule", "labels"),
    [
        (CalendarMonth(), ["2026-03"]),
        (CalendarQuarter(), ["2026-Q1"]),
        (CalendarYear(), []),
        (BillingMonth(15), ["2026-02-15"]),
        (BillingMonth(1), ["2026-03-01"]),
        (BillingMonth(31), ["2026-02-28"]),
        # 1 March 2026 is a Sunday: the week from Monday 23 February ends with it.
        (CalendarWeek(), [f"week from 2026-{day}" for day in ("02-23", "03-02", "03-09", "03-16", "03-23")]),
        (
            CalendarWeek(Weekday.SUNDAY),
            [f"week from 2026-03-{day}" for day in ("01", "08", "15", "22")],
        ),
        (CalendarDay(), [f"2026-03-{day:02}" for day in range(1, 32)]),
    ],
)
def test_a_statement_of_march_holds_what_ends_with_it(rule, labels):
    march = parse_period("2026-03", LONDON)
    assert [each.label for each in ending_within(rule, march.interval, LONDON)] == labels


def test_a_rolling_rule_has_one_period_for_each_day():
    march = parse_period("2026-03", LONDON)
    found = ending_within(RollingDays(28), march.interval, LONDON)
    assert len(found) == 31
    assert found[-1].interval.end == march.interval.end
    assert found[0].label == "28 days to 2026-03-01"


def test_rolling_periods_step_over_a_date_that_was_skipped():
    apia = zone("Pacific/Apia")
    before = parse_period("2 days to 2011-12-29", apia)
    after = period_after(before, apia)
    assert after.label == "2 days to 2011-12-31"
    assert after.interval.length == DAY
    assert period_before(after, apia) == before


def test_a_day_that_begins_after_a_gap_counts_whole():
    """Santiago's 7 September 2025 began at 01:00; a week to its eve and a week from it are whole days."""
    santiago = zone("America/Santiago")
    week = parse_period("7 days to 2025-09-06", santiago)
    assert week.interval.length == 7 * DAY
    assert period_ending(RollingDays(7), week.interval.end, santiago) == week
    assert parse_period("7 days to 2025-09-13", santiago).interval.start == week.interval.end


def test_a_date_shown_again_after_midnight_belongs_to_the_period_that_began():
    """St John's clocks went from 00:01 on 7 November 2010 back to 23:01 on the 6th."""
    st_johns = zone("America/St_Johns")
    shown_again = parse_instant("2010-11-07T03:00:00Z")
    assert st_johns.date(shown_again) == date(2010, 11, 6)
    assert period_containing(BillingMonth(7), shown_again, st_johns).label == "2010-11-07"
    assert period_containing(RollingDays(1), shown_again, st_johns).label == "1 day to 2010-11-07"


def test_what_has_passed_of_a_period():
    march = parse_period("2026-03", LONDON)
    middle = parse_instant("2026-03-10T12:00:00Z")
    assert period_to_date(march, middle) == Interval(march.interval.start, middle)
    assert period_to_date(march, parse_instant("2026-05-01T00:00:00Z")) == march.interval
    for too_early in (march.interval.start, Instant(march.interval.start - DAY)):
        with pytest.raises(TimeError, match=f"had not begun as of {format_instant(too_early)}"):
            period_to_date(march, too_early)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_months_are_added_to_the_last_day_that_exists(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(), st.integers(-200, 200))
def test_adding_months_moves_by_exactly_so_many(day, months):
    try:
        moved = add_months(day, months)
    except TimeError:
        assert not 12 <= day.year * 12 + day.month - 1 + months < 120_000
        return
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: BillingMonth(0), "days of a month run from 1 to 31"),
        (lambda: BillingMonth(32), "days of a month run from 1 to 31"),
        (lambda: RollingDays(0), "takes at least 1"),
        (lambda: RollingMonths(-1), "takes at least 1"),
    ],
)
def test_rules_that_hold_no_time_are_refused(make, says):
    with pytest.raises(TimeError, match=says):
        make()


def test_neighbours_are_asked_for_in_the_zone_of_the_period():
    march = parse_period("2026-03", LONDON)
    with pytest.raises(TimeError, match="one of Europe/London, not of UTC"):
        period_after(march, zone("UTC"))
    with pytest.raises(TimeError, match="belong to no rule"):
        period_before(date_range(date(2026, 3, 1), date(2026, 3, 2), LONDON), LONDON)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (CalendarMonth(), "calendar month"),
        (CalendarQuarter(), "calendar quarter"),
        (CalendarYear(), "calendar year"),
        (BillingMonth(15), "billing month from day 15"),
        (CalendarWeek(), "calendar week from Monday"),
        (CalendarWeek(Weekday.SUNDAY), "calendar week from Sunday"),
        (CalendarDay(), "calendar day"),
        (RollingDays(28), "rolling 28 days"),
        (RollingMonths(1), "rolling 1 month"),
        (DateRange(date(2026, 3, 1), date(2026, 3, 15)), "2026-03-01/2026-03-15"),
    ],
)
def test_rules_are_written_as_agreements_write_them(rule, words):
    assert str(rule) == words
