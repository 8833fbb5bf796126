"""Availability: the share of measured time in which a service was up, with bounds, outages and reasons."""

from __future__ import annotations

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Availability, Force
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.gap import gaps
from upheld.evaluation.availability.measurement import Measurement, begin_measurement
from upheld.evaluation.availability.prospect import Prospect, look_ahead
from upheld.evaluation.availability.reasons import explain
from upheld.evaluation.availability.record import read_members, record_of, ruling_on
from upheld.evaluation.availability.ruling import Ruling
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Figure, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Verdict


def judge_availability(hearing: Hearing, availability: Availability) -> Finding:
    """Hold an availability against the evidence; while the period is open, for the part that has passed.

    A missed guarantee is a breach once it is certain: when the period is over, or when not even a faultless
    rest of it could make good what was lost. UsageError where the agreement names what it does not declare.
    """
    account = _account(begin_measurement(hearing, availability))
    ruling, record = account.ruling, account.record
    return Finding(
        objective=hearing.objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=ruling.verdict,
        is_final=not account.is_open,
        figure=_figure(ruling, record),
        breaches=_breaches(hearing, record) if account.is_lost else 0,
        record=record,
        reason=explain(account),
        conventions=hearing.objective.conventions,
        gaps=account.gaps,
    )


def _account(measurement: Measurement) -> Account:
    readings = read_members(measurement)
    recorded = tuple(each.recorded for each in readings)
    ruling = ruling_on(measurement, recorded)
    prospect = look_ahead(measurement, recorded)
    return Account(
        measurement=measurement,
        reckoned=recorded,
        ruling=ruling,
        prospect=prospect,
        record=record_of(measurement, readings, ruling, prospect),
        is_lost=ruling.verdict is Verdict.MISSED and not _can_be_kept(measurement, prospect),
        gaps=gaps(measurement, recorded) if ruling.verdict is Verdict.INDETERMINATE else (),
    )


def _can_be_kept(measurement: Measurement, prospect: Prospect) -> bool:
    """Whether the rest of an open period may still make good what was lost so far."""
    hearing, best = measurement.hearing, prospect.best_achievable
    target = hearing.objective.share_target
    if hearing.as_of >= hearing.interval.end or target is None:
        return False
    return isinstance(best, Share) and target.kept_by(best.value)


def _figure(ruling: Ruling, record: AvailabilityRecord) -> Figure:
    """What was observed, or what the rule for missing data made of it where that decided."""
    decided_by_rule = ruling.by_missing_data and ruling.verdict is not Verdict.INDETERMINATE
    return ruling.judged if decided_by_rule else record.observed


def _breaches(hearing: Hearing, record: AvailabilityRecord) -> int:
    """Count breaches of a guarantee by the unit declared; what is no unit of availability is one, then."""
    if hearing.objective.force is not Force.GUARANTEE:
        return 0
    match hearing.objective.conventions.one_breach:
        case BreachUnit.OUTAGE:
            return sum(outage.counted > 0 for outage in record.outages)
        case BreachUnit.LONG_OUTAGE:
            return sum(outage.counted > record.allowance for outage in record.outages)
        case BreachUnit.OBJECTIVE | BreachUnit.TICKET | BreachUnit.CLOCK:
            return 1
