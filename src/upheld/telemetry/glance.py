"""A glance: the samples of one series over a short time, for somebody who looks, not for a judgement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evidence.observation import State
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.day_reading import index_day, samples_in
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.merging import joined
from upheld.telemetry.ranges import rows_in_range

MOST_BINS = 40
_STEPS = (1, 2, 5)


class Stretch(Struct, frozen=True):
    """A stretch of time in which every sample said the same; after the last one of it for a while, too."""

    interval: Interval
    state: State


class Bin(Struct, frozen=True):
    """Response times above one length, up to another, in microseconds, and how many there are."""

    above: int
    up_to: int
    count: int


class Spread(Struct, frozen=True, kw_only=True):
    """How response times of good answers are spread; nearest ranks, in microseconds."""

    count: int
    percentiles: tuple[tuple[int, int], ...]
    """Per cent, and the length that so many of them do not exceed."""
    longest: int
    bins: tuple[Bin, ...]


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
    folder: Path, series: Sequence[SeriesName], within: Interval, hold: Micros
) -> dict[SeriesName, Glance]:
    """Look at some series over a stretch of time; each sample holds until the next one, `hold` at most.

    A series without any sample is left out. Errors as of `open_holdings`.
    """
    with open_holdings(folder) as holdings:
        days = [index_day(held) for held in holdings.touching(within)]
        numbers = {name: place for place, name in enumerate(holdings.names)}
        wanted = {name: numbers[name] for name in series if name in numbers}
        found: dict[SeriesName, Glance] = {}
        for name, number in wanted.items():
            only = range(number, number + 1)
            parts = [
                rows
                for day in days
                for samples in samples_in(day, only, whole_groups=False)
                if (rows := rows_in_range(samples, only)) is not None
            ]
            seen = _within(joined(parts), within) if parts else None
            if seen is not None and len(seen):
                found[name] = _glance(seen, within, hold)
        return found


def _within(samples: Samples, within: Interval) -> Samples:
    kept = (samples.at >= within.start) & (samples.at < within.end)
    return Samples(
        series=samples.series[kept],
        at=samples.at[kept],
        state=samples.state[kept],
        response=samples.response[kept],
    )


def _glance(samples: Samples, within: Interval, hold: Micros) -> Glance:
    states = samples.state & (RETRY - 1)
    is_check = samples.state < RETRY
    is_good = states == State.UP
    answered = samples.response[is_good & (samples.response != NO_VALUE)]
    return Glance(
        checks=int(np.count_nonzero(is_check)),
        good=int(np.count_nonzero(is_check & is_good)),
        stretches=tuple(_stretches(samples.at, states, within, hold)),
        spread=_spread(np.sort(answered)) if len(answered) else None,
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


def _spread(ordered: NDArray[np.int32]) -> Spread:
    count = len(ordered)
    ranks = {share: -(-count * share // 100) for share in (50, 75, 95, 99)}
    return Spread(
        count=count,
        percentiles=tuple((share, int(ordered[rank - 1])) for share, rank in ranks.items()),
        longest=int(ordered[-1]),
        bins=tuple(_bins(ordered)),
    )


def _bins(ordered: NDArray[np.int32]) -> list[Bin]:
    """Bins of one round width, as far as nearly all lie; what is longer shares the last one."""
    count = len(ordered)
    far = int(ordered[-(-count * 99 // 100) - 1])
    width = _width(max(far - int(ordered[0]), 1))
    low = (int(ordered[0]) - 1) // width * width
    edges = [*range(low, far + width, width)]
    if ordered[-1] > edges[-1]:
        edges.append(int(ordered[-1]))
    counts = np.diff(np.searchsorted(ordered, edges, side="right")).tolist()
    return [Bin(above, up_to, number) for above, up_to, number in zip(edges, edges[1:], counts, strict=False)]


def _width(span: int) -> int:
    power = 1
    while True:
        for step in _STEPS:
            if span <= step * power * MOST_BINS:
                return step * power
        power *= 10
