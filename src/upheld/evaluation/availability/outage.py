"""Outages: unbroken stretches in which a service was not up, with their edges, points and evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from upheld.agreement.service import WITHOUT_QUORUM
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.availability.measurement import Measurement, Reckoned, downtime_in
from upheld.evaluation.availability.sighting import SHOWN, FailureLog, Sightings, failure_logs, sightings_in
from upheld.evaluation.availability.whole_outage import Neighbours, whole_of
from upheld.evaluation.requests.requested import Requested
from upheld.evaluation.statement import Outage
from upheld.evidence.incident import Outage as RecordedOutage
from upheld.evidence.observation import State


class Readings(Struct, frozen=True, kw_only=True):
    """One member as recorded, at worst and at best."""

    recorded: Reckoned
    worst: Reckoned
    best: Reckoned


def outages(
    measurement: Measurement, members: Sequence[Readings], near: Neighbours | None
) -> tuple[Outage, ...]:
    """Give the outages of a service to date that touch time to be measured, in order of time.

    What of one lies in other periods is found in `near`; nothing is said of that without it.

    Where a mean is taken, these are the outages of its members. Time in which the service was merely degraded
    is in them where the agreement counts it. Short ones are there too, with nothing counted.
    """
    apart = len(measurement.panel.by_name) > 1 and measurement.service.down_when in WITHOUT_QUORUM
    found = [outage for readings in members for outage in _of_member(measurement, readings, near, apart)]
    return tuple(sorted(found, key=lambda outage: (outage.interval, outage.points)))


def _of_member(
    measurement: Measurement, readings: Readings, near: Neighbours | None, apart: bool
) -> Iterator[Outage]:
    bad, region = measurement.bad, measurement.region
    at_worst = readings.worst.member.conditions.where(*bad)
    at_best = readings.best.member.conditions.where(*bad)
    witnesses = _Witnesses.of(measurement, readings.recorded)
    counted = readings.recorded.counted
    previous = measurement.panel.horizon.start
    for whole in readings.recorded.member.conditions.where(*bad):
        since, previous = previous, whole.end
        for stretch in IntervalSet.of(whole).within(measurement.window):
            if not region.within(stretch):
                continue
            points, sightings = witnesses.of_outage(stretch)
            if measurement.requested is not None:
                sightings = _failures_in(stretch, measurement.requested)
            bad_time = downtime_in(measurement, counted, region.within(stretch))
            recorded = tuple(_records_of(measurement, stretch))
            yield Outage(
                interval=stretch,
                state=_worst_state(readings.recorded, stretch),
                counted=bad_time,
                whole=None
                if near is None
                else whole_of(whole, stretch, bad_time, readings.recorded, measurement, near),
                why=tuple(counted.notes_on(stretch)),
                excluded_by=_excluded_by(measurement, stretch),
                earliest_start=max(since, _start_of(at_worst, stretch.start)),
                earliest_end=_last_end(at_best, stretch),
                confirmed=sightings.confirm,
                points=points,
                evidence=sightings.first,
                evidence_count=sightings.count,
                resources=_resources(measurement, recorded),
                incidents=tuple(sorted({each.incident for each in recorded if each.incident})),
                apart=apart and bool(points),
            )


def _failures_in(stretch: Interval, requested: Requested) -> Sightings:
    """The counts of failed requests that share time with a stretch."""
    failed = [each for each in requested.counted.records if each.failed and each.interval.overlaps(stretch)]
    return Sightings(tuple(each.identity for each in failed[:SHOWN]), len(failed), confirm=True)


class _Witnesses(Struct, frozen=True):
    """Each point of a member: its name, when it failed, and the failures its witnesses recorded."""

    points: tuple[tuple[str, IntervalSet, tuple[FailureLog, ...]], ...]

    @classmethod
    def of(cls, measurement: Measurement, reckoned: Reckoned) -> _Witnesses:
        """Take them from the points a member is made of."""
        return cls(
            tuple(
                (name, conditions.where(*measurement.bad), failure_logs(measurement, name))
                for name, conditions in reckoned.member.points
            )
        )

    def of_outage(self, stretch: Interval) -> tuple[tuple[str, ...], Sightings]:
        """Give the points that failed in a stretch, and what was recorded of it there."""
        failing = [(name, logs) for name, times, logs in self.points if times.within(stretch)]
        return tuple(name for name, _ in failing), sightings_in(
            stretch, [log for _, logs in failing for log in logs]
        )


def _records_of(measurement: Measurement, stretch: Interval) -> Iterator[RecordedOutage]:
    """The records of outages of the service that tell of some of a stretch."""
    as_of, service = measurement.hearing.as_of, measurement.service.name
    for recorded in measurement.hearing.evidence.outages:
        until = as_of if recorded.until is None else recorded.until
        is_ours = not recorded.services or service in recorded.services
        if is_ours and recorded.since < stretch.end and stretch.start < until:
            yield recorded


def _resources(measurement: Measurement, recorded: Iterable[RecordedOutage]) -> tuple[str, ...]:
    """The resources that records of outages name; of a member that is judged by itself, its own."""
    member = measurement.hearing.member
    named = {resource for each in recorded for resource in each.resources}
    return tuple(sorted(name for name in named if member in (None, name)))


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
