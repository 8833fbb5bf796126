"""Open time against a walk of the minutes, and the conformance cases about one clock on one calendar."""

from __future__ import annotations

import json

import pytest
from declared_hours import CASES, Declared, conformance_hours, declared_hours, made_hours
from hypothesis import given, settings
from hypothesis import strategies as st
from open_minutes import Walk, almanac

from upheld.chrono.hours import ALWAYS, EVERY_DAY, BusinessDays, HoursVersion, ServiceHours
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros, format_instant, parse_instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.open_time import Due, OpenTime, always_open, compile_business_days, compile_hours
from upheld.errors import TimeError

CASE = {case["id"]: case for case in json.loads(CASES.read_text())["cases"]}
ONE_CLOCK = [f"A{n:02d}" for n in range(1, 13)] + [f"B{n:02d}" for n in range(1, 13)]


def instant(text: str) -> Instant:
    return parse_instant(text)


def hours_around(name: str, at: Instant) -> OpenTime:
    hours = conformance_hours(name)
    span = Interval(Instant(at - 10 * DAY), Instant(at + 40 * DAY))
    return compile_hours(hours, almanac(hours.zone), span)


@pytest.mark.parametrize("name", ONE_CLOCK)
def test_conformance_cases_of_one_clock(name):
    case = CASE[name]
    start = instant(case["events"][0]["at"])
    open_time = hours_around(case["calendar"], start)
    due = open_time.due(start, Micros(case["target"] * SECOND))
    expected = case["expect"]
    assert expected.keys() <= {"due", "due_next_open", "elapsed_s", "breach"}
    if "due" in expected:
        assert format_instant(due.close) == format_instant(instant(expected["due"]))
    if "due_next_open" in expected:
        assert format_instant(due.next_open) == format_instant(instant(expected["due_next_open"]))
    if "elapsed_s" in expected:
        spent = open_time.elapsed(start, instant(case["events"][1]["at"]))
        assert spent == expected["elapsed_s"] * SECOND
        assert (spent > case["target"] * SECOND) is expected["breach"]


@pytest.mark.parametrize("name", ["B01", "B02"])
def test_cet_read_literally_is_another_calendar(name):
    case = CASE[name]
    (literal,) = case["alternatives"]
    start = instant(case["events"][0]["at"])
    due = hours_around(literal["policy"]["calendar"], start).due(start, Micros(case["target"] * SECOND))
    assert due.close == instant(literal["expect"]["due"])


@pytest.mark.parametrize("made", made_hours(), ids=lambda made: made.hours.zone)
def test_every_minute_of_made_hours(made: Declared):
    walk = Walk(made.hours, made.closed, made.span)
    open_time = made.compiled()
    walked = [bool(each) for each in walk.open]
    assert [at in open_time.open for at in range(made.span.start, made.span.end, MINUTE)] == walked
    assert True in walked
    assert False in walked


