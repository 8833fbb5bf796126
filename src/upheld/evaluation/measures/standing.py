"""Standing: whether a record counts for a figure, does not, or nobody knows, by the time it was taken at."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import EARLIEST, LATEST
from upheld.chrono.interval import EMPTY, IntervalSet
from upheld.chrono.stamps import Stamps


class Standing(IntEnum):
    """Whether a record counts; the worse of several conditions holds."""

    COUNTS = 0
    IN_DOUBT = 1
    LEFT_OUT = 2


class TimeLimit(Struct, frozen=True, kw_only=True):
    """Time in which records count: for certain, and at most."""

    certain: IntervalSet
    possible: IntervalSet
    otherwise: str
    """Why a record outside does not count, as in `taken outside office hours`."""
    in_doubt: str
    """Why nobody knows of a record that lies partly within, as in `reaching beyond office hours`."""


def standing_in(times: Stamps, ends: Stamps, limit: TimeLimit) -> NDArray[np.int8]:
    """Give the standing of records taken at instants, or over the time up to their ends where these differ.

    A record counts if all of it lies in the time that counts for certain, and is left out if none of it lies
    in what counts at most. One that lies partly within can't be cut, so that it is in doubt.
    """
    inside, touches = _overlap(times, ends, limit.certain)
    if limit.possible != limit.certain:
        _, touches = _overlap(times, ends, limit.possible)
    standing = np.full(len(times), Standing.IN_DOUBT, dtype=np.int8)
    standing[inside] = Standing.COUNTS
    standing[~touches] = Standing.LEFT_OUT
    return standing


def _overlap(times: Stamps, ends: Stamps, time: IntervalSet) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether all of each record lies in a set of time, and whether any of it does."""
    starts = np.array([EARLIEST - 1, *time.starts, LATEST + 1], dtype=np.int64)
    closes = np.array([EARLIEST - 1, *time.ends, LATEST + 1], dtype=np.int64)
    place = np.searchsorted(starts, times, side="right") - 1
    begins_inside = times < closes[place]
    touches = begins_inside | ((ends > times) & (starts[place + 1] < ends))
    return begins_inside & (ends <= closes[place]), touches


def spans(starts: Stamps, ends: Stamps) -> IntervalSet:
    """Give all the time in any of many stretches; those that end where they start hold none."""
    lasting = ends > starts
    order = np.argsort(starts[lasting], kind="stable")
    begin, reach = starts[lasting][order], np.maximum.accumulate(ends[lasting][order])
    if not len(begin):
        return EMPTY
    opens = np.flatnonzero(np.append(True, begin[1:] > reach[:-1]))
    closes = np.append(opens[1:], len(begin)) - 1
    return IntervalSet(tuple(begin[opens].tolist()), tuple(reach[closes].tolist()))
