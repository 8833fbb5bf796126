"""Availability: the share of measured time in which a service was up, with bounds, outages and reasons."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Availability
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.allowed_downtime import with_share
from upheld.evaluation.availability.at_worst import at_worst
from upheld.evaluation.availability.breaches import breaches_of, is_missed
from upheld.evaluation.availability.creditable import creditable_downtime
from upheld.evaluation.availability.gap import gaps
from upheld.evaluation.availability.measurement import Measurement, begin_measurement, reckon
from upheld.evaluation.availability.outage import Readings
from upheld.evaluation.availability.prospect import Prospect, look_ahead
from upheld.evaluation.availability.reading import Reading
from upheld.evaluation.availability.reasons import explain
from upheld.evaluation.availability.record import read_members, record_of, ruling_on
from upheld.evaluation.availability.ruling import Ruling
from upheld.evaluation.availability.whole_outage import Neighbour, Neighbours
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Figure
from upheld.evaluation.requests.finding import judge_requests
from upheld.evaluation.requests.traffic import with_traffic
from upheld.evaluation.shared_hearing import heard_once
from upheld.evaluation.statement import AvailabilityRecord, Finding, Verdict


def judge_availability(hearing: Hearing, availability: Availability) -> Finding:
    """Hold an availability against the evidence; while the period is open, for the part that has passed.

    A missed guarantee is a breach once it is certain: when the period is over, or when not even a faultless
    rest of it could make good what was lost. UsageError where the agreement names what it does not declare.
    """
    acting = acting_on(Subject.AVAILABILITY, hearing.agreement.exclusions, availability.excluding)
    heard = heard_once(hearing, availability, acting, _heard)
    measurement = replace(heard.begun, hearing=hearing)
    judged = judge_requests(measurement) if heard.standing is None else _judge_time(hearing, heard.standing)
    return with_traffic(judged, measurement)


class _Standing(Struct, frozen=True, kw_only=True):
    """How an availability that tells downtime stands, before its breaches are counted."""

    measurement: Measurement
    readings: tuple[Readings, ...]
    ruling: Ruling
    prospect: Prospect
    record: AvailabilityRecord
    is_lost: bool


class _Heard(Struct, frozen=True):
    """What an availability is measured by, and how it stands where it tells downtime."""

    begun: Measurement
    standing: _Standing | None


def _heard(hearing: Hearing, availability: Availability) -> _Heard:
    begun = begin_measurement(hearing, availability)
    by_time = availability.has_downtime or begun.requested is None
    return _Heard(begun, _standing(with_share(begun)) if by_time else None)


def _standing(measurement: Measurement) -> _Standing:
    readings = read_members(measurement)
    recorded = tuple(each.recorded for each in readings)
    ruling = ruling_on(measurement, recorded)
    prospect = look_ahead(measurement, recorded)
    return _Standing(
        measurement=measurement,
        readings=readings,
        ruling=ruling,
        prospect=prospect,
        record=record_of(measurement, readings, ruling, prospect, _near(measurement)),
        is_lost=is_missed(measurement, ruling, prospect),
    )


def _near(measurement: Measurement) -> Neighbours:
    """The periods around the one judged."""
    return Neighbours(measurement.hearing, lambda hearing: _neighbour(hearing, measurement.availability))


def _judge_time(hearing: Hearing, standing: _Standing) -> Finding:
    """Hold an availability against the evidence that tells downtime."""
    account = _account(hearing, standing)
    ruling, record = account.ruling, account.record
    return Finding(
        objective=hearing.objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=ruling.verdict,
        is_final=not account.is_open,
        figure=_figure(ruling, record),
        breaches=account.breaches,
        record=record,
        reason=explain(account),
        conventions=hearing.objective.conventions,
        gaps=account.gaps,
        creditable=account.creditable,
        at_worst=account.at_worst,
        member=hearing.member,
    )


def _account(hearing: Hearing, standing: _Standing) -> Account:
    promised = replace(hearing.objective, target=standing.measurement.hearing.objective.target)
    measurement = replace(standing.measurement, hearing=replace(hearing, objective=promised))
    readings, ruling, record, is_lost = standing.readings, standing.ruling, standing.record, standing.is_lost
    recorded = tuple(each.recorded for each in readings)
    breaches = breaches_of(measurement.hearing, record.outages, record.allowance) if is_lost else 0
    near = _near(measurement)
    return Account(
        measurement=measurement,
        reckoned=recorded,
        ruling=ruling,
        prospect=standing.prospect,
        record=record,
        is_lost=is_lost,
        breaches=breaches,
        creditable=creditable_downtime(measurement, readings, record, near) if breaches else None,
        at_worst=at_worst(measurement, readings, record) if _may_cost(ruling) else None,
        gaps=gaps(measurement, recorded) if ruling.verdict is Verdict.INDETERMINATE else (),
    )


def _may_cost(ruling: Ruling) -> bool:
    """Whether it is a breach, or may be one."""
    return ruling.verdict in (Verdict.MISSED, Verdict.INDETERMINATE)


def _neighbour(hearing: Hearing, availability: Availability) -> Neighbour:
    """Judge another period of the same promise, as far as outages ask for it."""
    measurement = with_share(begin_measurement(hearing, availability))
    recorded = reckon(measurement, Reading.RECORDED)
    ruling, prospect = ruling_on(measurement, recorded), look_ahead(measurement, recorded)
    return Neighbour(
        measurement=measurement,
        members=recorded,
        is_missed=is_missed(measurement, ruling, prospect),
    )


def _figure(ruling: Ruling, record: AvailabilityRecord) -> Figure:
    """What was observed, or what the rule for missing data made of it where that decided."""
    decided_by_rule = ruling.by_missing_data and ruling.verdict is not Verdict.INDETERMINATE
    return ruling.judged if decided_by_rule else record.observed
