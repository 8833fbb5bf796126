"""Elapsed and due time of many tickets at once: the same answers as `OpenTime` gives, by arrays.

Instants and lengths are int64 microseconds, one row a ticket; the results are exact. Rows go through in
blocks that stay in the cache, on one core.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import numpy as np
from msgspec import Struct

from upheld.chrono.pause import NO_PAUSES, OnePauseEach, PauseRows, Pauses
from upheld.chrono.slots import OpenTable
from upheld.chrono.stamps import Stamps
from upheld.errors import TimeError

_BLOCK = 32_768
"""Rows worked on at once: work arrays and tables share the cache, and a call costs little by the row."""


class Edge(Enum):
    """Which instant is told where a target ends with a window, or as a pause begins."""

    CLOSE = "close"
    """The earliest at which elapsed time equals the target."""
    NEXT_OPEN = "next open"
    """The latest."""


def elapsed(
    table: OpenTable,
    starts: Stamps,
    stops: Stamps,
    pauses: Pauses = NO_PAUSES,
    *,
    out: Stamps | None = None,
) -> Stamps:
    """Give the open time from each start to before each stop, less the ticket's pauses; in `out` where given.

    TimeError names the first row that stops before it starts, or lies outside the span of the table.
    """
    spent = np.empty(len(starts), dtype=np.int64) if out is None else out
    _check_columns((starts, stops, spent), pauses)
    for block in _blocks(table, (starts, stops), pauses):
        since, opened = block.since, block.opened
        _check_known(table, since[0], since[1], block.rows)
        _clip_pauses(since[2:], since[0], since[1], block.rows)
        table.opened(since, opened, block.spare)
        np.subtract(opened[1], opened[0], out=spent[block.rows])
        if isinstance(pauses, OnePauseEach):
            np.subtract(opened[3], opened[2], out=opened[3])
            np.subtract(spent[block.rows], opened[3], out=spent[block.rows])
        if isinstance(pauses, PauseRows):
            spent[block.rows] -= _paused(table, block, pauses)
    return spent


def due(
    table: OpenTable,
    starts: Stamps,
    targets: Stamps,
    pauses: Pauses = NO_PAUSES,
    edge: Edge = Edge.CLOSE,
    *,
    out: Stamps | None = None,
) -> Stamps:
    """Give the instant at which the open time since each start, less pauses, equals each target.

    The instants go into `out` where given. A target of nothing is used up at the start itself. TimeError
    names the first row whose target is negative, that starts outside the span of the table, or whose target
    is not used up within it.
    """
    instants = np.empty(len(starts), dtype=np.int64) if out is None else out
    _check_columns((starts, targets, instants), pauses)
    for block in _blocks(table, (starts,), pauses):
        since, reached = block.since, instants[block.rows]
        _check_known(table, since[0], since[0], block.rows)
        _clip_pauses(since[1:], since[0], table.last, block.rows)
        table.opened(since, block.opened, block.spare)
        goals = _goals(table, block, targets[block.rows], edge)
        if isinstance(pauses, PauseRows):
            _put_off(table, block, goals, pauses, edge)
        nothing = targets[block.rows] == 0
        _reach(table, goals, edge, reached, block)
        if edge is Edge.CLOSE and nothing.any():
            np.add(since[0], table.origin, out=reached, where=nothing)
    return instants


class _Block(Struct, frozen=True, eq=False):
    """A run of rows: each column's instants since the table's origin, and room to work, all of one shape."""

    rows: slice
    since: Stamps
    opened: Stamps
    spare: Stamps


def _blocks(table: OpenTable, columns: tuple[Stamps, ...], pauses: Pauses) -> Iterator[_Block]:
    if isinstance(pauses, OnePauseEach):
        columns = (*columns, pauses.starts, pauses.ends)
    height, tickets = len(columns), len(columns[0])
    room = np.empty((3, height * min(_BLOCK, tickets)), dtype=np.int64)
    for start in range(0, tickets, _BLOCK):
        rows = slice(start, min(start + _BLOCK, tickets))
        length = rows.stop - start
        since, opened, spare = (part[: height * length].reshape(height, length) for part in room)
        for column, line in zip(columns, since, strict=True):
            np.subtract(column[rows], table.origin, out=line)
        yield _Block(rows, since, opened, spare)


def _clip_pauses(pause: Stamps, first: Stamps, last: Stamps | int, rows: slice) -> None:
    """Cut one pause for each ticket, a line of starts and a line of ends, to the time its clock can run."""
    if len(pause):
        backwards = pause[1] < pause[0]
        if backwards.any():
            row = rows.start + int(np.argmax(backwards))
            raise TimeError(f"row {row} has a pause that ends before it starts")
        np.maximum(pause, first, out=pause)
        np.minimum(pause, last, out=pause)


def _goals(table: OpenTable, block: _Block, targets: Stamps, edge: Edge) -> Stamps:
    """Give the open time of the span at which each target is used up, one pause for each ticket included."""
    if int(targets.min()) < 0:
        row = int(np.argmax(targets < 0))
        raise TimeError(f"row {block.rows.start + row} has a negative target, {targets[row]} µs")
    goals: Stamps = block.opened[0]
    pause = block.opened[1:]
    np.add(goals, targets, out=goals)
    if len(pause):
        begins, ends = pause
        lengths = np.subtract(ends, begins, out=ends)
        np.subtract(begins, goals, out=begins)
        if edge is Edge.NEXT_OPEN:
            np.subtract(begins, 1, out=begins)
        # A sign bit spread over the word keeps the lengths of pauses that begin in time.
        counts = np.right_shift(begins, 63, out=begins)
        np.add(goals, np.bitwise_and(lengths, counts, out=lengths), out=goals)
    return goals


def _reach(table: OpenTable, goals: Stamps, edge: Edge, out: Stamps, block: _Block) -> None:
    highest = table.total if edge is Edge.CLOSE else table.total - 1
    # Read without its sign, a sum that ran over 64 bits is too high as well.
    if int(goals.view(np.uint64).max()) > highest:
        row = block.rows.start + int(np.argmax((goals < 0) | (goals > highest)))
        raise TimeError(
            f"the target of row {row} is not used up in the span of the table: compile hours for a longer one"
        )
    if edge is Edge.CLOSE:
        table.first_reached(goals, out, block.spare[0])
    else:
        table.last_reached(goals, out, block.spare[0])


def _paused(table: OpenTable, block: _Block, pauses: PauseRows) -> Stamps:
    """Give how much open time the pauses of each ticket of a block take out."""
    offsets = pauses.offsets[block.rows.start : block.rows.stop + 1]
    here = slice(int(offsets[0]), int(offsets[-1]))
    ticket = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    starts, stops = block.since[0][ticket], block.since[1][ticket]
    ends = _opened(table, np.clip(_since(table, pauses.ends[here]), starts, stops))
    begins = _opened(table, np.clip(_since(table, pauses.starts[here]), starts, stops))
    total = np.concatenate(([0], np.cumsum(ends - begins)))
    paused: Stamps = np.diff(total[offsets - offsets[0]])
    return paused


def _put_off(table: OpenTable, block: _Block, goals: Stamps, pauses: PauseRows, edge: Edge) -> None:
    """Put goals off by the pauses that begin before they are reached, first pauses first."""
    offsets = pauses.offsets[block.rows.start : block.rows.stop + 1]
    counts = np.diff(offsets)
    for rank in range(int(counts.max(initial=0))):
        tickets = np.flatnonzero(counts > rank)
        pause = offsets[tickets] + rank
        since = block.since[0][tickets]
        begins = _opened(table, np.maximum(_since(table, pauses.starts[pause]), since))
        ends = _opened(table, np.maximum(_since(table, pauses.ends[pause]), since))
        reached = goals[tickets]
        in_time = begins < reached if edge is Edge.CLOSE else begins <= reached
        goals[tickets] = reached + np.where(in_time, ends - begins, 0)


def _since(table: OpenTable, instants: Stamps) -> Stamps:
    """Tell instants from the table's origin, those outside its span as its edges."""
    return np.clip(instants, table.origin + table.first, table.origin + table.last) - table.origin


