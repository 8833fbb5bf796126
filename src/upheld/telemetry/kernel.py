"""The kernel: what the sorted samples of some series come to, a row group at a time.

Each sample holds until the next one of its series, at most `stale_after`; after that the state is unknown.
Everything is added up in whole numbers, so that neither the size of row groups nor the order of work matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples, rows_of
from upheld.telemetry.included import IncludedTime

STATES = 4
"""How many states there are; the last is unknown."""
_STATE_BITS = RETRY - 1
_NOTHING = np.iinfo(np.int64).min
"""In place of an instant: no sample yet."""


class Asked(Struct, frozen=True, kw_only=True):
    """What a fold is to find out."""

    window: Interval
    stale_after: Micros
    """How long a sample holds at most."""
    included: IncludedTime | None = None
    """The time that counts, within the window; all of it where absent."""
    percentages: tuple[Fraction, ...] = ()
    """Percentiles of the response times, above 0 and at most 100."""
    kept_of_run: int = 1
    """How many samples at the beginning of each run of up are given back singly."""


@dataclass(slots=True, kw_only=True, eq=False)
class Kernel:
    """The state of a fold over a range of series; arrays are by series, from `first` on."""

    asked: Asked
    first: int
    size: int
    samples: NDArray[np.int64] = field(init=False)
    held: NDArray[np.int64] = field(init=False)
    """By series and state: how long it was known to be in that state."""
    values: NDArray[np.int64] = field(init=False)
    totals: NDArray[np.int64] = field(init=False)
    percentiles: dict[Fraction, NDArray[np.int64]] = field(init=False)
    """Of the response times of each series, by nearest rank; `NO_VALUE` where it has none."""
    runs: list[Runs] = field(init=False, default_factory=list)
    _last_at: NDArray[np.int64] = field(init=False)
    _last_state: NDArray[np.int8] = field(init=False)
    _responses: list[list[NDArray[np.int32]]] = field(init=False)

    def __post_init__(self) -> None:
        self.samples, self.values, self.totals = (np.zeros(self.size, dtype=np.int64) for _ in range(3))
        self.held = np.zeros((self.size, STATES), dtype=np.int64)
        self.percentiles = {
            each: np.full(self.size, NO_VALUE, dtype=np.int64) for each in self.asked.percentages
        }
        self._last_at = np.full(self.size, _NOTHING, dtype=np.int64)
        self._last_state = np.zeros(self.size, dtype=np.int8)
        self._responses = [[] for _ in range(self.size)]

    def take(self, samples: Samples) -> None:
        """Take the next rows of these series: sorted by series and time, none before those already taken."""
        samples = self._of_range(samples)
        if not len(samples):
            return
        heads, tails = _blocks(samples.series)
        places = samples.series[heads] - self.first
        self._bridge(samples, heads, places)
        gaps = np.zeros(len(samples), dtype=np.int64)
        np.subtract(samples.at[1:], samples.at[:-1], out=gaps[:-1])
        gaps[tails] = 0
        self._hold(samples, gaps, heads, places)
        self._add_up(samples, heads, tails, places)
        self._note_runs(samples, gaps, tails)
        self._last_at[places] = samples.at[tails]
        self._last_state[places] = samples.state[tails] & _STATE_BITS

    def finish(self) -> None:
        """Let the last sample of each series hold, as far as the window goes, and find the percentiles."""
        seen = np.flatnonzero(self._last_at != _NOTHING)
        ends = np.minimum(self._last_at[seen] + self.asked.stale_after, self.asked.window.end)
        self.held[seen, self._last_state[seen]] += self._counted(self._last_at[seen], ends)
        for place, parts in enumerate(self._responses):
            if parts:
                self._rank(place, np.concatenate(parts))
                parts.clear()

    def _rank(self, place: int, values: NDArray[np.int32]) -> None:
        for percentage in self.asked.percentages if len(values) else ():
            rank = int(-(-percentage * len(values) // 100))
            values.partition(rank - 1)
            self.percentiles[percentage][place] = values[rank - 1]

    def _of_range(self, samples: Samples) -> Samples:
        """Leave out what lies beyond the range of series or the window; what came before it may hold on."""
        ours = np.array((self.first, self.first + self.size), dtype=np.int32)
        first, last = np.searchsorted(samples.series, ours).tolist()
        if last - first < len(samples):
            samples = rows_of(samples, slice(first, last))
        window = self.asked.window
        if not len(samples) or (samples.at.min() >= window.start and samples.at.max() < window.end):
            return samples
        early = rows_of(samples, samples.at < window.start)
        self._last_at[early.series - self.first] = early.at  # of one series, the last row is assigned last
        self._last_state[early.series - self.first] = early.state & _STATE_BITS
        return rows_of(samples, (samples.at >= window.start) & (samples.at < window.end))

    def _bridge(self, samples: Samples, heads: NDArray[np.intp], places: NDArray[np.int32]) -> None:
        """Let the last samples of earlier rows hold until the first of these."""
        known = self._last_at[places] != _NOTHING
        there = places[known]
        since = self._last_at[there]
        ends = np.minimum(samples.at[heads[known]], since + self.asked.stale_after)
        self.held[there, self._last_state[there]] += self._counted(since, ends)

    def _hold(
        self,
        samples: Samples,
        gaps: NDArray[np.int64],
        heads: NDArray[np.intp],
        places: NDArray[np.int32],
    ) -> None:
        """Add up how long samples hold: as if all were up, and then what is otherwise."""
        lengths = np.minimum(gaps, self.asked.stale_after)
        if self.asked.included is not None:
            lengths = self._counted(samples.at, samples.at + lengths)
        self.held[places, 0] += np.add.reduceat(lengths, heads)
        odd = np.flatnonzero(samples.state != 0)
        if len(odd):
            flat = self.held.reshape(-1)
            ups = (samples.series[odd] - self.first).astype(np.intp) * STATES
            np.subtract.at(flat, ups, lengths[odd])
            np.add.at(flat, ups + (samples.state[odd] & _STATE_BITS), lengths[odd])

    def _counted(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
        """How much of each stretch counts."""
        starts = np.maximum(starts, self.asked.window.start)
        ends = np.maximum(starts, ends)
        included = self.asked.included
        return ends - starts if included is None else included.until(ends) - included.until(starts)

    def _add_up(
        self,
        samples: Samples,
        heads: NDArray[np.intp],
        tails: NDArray[np.intp],
        places: NDArray[np.int32],
    ) -> None:
        """Count samples, and add up response times of those in counted time."""
        self.samples[places] += tails - heads + 1
        response = samples.response
        whole = self.asked.included is None and response.min() >= 0
        if whole:
            self.values[places] += tails - heads + 1
            self.totals[places] += np.add.reduceat(response, heads, dtype=np.int64)
        else:
            counts = response >= 0
            if self.asked.included is not None:
                counts &= self.asked.included.contains(samples.at)
            self.values[places] += np.add.reduceat(counts, heads, dtype=np.int64)
            self.totals[places] += np.add.reduceat(np.where(counts, response, 0), heads, dtype=np.int64)
        if self.asked.percentages:
            for place, head, tail in zip(places.tolist(), heads.tolist(), tails.tolist(), strict=True):
                part = response[head : tail + 1]
                self._responses[place].append(part if whole else part[counts[head : tail + 1]])

    def _note_runs(self, samples: Samples, gaps: NDArray[np.int64], tails: NDArray[np.intp]) -> None:
        """Note the runs of one state without a gap; one that goes on in the next rows is another run."""
        ends_run = gaps > self.asked.stale_after
        ends_run[:-1] |= samples.state[1:] != samples.state[:-1]
        ends_run[tails] = True
        lasts = np.flatnonzero(ends_run)
        firsts = np.append(0, lasts[:-1] + 1)
        self.runs.append(_runs(samples, firsts, lasts, self.asked.kept_of_run))


class Runs(Struct, frozen=True, kw_only=True, eq=False):
    """Samples that stand for runs of one state: the first few of each and its last, and all that are not up.

    Of those that are not up none is left out, since they are the rows that an outage rests on.

    `until` is the largest int64 but for a sample that others of its run followed which are left out: then
    it is the instant of the run's last sample, up to which the state was seen over and over again.
    """

    series: NDArray[np.int32]
    at: NDArray[np.int64]
    until: NDArray[np.int64]
    state: NDArray[np.int8]


def _blocks(series: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first and the last row of each series in sorted rows."""
    numbers = np.arange(series[0], series[-1] + 2, dtype=np.int32)
    edges = np.unique(np.searchsorted(series, numbers))
    return edges[:-1], edges[1:] - 1