@st.composite
def tickets(draw: st.DrawFn, grain: int, days: int) -> tuple[Declared, Instant, Instant, Micros, IntervalSet]:
    """Hours, two instants in order, a target, and pauses that may reach beyond them."""
    declared = draw(declared_hours(grain, days))
    steps = st.integers(0, declared.span.length // grain)
    instants = steps.map(lambda step: Instant(declared.span.start + step * grain))
    start, stop = sorted((draw(instants), draw(instants)))
    pauses = draw(st.lists(st.tuples(instants, instants).filter(lambda ends: ends[0] != ends[1]), max_size=3))
    target = Micros(draw(st.integers(0, 30 * HOUR // grain)) * grain)
    return declared, start, stop, target, IntervalSet.of(*(Interval(*sorted(ends)) for ends in pauses))


def check_against_walk(
    grain: int, ticket: tuple[Declared, Instant, Instant, Micros, IntervalSet]
) -> tuple[int, int] | None:
    declared, start, stop, target, pauses = ticket
    walk, open_time = Walk(declared.hours, declared.closed, declared.span, grain), declared.compiled()
    assert open_time.elapsed(start, stop, pauses) == walk.elapsed(start, stop, pauses)
    if start < declared.span.end:
        assert open_time.is_open(start) is walk.is_open(start)
    expected = walk.due(start, target, pauses)
    if expected is not None:
        assert open_time.due(start, target, pauses) == Due(*map(Instant, expected))
    return expected


@settings(max_examples=80)
@given(tickets(MINUTE, 3))
def test_elapsed_and_due_are_what_a_walk_of_the_minutes_finds(ticket):
    check_against_walk(MINUTE, ticket)


@settings(max_examples=5)
@given(tickets(SECOND, 1))
def test_elapsed_and_due_are_what_a_walk_of_the_seconds_finds(ticket):
    check_against_walk(SECOND, ticket)


@settings(max_examples=120)
@given(st.data())
def test_due_is_where_elapsed_meets_the_target(data):
    """Both edges, to the microsecond: before the close less is spent, after the next opening more."""
    declared, start, _, target, pauses = data.draw(tickets(MINUTE, 3))
    start = Instant(start + data.draw(st.integers(0, MINUTE - 1)))
    target = Micros(target + data.draw(st.integers(0, MINUTE - 1)))
    open_time = declared.compiled()
    try:
        due = open_time.due(start, target, pauses)
    except TimeError:
        return
    assert open_time.elapsed(start, due.close, pauses) == target
    assert open_time.elapsed(start, due.next_open, pauses) == target
    assert open_time.elapsed(start, Instant(due.next_open + 1), pauses) == target + 1
    assert due.close == start or open_time.elapsed(start, Instant(due.close - 1), pauses) == target - 1


MONDAY = instant("2025-05-12T09:00:00+02:00")
FRIDAY_13 = instant("2025-05-09T13:00:00+02:00")


def office() -> OpenTime:
    return hours_around("be_office", MONDAY)


def pause(start: str, end: str) -> IntervalSet:
    return IntervalSet.of(Interval(instant(start), instant(end)))


def test_a_pause_puts_the_due_time_off_by_its_open_time():
    lunch = pause("2025-05-12T10:00:00+02:00", "2025-05-12T12:00:00+02:00")
    assert office().due(MONDAY, Micros(4 * HOUR), lunch).close == instant("2025-05-12T15:00:00+02:00")
    assert office().elapsed(MONDAY, instant("2025-05-12T15:00:00+02:00"), lunch) == 4 * HOUR


def test_a_pause_after_the_target_is_used_up_moves_only_the_later_edge():
    weekend = pause("2025-05-09T17:00:00+02:00", "2025-05-12T11:00:00+02:00")
    due = office().due(FRIDAY_13, Micros(4 * HOUR), weekend)
    assert due.close == instant("2025-05-09T17:00:00+02:00")
    assert due.next_open == instant("2025-05-12T11:00:00+02:00")


def test_a_pause_that_begins_as_the_target_is_used_up_ends_before_the_next_window():
    evening = pause("2025-05-09T17:00:00+02:00", "2025-05-09T20:00:00+02:00")
    assert office().due(FRIDAY_13, Micros(4 * HOUR), evening).next_open == MONDAY


def test_a_pause_in_closed_time_changes_nothing():
    weekend = pause("2025-05-10T00:00:00+02:00", "2025-05-11T00:00:00+02:00")
    assert office().due(FRIDAY_13, Micros(5 * HOUR), weekend) == office().due(FRIDAY_13, Micros(5 * HOUR))


def test_a_pause_without_end_leaves_a_target_without_due_time():
    for_good = IntervalSet.of(Interval(MONDAY, instant("9999-01-01T00:00:00Z")))
    with pytest.raises(TimeError, match="not used up in the span"):
        office().due(FRIDAY_13, Micros(5 * HOUR), for_good)
    assert office().elapsed(FRIDAY_13, instant("2025-05-12T15:00:00+02:00"), for_good) == 4 * HOUR


def test_a_clock_cannot_stop_before_it_starts():
    with pytest.raises(TimeError, match="can't stop before"):
        office().elapsed(MONDAY, Instant(MONDAY - 1))
    with pytest.raises(TimeError, match="negative"):
        office().due(MONDAY, Micros(-1))


def test_beyond_the_span_nothing_is_known():
    open_time = office()
    outside = Instant(open_time.span.end + 1)
    for ask in (
        lambda: open_time.is_open(open_time.span.end),
        lambda: open_time.elapsed(MONDAY, outside),
        lambda: open_time.due(outside, Micros(HOUR)),
        lambda: open_time.next_open(outside),
        lambda: open_time.opened_before(Instant(open_time.span.start - 1)),
    ):
        with pytest.raises(TimeError, match="compile them for a longer one"):
            ask()
    with pytest.raises(TimeError, match="not used up in the span"):
        open_time.due(MONDAY, Micros(1000 * HOUR))
    with pytest.raises(TimeError, match="no window opens after"):
        open_time.next_open(open_time.open.ends[-1])


def test_the_span_is_widened_to_whole_local_days():
    hours = conformance_hours("be_office")
    span = Interval(instant("2025-05-12T10:00:00Z"), instant("2025-05-13T10:00:00Z"))
    compiled = compile_hours(hours, almanac(hours.zone), span)
    assert compiled.span == Interval(
        instant("2025-05-12T00:00:00+02:00"), instant("2025-05-14T00:00:00+02:00")
    )
    assert compiled.opened_before(compiled.span.end) == 16 * HOUR


def test_hours_that_never_open():
    hours = ServiceHours("never", "Europe/London", ())
    compiled = compile_hours(hours, almanac(hours.zone), Interval(MONDAY, Instant(MONDAY + DAY)))
    assert compiled.open == EMPTY
    assert compiled.elapsed(MONDAY, Instant(MONDAY + HOUR)) == 0
    with pytest.raises(TimeError, match="no window opens"):
        compiled.due(MONDAY, Micros(0))


def test_always_open_over_ten_years_is_one_interval():
    hours = ServiceHours("always", "Europe/London", (HoursVersion(windows=ALWAYS),))
    compiled = compile_hours(
        hours, almanac(hours.zone), Interval(instant("2020-01-01T00:00:00Z"), instant("2030-01-01T00:00:00Z"))
    )
    assert compiled.open == IntervalSet.of(compiled.span)
    assert len(compiled.days) == 3653


def test_a_wall_clock_runs_throughout_and_has_no_business_days():
    clock = always_open(Interval(MONDAY, Instant(MONDAY + DAY)))
    assert clock.due(MONDAY, Micros(HOUR)) == Due(Instant(MONDAY + HOUR), Instant(MONDAY + HOUR))
    assert len(clock.days) == 0
    with pytest.raises(TimeError, match="not among the days known"):
        clock.days.nth_to_start_after(MONDAY)


def test_missing_zones_and_years_are_named():
    hours = conformance_hours("be_office")
    with pytest.raises(TimeError, match="zone Europe/Brussels is not in the almanac"):
        compile_hours(hours, almanac("Europe/London"), Interval(MONDAY, Instant(MONDAY + DAY)))


def test_business_days_compile_to_their_own_hours():
    days = BusinessDays(
        name="all", zone="Europe/London", days=EVERY_DAY, opens=Micros(8 * HOUR), closes=Micros(18 * HOUR)
    )
    compiled = compile_business_days(days, almanac(days.zone), Interval(MONDAY, Instant(MONDAY + DAY)))
    assert compiled.opened_before(compiled.span.end) == 2 * days.length
