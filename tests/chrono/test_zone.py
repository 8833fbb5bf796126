import random
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter

import minute_walk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zone_files import FOLDER, NAMES, ODD, years, zone, zone_info

from upheld.chrono.instant import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Instant,
    Micros,
    parse_instant,
    to_datetime,
)
from upheld.chrono.interval import Interval
from upheld.chrono.zone import WallTime, Zone, fixed_zone, wall_date, wall_midnight, zone_from_tzif
from upheld.errors import TimeError

EPOCH = datetime.fromisoformat("1970-01-01")
SPAN = years(1970, 2060)
MICROSECOND = timedelta(microseconds=1)

odd_zones = st.sampled_from(ODD)
days = st.dates(date(1985, 1, 1), date(2050, 12, 31))


def near_a_change(name):
    """Instants on the minute, within two days of a change of clocks."""
    starts = zone(name).starts[1:] or (parse_instant("2026-03-01T00:00:00Z"),)
    nearby = st.tuples(st.sampled_from(starts), st.integers(-2 * 24 * 60, 2 * 24 * 60))
    return nearby.map(lambda found: Instant(found[0] + found[1] * MINUTE))


odd_instants = odd_zones.flatmap(lambda name: st.tuples(st.just(name), near_a_change(name)))


def shown(wall):
    return EPOCH + timedelta(microseconds=wall)


def offset_of(name, at):
    return to_datetime(at).astimezone(zone_info(name)).utcoffset() // MICROSECOND


def different_files():
    """The zones of the database, one for each that has data of its own."""
    return sorted({(FOLDER / name).read_bytes(): name for name in reversed(NAMES)}.items(), key=itemgetter(1))


def test_every_zone_has_the_offsets_of_zoneinfo():
    """1970 to 2060: every eleven days, each change and a second to either side, and at random."""
    chance = random.Random(9636)
    for data, name in different_files():
        found = zone_from_tzif(name, data, SPAN)
        edges = [start + step for start in found.starts[1:] for step in (-SECOND, 0, SECOND)]
        anywhere = [chance.randrange(SPAN.start, SPAN.end) for _ in range(20)]
        for at in (*range(SPAN.start, SPAN.end, 11 * DAY), *edges, *anywhere):
            assert found.offset(at) == offset_of(name, at), (name, to_datetime(at))


@given(odd_zones, st.integers(1985 * 12, 2050 * 12), st.integers(1, 40))
def test_any_span_is_a_part_of_a_wide_one(name, month, months):
    first, last = (parse_instant(f"{n // 12}-{n % 12 + 1:02}-15T00:00:00Z") for n in (month, month + months))
    wide = zone(name, 1984, 2055)
    narrow = zone_from_tzif(name, (FOLDER / name).read_bytes(), Interval(first, last))
    assert narrow.starts == (first, *(start for start in wide.starts if first < start < last))
    assert narrow.offsets == tuple(map(wide.offset, narrow.starts))


@given(odd_instants)
def test_every_instant_is_among_those_that_show_its_wall_time(case):
    name, at = case
    here = zone(name)
    instants = here.instants(here.wall(at))
    assert at in instants
    assert {here.wall(each) for each in instants} == {here.wall(at)}
    assert here.date(at) == to_datetime(at).astimezone(zone_info(name)).date()


@settings(max_examples=60, deadline=None)
@given(odd_instants, st.integers(-3 * 60, 3 * 60))
def test_a_wall_time_has_the_instants_a_walk_of_the_minutes_finds(case, minutes):
    name, at = case
    wall = WallTime(zone(name).wall(at) + minutes * MINUTE)
    assert zone(name).instants(wall) == minute_walk.instants_showing(shown(wall), zone_info(name))
    assert zone(name).first_reaching(wall) == minute_walk.first_reaching(shown(wall), zone_info(name))


@settings(max_examples=40, deadline=None)
@given(odd_instants)
def test_a_day_is_what_a_walk_of_the_minutes_finds(case):
    name, at = case
    day = zone(name).date(at)
    midnight = datetime.fromisoformat(f"{day}")
    expected = [minute_walk.first_reaching(midnight + timedelta(days=n), zone_info(name)) for n in (0, 1)]
    assert zone(name).day(day) == Interval(*expected)
    assert zone(name).midnight(day) == expected[0]


@given(odd_zones, days)
def test_days_follow_upon_one_another(name, day):
    if (name, day) == ("Pacific/Apia", date(2011, 12, 29)):
        day = date(2011, 12, 28)
    if (name, day) == ("Pacific/Apia", date(2011, 12, 30)):
        return
    here = zone(name).day(day)
    assert here.end == zone(name).midnight(day + timedelta(days=1))
    assert zone(name).date(here.start) == day
    assert 22 * HOUR <= here.length <= 26 * HOUR


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("Europe/Dublin", date(2026, 3, 29), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Antarctica/Troll", date(2026, 3, 29), 22),
        ("Antarctica/Troll", date(2026, 10, 25), 26),
        ("America/Santiago", date(2025, 9, 7), 23),
        ("America/Santiago", date(2025, 4, 5), 25),
        ("Africa/Casablanca", date(2025, 2, 23), 25),
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
        ("Asia/Kathmandu", date(1986, 1, 1), 23.75),
        ("Asia/Pyongyang", date(2015, 8, 14), 24.5),
        ("Pacific/Apia", date(2011, 12, 29), 24),
        ("Pacific/Apia", date(2011, 12, 31), 24),
        # The clock went back from 00:01 to 23:01: what it repeated belongs to the day that had begun.
        ("America/St_Johns", date(2010, 11, 6), 24),
        ("America/St_Johns", date(2010, 11, 7), 25),
    ],
)
def test_lengths_of_days(name, day, hours):
    assert zone(name).day(day).length == hours * HOUR


