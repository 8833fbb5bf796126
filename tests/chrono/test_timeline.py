from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.timeline import Ternary, Timeline, membership, merge, quorum
from upheld.errors import TimeError

# The oracle is a list with the state of every single instant.
BOUNDS = Interval(0, 24)
POINTS = range(BOUNDS.start, BOUNDS.end)

spans = st.tuples(st.sampled_from(POINTS), st.sampled_from(POINTS)).map(
    lambda p: Interval(min(p), max(p) + 1)
)
sets = st.lists(spans, max_size=5).map(IntervalSet.from_iterable)


def rows(states):
    """States of every instant, in runs long enough to be worth a segment."""
    runs = st.lists(st.tuples(st.sampled_from(states), st.integers(1, 8)), min_size=24, max_size=24)
    return runs.map(lambda given: [state for state, count in given for _ in range(count)][: len(POINTS)])


def timelines(states="abc"):
    return rows(list(states)).map(lambda row: Timeline.from_changes(BOUNDS, row[0], enumerate(row)))


ternaries = timelines(Ternary)


def row(timeline):
    return [timeline.at(Instant(at)) for at in range(timeline.bounds.start, timeline.bounds.end)]


def is_canonical(timeline):
    found = list(timeline.segments())
    touching = all(a.end == b.start and x != y for (a, x), (b, y) in pairwise(found))
    return touching and found[0][0].start == timeline.bounds.start and found[-1][0].end == timeline.bounds.end


@given(rows("abc"))
def test_a_timeline_has_the_state_of_every_instant(states):
    made = Timeline.from_changes(BOUNDS, states[0], enumerate(states))
    assert row(made) == states
    assert is_canonical(made)
    assert Timeline.from_segments(made.segments()) == made
    assert Timeline.from_segments((Interval(at, at + 1), state) for at, state in enumerate(states)) == made


@given(st.lists(st.tuples(st.integers(-10, 40), st.sampled_from("abc")), max_size=12), st.sampled_from("abc"))
def test_changes_before_the_bounds_open_them_and_later_ones_play_no_part(changes, initial):
    changes.sort(key=lambda change: change[0])
    made = Timeline.from_changes(BOUNDS, initial, changes)
    assert row(made) == [([initial] + [state for when, state in changes if when <= at])[-1] for at in POINTS]
    assert is_canonical(made)


def test_of_several_changes_at_one_instant_the_last_holds():
    made = Timeline.from_changes(BOUNDS, "up", [(5, "down"), (5, "up"), (7, "down")])
    assert list(made.segments()) == [(Interval(0, 7), "up"), (Interval(7, 24), "down")]


@given(timelines(), sets, st.sampled_from("abcd"))
def test_a_mask_lies_over_all_it_holds(timeline, intervals, state):
    masked = timeline.mask(intervals, state)
    assert row(masked) == [state if at in intervals else timeline.at(at) for at in POINTS]
    assert is_canonical(masked)


@given(timelines())
def test_map_changes_every_state(timeline):
    change = {"a": 1, "b": 2, "c": 1}.get
    assert row(timeline.map(change)) == [change(state) for state in row(timeline)]
    assert is_canonical(timeline.map(change))
    assert timeline.map(lambda _: 0) == Timeline.constant(BOUNDS, 0)


@given(timelines(), spans)
def test_within_keeps_the_states_of_narrower_bounds(timeline, bounds):
    part = timeline.within(bounds)
    assert part.bounds == bounds
    assert row(part) == row(timeline)[bounds.start : bounds.end]
    assert is_canonical(part)


@given(timelines())
def test_where_and_lengths_count_instants(timeline):
    states = row(timeline)
    assert {at for at in POINTS if at in timeline.where("a", "b")} == {i for i in POINTS if states[i] in "ab"}
    assert timeline.lengths() == {state: states.count(state) for state in set(states)}
    assert all(timeline.length_of(state) == states.count(state) for state in "abcd")
    assert timeline.where() == EMPTY


@given(timelines(), st.sampled_from(POINTS[1:]))
def test_splitting_the_bounds_and_adding_lengths_is_exact(timeline, cut):
    before, after = timeline.within(Interval(0, cut)), timeline.within(Interval(cut, 24))
    assert all(before.length_of(s) + after.length_of(s) == timeline.length_of(s) for s in "abc")
    assert Timeline.from_segments([*before.segments(), *after.segments()]) == timeline


@given(timelines("ab"), timelines("xyz"))
def test_join_pairs_the_states_of_every_instant(left, right):
    joined = left.join(right, lambda a, b: a + b)
    assert row(joined) == [a + b for a, b in zip(row(left), row(right), strict=True)]
    assert is_canonical(joined)
    assert left.join(right, lambda a, _: a) == left


@given(st.lists(timelines(), min_size=1, max_size=5))
def test_merge_combines_the_states_of_every_instant(several):
    together = merge(several, "".join)
    assert row(together) == ["".join(states) for states in zip(*map(row, several), strict=True)]
    assert is_canonical(together)


@given(st.lists(timelines(), min_size=1, max_size=4))
def test_merge_sees_only_states_that_occur_together(several):
    seen = []
    merge(several, lambda states: seen.append(states) or states)
    assert set(seen) == set(zip(*map(row, several), strict=True))


