"""Responses: how long the answers of a site took over some time, and how they are spread."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.interval import Interval
from upheld.evidence.observation import State
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.day_reading import index_day, samples_in
from upheld.telemetry.holdings import open_holdings

BOUNDS = tuple(step * 10**power for power in range(3, 8) for step in (1, 2, 5))
"""Upper bounds of the classes in microseconds: 1 ms, 2 ms, 5 ms … 50 s; what took longer is in one more."""
PER_CENT = 100


class Spread(Struct, frozen=True, kw_only=True):
    """How the times of answers are spread, in microseconds; only attempts that were answered have one."""

    answers: int
    classes: tuple[int, ...]
    """How many are up to each of `BOUNDS` and above the one before; the last one has all that took longer."""
    shortest: int | None = None
    longest: int | None = None
    percentiles: tuple[tuple[int, int], ...] = ()
    """By nearest rank: the time that so many per cent of the answers took at most."""


def samples_of(
    folder: Path, wanted: Callable[[SeriesName], bool], window: Interval
) -> list[tuple[SeriesName, Samples]]:
    """Give the samples of some series within a window, in order of time, those still in the logs with them.

    Raises UnreadableFile where the folder holds no telemetry, or a file of it is damaged.
    """
    found: list[tuple[SeriesName, Samples]] = []
    with open_holdings(folder) as held:
        days = [index_day(day) for day in held.touching(window)]
        for number, name in enumerate(held.names):
            if not wanted(name):
                continue
            alone = range(number, number + 1)
            parts = [part for day in days for part in samples_in(day, alone, whole_groups=False)]
            rows = [_within(part, number, window) for part in parts]
            found += [(name, part) for part in rows if len(part)]
    return found


def spread_of(parts: list[Samples], ranks: tuple[int, ...] = (50, 75, 90, 95, 99)) -> Spread:
    """Spread the times of good answers, retries left out."""
    every = [_answered(part) for part in parts]
    times = np.sort(np.concatenate(every)) if every else np.array([], dtype=np.int64)
    count = len(times)
    if not count:
        return Spread(answers=0, classes=(0,) * (len(BOUNDS) + 1))
    upto = [int(np.searchsorted(times, bound, side="right")) for bound in BOUNDS]
    edges = [0, *upto, count]
    return Spread(
        answers=count,
        classes=tuple(later - sooner for sooner, later in pairwise(edges)),
        shortest=int(times[0]),
        longest=int(times[-1]),
        # the smallest rank that is at least so many per cent of all
        percentiles=tuple((rank, int(times[-(-rank * count // PER_CENT) - 1])) for rank in ranks),
    )


def class_of(micros: int) -> int:
    """The place of the class that a time is in."""
    return bisect_left(BOUNDS, micros)


def _within(part: Samples, number: int, window: Interval) -> Samples:
    rows = (part.series == number) & (part.at >= window.start) & (part.at < window.end)
    return Samples(
        series=part.series[rows], at=part.at[rows], state=part.state[rows], response=part.response[rows]
    )


def _answered(part: Samples) -> NDArray[np.int64]:
    good = (part.state == State.UP) | (part.state == State.DEGRADED)
    # a retry has a state beyond these
    assert int(State.DEGRADED) < RETRY  # noqa: S101
    times: NDArray[np.int64] = part.response[good & (part.response != NO_VALUE)].astype(np.int64)
    return times