@pytest.mark.parametrize(
    ("name", "day", "first_shown"),
    [
        ("America/Santiago", date(2025, 9, 7), "01:00"),
        ("Asia/Beirut", date(2025, 3, 30), "01:00"),
        ("America/Havana", date(2025, 3, 9), "01:00"),
        ("America/St_Johns", date(2010, 3, 14), "00:00"),
        ("Europe/London", date(2026, 3, 29), "00:00"),
    ],
)
def test_a_date_without_midnight_begins_where_the_gap_ends(name, day, first_shown):
    at = zone(name).midnight(day)
    assert shown(zone(name).wall(at)) == datetime.fromisoformat(f"{day}T{first_shown}")
    assert zone(name).date(Instant(at - 1)) == day - timedelta(days=1)


def test_a_date_that_begins_twice_begins_with_the_first_midnight():
    havana, fold = zone("America/Havana"), date(2025, 11, 2)
    assert [at - havana.midnight(fold) for at in havana.instants(wall_midnight(fold))] == [0, HOUR]
    assert havana.day(fold).length == 25 * HOUR


def test_gap_and_fold():
    london = zone("Europe/London")
    half_past_one = WallTime(HOUR + 30 * MINUTE)
    assert london.instants(WallTime(wall_midnight(date(2026, 3, 29)) + half_past_one)) == ()
    assert london.instants(WallTime(wall_midnight(date(2026, 10, 25)) + half_past_one)) == (
        parse_instant("2026-10-25T00:30:00Z"),
        parse_instant("2026-10-25T01:30:00Z"),
    )


def test_a_date_that_was_skipped_does_not_exist():
    apia = zone("Pacific/Apia")
    says = "2011-12-30 does not exist in Pacific/Apia: clocks there went from 2011-12-29 to 2011-12-31"
    for ask in (apia.day, apia.midnight):
        with pytest.raises(TimeError, match=says):
            ask(date(2011, 12, 30))
    assert apia.day(date(2011, 12, 29)).end == apia.day(date(2011, 12, 31)).start


@given(odd_zones)
def test_segments_tile_the_span(name):
    found = list(zone(name).segments())
    assert found[0][0].start == zone(name).span.start
    assert found[-1][0].end == zone(name).span.end
    assert all(a.end == b.start and x != y for (a, x), (b, y) in pairwise(found))
    assert all(zone(name).offset(interval.start) == offset for interval, offset in found)


def test_nothing_is_known_outside_the_span():
    here = zone_from_tzif("Europe/London", (FOLDER / "Europe/London").read_bytes(), years(2026, 2026))
    for ask in (
        lambda: here.offset(here.span.end),
        lambda: here.date(Instant(here.span.start - 1)),
        lambda: here.instants(wall_midnight(date(2027, 1, 1))),
        lambda: here.midnight(date(2025, 12, 31)),
        lambda: here.midnight(date(2027, 1, 2)),
        lambda: here.day(date(2027, 1, 1)),
    ):
        with pytest.raises(
            TimeError, match=r"outside the span of zone Europe/London, \[2026-01-01T00:00:00Z, 2027-"
        ):
            ask()
    assert here.day(date(2026, 12, 31)).end == here.span.end


def test_a_span_that_ends_within_a_fold():
    """01:30 was reached before the clock went back; the span ends at the second 01:30."""
    fold = parse_instant("2026-10-25T01:00:00Z")
    london = Zone(
        "Europe/London",
        Interval(Instant(fold - DAY), Instant(fold + 30 * MINUTE)),
        (fold - DAY, fold),
        (HOUR, 0),
    )
    half_past_one = WallTime(wall_midnight(date(2026, 10, 25)) + 90 * MINUTE)
    assert london.first_reaching(half_past_one) == fold - 30 * MINUTE


def test_a_fixed_zone_never_changes():
    plus_one = fixed_zone("+01:00", HOUR)
    assert plus_one.day(date(2026, 7, 1)).start == parse_instant("2026-06-30T23:00:00Z")
    assert plus_one.day(date(2026, 7, 1)).length == DAY
    assert list(plus_one.segments()) == [(plus_one.span, HOUR)]


def test_wall_dates_keep_to_the_calendar():
    assert wall_date(WallTime(-1)) == date(1969, 12, 31)
    assert wall_midnight(date(1970, 1, 2)) == DAY
    far_west = fixed_zone("-01:00", Micros(-HOUR))
    with pytest.raises(TimeError, match="0001 to 9999"):
        far_west.date(far_west.span.start)


WEEK = Interval(Instant(0), Instant(7 * DAY))


@pytest.mark.parametrize(
    ("starts", "offsets", "says"),
    [
        ((), (), "needs a state from its start"),
        ((0, DAY), (0,), "needs a state from its start"),
        ((DAY,), (0,), "needs a state from its start"),
        ((0, 7 * DAY), (0, HOUR), "lie in it"),
        ((0, 3 * DAY, 2 * DAY), (0, HOUR, 0), "must be in order"),
        ((0, DAY), (HOUR, HOUR), "neighbouring states of a timeline are equal"),
        ((0,), (26 * HOUR,), "26 hours or more"),
    ],
)
def test_a_zone_is_canonical(starts, offsets, says):
    with pytest.raises(TimeError, match=f"zone made .*{says}"):
        Zone("made", WEEK, starts, offsets)
