"""Outages: unbroken stretches of time in which a service was not up, each with its edges, its cause and its evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import floor

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.measurement import Measurement, Reckoned
from upheld.evaluation.statement import Outage
from upheld.evaluation.track import Track
from upheld.evidence.observation import Grain, State

SHOWN = 5
"""How many rows of evidence are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """One member as recorded, at worst and at best."""

    recorded: Reckoned
    worst: Reckoned
    best: Reckoned


def outages(measurement: Measurement, members: Sequence[Readings]) -> tuple[Outage, ...]:
    """Give the outages of a service to date that touch time to be measured, in order of time.

    Where a mean is taken, these are the outages of its members. Time in which the service was merely degraded is
    in them where the agreement counts it. Short ones are there too, with nothing counted.
    """
    found = [outage for readings in members for outage in _of_member(measurement, readings)]
    return tuple(sorted(found, key=lambda outage: (outage.interval, outage.points)))


def _of_member(measurement: Measurement, readings: Readings) -> Iterator[Outage]:
    region = measurement.region
    at_worst = readings.worst.member.conditions.where(*measurement.bad)
    at_best = readings.best.member.conditions.where(*measurement.bad)
    member = readings.recorded.member
    downtime = _Downtime.of(measurement, readings.recorded)
    failing = [(name, conditions.where(*measurement.bad)) for name, conditions in member.points]
    previous = measurement.panel.horizon.start
    for whole in member.conditions.where(*measurement.bad):
        since, previous = previous, whole.end
        for stretch in IntervalSet.of(whole).within(measurement.window):
            if not region.within(stretch):
                continue
            points = tuple(name for name, times in failing if times.within(stretch))
            sightings = _sightings(measurement, points, stretch)
            yield Outage(
                interval=stretch,
                state=_worst_state(readings.recorded, stretch),
                counted=downtime.within(stretch),
                excluded_by=_excluded_by(measurement, stretch),
                earliest_start=max(since, _start_of(at_worst, stretch.start)),
                earliest_end=_last_end(at_best, stretch),
                confirmed=sightings.confirms,
                points=points,
                evidence=sightings.first,
                evidence_count=sightings.count,
            )


@dataclass(frozen=True, slots=True)
class _Downtime:
    """The time of a member that counts as down: whole where it was down, in part where it was degraded."""

    down: IntervalSet
    degraded: IntervalSet
    degraded_counts: Fraction

    @classmethod
    def of(cls, measurement: Measurement, reckoned: Reckoned) -> _Downtime:
        """Take it from measured time outside the exclusions, short outages set aside."""
        counted = measurement.region - measurement.exclusions.granted
        conditions = reckoned.counted.conditions
        weight = measurement.hearing.objective.conventions.degraded_counts
        return cls(conditions.where(State.DOWN) & counted, conditions.where(State.DEGRADED) & counted, weight)

    def within(self, stretch: Interval) -> Micros:
        """Give how much of it lies in a stretch, rounded down."""
        degraded = self.degraded_counts * self.degraded.within(stretch).length
        return Micros(self.down.within(stretch).length + floor(degraded))


@dataclass(frozen=True, slots=True)
class _Sightings:
    """The records that saw an outage."""

    first: tuple[str, ...]
    count: int
    confirms: bool
    """Whether a change of state was reported, a second full check failed, or nobody had to retry."""


def _sightings(measurement: Measurement, points: tuple[str, ...], stretch: Interval) -> _Sightings:
    seen: list[tuple[int, str]] = []
    count = checks = retries = changes = 0
    for point in points:
        for track in measurement.panel.of_point(point):
            rows = _failing_records(track, stretch, measurement.bad)
            count += len(rows)
            retried = int(track.observations.retries[rows].sum())
            retries += retried
            if track.observations.grain is Grain.STATE:
                changes += len(rows)
            else:
                checks += len(rows) - retried
            seen += [
                (int(track.times[row]), track.observations.identity(row)) for row in rows[:SHOWN].tolist()
            ]
    first = tuple(identity for _, identity in islice(sorted(seen), SHOWN))
    return _Sightings(first, count, changes > 0 or retries == 0 or checks >= 2)


def _failing_records(track: Track, stretch: Interval, bad: tuple[State, ...]) -> NDArray[np.intp]:
    """The records that hold in a stretch and count as bad, by position."""
    rows = track.overlapping(stretch)
    found: NDArray[np.intp] = np.flatnonzero(np.isin(track.states[rows], bad)) + rows.start
    return found


def _worst_state(reckoned: Reckoned, stretch: Interval) -> State:
    down = reckoned.member.conditions.within(stretch).where(State.DOWN)
    return State.DOWN if down else State.DEGRADED


def _excluded_by(measurement: Measurement, stretch: Interval) -> tuple[str, ...]:
    covering = (
        record.exclusion
        for record in measurement.exclusions.records
        if record.granted and record.interval.overlaps(stretch)
    )
    return tuple(dict.fromkeys(covering))


def _start_of(bad: IntervalSet, at: Instant) -> Instant:
    """Where the stretch begins that holds an instant; the instant itself where none does."""
    index = bisect_right(bad.starts, at) - 1
    return bad.starts[index] if index >= 0 and at < bad.ends[index] else at


def _last_end(bad: IntervalSet, stretch: Interval) -> Instant:
    """Where the last bad time within a stretch ends; the start of the stretch where there is none."""
    index = bisect_left(bad.starts, stretch.end) - 1
    return max(stretch.start, min(bad.ends[index], stretch.end)) if index >= 0 else stretch.start
