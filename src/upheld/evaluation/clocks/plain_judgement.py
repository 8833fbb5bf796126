"""Judgement of plain runs by arrays, a target at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.agreement.clock import Cell
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
from upheld.evaluation.clocks.cells import Choice, choice_in
from upheld.evaluation.clocks.plain import PlainRuns, Rule
from upheld.evaluation.clocks.plain_candidates import Candidates, sort_out
from upheld.evaluation.clocks.ticket_tally import SEVERITY
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import Ticket
from upheld.quantity import Operator

_BREACHED, _RUNNING, _KEPT = map(SEVERITY.index, (ClockState.BREACHED, ClockState.RUNNING, ClockState.KEPT))

Mask = NDArray[np.bool_]


class _Columns(Struct, frozen=True, eq=False):
    """What is known of each candidate, and room for what the arithmetic gives."""

    starts: Stamps
    ends: Stamps
    stopped: Mask
    pauses: PauseRows
    judged: Mask
    """Not where a due time lies beyond the calendars: such a ticket is heard by itself, and named."""
    rule: Stamps
    elapsed: Stamps
    remaining: Stamps
    due: Stamps
    last_compliant: Stamps
    severities: Stamps
    falls_at: Stamps


class _Count(Struct, frozen=True, eq=False):
    """How long some runs may take and took, and both edges of the time at which the target is used up."""

    allowed: Allowance
    """One that says which time all of them count."""
    lengths: Stamps
    spent: Stamps
    close: Stamps
    next_open: Stamps


def judge_plain(bench: Bench, tickets: Sequence[Ticket]) -> PlainRuns:
    """Judge the plain ones of some tickets."""
    found = sort_out(bench, tickets)
    columns = _columns(found)
    groups = np.array(found.groups, dtype=np.int64)
    rules: list[Rule] = []
    for group, (cell, excluded) in enumerate(found.cells):
        rows = np.flatnonzero(groups == group)
        for choice, chosen in _choices(bench, cell, columns.starts[rows]):
            count = _count(bench, choice, excluded, columns, rows[chosen])
            if count is not None:
                _judge(bench, choice, count, columns, rows[chosen], len(rules))
                rules.append(Rule.of(choice, count.allowed.runs_on))
    places = np.array(found.places, dtype=np.int64)
    ours = np.flatnonzero(columns.judged & _belong(bench, columns))
    return PlainRuns(
        judged=places[columns.judged],
        places=places[ours],
        stops=[found.stops[row] for row in ours.tolist()],
        rules=rules,
        rule=columns.rule[ours],
        starts=columns.starts[ours],
        elapsed=columns.elapsed[ours],
        remaining=columns.remaining[ours],
        due=columns.due[ours],
        last_compliant=columns.last_compliant[ours],
        severities=columns.severities[ours],
    )


def _columns(found: Candidates) -> _Columns:
    count = len(found.places)
    return _Columns(
        np.array(found.starts, dtype=np.int64),
        np.array(found.ends, dtype=np.int64),
        np.array([stop is not None for stop in found.stops], dtype=np.bool_),
        pause_rows(count, *np.array(found.pauses, dtype=np.int64).reshape(-1, 3).T),
        np.zeros(count, dtype=np.bool_),
        *np.zeros((7, count), dtype=np.int64),
    )


def _choices(bench: Bench, cell: Cell, starts: Stamps) -> Sequence[tuple[Choice, Mask]]:
    """The targets of a cell, each with the runs that began where it is chosen."""
    if cell.outside is None or bench.clock.cells_by is None:
        return ((choice_in(cell, is_inside=True), np.ones(len(starts), dtype=np.bool_)),)
    opened = bench.calendars.calendars.hours(bench.clock.cells_by).open
    window = np.searchsorted(np.array(opened.starts, dtype=np.int64), starts, "right") - 1
    ends = np.array((*opened.ends, starts.min(initial=0)), dtype=np.int64)
    inside = starts < ends[window]
    return ((choice_in(cell, is_inside=True), inside), (choice_in(cell, is_inside=False), ~inside))


def _count(
    bench: Bench, choice: Choice, excluded: IntervalSet, columns: _Columns, rows: Stamps
) -> _Count | None:
    """Count runs by one target; nothing where there are none, or the calendars do not reach far enough."""
    if not len(rows):
        return None
    starts, pauses = columns.starts[rows], _of_rows(columns.pauses, rows)
    try:
        lengths, allowed = _allowances(bench, choice, starts)
        table = _table(bench, allowed.open_time, excluded)
        spent = elapsed(table, starts, columns.ends[rows], pauses)
        close, next_open = (due(table, starts, lengths, pauses, edge) for edge in Edge)
    except TimeError:
        return None
    return _Count(allowed, lengths, spent, close, next_open)


def _judge(bench: Bench, choice: Choice, count: _Count, columns: _Columns, rows: Stamps, rule: int) -> None:
    """Hold what runs took against what they may take, as `judgement.judge` does."""
    operator, test = choice.target.target.operator, bench.conventions.breach_test
    strict = operator is Operator.LESS
    ends, stopped = columns.ends[rows], columns.stopped[rows]
    closes = strict if test is BreachTest.ELAPSED else test is BreachTest.DUE_CLOSE
    bound = count.close if closes else count.next_open
    took, most = (count.spent, count.lengths) if test is BreachTest.ELAPSED else (ends, bound)
    over = took >= most if strict else took > most
    columns.rule[rows] = rule
    columns.elapsed[rows] = count.spent
    columns.remaining[rows] = count.lengths - count.spent
    columns.due[rows] = count.next_open if count.allowed.ends_at_opening else count.close
    columns.last_compliant[rows] = count.next_open
    columns.severities[rows] = np.where(over, _BREACHED, np.where(stopped, _KEPT, _RUNNING))
    columns.falls_at[rows] = np.where(over, bound, ends)
    columns.judged[rows] = operator.is_ceiling


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
    for away in bench.hearing.away:
        inside &= (columns.falls_at < away.start) | (away.end <= columns.falls_at)
    return np.where(columns.severities == _RUNNING, bench.belongs(None), inside)
