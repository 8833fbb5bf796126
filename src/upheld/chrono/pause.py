"""Pauses of many tickets, as columns."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.stamps import Stamps
from upheld.errors import TimeError


class OnePauseEach(Struct, frozen=True, eq=False):
    """One pause for each ticket, half-open; it starts and ends at one instant where a ticket has none."""

    starts: Stamps
    ends: Stamps

    def __post_init__(self) -> None:
        if self.starts.shape != self.ends.shape:
            raise TimeError(f"{len(self.starts)} starts and {len(self.ends)} ends make no column of pauses")


class PauseRows(Struct, frozen=True, eq=False):
    """Any number of pauses for each ticket: those of ticket i are `offsets[i]` up to `offsets[i + 1]`.

    Sorted and disjoint within a ticket; `pause_rows` makes them so.
    """

    offsets: NDArray[np.int64]
    starts: Stamps
    ends: Stamps

    def counts(self) -> NDArray[np.int64]:
        """How many pauses each ticket has."""
        return np.diff(self.offsets)


class NoPauses(Struct, frozen=True):
    """No ticket was paused."""


NO_PAUSES = NoPauses()

Pauses = NoPauses | OnePauseEach | PauseRows


def pause_rows(tickets: int, ticket: Stamps, starts: Stamps, ends: Stamps) -> PauseRows:
    """Make pauses, in any order, each with the number of its ticket, into rows; overlapping ones become one.

    TimeError where a pause ends before it starts, or belongs to a ticket that is not there.
    """
    _check(tickets, ticket, starts, ends)
    some = np.flatnonzero(starts < ends)
    order = some[np.lexsort((starts[some], ticket[some]))]
    ticket, starts = ticket[order], starts[order]
    latest = _latest_so_far(ticket, ends[order])
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ticket[1:] != ticket[:-1]) | (starts[1:] > latest[:-1])
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = new[1:]
    offsets = np.searchsorted(ticket[new], np.arange(tickets + 1)).astype(np.int64)
    return PauseRows(offsets, starts[new], latest[last])


def _latest_so_far(ticket: Stamps, ends: Stamps) -> Stamps:
    """Give the latest end among the pauses of the same ticket up to each one."""
    by_end = np.argsort(ends)
    rank = np.empty(len(ends), dtype=np.int64)
    rank[by_end] = np.arange(len(ends))
    # Ranks, not instants: a ticket's number times the count of pauses fits 64 bits, times an instant may not.
    highest = np.maximum.accumulate(ticket * len(ends) + rank) - ticket * len(ends)
    return ends[by_end[highest]]


def _check(tickets: int, ticket: Stamps, starts: Stamps, ends: Stamps) -> None:
    if not len(ticket) == len(starts) == len(ends):
        raise TimeError(
            f"{len(ticket)} tickets, {len(starts)} starts and {len(ends)} ends make no table of pauses"
        )
    for row in np.flatnonzero(ends < starts)[:1]:
        raise TimeError(f"pause {row} ends at {ends[row]} µs, before it starts at {starts[row]} µs")
    for row in np.flatnonzero((ticket < 0) | (ticket >= tickets))[:1]:
        raise TimeError(
            f"pause {row} is of ticket {ticket[row]}; tickets are numbered from 0 to {tickets - 1}"
        )