def _opened(table: OpenTable, since: Stamps) -> Stamps:
    opened, work = np.empty_like(since), np.empty_like(since)
    table.opened(since, opened, work)
    return opened


def _check_columns(columns: tuple[Stamps, ...], pauses: Pauses) -> None:
    if isinstance(pauses, OnePauseEach):
        columns = (*columns, pauses.starts, pauses.ends)
    if any(column.dtype != np.int64 or column.shape != (len(columns[0]),) for column in columns):
        found = ", ".join(f"{column.dtype}{list(column.shape)}" for column in columns)
        raise TimeError(f"columns of tickets must be int64 microseconds, of one length; these are {found}")
    if isinstance(pauses, PauseRows) and len(pauses.offsets) != len(columns[0]) + 1:
        raise TimeError(f"pauses of {len(pauses.offsets) - 1} tickets are given for {len(columns[0])}")


def _check_known(table: OpenTable, starts: Stamps, stops: Stamps, rows: slice) -> None:
    """Check that clocks run forward and within the span; for that the earliest and the latest are enough."""
    backwards = stops < starts
    is_ordered = not backwards.any()
    if is_ordered and int(starts.min()) >= table.first and int(stops.max()) <= table.last:
        return
    outside = (np.minimum(starts, stops) < table.first) | (np.maximum(starts, stops) > table.last)
    if outside.any():
        row = rows.start + int(np.argmax(outside))
        raise TimeError(f"row {row} lies outside the span of the table: compile the hours for a longer one")
    raise TimeError(f"row {rows.start + int(np.argmax(backwards))} stops before it starts")
