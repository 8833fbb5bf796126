"""At worst: what a guarantee comes to for credits if all that the evidence leaves open was downtime."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from upheld.agreement.objective import Force
from upheld.evaluation.availability.breaches import breaches_of, can_be_kept
from upheld.evaluation.availability.combination import deciding
from upheld.evaluation.availability.counted import Added, Counted, Scaled
from upheld.evaluation.availability.creditable import creditable_downtime
from upheld.evaluation.availability.gap import gaps
from upheld.evaluation.availability.measurement import Measurement, Reckoned, time_of
from upheld.evaluation.availability.member import Conditions
from upheld.evaluation.availability.outage import Readings, outages
from upheld.evaluation.availability.prospect import look_ahead
from upheld.evaluation.availability.record import ruling_on
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import AtWorst, AvailabilityRecord, Verdict
from upheld.evidence.observation import State


def at_worst(
    measurement: Measurement, readings: Sequence[Readings], record: AvailabilityRecord
) -> AtWorst | None:
    """Judge a guarantee once more with all that is unknown as downtime; nothing where that is no breach.

    Nothing, too, where all is known, and where the agreement owes no credit.
    """
    hearing, recorded = measurement.hearing, [each.recorded for each in readings]
    is_credited = hearing.agreement.credits is not None and hearing.objective.force is Force.GUARANTEE
    is_known = not any(each.time.unknown for each in recorded)
    if is_known or not is_credited or hearing.objective.share_target is None or measurement.in_doubt:
        return None
    left = [_worst(measurement, each) for each in recorded]
    ruling, prospect = ruling_on(measurement, left), look_ahead(measurement, left)
    if ruling.verdict is not Verdict.MISSED or not isinstance(ruling.judged, Share):
        return None
    if can_be_kept(measurement, prospect):
        return None
    worst = [Readings(recorded=each, worst=each, best=each) for each in left]
    shown = deciding([(each, each.recorded.time) for each in worst], measurement.combined)
    found = outages(measurement, shown)
    at_most = replace(record, judged=ruling.judged, outages=found)
    return AtWorst(
        judged=ruling.judged,
        outages=found,
        breaches=breaches_of(hearing, found, record.allowance),
        creditable=creditable_downtime(measurement, worst, at_most),
        gaps=gaps(measurement, recorded),
    )


def _worst(measurement: Measurement, reckoned: Reckoned) -> Reckoned:
    """A member with all that is unknown of it as downtime, and as much of it as may count."""
    member = replace(reckoned.member, conditions=_down(reckoned.member.conditions))
    counted = _most(reckoned.counted)
    return Reckoned(member=member, counted=counted, time=time_of(measurement, counted))


def _most(counted: Counted) -> Counted:
    return replace(
        counted,
        conditions=_down(counted.conditions),
        scaled=tuple(Scaled(each.interval, each.most, each.most) for each in counted.scaled),
        added=tuple(Added(each.at, each.most, each.most) for each in counted.added),
    )


def _down(conditions: Conditions) -> Conditions:
    return conditions.mask(conditions.where(State.UNKNOWN), State.DOWN)
