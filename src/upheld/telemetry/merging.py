"""Merging: samples of one day put in order, each once, and those that contradict an earlier one set aside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import DAY
from upheld.telemetry.day_file import Samples, rows_of

_DAY_BITS = 37
"""A day has fewer microseconds than two to this power."""


class Merged(Struct, frozen=True, kw_only=True, eq=False):
    """Samples in order of series and time, each once."""

    samples: Samples
    repeated: int
    """How many said again what another one said."""
    aside: Samples
    """Those of whose series and instant something else was said before: they count for nothing."""


def merged(parts: Sequence[Samples], day: int) -> Merged:
    """Put samples of a UTC day in order; of two with one series and instant the earlier one stands."""
    samples = joined(parts)
    order, same = _order(samples, day)
    samples = rows_of(samples, order)
    if not same.any():
        return Merged(samples=samples, repeated=0, aside=rows_of(samples, same))
    places = np.arange(len(same))
    standing = np.maximum.accumulate(np.where(same, 0, places))
    differs = (samples.state != samples.state[standing]) | (samples.response != samples.response[standing])
    aside = same & differs
    return Merged(
        samples=rows_of(samples, ~same),
        repeated=int((same & ~differs).sum()),
        aside=rows_of(samples, aside),
    )


def _order(samples: Samples, day: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """A stable order by series and time, and which in that order is the same as the one before.

    Numbers of 16 bits are sorted in linear time, and what comes in is mostly in order of time; only where it
    is not, rows are compared.
    """
    low = (samples.series & 0xFFFF).astype(np.uint16)
    order = np.argsort(low, kind="stable")
    if samples.series.max() > 0xFFFF:
        high = (samples.series >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    key = (samples.series.astype(np.int64) << _DAY_BITS) | (samples.at - day * DAY)
    key = key[order]
    if (key[1:] < key[:-1]).any():
        again = np.argsort(key, kind="stable")
        order, key = order[again], key[again]
    return order, _same(key)


def _same(key: NDArray[np.int64]) -> NDArray[np.bool_]:
    same = np.zeros(len(key), dtype=np.bool_)
    np.equal(key[1:], key[:-1], out=same[1:])
    return same


def joined(parts: Sequence[Samples]) -> Samples:
    """Samples one part after the other."""
    if len(parts) == 1:
        return parts[0]
    return Samples(
        series=np.concatenate([part.series for part in parts]),
        at=np.concatenate([part.at for part in parts]),
        state=np.concatenate([part.state for part in parts]),
        response=np.concatenate([part.response for part in parts]),
    )


def by_day(samples: Samples) -> list[tuple[int, Samples]]:
    """Cut samples by UTC day, each day's in the order they had."""
    days = samples.at // DAY
    if not len(days) or days.min() == days.max():
        return [(int(days[0]), samples)] if len(days) else []
    order = np.argsort(days, kind="stable")
    edges = np.flatnonzero(np.diff(days[order])) + 1
    return [(int(days[rows[0]]), rows_of(samples, rows)) for rows in np.split(order, edges)]
