"""Bulk arithmetic: 100 000 tickets against a walk of the minutes, and any ticket against the scalar clock."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from declared_hours import ZONES, Declared, declared_hours, made_hours
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from open_minutes import Walk

from upheld.chrono import bulk
from upheld.chrono.bulk import Edge, due, elapsed
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.open_time import OpenTime, always_open
from upheld.chrono.pause import OnePauseEach, PauseRows, pause_rows
from upheld.chrono.slots import EdgeTable, OpenTable, SlotTable, table_of
from upheld.errors import TimeError

Column = NDArray[np.int64]

TICKETS = 13_000
"""For each of eight zones: 104 000 in all."""
ELAPSED_WITHIN, DUE_WITHIN = 8 * 24 * 60, 15 * 24 * 60
"""Minutes the oracle walks for one ticket."""


def column(*values: int) -> Column:
    return np.array(values, dtype=np.int64)


@cache
def walked(name: str) -> tuple[OpenTime, NDArray[np.bool_]]:
    """Hours of a zone, compiled, and whether each minute of their span is open."""
    made = made_hours()[ZONES.index(name)]
    open_time = made.compiled()
    return open_time, Walk(made.hours, made.closed, open_time.span).open


def walk_ticket(
    is_open: NDArray[np.bool_], start: int, stop: int, target: int, paused: int, resumed: int
) -> tuple[int, int, int]:
    """Minutes elapsed, and the first and the last minute at which the target is used up."""
    running = is_open[start : start + DUE_WITHIN].copy()
    running[max(paused - start, 0) : max(resumed - start, 0)] = False
    minutes = np.flatnonzero(running)
    close = 0 if target == 0 else int(minutes[target - 1]) + 1
    return int(running[: stop - start].sum()), close, int(minutes[target])


@pytest.mark.parametrize("name", ZONES)
def test_100_000_tickets_are_what_a_walk_of_their_minutes_finds(name):
    open_time, is_open = walked(name)
    random = np.random.default_rng(ZONES.index(name))
    start = random.integers(0, len(is_open) - DUE_WITHIN, TICKETS)
    stop = start + random.integers(0, ELAPSED_WITHIN, TICKETS)
    target = random.integers(0, 16 * 60, TICKETS)
    paused = start + random.integers(-24 * 60, 2 * 24 * 60, TICKETS).clip(-start)
    resumed = paused + random.integers(0, 2 * 24 * 60, TICKETS)
    tickets = np.stack((start, stop, target, paused, resumed), axis=1)
    spent, close, next_open = np.array([walk_ticket(is_open, *each) for each in tickets.tolist()]).T
    table, origin = table_of(open_time), open_time.span.start
    assert isinstance(table, SlotTable)
    starts, targets = origin + start * MINUTE, target * MINUTE
    pauses = OnePauseEach(origin + paused * MINUTE, origin + resumed * MINUTE)
    assert np.array_equal(elapsed(table, starts, origin + stop * MINUTE, pauses), spent * MINUTE)
    assert np.array_equal(due(table, starts, targets, pauses), starts + close * MINUTE)
    assert np.array_equal(due(table, starts, targets, pauses, Edge.NEXT_OPEN), starts + next_open * MINUTE)


@st.composite
def columns(draw: st.DrawFn) -> tuple[Declared, Column, Column, Column, list[IntervalSet]]:
    """Hours, and a few tickets with starts, stops, targets and any number of pauses, to the microsecond."""
    declared = draw(declared_hours(MINUTE, 3))
    span = declared.span
    near = st.integers(span.start, span.end)
    on_edge = st.sampled_from(declared.compiled().open.within(span).starts or (span.start,))
    instants = near | near.map(lambda at: at - at % HOUR).filter(lambda at: at >= span.start) | on_edge
    pause = st.tuples(instants, instants).filter(lambda ends: ends[0] != ends[1])
    ticket = st.tuples(
        st.tuples(instants, instants).map(sorted),
        st.integers(0, 20 * HOUR) | st.integers(0, 20).map(lambda hours: hours * HOUR),
        st.lists(pause, max_size=3),
    )
    tickets = draw(st.lists(ticket, min_size=1, max_size=6))
    return (
        declared,
        column(*(ends[0] for ends, _, _ in tickets)),
        column(*(ends[1] for ends, _, _ in tickets)),
        column(*(target for _, target, _ in tickets)),
        [IntervalSet.of(*(Interval(*sorted(ends)) for ends in pauses)) for _, _, pauses in tickets],
    )


def rows_of(pauses: list[IntervalSet]) -> PauseRows:
    flat = [(ticket, each.start, each.end) for ticket, those in enumerate(pauses) for each in those]
    ticket, starts, ends = (column(*values) for values in zip(*flat, strict=True)) if flat else [column()] * 3
    return pause_rows(len(pauses), ticket, starts, ends)


def one_each(pauses: list[IntervalSet], starts: Column) -> OnePauseEach:
    """The first pause of each ticket; an empty one where there is none."""
    first = [next(iter(those), None) for those in pauses]
    return OnePauseEach(
        column(*(each.start if each else start for each, start in zip(first, starts.tolist(), strict=True))),
        column(*(each.end if each else start for each, start in zip(first, starts.tolist(), strict=True))),
    )


def check_against_scalar(
    open_time: OpenTime, table: OpenTable, tickets: Any, pauses: Any, without: list[IntervalSet]
) -> None:
    starts, stops, targets = tickets
    spent = [open_time.elapsed(*each) for each in zip(starts.tolist(), stops.tolist(), without, strict=True)]
    assert elapsed(table, starts, stops, pauses).tolist() == spent
    used_up = []
    for ticket, row in enumerate(zip(starts.tolist(), targets.tolist(), without, strict=True)):
        try:
            found = open_time.due(*row)
        except TimeError:
            continue
        used_up.append((ticket, found.close, found.next_open))
    kept = [ticket for ticket, _, _ in used_up]
    if isinstance(pauses, OnePauseEach):
        pauses = OnePauseEach(pauses.starts[kept], pauses.ends[kept])
    if isinstance(pauses, PauseRows):
        pauses = rows_of([without[ticket] for ticket in kept])
    close = due(table, starts[kept], targets[kept], pauses)
    next_open = due(table, starts[kept], targets[kept], pauses, Edge.NEXT_OPEN)
    assert close.tolist() == [each for _, each, _ in used_up]
    assert next_open.tolist() == [each for _, _, each in used_up]


@settings(max_examples=150)
@given(columns(), st.booleans())
def test_bulk_is_the_scalar_clock_row_by_row(made, is_aligned):
    declared, starts, stops, targets, pauses = made
    open_time = declared.compiled()
    table = table_of(open_time) if is_aligned else table_of(open_time, most_slots=-1)
    assert isinstance(table, SlotTable if is_aligned else EdgeTable)
    tickets = starts, stops, targets
    none = [IntervalSet()] * len(starts)
    check_against_scalar(open_time, table, tickets, bulk.NO_PAUSES, none)
    check_against_scalar(open_time, table, tickets, rows_of(pauses), pauses)
    firsts = [IntervalSet.from_iterable(list(those)[:1]) for those in pauses]
    check_against_scalar(open_time, table, tickets, one_each(pauses, starts), firsts)


def office() -> tuple[OpenTime, OpenTable]:
    open_time, _ = walked("Europe/Brussels")
    return open_time, table_of(open_time)


def spread(open_time: OpenTime, tickets: int, days: int) -> Column:
    return np.linspace(open_time.span.start, open_time.span.end - days * DAY, tickets).astype(np.int64)


def test_many_blocks_and_their_pauses_are_put_together_in_order():
    open_time, table = office()
    tickets = 2 * bulk._BLOCK + 17
    starts = spread(open_time, tickets, 30)
    stops, targets = starts + 3 * DAY, np.full(tickets, 5 * HOUR)
    pauses = OnePauseEach(starts + 2 * HOUR, starts + 9 * HOUR)
    rows = pause_rows(tickets, np.arange(tickets)[::-1], pauses.starts[::-1], pauses.ends[::-1])
    spent, dues = elapsed(table, starts, stops, pauses), due(table, starts, targets, pauses)
    assert np.array_equal(spent, elapsed(table, starts, stops, rows))
    assert np.array_equal(dues, due(table, starts, targets, rows))
    for row in (0, bulk._BLOCK - 1, bulk._BLOCK, 2 * bulk._BLOCK, tickets - 1):
        without = IntervalSet.of(Interval(Instant(int(pauses.starts[row])), Instant(int(pauses.ends[row]))))
        start = Instant(int(starts[row]))
        assert spent[row] == open_time.elapsed(start, Instant(int(stops[row])), without)
        assert dues[row] == open_time.due(start, Micros(5 * HOUR), without).close


def test_results_go_into_the_array_given():
    open_time, table = office()
    starts = spread(open_time, 100, 30)
    out = np.empty_like(starts)
    assert elapsed(table, starts, starts + DAY, out=out) is out
    assert np.array_equal(out, elapsed(table, starts, starts + DAY))
    targets = np.arange(100) % 3 * HOUR
    assert due(table, starts, targets, out=out) is out
    expected = due(table, starts, targets)
    assert np.array_equal(out, expected)
    assert np.array_equal(due(table, starts, targets.copy(), out=starts), expected)


def test_pauses_without_end_are_cut_at_the_span():
    open_time, table = office()
    starts = spread(open_time, 3, 30)
    for_good = pause_rows(3, np.arange(3), starts + DAY, np.full(3, 2**63 - 1))
    assert elapsed(table, starts, starts + 20 * DAY, for_good).tolist() == [
        open_time.elapsed(Instant(start), Instant(start + DAY)) for start in starts.tolist()
    ]
    with pytest.raises(TimeError, match="the target of row 0 is not used up in the span"):
        due(table, starts, np.full(3, 80 * HOUR), for_good)


def test_no_tickets_at_all():
    _, table = office()
    assert elapsed(table, column(), column()).tolist() == []
    assert due(table, column(), column(), rows_of([])).tolist() == []


def test_a_clock_that_never_stops_and_one_that_never_runs():
    span = Interval(Instant(123_456_789), Instant(123_456_789 + DAY))
    always = table_of(always_open(span))
    assert elapsed(always, column(span.start), column(span.end)).tolist() == [DAY]
    assert due(always, column(span.start, span.start), column(DAY, 0)).tolist() == [span.end, span.start]
    never = table_of(OpenTime(span, IntervalSet()))
    assert elapsed(never, column(span.start), column(span.end)).tolist() == [0]
    assert due(never, column(span.start + 5), column(0)).tolist() == [span.start + 5]
    for table, target in ((always, DAY + 1), (never, 1)):
        with pytest.raises(TimeError, match="target of row 0 is not used up"):
            due(table, column(span.start), column(target))
    with pytest.raises(TimeError, match="target of row 0 is not used up"):
        due(never, column(span.start), column(0), edge=Edge.NEXT_OPEN)


def test_edges_on_seconds_over_years_are_searched():
    starts = tuple(Instant(day * DAY + 9 * HOUR + 7 * SECOND) for day in range(1000))
    ends = tuple(Instant(day * DAY + 17 * HOUR + 1) for day in range(1000))
    open_time = OpenTime(Interval(Instant(0), Instant(1000 * DAY)), IntervalSet(starts, ends))
    table = table_of(open_time)
    assert isinstance(table, EdgeTable)
    expected = open_time.due(Instant(0), Micros(8 * HOUR)).close
    assert due(table, column(0), column(8 * HOUR)).tolist() == [expected]


@pytest.mark.parametrize("is_aligned", [True, False])
def test_the_first_bad_row_is_named(is_aligned):
    open_time, _ = office()
    table = table_of(open_time) if is_aligned else table_of(open_time, most_slots=-1)
    span = open_time.span
    at, largest = span.start + 20 * DAY, 2**63 - 1
    good = column(at, at, at)
    for bad, says in (
        (column(at, at - 1, at - 2), "row 1 stops before it starts"),
        (column(at, at, span.end + 1), "row 2 lies outside the span"),
        (column(at, at, largest), "row 2 lies outside the span"),
    ):
        with pytest.raises(TimeError, match=says):
            elapsed(table, good, bad)
    for bad in (column(at, span.start - 1, at), column(at, -largest - 1, at)):
        with pytest.raises(TimeError, match="row 1 lies outside the span"):
            elapsed(table, bad, good)
        with pytest.raises(TimeError, match="row 1 lies outside the span"):
            due(table, bad, column(0, 0, 0))
    for target in (400 * DAY, largest):
        with pytest.raises(TimeError, match="the target of row 2 is not used up in the span"):
            due(table, good, column(0, HOUR, target))
    with pytest.raises(TimeError, match="row 1 has a negative target, -1 µs"):
        due(table, good, column(0, -1, 0))
    with pytest.raises(TimeError, match="row 1 has a pause that ends before it starts"):
        elapsed(table, good, good, OnePauseEach(good, column(at, at - 1, at)))


def test_columns_that_do_not_fit_are_refused():
    _, table = office()
    two = column(1, 2)
    for stops in (column(1), np.array([1.0, 2.0]), np.array([1, 2], dtype=np.int32), two[:, None]):
        with pytest.raises(TimeError, match="must be int64 microseconds, of one length"):
            elapsed(table, two, stops)
    with pytest.raises(TimeError, match="must be int64 microseconds, of one length"):
        due(table, two, two, OnePauseEach(column(1), column(1)))
    with pytest.raises(TimeError, match="pauses of 1 tickets are given for 2"):
        due(table, two, two, rows_of([IntervalSet()]))
