"""Judgement of plain runs: sorted out from all tickets, and judged by arrays, a target at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from upheld.agreement.clock import Cell, Start
from upheld.agreement.convention import BelongsTo, BreachTest
from upheld.chrono.bulk import Edge, due, elapsed
from upheld.chrono.instant import Instant
from upheld.chrono.interval import IntervalSet
from upheld.chrono.open_time import OpenTime, always_open
from upheld.chrono.slots import OpenTable, table_of
from upheld.chrono.stamps import Stamps
from upheld.errors import TimeError
from upheld.evaluation.calendars import WALL_CLOCK
from upheld.evaluation.clocks.allowance import Allowance, allowance, depends_on_start
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.caseload import unrecorded_scope
from upheld.evaluation.clocks.cells import Choice, cell_for, choice_in
from upheld.evaluation.clocks.plain import PlainRuns, Rule
from upheld.evaluation.clocks.plain_log import plain_log, stops_of
from upheld.evaluation.clocks.starts import begun
from upheld.evaluation.clocks.ticket_tally import SEVERITY
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import Ticket, TicketEvent
from upheld.quantity import Operator

_BREACHED, _RUNNING, _KEPT = map(SEVERITY.index, (ClockState.BREACHED, ClockState.RUNNING, ClockState.KEPT))

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class _Candidates:
    """Plain tickets in columns, by their place among all, grouped by what they are judged by."""

    places: list[int] = field(default_factory=list)
    stops: list[TicketEvent | None] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    cells: list[tuple[Cell, IntervalSet]] = field(default_factory=list)
    """The cell of each group, and the time that exclusions take out of its clocks."""


@dataclass(slots=True, eq=False)
class _Columns:
    """What the arithmetic gives for each candidate."""

    starts: Stamps
    ends: Stamps
    stopped: Mask
    rule: Stamps
    elapsed: Stamps
    remaining: Stamps
    due: Stamps
    last_compliant: Stamps
    severities: Stamps
    falls_at: Stamps
    judged: Mask
    """Not where a due time lies beyond the calendars: such a ticket is heard by itself, and named."""


def judge_plain(bench: Bench, tickets: Sequence[Ticket]) -> tuple[PlainRuns, Stamps]:
    """Judge the plain ones of some tickets, and give the place of each among all of them."""
    found = _sort_out(bench, tickets)
    columns = _columns(found)
    rules: list[Rule] = []
    groups = np.array(found.groups, dtype=np.int64)
    for group, (cell, excluded) in enumerate(found.cells):
        rows = np.flatnonzero(groups == group)
        for choice, chosen in _choices(bench, cell, columns.starts[rows]):
            if chosen.any():
                rules.append(_judge(bench, choice, excluded, columns, rows[chosen], len(rules)))
    kept = np.flatnonzero(columns.judged & _belong(bench, columns))
    places = np.array(found.places, dtype=np.int64)[kept]
    runs = PlainRuns(
        bench=bench,
        tickets=[tickets[place] for place in places.tolist()],
        stops=[found.stops[row] for row in kept.tolist()],
        rules=rules,
        rule=columns.rule[kept],
        starts=columns.starts[kept],
        elapsed=columns.elapsed[kept],
        remaining=columns.remaining[kept],
        due=columns.due[kept],
        last_compliant=columns.last_compliant[kept],
        severities=columns.severities[kept],
    )
    return runs, places


def _sort_out(bench: Bench, tickets: Sequence[Ticket]) -> _Candidates:
    """Read every log once; what is not plain is left to be heard by itself."""
    found = _Candidates()
    stops = stops_of(bench.clock)
    if stops is None:
        return found
    as_of, conventions = bench.hearing.as_of, bench.conventions
    by_terms: dict[tuple[str | None, tuple[str, ...]], int] = {}
    for place, ticket in enumerate(tickets):
        log = plain_log(ticket.events, stops, conventions, as_of)
        start = None if log is None else _start(bench, ticket)
        if log is None or start is None:
            continue
        terms = ticket.events[0].priority, ticket.services
        if terms not in by_terms:
            cell = cell_for(bench.clock, terms[0])
            if cell is None:
                continue
            by_terms[terms] = len(found.cells)
            found.cells.append((cell, bench.excluded.of(ticket)))
        end = as_of if log.stopped is None else log.stopped.at
        found.places.append(place)
        found.stops.append(log.stopped)
        found.starts.append(min(start, end))
        found.ends.append(end)
        found.groups.append(by_terms[terms])
    return found


def _start(bench: Bench, ticket: Ticket) -> Instant | None:
    """When its clock began; nothing where that, or whether it is promised this at all, is not recorded."""
    if unrecorded_scope(ticket, bench.clock.channels, bench.hearing.objective.services):
        return None
    if bench.clock.starts_at is Start.REPORT:
        return ticket.events[0].at
    began = begun(ticket, bench.clock, bench.incidents, bench.hearing.as_of)
    return None if began.missing else began.at


def _columns(found: _Candidates) -> _Columns:
    count = len(found.places)

    def empty() -> Stamps:
        return np.zeros(count, dtype=np.int64)

    return _Columns(
        starts=np.array(found.starts, dtype=np.int64),
        ends=np.array(found.ends, dtype=np.int64),
        stopped=np.array([stop is not None for stop in found.stops], dtype=np.bool_),
        rule=empty(),
        elapsed=empty(),
        remaining=empty(),
        due=empty(),
        last_compliant=empty(),
        severities=empty(),
        falls_at=empty(),
        judged=np.zeros(count, dtype=np.bool_),
    )


def _choices(bench: Bench, cell: Cell, starts: Stamps) -> Sequence[tuple[Choice, Mask]]:
    """The targets of a cell, each with the runs that began where it is chosen."""
    if cell.outside is None or bench.clock.hours is None:
        return ((choice_in(cell, is_inside=True), np.ones(len(starts), dtype=np.bool_)),)
    opened = bench.calendars.calendars.hours(bench.clock.hours).open
    window = np.searchsorted(np.array(opened.starts, dtype=np.int64), starts, "right") - 1
    ends = np.array((*opened.ends, starts.min(initial=0)), dtype=np.int64)
    inside = starts < ends[window]
    return ((choice_in(cell, is_inside=True), inside), (choice_in(cell, is_inside=False), ~inside))


def _judge(
    bench: Bench, choice: Choice, excluded: IntervalSet, columns: _Columns, rows: Stamps, rule: int
) -> Rule:
    """Judge runs by one target, where the calendars reach far enough."""
    starts, ends = columns.starts[rows], columns.ends[rows]
    runs_on = choice.target.runs_on
    operator = choice.target.target.operator
    try:
        lengths, allowed = _allowances(bench, choice, starts)
        runs_on = allowed.runs_on
        table = _table(bench, allowed.open_time, excluded)
        spent = elapsed(table, starts, ends)
        close, next_open = (due(table, starts, lengths, edge=edge) for edge in Edge)
    except TimeError:
        return Rule(choice, runs_on)
    strict = operator is Operator.LESS
    test = bench.conventions.breach_test
    bound = close if (strict if test is BreachTest.ELAPSED else test is BreachTest.DUE_CLOSE) else next_open
    over = ends >= bound if strict else ends > bound
    if test is BreachTest.ELAPSED:
        over = spent >= lengths if strict else spent > lengths
    columns.rule[rows] = rule
    columns.elapsed[rows] = spent
    columns.remaining[rows] = lengths - spent
    columns.due[rows] = next_open if allowed.ends_at_opening else close
    columns.last_compliant[rows] = next_open
    stopped = columns.stopped[rows]
    columns.severities[rows] = np.where(over, _BREACHED, np.where(stopped, _KEPT, _RUNNING))
    columns.falls_at[rows] = np.where(over, bound, ends)
    columns.judged[rows] = operator.is_ceiling
    return Rule(choice, runs_on)


def _allowances(bench: Bench, choice: Choice, starts: Stamps) -> tuple[Stamps, Allowance]:
    """How long each run may take, and an allowance that says which time all of them count."""
    target, calendars, conventions = choice.target, bench.calendars, bench.conventions
    first = allowance(target, Instant(int(starts[0])), calendars, conventions)
    if not depends_on_start(target, calendars, conventions):
        return np.full(len(starts), max(0, first.length), dtype=np.int64), first
    lengths = [allowance(target, Instant(start), calendars, conventions).length for start in starts.tolist()]
    return np.array(lengths, dtype=np.int64), first


def _table(bench: Bench, open_time: OpenTime, excluded: IntervalSet) -> OpenTable:
    if open_time is WALL_CLOCK:
        # A table of all the time there is would not fit the cache; what lies beyond these is heard by itself.
        open_time = always_open(bench.hearing.calendars.span)
    if excluded:
        open_time = OpenTime(open_time.span, open_time.open - excluded)
    return table_of(open_time)


def _belong(bench: Bench, columns: _Columns) -> Mask:
    """Which runs belong to the hearing's interval, where that hangs on when their verdict falls."""
    if bench.conventions.belongs_to is BelongsTo.OPENING:
        return np.ones(len(columns.starts), dtype=np.bool_)
    interval = bench.hearing.interval
    inside: Mask = (interval.start <= columns.falls_at) & (columns.falls_at < interval.end)
    return np.where(columns.severities == _RUNNING, bench.belongs(None), inside)
