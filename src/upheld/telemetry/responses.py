"""Responses: how long the answers of a site took over some time, and how they are spread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.evidence.observation import State
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples

PER_CENT = 100
MOST_BINS = 40
_STEPS = (1, 2, 5)


class Bin(Struct, frozen=True):
    """Times above one length, up to another, in microseconds, and how many there are."""

    above: int
    up_to: int
    count: int


class Spread(Struct, frozen=True, kw_only=True):
    """How the times of answers are spread, in microseconds; only attempts that were answered have one."""

    answers: int
    shortest: int
    longest: int
    percentiles: tuple[tuple[int, int], ...]
    """By nearest rank: the time that so many per cent of the answers took at most."""
    bins: tuple[Bin, ...]
    """Of one round width; what is longer than nearly all shares the last one."""


def spread_of(parts: Sequence[Samples], ranks: tuple[int, ...] = (50, 75, 95, 99)) -> Spread | None:
    """Spread the times of good answers, retries left out; absent where there are none."""
    every = [_answered(part) for part in parts]
    times = np.sort(np.concatenate(every)) if every else np.array([], dtype=np.int64)
    count = len(times)
    if not count:
        return None
    return Spread(
        answers=count,
        shortest=int(times[0]),
        longest=int(times[-1]),
        # the smallest rank that is at least so many per cent of all
        percentiles=tuple((rank, int(times[-(-rank * count // PER_CENT) - 1])) for rank in ranks),
        bins=tuple(_bins(times)),
    )


def _bins(times: NDArray[np.int64]) -> list[Bin]:
    far = int(times[-(-len(times) * 99 // PER_CENT) - 1])
    width = _width(max(far - int(times[0]), 1))
    low = (int(times[0]) - 1) // width * width
    edges = [*range(low, far + width, width)]
    if times[-1] > edges[-1]:
        edges.append(int(times[-1]))
    counts = np.diff(np.searchsorted(times, edges, side="right")).tolist()
    return [Bin(above, up_to, number) for (above, up_to), number in zip(pairwise(edges), counts, strict=True)]


def _width(span: int) -> int:
    """The least of 1, 2, 5, 10, 20 … of which few enough cover a span."""
    power = 1
    while True:
        for step in _STEPS:
            if span <= step * power * MOST_BINS:
                return step * power
        power *= 10


def _answered(part: Samples) -> NDArray[np.int64]:
    good = (part.state == State.UP) | (part.state == State.DEGRADED)
    # a retry has a state beyond these
    assert int(State.DEGRADED) < RETRY  # noqa: S101
    times: NDArray[np.int64] = part.response[good & (part.response != NO_VALUE)].astype(np.int64)
    return times
