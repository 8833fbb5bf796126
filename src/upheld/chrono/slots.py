"""Open time as tables: a look-up gives the open time before an instant, or the instant that reaches it.

All edges of ordinary hours lie on a grid of quarter hours or coarser, so each slot of the grid is open or
closed as a whole. Open time before an instant is then a table entry for its slot, plus, in an open slot, the
instant.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import DAY
from upheld.chrono.interval import Interval
from upheld.chrono.open_time import OpenTime
from upheld.chrono.stamps import Stamps

MOST_SLOTS = 2**22
"""Above this the tables outgrow every cache (32 MiB each), and searching the edges costs no more."""


class SlotTable(Struct, frozen=True, eq=False):
    """Hours whose edges lie on a grid: tables by slot, and by open slot, of `slot` microseconds.

    Instants are told from `origin`, one slot before the span, which lies from `first` to `last`. `by_slot` is
    the open time before a closed slot, and for an open slot that less the slot's start, which is always
    negative: the sign tells the two apart. `by_open_slot` is what to add to an open time to get the instant,
    in that open slot, at which it is reached.
    """

    slot: int
    origin: int
    first: int
    last: int
    total: int
    by_slot: Stamps
    by_open_slot: Stamps

    def opened(self, since_origin: Stamps, out: Stamps, work: Stamps) -> None:
        """Put the open time before each instant into `out`; instants must lie in the span."""
        np.floor_divide(since_origin, self.slot, out=work)
        np.take(self.by_slot, work, out=out, mode="clip")
        np.right_shift(out, 63, out=work)
        np.bitwise_and(work, since_origin, out=work)
        np.add(out, work, out=out)

    def first_reached(self, opened: Stamps, out: Stamps, work: Stamps) -> None:
        """Put the first instant to reach each open time, more than 0 and at most `total`, into `out`."""
        np.subtract(opened, 1, out=work)
        np.floor_divide(work, self.slot, out=work)
        np.take(self.by_open_slot, work, out=out, mode="clip")
        np.add(out, opened, out=out)

    def last_reached(self, opened: Stamps, out: Stamps, work: Stamps) -> None:
        """Put the last instant with no more than each open time, less than `total`, into `out`."""
        np.floor_divide(opened, self.slot, out=work)
        np.take(self.by_open_slot, work, out=out, mode="clip")
        np.add(out, opened, out=out)


class EdgeTable(Struct, frozen=True, eq=False):
    """Hours with edges anywhere: their windows, to search; the first one, empty, stands at the origin."""

    origin: int
    last: int
    total: int
    starts: Stamps
    ends: Stamps
    opened_by_end: Stamps
    first: int = 0

    def opened(self, since_origin: Stamps, out: Stamps, work: Stamps) -> None:
        """Put the open time before each instant into `out`; instants must lie in the span."""
        window = np.searchsorted(self.starts, since_origin, "right") - 1
        np.subtract(self.ends[window], since_origin, out=work)
        np.maximum(work, 0, out=work)
        np.subtract(self.opened_by_end[window], work, out=out)

    def first_reached(self, opened: Stamps, out: Stamps, work: Stamps) -> None:
        """Put the first instant to reach each open time, more than 0 and at most `total`, into `out`."""
        self._reached(np.searchsorted(self.opened_by_end, opened, "left"), opened, out)

    def last_reached(self, opened: Stamps, out: Stamps, work: Stamps) -> None:
        """Put the last instant with no more than each open time, less than `total`, into `out`."""
        self._reached(np.searchsorted(self.opened_by_end, opened, "right"), opened, out)

    def _reached(self, window: NDArray[np.intp], opened: Stamps, out: Stamps) -> None:
        np.subtract(self.ends[window], self.opened_by_end[window], out=out)
        np.add(out, opened, out=out)
        np.add(out, self.origin, out=out)


OpenTable = SlotTable | EdgeTable


def table_of(open_time: OpenTime, most_slots: int = MOST_SLOTS) -> OpenTable:
    """Lay out open time for bulk arithmetic: on the coarsest grid that has all its edges.

    Where that would take more than `most_slots`, the windows are searched instead, which takes longer.
    """
    starts = np.array(open_time.open.starts, dtype=np.int64)
    ends = np.array(open_time.open.ends, dtype=np.int64)
    slot = int(np.gcd.reduce(np.concatenate((starts, ends)))) or DAY
    if open_time.span.length // slot > most_slots:
        return _edge_table(open_time.span, starts, ends)
    return _slot_table(open_time.span, slot, starts, ends)


def _slot_table(span: Interval, slot: int, starts: Stamps, ends: Stamps) -> SlotTable:
    origin = (span.start // slot - 1) * slot
    count = (span.end - origin) // slot + 1
    change = np.zeros(count + 1, dtype=np.int8)
    change[(starts - origin) // slot] = 1
    change[(ends - origin) // slot] = -1
    is_open = np.cumsum(change[:count], dtype=np.int8).view(np.bool_)
    open_slots = np.flatnonzero(is_open) if is_open.any() else np.zeros(1, dtype=np.int64)
    before = np.cumsum(is_open, dtype=np.int64)
    total = int(before[-1]) * slot
    before -= is_open
    by_slot = (before - np.where(is_open, np.arange(count), 0)) * slot
    by_open_slot = (open_slots - np.arange(len(open_slots))) * slot + origin
    return SlotTable(slot, origin, span.start - origin, span.end - origin, total, by_slot, by_open_slot)


def _edge_table(span: Interval, starts: Stamps, ends: Stamps) -> EdgeTable:
    starts = np.concatenate(([0], starts - span.start))
    ends = np.concatenate(([0], ends - span.start))
    opened_by_end = np.cumsum(ends - starts)
    return EdgeTable(span.start, span.length, int(opened_by_end[-1]), starts, ends, opened_by_end)
