"""Creditable downtime: what a missed availability comes to without the downtime that earns no credit.

Such downtime is measured like any other, so the time measured stays what it is; it counts as up, whatever the
declared arithmetic of exclusions, which is about what the measurement leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.availability.breaches import breaches_of, can_be_kept
from upheld.evaluation.availability.combination import deciding
from upheld.evaluation.availability.measurement import Measurement, Reckoned, time_of
from upheld.evaluation.availability.outage import Readings, outages
from upheld.evaluation.availability.prospect import look_ahead
from upheld.evaluation.availability.record import ruling_on
from upheld.evaluation.exclusions.uncredited import creditable, uncredited
from upheld.evaluation.statement import AvailabilityRecord, Creditable, Verdict
from upheld.evidence.observation import State


def creditable_downtime(
    measurement: Measurement, readings: Sequence[Readings], record: AvailabilityRecord
) -> Creditable | None:
    """Hold the conditions of credits against a breach, and judge once more what is left of the downtime.

    Nothing where the agreement puts no condition on a credit.
    """
    hearing, services = measurement.hearing, (measurement.service.name,)
    held = uncredited(hearing, Subject.AVAILABILITY, measurement.availability.excluding, services)
    if held is None:
        return None
    left = [replace(each, recorded=_without(measurement, each.recorded, held.time)) for each in readings]
    reckoned = [each.recorded for each in left]
    ruling, prospect = ruling_on(measurement, reckoned), look_ahead(measurement, reckoned)
    found = outages(
        measurement, deciding([(each, each.recorded.time) for each in left], measurement.combined)
    )
    is_lost = ruling.verdict is Verdict.MISSED and not can_be_kept(measurement, prospect)
    return creditable(
        hearing,
        held,
        verdict=ruling.verdict,
        figure=ruling.judged,
        breaches=breaches_of(hearing, found, prospect.allowance) if is_lost else 0,
        record=replace(record, judged=ruling.judged, outages=found),
    )


def _without(measurement: Measurement, reckoned: Reckoned, forgiven: IntervalSet) -> Reckoned:
    """A member with some of its downtime read as up; which outages count is not asked again."""
    conditions = reckoned.counted.conditions
    spared = conditions.where(*measurement.bad) & forgiven
    counted = replace(reckoned.counted, conditions=conditions.mask(spared, State.UP))
    return replace(reckoned, counted=counted, time=time_of(measurement, counted))
