from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import EARLIEST, LATEST, parse_instant
from upheld.chrono.interval import EMPTY, EVER, Interval, IntervalSet, overlaid
from upheld.errors import TimeError

# The oracle is the set of instants itself, one by one, over a small stretch of time.
SMALL = Interval(0, 30)
POINTS = range(SMALL.start, SMALL.end)

intervals = st.tuples(st.sampled_from(POINTS), st.sampled_from(POINTS)).map(
    lambda p: Interval(min(p), max(p) + 1)
)
lists = st.lists(intervals, max_size=8)
sets = lists.map(IntervalSet.from_iterable)


def points(held):
    return {at for each in held for at in range(each.start, each.end)}


def is_canonical(held):
    edges = [edge for each in held for edge in (each.start, each.end)]
    return edges == sorted(set(edges))


@given(lists)
def test_a_set_holds_what_its_intervals_hold(given_intervals):
    held = IntervalSet.of(*given_intervals)
    assert points(held) == points(given_intervals)
    assert {at for at in POINTS if at in held} == points(given_intervals)
    assert is_canonical(held)
    assert held.length == len(points(given_intervals))
    assert bool(held) == bool(given_intervals)
    assert len(held) == len(list(held))


@given(lists, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(given_intervals, random):
    shuffled = given_intervals * 2
    random.shuffle(shuffled)
    assert IntervalSet.of(*shuffled) == IntervalSet.of(*given_intervals)


@given(sets, sets)
def test_equal_exactly_where_the_instants_are(a, b):
    assert (a == b) == (points(a) == points(b))
    assert a != b or hash(a) == hash(b)


@given(sets, sets)
def test_the_algebra_is_that_of_sets_of_instants(a, b):
    assert points(a | b) == points(a) | points(b)
    assert points(a & b) == points(a) & points(b)
    assert points(a - b) == points(a) - points(b)
    assert all(map(is_canonical, (a | b, a & b, a - b, ~a)))


@given(sets, sets, sets)
def test_laws(a, b, c):
    assert a | b == b | a
    assert a & b == b & a
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (a & b) == a
    assert ~~a == a
    assert ~(a | b) == ~a & ~b
    assert a - b == a & ~b
    assert a | ~a == IntervalSet.of(EVER)
    assert a & ~a == EMPTY
    assert (a | b).length + (a & b).length == a.length + b.length


@given(sets, intervals)
def test_within_and_complement_keep_to_their_bounds(a, bounds):
    inside = points([bounds])
    assert points(a.within(bounds)) == points(a) & inside
    assert points(a.complement(bounds)) == inside - points(a)
    assert is_canonical(a.within(bounds))
    assert is_canonical(a.complement(bounds))
    assert a.within(bounds).length + a.complement(bounds).length == bounds.length


@given(sets, st.sampled_from(POINTS[1:]))
def test_splitting_the_bounds_and_adding_lengths_is_exact(a, cut):
    before, after = Interval(SMALL.start, cut), Interval(cut, SMALL.end)
    assert a.within(before).length + a.within(after).length == a.length
    assert a.within(before) | a.within(after) == a


@given(st.lists(sets, min_size=1, max_size=6), st.integers(1, 7))
def test_depth_counts_the_sets_that_hold_an_instant(several, depth):
    held_by = Counter(at for each in several for at in points(each))
    deep = overlaid(several, depth)
    assert points(deep) == {at for at in POINTS if held_by[at] >= depth}
    assert is_canonical(deep)


def test_depth_nought_asks_for_nothing():
    assert overlaid([EMPTY], 0) == IntervalSet.of(EVER)
    assert overlaid([], 1) == EMPTY


@given(intervals, intervals)
def test_overlap_and_enclosure(a, b):
    assert a.overlaps(b) == bool(points([a]) & points([b]))
    assert a.encloses(b) == (points([b]) <= points([a]))
    assert {at for at in POINTS if at in a} == points([a])


def test_intervals_are_half_open():
    hour = Interval(10, 20)
    assert 10 in hour
    assert 20 not in hour
    assert hour.length == 10
    assert not hour.overlaps(Interval(20, 30))


def test_touching_intervals_are_one():
    assert list(IntervalSet.of(Interval(0, 10), Interval(10, 20))) == [Interval(0, 20)]


def test_calendars_of_ten_years_stay_canonical():
    days = [Interval(86_400 * day + 32_400, 86_400 * day + 61_200) for day in range(3000)]
    open_time = IntervalSet.from_iterable(days)
    assert list(open_time) == days
    assert ~~open_time == open_time
    assert len(open_time.complement(Interval(0, 86_400 * 3000))) == 3001


@pytest.mark.parametrize(("start", "end"), [(10, 10), (11, 10)])
def test_an_interval_must_end_after_it_starts(start, end):
    with pytest.raises(TimeError, match="must end after it starts"):
        Interval(start, end)
    with pytest.raises(TimeError, match="must end after it starts"):
        IntervalSet.from_edges([start], [end])


@pytest.mark.parametrize(("start", "end"), [(EARLIEST - 1, 0), (0, LATEST + 1)])
def test_nothing_is_represented_outside_the_calendar(start, end):
    with pytest.raises(TimeError, match="0001 to 9999"):
        Interval(start, end)
    with pytest.raises(TimeError, match="0001 to 9999"):
        IntervalSet((start,), (end,))


@pytest.mark.parametrize(
    ("starts", "ends"), [((0, 5), (5, 9)), ((5, 0), (9, 4)), ((0, 2), (3, 9)), ((4,), (4,)), ((0,), ())]
)
def test_edges_that_are_not_canonical_are_refused(starts, ends):
    with pytest.raises(TimeError):
        IntervalSet(starts, ends)


def test_intervals_are_written_as_they_are():
    march = Interval(parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-03-31T23:00:00Z"))
    assert str(march) == "[2026-03-01T00:00:00Z, 2026-03-31T23:00:00Z)"
    assert str(IntervalSet.of(march)) == str(march)
    assert str(EMPTY) == "∅"
