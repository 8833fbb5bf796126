"""Sightings: the records that saw an outage, and whether more than one check confirms it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice

import numpy as np
from msgspec import Struct

from upheld.chrono.interval import Interval
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.availability.track import Track
from upheld.evidence.observation import Grain, State

SHOWN = 5
"""How many rows of evidence are named; the others are counted."""


class Sightings(Struct, frozen=True):
    """The records that saw an outage."""

    first: tuple[str, ...]
    count: int
    confirm: bool
    """A change of state was reported, a second full check failed, or nobody had to retry."""


class FailureLog(Struct, frozen=True):
    """The records of one witness that count as bad: from and until when each holds, and retries before it."""

    track: Track
    rows: list[int]
    times: list[int]
    until: list[int]
    retries_before: list[int]

    def within(self, stretch: Interval) -> slice:
        """Give those that hold at some instant of a stretch."""
        first = bisect_right(self.until, stretch.start)
        return slice(first, max(first, bisect_left(self.times, stretch.end)))


def failure_logs(measurement: Measurement, point: str) -> tuple[FailureLog, ...]:
    """Give the failures each witness of a point recorded."""
    return tuple(_failure_log(measurement, track) for track in measurement.panel.of_point(point))


def _failure_log(measurement: Measurement, track: Track) -> FailureLog:
    is_bad = np.array([state in measurement.bad for state in sorted(State)])
    rows = np.flatnonzero(is_bad[track.states])
    retries = np.cumsum(track.observations.retries[rows])
    return FailureLog(
        track=track,
        rows=rows.tolist(),
        times=track.times[rows].tolist(),
        until=track.until[rows].tolist(),
        retries_before=[0, *retries.tolist()],
    )


def sightings_in(stretch: Interval, logs: Sequence[FailureLog]) -> Sightings:
    """Gather what saw an outage in a stretch of time."""
    seen: list[tuple[int, str]] = []
    count = checks = retries = changes = 0
    for log in logs:
        found = log.within(stretch)
        size = found.stop - found.start
        retried = log.retries_before[found.stop] - log.retries_before[found.start]
        count += size
        retries += retried
        if log.track.observations.grain is Grain.STATE:
            changes += size
        else:
            checks += size - retried
        seen += [
            (log.track.observations.times[row], log.track.observations.identity(row))
            for row in log.rows[found][:SHOWN]
        ]
    first = tuple(identity for _, identity in islice(sorted(seen), SHOWN))
    return Sightings(first, count, confirm=changes > 0 or retries == 0 or checks >= 2)
