"""A glance: the samples of a few series over a short time, for somebody who looks, not for a judgement."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evidence.observation import State
from upheld.telemetry.chosen import samples_of
from upheld.telemetry.day_file import RETRY, Samples, SeriesName
from upheld.telemetry.responses import Spread, spread_of


class Stretch(Struct, frozen=True):
    """A stretch of time in which every sample said the same; after the last one of it for a while, too."""

    interval: Interval
    state: State


class Glance(Struct, frozen=True, kw_only=True):
    """What the samples of one series come to."""

    checks: int
    """Retries not counted."""
    good: int
    stretches: tuple[Stretch, ...]
    """In order of time; where none lies there was no sample."""
    spread: Spread | None
    """Absent where no good answer has a response time."""


def glance(
    folder: Path, series: Collection[SeriesName], within: Interval, hold: Micros
) -> dict[SeriesName, Glance]:
    """Look at some series over a stretch of time; each sample holds until the next one, `hold` at most.

    A series without any sample is left out. Errors as of `samples_of`.
    """
    found = samples_of(folder, series, within)
    return {name: _glance(samples, within, hold) for name, samples in found.items()}


def _glance(samples: Samples, within: Interval, hold: Micros) -> Glance:
    states = samples.state & (RETRY - 1)
    is_check = samples.state < RETRY
    return Glance(
        checks=int(np.count_nonzero(is_check)),
        good=int(np.count_nonzero(is_check & (states == State.UP))),
        stretches=tuple(_stretches(samples.at, states, within, hold)),
        spread=spread_of([samples]),
    )


def _stretches(
    at: NDArray[np.int64], states: NDArray[np.int8], within: Interval, hold: Micros
) -> list[Stretch]:
    until = np.minimum(np.append(at[1:], within.end), at + hold)
    begins = np.flatnonzero(np.concatenate(([True], (states[1:] != states[:-1]) | (at[1:] > until[:-1]))))
    ends = np.append(begins[1:], len(at)) - 1
    return [
        Stretch(Interval(Instant(int(at[first])), Instant(int(until[last]))), State(int(states[first])))
        for first, last in zip(begins.tolist(), ends.tolist(), strict=True)
        if until[last] > at[first]
    ]
