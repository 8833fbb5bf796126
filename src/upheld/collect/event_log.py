"""The event log: the events of all tickets side by side, put in order, each once, and numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.event_rows import KINDS, EventRows
from upheld.evidence.ticket import Actor, EventKind, Substance

_ENDS = tuple(KINDS.index(kind) for kind in (EventKind.RESOLVED, EventKind.CLOSED))
_PAUSED, _REOPENED = KINDS.index(EventKind.PAUSED), KINDS.index(EventKind.REOPENED)
_YES = 1
_Positions = NDArray[np.intp]
_Mask = NDArray[np.bool_]


class EventColumns(Struct, frozen=True):
    """Events side by side, in the order they were read in; words as codes, -1 or 0 where a cell is empty."""

    ticket: NDArray[np.int32]
    at: NDArray[np.int64]
    sequence: NDArray[np.int64]
    kind: NDArray[np.int8]
    actor: NDArray[np.int8]
    public: _Mask
    substance: NDArray[np.int8]
    priority: NDArray[np.int32]
    by: NDArray[np.int8]
    reason: NDArray[np.int32]
    contains: NDArray[np.int32]
    workaround: NDArray[np.int8]


class EventLog(Struct, frozen=True):
    """Events in order of ticket, time and sequence; `order` holds their positions as read."""

    columns: EventColumns
    order: _Positions
    repeated: _Mask
    """In that order, whether an event says again what the one before says."""

    @property
    def kept(self) -> _Positions:
        """Positions of the events in order, each once."""
        return self.order[~self.repeated]


def joined(parts: Sequence[dict[str, Any]]) -> EventColumns:
    """Put the columns of all batches one after the other."""
    names = EventColumns.__struct_fields__
    return EventColumns(**{name: np.concatenate([part[name] for part in parts]) for name in names})


def in_order(columns: EventColumns, rows: EventRows) -> EventLog:
    """Order events by ticket, time and sequence, unnumbered ones last; never by the order of the file."""
    keys = (
        columns.workaround,
        _ranked(columns.contains, rows.contents.words()),
        columns.by,
        _ranked(columns.reason, rows.reasons.words()),
        _ranked(columns.priority, rows.priorities.words()),
        _ranked(columns.substance, [each.value for each in Substance]),
        columns.public,
        _ranked(columns.actor, [each.value for each in Actor]),
        columns.kind,
        columns.sequence,
        columns.sequence < 0,
        columns.at,
        columns.ticket,
    )
    order = np.lexsort(keys)
    repeated = np.zeros(len(order), dtype=np.bool_)
    repeated[1:] = True
    for key in keys:
        values = key[order]
        repeated[1:] &= values[1:] == values[:-1]
    return EventLog(columns, order, repeated)


def contradictions(log: EventLog) -> list[tuple[int, int]]:
    """Find events of one ticket, time and number that differ, each with the one before."""
    columns, order = log.columns, log.kept
    same = columns.sequence[order[1:]] >= 0
    for values in (columns.ticket, columns.at, columns.sequence):
        same &= values[order[1:]] == values[order[:-1]]
    here = np.flatnonzero(same)
    return list(zip(order[here].tolist(), order[here + 1].tolist(), strict=True))


def numbered(log: EventLog) -> NDArray[np.int64]:
    """Number the kept events: those without a sequence follow those of their instant that have one."""
    order, columns = log.kept, log.columns
    ticket, at, sequence = columns.ticket[order], columns.at[order], columns.sequence[order]
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = (np.diff(ticket) != 0) | (np.diff(at) != 0)
    group = np.cumsum(begins) - 1
    place = np.arange(len(order)) - np.flatnonzero(begins)[group]
    given = np.bincount(group[sequence >= 0], minlength=int(group[-1]) + 1 if len(group) else 0)
    highest = np.full(len(given), -1, dtype=np.int64)
    np.maximum.at(highest, group, sequence)
    return np.where(sequence >= 0, sequence, highest[group] + 1 + place - given[group])


def waiting_when_over(log: EventLog) -> list[tuple[int, int]]:
    """Find pauses of tickets that were resolved or closed and not reopened, each after the end it follows."""
    columns, order = log.columns, log.kept
    kind, ticket = columns.kind[order], columns.ticket[order]
    ends = np.isin(kind, _ENDS) & (columns.workaround[order] != _YES)
    has_end, has_pause = np.zeros((2, int(ticket.max(initial=-1)) + 1), dtype=np.bool_)
    has_end[ticket[ends]] = True
    has_pause[ticket[kind == _PAUSED]] = True
    found: list[tuple[int, int]] = []
    over, last = -1, -1
    for place in np.flatnonzero((has_end & has_pause)[ticket]).tolist():
        if ticket[place] != last or kind[place] == _REOPENED:
            over, last = -1, ticket[place]
        if kind[place] == _PAUSED and over >= 0:
            found.append((over, int(order[place])))
        elif ends[place] and over < 0:
            over = int(order[place])
    return found


def steps_back(log: EventLog, files: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Find, for each ticket whose events are not in order of time within a file, the first two that are not.

    A log that is newest first throughout is in an order of its own.
    """
    columns = log.columns
    again = np.zeros(len(files), dtype=np.bool_)
    again[log.order[1:]] = log.repeated[1:] & (files[log.order[1:]] == files[log.order[:-1]])
    rows = np.flatnonzero(~again)
    rows = rows[np.argsort(columns.ticket[rows], kind="stable")]
    same = (np.diff(columns.ticket[rows]) == 0) & (np.diff(files[rows]) == 0)
    back = same & (np.diff(columns.at[rows]) < 0)
    tickets = columns.ticket[rows[1:]]
    most = int(columns.ticket.max(initial=-1)) + 1
    pairs, steps = np.bincount(tickets[same], minlength=most), np.bincount(tickets[back], minlength=most)
    newest_first = (steps > 1) & (steps == pairs)
    here = np.flatnonzero(back & ~newest_first[tickets])
    here = here[np.unique(tickets[here], return_index=True)[1]]
    return list(zip(rows[here].tolist(), rows[here + 1].tolist(), strict=True))


def _ranked(codes: NDArray[Any], words: Sequence[str]) -> NDArray[np.int64]:
    """Replace codes by the places of their words in the alphabet, which no order of rows changes."""
    ranks = np.empty(len(words) + 1, dtype=np.int64)
    ranks[np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.intp)] = np.arange(len(words))
    ranks[-1] = -1
    ranked: NDArray[np.int64] = ranks[codes]
    return ranked