def _runs(samples: Samples, firsts: NDArray[np.int64], lasts: NDArray[np.int64], kept: int) -> Runs:
    rows = [np.minimum(firsts + place, lasts) for place in range(kept)]
    chosen = np.unique(np.concatenate([*rows, lasts, np.flatnonzero(samples.state)]))
    skips = np.diff(chosen, append=chosen[-1:]) > 1
    following = np.append(chosen[1:], chosen[-1:])
    same_run = samples.series[chosen] == samples.series[following]
    until = np.where(skips & same_run, samples.at[following], np.iinfo(np.int64).max)
    return Runs(
        series=samples.series[chosen], at=samples.at[chosen], until=until, state=samples.state[chosen]
    )


def joined(runs: Sequence[Runs]) -> Runs:
    """All runs together, in order of series and time."""
    if not runs:
        empty = np.zeros(0, dtype=np.int64)
        return Runs(series=empty.astype(np.int32), at=empty, until=empty, state=empty.astype(np.int8))
    series, at, until, state = (
        np.concatenate([getattr(part, name) for part in runs]) for name in ("series", "at", "until", "state")
    )
    order = np.lexsort((at, series))
    return Runs(series=series[order], at=at[order], until=until[order], state=state[order])


def by_series(runs: Runs, size: int) -> Iterator[Runs]:
    """The runs of each series by itself, in order of their numbers."""
    edges = np.searchsorted(runs.series, np.arange(size + 1, dtype=np.int32)).tolist()
    for first, last in pairwise(edges):
        rows = slice(first, last)
        yield Runs(series=runs.series[rows], at=runs.at[rows], until=runs.until[rows], state=runs.state[rows])
