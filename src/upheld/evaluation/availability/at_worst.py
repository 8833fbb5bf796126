"""At worst: what a guarantee comes to for credits if all that the evidence leaves open was downtime."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from upheld.agreement.objective import Force
from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.availability.breaches import breaches_of, is_missed
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
from upheld.evaluation.statement import AtWorst, AvailabilityRecord, Outage, WholeOutage
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
    if not is_missed(measurement, ruling, prospect) or not isinstance(ruling.judged, Share):
        return None
    worst = [Readings(recorded=each, worst=each, best=each) for each in left]
    shown = deciding([(each, each.recorded.time) for each in worst], measurement.combined)
    found = tuple(_lasting(each, record.outages) for each in outages(measurement, shown, None))
    at_most = replace(record, judged=ruling.judged, outages=found)
    return AtWorst(
        judged=ruling.judged,
        outages=found,
        breaches=breaches_of(hearing, found, record.allowance),
        creditable=creditable_downtime(measurement, worst, at_most, None),
        gaps=gaps(measurement, recorded),
    )


def _lasting(outage: Outage, seen: Sequence[Outage]) -> Outage:
    """An outage at worst, with what was seen of it in other periods: what is unknown there adds nothing."""
    same = [each for each in seen if each.interval.overlaps(outage.interval) and _alike(each, outage)]
    wholes = [each.whole for each in same if each.whole is not None]
    if not wholes:
        return outage
    earlier, later = wholes[0].earlier, wholes[-1].later
    beyond = Micros(sum(part.counted for part in (*earlier, *later)))
    start = min(outage.interval.start, wholes[0].interval.start)
    end = max(outage.interval.end, wholes[-1].interval.end)
    whole = WholeOutage(
        interval=Interval(start, end),
        counted=Micros(outage.counted + beyond),
        is_over=wholes[-1].is_over,
        earlier=earlier,
        later=later,
    )
    return replace(outage, whole=whole)


def _alike(one: Outage, other: Outage) -> bool:
    return not one.points or not other.points or not set(one.points).isdisjoint(other.points)


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