@given(sets)
def test_membership_is_true_where_the_intervals_hold(intervals):
    assert membership(BOUNDS, intervals).where(True) == intervals.within(BOUNDS)


def decided(states, needed):
    """The quorum of one instant by definition: decided where every way to settle the unknown agrees."""
    choices = [[s] if s is not Ternary.UNKNOWN else [Ternary.TRUE, Ternary.FALSE] for s in states]
    answers = {sum(s is Ternary.TRUE for s in settled) >= needed for settled in product(*choices)}
    return Ternary.UNKNOWN if len(answers) == 2 else (Ternary.TRUE if answers == {True} else Ternary.FALSE)


@given(st.lists(ternaries, min_size=1, max_size=5), st.integers(0, 6))
def test_a_quorum_is_decided_where_every_way_to_settle_the_unknown_agrees(several, needed):
    together = quorum(several, needed)
    assert row(together) == [decided(states, needed) for states in zip(*map(row, several), strict=True)]
    assert is_canonical(together)


@given(st.lists(ternaries, min_size=1, max_size=4), st.integers(0, 5), st.data())
def test_learning_more_never_takes_a_decision_back(several, needed, data):
    which = data.draw(st.integers(0, len(several) - 1))
    answer = data.draw(st.sampled_from([Ternary.TRUE, Ternary.FALSE]))
    learnt = list(several)
    learnt[which] = several[which].mask(several[which].where(Ternary.UNKNOWN), answer)
    before, after = quorum(several, needed), quorum(learnt, needed)
    assert all(b in (a, Ternary.UNKNOWN) for b, a in zip(row(before), row(after), strict=True))


@pytest.mark.parametrize("members", range(1, 7))
def test_truth_table_of_a_quorum(members):
    """Case U48: n = 1 to 6 members, k of them true and u unknown, for every number that may be needed."""
    for true, unknown in product(range(members + 1), repeat=2):
        if true + unknown > members:
            continue
        states = [Ternary.TRUE] * true + [Ternary.UNKNOWN] * unknown
        states += [Ternary.FALSE] * (members - true - unknown)
        several = [Timeline.constant(BOUNDS, state) for state in states]
        for needed in range(members + 2):
            expected = (
                Ternary.TRUE
                if true >= needed
                else Ternary.UNKNOWN
                if true + unknown >= needed
                else Ternary.FALSE
            )
            assert quorum(several, needed) == Timeline.constant(BOUNDS, expected)


def test_quorum_over_time():
    members = [
        Timeline.from_changes(BOUNDS, Ternary.FALSE, [(5, Ternary.TRUE), (15, Ternary.FALSE)]),
        Timeline.from_changes(BOUNDS, Ternary.UNKNOWN, [(10, Ternary.TRUE), (20, Ternary.FALSE)]),
    ]
    assert list(quorum(members, 2).segments()) == [
        (Interval(0, 5), Ternary.FALSE),
        (Interval(5, 10), Ternary.UNKNOWN),
        (Interval(10, 15), Ternary.TRUE),
        (Interval(15, 24), Ternary.FALSE),
    ]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Timeline(BOUNDS, (), ()), "needs a state from its start"),
        (lambda: Timeline(BOUNDS, (1,), ("a",)), "needs a state from its start"),
        (lambda: Timeline(BOUNDS, (0, 5), ("a",)), "needs a state from its start"),
        (lambda: Timeline(BOUNDS, (0, 30), ("a", "b")), "in order and lie in it"),
        (lambda: Timeline(BOUNDS, (0, 5, 5), ("a", "b", "a")), "in order and lie in it"),
        (lambda: Timeline(BOUNDS, (0, 5), ("a", "a")), "neighbouring states"),
        (lambda: Timeline.from_changes(BOUNDS, "a", [(5, "b"), (4, "c")]), "sort them"),
        (lambda: Timeline.from_changes(BOUNDS, "a", [(50, "b"), (40, "c")]), "sort them"),
        (lambda: Timeline.from_segments([]), "no bounds"),
        (lambda: Timeline.from_segments([(Interval(0, 5), 1), (Interval(6, 7), 2)]), "has no gaps"),
        (lambda: Timeline.from_segments([(Interval(0, 5), 1), (Interval(4, 7), 2)]), "has no gaps"),
        (lambda: Timeline.constant(BOUNDS, 1).at(24), "outside the timeline's bounds"),
        (lambda: Timeline.constant(BOUNDS, 1).within(Interval(0, 25)), "says nothing of all of"),
        (lambda: merge([], tuple), "no timelines"),
        (lambda: quorum([], 1), "no timelines"),
        (
            lambda: merge([Timeline.constant(BOUNDS, 1), Timeline.constant(Interval(0, 9), 1)], sum),
            "bring both to the same bounds",
        ),
        (
            lambda: Timeline.constant(BOUNDS, 1).join(Timeline.constant(Interval(0, 9), 1), max),
            "bring both to the same bounds",
        ),
    ],
)
def test_what_is_not_total_is_refused(make, says):
    with pytest.raises(TimeError, match=says):
        make()


def test_a_timeline_is_written_segment_by_segment():
    made = Timeline.from_changes(Interval(0, 2_000_000), "up", [(1_000_000, "down")])
    assert str(made) == (
        "[1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z) up, [1970-01-01T00:00:01Z, 1970-01-01T00:00:02Z) down"
    )
