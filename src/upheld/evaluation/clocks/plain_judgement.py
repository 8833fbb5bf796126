"""Judgement of plain runs: sorted out from all tickets, and judged by arrays, a target at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from upheld.agreement.clock import Cell, Start
from upheld.agreement.convention import BelongsTo, BreachTest
from upheld.chrono.bulk import Edge, due, elapsed
from upheld.chrono.instant import Instant
from upheld.chrono.interval import IntervalSet
from upheld.chrono.open_time import OpenTime, always_open
from upheld.chrono.pause import NO_PAUSES, PauseRows, Pauses, pause_rows
from upheld.chrono.slots import OpenTable, table_of
from upheld.chrono.stamps import Stamps
from upheld.errors import TimeError
from upheld.evaluation.calendars import WALL_CLOCK
from upheld.evaluation.clocks.allowance import Allowance, allowance, depends_on_start
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.caseload import unrecorded_scope
from upheld.evaluation.clocks.cells import Choice, cell_for, choice_in
from upheld.evaluation.clocks.pauses import pauses_of
from upheld.evaluation.clocks.plain import PlainRuns, Rule
from upheld.evaluation.clocks.plain_log import plain_stop, stops_of
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
    pauses: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, start and end of every pause."""
    groups: list[int] = field(default_factory=list)
    cells: list[tuple[Cell, IntervalSet]] = field(default_factory=list)
    """The cell of each group, and the time that exclusions take out of its clocks."""


@dataclass(slots=True, eq=False)
class _Columns:
    """What the arithmetic gives for each candidate."""

    starts: Stamps
    ends: Stamps
    stopped: Mask
    pauses: PauseRows
    rule: Stamps
    elapsed: Stamps
    remaining: Stamps
    due: Stamps
    last_compliant: Stamps
    severities: Stamps
    falls_at: Stamps
    judged: Mask
    """Not where a due time lies beyond the calendars: such a ticket is heard by itself, and named."""


def judge_plain(bench: Bench, tickets: Sequence[Ticket]) -> PlainRuns:
    """Judge the plain ones of some tickets."""
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
    return PlainRuns(
        places=places,
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


def _sort_out(bench: Bench, tickets: Sequence[Ticket]) -> _Candidates:
    """Read every log once; what is not plain is left to be heard by itself."""
    found = _Candidates()
    stops, starts = stops_of(bench.clock), _starts(bench)
    if stops is None:
        return found
    as_of, conventions = bench.hearing.as_of, bench.conventions
    by_terms: dict[tuple[str | None, tuple[str, ...]], int] = {}
    for place, ticket in enumerate(tickets):
        plain = plain_stop(ticket.events, stops, conventions, as_of)
        start = None if plain is None else starts(ticket)
        if plain is None or start is None:
            continue
        terms = ticket.events[0].priority, ticket.services
        if terms not in by_terms:
            cell = cell_for(bench.clock, terms[0])
            if cell is None:
                continue
            by_terms[terms] = len(found.cells)
            found.cells.append((cell, bench.excluded.of(ticket)))
        stop, is_paused = plain
        end = as_of if stop is None else stop.at
        start = start if start < end else end
        if is_paused:
            found.pauses += ((len(found.places), *each) for each in _pauses(bench, ticket, start, end))
        found.places.append(place)
        found.stops.append(stop)
        found.starts.append(start)
        found.ends.append(end)
        found.groups.append(by_terms[terms])
    return found


def _pauses(bench: Bench, ticket: Ticket, start: Instant, end: Instant) -> Iterator[tuple[int, int]]:
    """The pauses of a ticket as far as they lie in the run of its clock."""
    as_of = bench.hearing.as_of
    known = [event for event in ticket.events if event.at <= as_of]
    for pause in pauses_of(known, bench.conventions, as_of):
        begins, ends = max(pause.interval.start, start), min(pause.interval.end, end)
        if begins < ends:
            yield begins, ends


def _starts(bench: Bench) -> Callable[[Ticket], Instant | None]:
    """Give what tells when a ticket's clock began.

    It tells nothing where that, or whether the ticket is promised this at all, is not recorded.
    """
    clock, hearing = bench.clock, bench.hearing
    services = hearing.objective.services
    by_report = clock.starts_at is Start.REPORT
    if by_report and not clock.channels and not services:
        return lambda ticket: ticket.events[0].at

    def start(ticket: Ticket) -> Instant | None:
        if unrecorded_scope(ticket, clock.channels, services):
            return None
        if by_report:
            return ticket.events[0].at
        began = begun(ticket, clock, bench.incidents, hearing.as_of)
        return None if began.missing else began.at

    return start


def _columns(found: _Candidates) -> _Columns:
    count = len(found.places)

    def empty() -> Stamps:
        return np.zeros(count, dtype=np.int64)

    return _Columns(
        starts=np.array(found.starts, dtype=np.int64),
        ends=np.array(found.ends, dtype=np.int64),
        stopped=np.array([stop is not None for stop in found.stops], dtype=np.bool_),
        pauses=pause_rows(count, *np.array(found.pauses, dtype=np.int64).reshape(-1, 3).T),
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
    pauses = _of_rows(columns.pauses, rows)
    runs_on = choice.target.runs_on
    operator = choice.target.target.operator
    try:
        lengths, allowed = _allowances(bench, choice, starts)
        runs_on = allowed.runs_on
        table = _table(bench, allowed.open_time, excluded)
        spent = elapsed(table, starts, ends, pauses)
        close, next_open = (due(table, starts, lengths, pauses, edge) for edge in Edge)
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


def _of_rows(pauses: PauseRows, rows: Stamps) -> Pauses:
    """The pauses of some rows."""
    if not len(pauses.starts):
        return NO_PAUSES
    counts = pauses.counts()[rows]
    offsets = np.concatenate(([0], np.cumsum(counts)))
    taken = np.arange(offsets[-1]) + np.repeat(pauses.offsets[rows] - offsets[:-1], counts)
    return PauseRows(offsets, pauses.starts[taken], pauses.ends[taken])


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
