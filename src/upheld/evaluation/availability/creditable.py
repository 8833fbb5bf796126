"""Creditable downtime: what a missed availability comes to without the downtime that earns no credit.

Such downtime is measured like any other, so the time measured stays what it is; it counts as up, whatever the
declared arithmetic of exclusions, which is about what the measurement leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.availability.breaches import breaches_of, is_missed
from upheld.evaluation.availability.combination import deciding
from upheld.evaluation.availability.measurement import Measurement, Reckoned, time_of
from upheld.evaluation.availability.outage import Readings, outages
from upheld.evaluation.availability.prospect import look_ahead
from upheld.evaluation.availability.record import ruling_on
from upheld.evaluation.availability.whole_outage import Neighbour, Neighbours
from upheld.evaluation.exclusions.uncredited import Uncredited, creditable, uncredited
from upheld.evaluation.statement import AvailabilityRecord, Creditable
from upheld.evidence.observation import State


def creditable_downtime(
    measurement: Measurement,
    readings: Sequence[Readings],
    record: AvailabilityRecord,
    near: Neighbours | None,
) -> Creditable | None:
    """Hold the conditions of credits against a breach, and judge once more what is left of the downtime.

    Nothing where the agreement puts no condition on a credit.
    """
    hearing, held = measurement.hearing, _held(measurement)
    if held is None:
        return None
    left = [replace(each, recorded=_without(measurement, each.recorded, held.time)) for each in readings]
    reckoned = [each.recorded for each in left]
    ruling, prospect = ruling_on(measurement, reckoned), look_ahead(measurement, reckoned)
    found = outages(
        measurement,
        deciding([(each, each.recorded.time) for each in left], measurement.combined),
        None if near is None else near.changed(_credited),
    )
    is_lost = is_missed(measurement, ruling, prospect)
    return creditable(
        hearing,
        held,
        verdict=ruling.verdict,
        figure=ruling.judged,
        breaches=breaches_of(hearing, found, prospect.allowance) if is_lost else 0,
        record=replace(record, judged=ruling.judged, outages=found),
    )


def _held(measurement: Measurement) -> Uncredited | None:
    services = (measurement.service.name,)
    return uncredited(measurement.hearing, Subject.AVAILABILITY, measurement.availability.excluding, services)


def _credited(near: Neighbour) -> Neighbour:
    """Another period, without its downtime that earns no credit."""
    held = _held(near.measurement)
    if held is None:
        return near
    left = [_without(near.measurement, each, held.time) for each in near.members]
    ruling, prospect = ruling_on(near.measurement, left), look_ahead(near.measurement, left)
    return replace(near, members=left, is_missed=is_missed(near.measurement, ruling, prospect))


def _without(measurement: Measurement, reckoned: Reckoned, forgiven: IntervalSet) -> Reckoned:
    """A member with some of its downtime read as up; which outages count is not asked again."""
    conditions = reckoned.counted.conditions
    spared = conditions.where(*measurement.bad) & forgiven
    counted = replace(reckoned.counted, conditions=conditions.mask(spared, State.UP))
    return replace(reckoned, counted=counted, time=time_of(measurement, counted))
