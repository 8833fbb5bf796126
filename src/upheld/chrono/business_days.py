"""Business days as they fall: the local days with open time, to count by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.interval import EVER, Interval, IntervalSet
from upheld.errors import TimeError


class OpenDay(Struct, frozen=True):
    """A date with open time: its whole local day, when it first opens, and when it closes for good."""

    date: date
    day: Interval
    opens: Instant
    closes: Instant


@dataclass(frozen=True, slots=True)
class OpenDays(Sequence[OpenDay]):
    """The open days among the whole local days of `span`, in order of time; the tuples have one length."""

    span: Interval
    ordinals: tuple[int, ...] = ()
    """Dates, as `date.toordinal` numbers them."""
    starts: tuple[Instant, ...] = ()
    ends: tuple[Instant, ...] = ()
    opens: tuple[Instant, ...] = ()
    closes: tuple[Instant, ...] = ()

    def __len__(self) -> int:
        return len(self.ordinals)

    @overload
    def __getitem__(self, index: int) -> OpenDay: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[OpenDay]: ...

    def __getitem__(self, index: int | slice) -> OpenDay | Sequence[OpenDay]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return OpenDay(
            date.fromordinal(self.ordinals[index]),
            Interval(self.starts[index], self.ends[index]),
            self.opens[index],
            self.closes[index],
        )

    def nth_to_start_after(self, at: Instant, count: int = 1) -> OpenDay:
        """Give the n-th business day that starts after an instant: today's, where it has not opened yet.

        A day that opens at this very instant has begun, and is not counted. TimeError beyond the days known.
        """
        return self._nth(bisect_right(self.opens, at), at, count)

    def nth_after_date(self, at: Instant, count: int = 1) -> OpenDay:
        """Give the n-th business day after the date of an instant; that date itself is never counted.

        TimeError beyond the days known.
        """
        return self._nth(bisect_right(self.starts, at), at, count)

    def _nth(self, first: int, at: Instant, count: int) -> OpenDay:
        if count < 1:
            raise TimeError(f"business days are counted from 1, not {count}")
        if at not in self.span or first + count > len(self):
            raise TimeError(
                f"business day {count} after {format_instant(at)} is not among the days known, "
                f"which span {self.span}; compile the calendar for a longer span"
            )
        return self[first + count - 1]


NO_DAYS = OpenDays(EVER)
"""The days of a clock without business days."""


def open_days(
    opened: IntervalSet, first: date, midnights: NDArray[np.int64], whole_edges: tuple[bool, bool]
) -> OpenDays:
    """Find the local days with open time; `midnights` bound the dates, one more than there are.

    Where the first or the last day is not whole, it is left out.
    """
    cut_first, cut_last = (0 if whole else 1 for whole in whole_edges)
    bounds = midnights[cut_first : len(midnights) - cut_last]
    if len(bounds) < 2:
        return NO_DAYS
    starts, ends = bounds[:-1], bounds[1:]
    openings, closings = np.array(opened.starts, dtype=np.int64), np.array(opened.ends, dtype=np.int64)
    from_window = np.searchsorted(closings, starts, "right")
    to_window = np.searchsorted(openings, ends, "left") - 1
    has = np.flatnonzero((from_window <= to_window) & (starts < ends))
    return OpenDays(
        Interval(Instant(int(bounds[0])), Instant(int(bounds[-1]))),
        tuple((has + (first.toordinal() + cut_first)).tolist()),
        tuple(starts[has].tolist()),
        tuple(ends[has].tolist()),
        tuple(np.maximum(starts[has], openings[from_window[has]]).tolist()),
        tuple(np.minimum(ends[has], closings[to_window[has]]).tolist()),
    )
