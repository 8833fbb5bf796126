"""Availability: the share of measured time in which a service was up, with bounds, outages and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.agreement.convention import BreachUnit, UnknownMembers
from upheld.agreement.objective import Availability, Force
from upheld.agreement.service import Quorum
from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.account import Account
from upheld.evaluation.availability_reasons import explain
from upheld.evaluation.gap import gaps
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measured_time import bounds_of
from upheld.evaluation.measurement import Measurement, Reckoned, begin_measurement, reckon
from upheld.evaluation.outage import Readings, outages
from upheld.evaluation.prospect import Prospect, look_ahead
from upheld.evaluation.quorum import ABSENT, together
from upheld.evaluation.reading import Reading
from upheld.evaluation.reason import Figure, Share
from upheld.evaluation.ruling import Ruling, rule
from upheld.evaluation.statement import AvailabilityRecord, Finding, Outage, Sampling, Verdict
from upheld.evidence.observation import State


def judge_availability(hearing: Hearing, availability: Availability) -> Finding:
    """Hold an availability against the evidence; while the period is open, for the part that has passed.

    A missed guarantee is a breach once it is certain: when the period is over, or when not even a faultless
    rest of it could make good what was lost. UsageError where the agreement names what it does not declare.
    """
    measurement = begin_measurement(hearing, availability)
    recorded, worst, best = (
        reckon(measurement, reading) for reading in (Reading.RECORDED, Reading.WORST, Reading.BEST)
    )
    readings = [
        Readings(recorded=each, worst=at_worst, best=at_best)
        for each, at_worst, at_best in zip(recorded, worst, best, strict=True)
    ]
    ruling = _ruling(measurement, recorded)
    prospect = look_ahead(measurement, recorded)
    record = _record(
        measurement,
        recorded,
        ruling,
        prospect,
        outages(measurement, readings),
        _sampling(measurement, ruling, worst, best),
    )
    is_lost = ruling.verdict is Verdict.MISSED and (
        hearing.as_of >= hearing.interval.end or not _can_be_kept(hearing, prospect)
    )
    missing = gaps(measurement, recorded) if ruling.verdict is Verdict.INDETERMINATE else ()
    account = Account(
        measurement=measurement,
        reckoned=recorded,
        ruling=ruling,
        prospect=prospect,
        record=record,
        is_lost=is_lost,
        gaps=missing,
    )
    return Finding(
        objective=hearing.objective,
        interval=hearing.interval,
        verdict=ruling.verdict,
        is_final=hearing.as_of >= hearing.interval.end,
        figure=_figure(ruling, record),
        breaches=_breaches(hearing, record.outages) if is_lost else 0,
        record=record,
        reason=explain(account),
        conventions=hearing.objective.conventions,
        gaps=missing,
    )


def _ruling(measurement: Measurement, members: Sequence[Reckoned]) -> Ruling:
    objective = measurement.hearing.objective
    bounds = bounds_of([each.weighed for each in members])
    return rule(bounds, objective.target, objective.conventions.missing_data)


def _can_be_kept(hearing: Hearing, prospect: Prospect) -> bool:
    target, best = hearing.objective.target, prospect.best_achievable
    return target is None or not isinstance(best, Share) or target.kept_by(best.value)


def _sampling(
    measurement: Measurement, ruling: Ruling, worst: Sequence[Reckoned], best: Sequence[Reckoned]
) -> Sampling:
    """How far the checks leave the figure open; anything is possible where nothing is known."""
    lowest, highest = (bounds_of([each.weighed for each in members]).observed for members in (worst, best))
    return Sampling(
        every=measurement.service.sampled_every,
        lowest=lowest.value if isinstance(lowest, Share) else Fraction(0),
        highest=highest.value if isinstance(highest, Share) else Fraction(1),
        verdict_holds=all(
            _ruling(measurement, members).verdict is ruling.verdict for members in (worst, best)
        ),
    )


def _record(
    measurement: Measurement,
    members: Sequence[Reckoned],
    ruling: Ruling,
    prospect: Prospect,
    found: tuple[Outage, ...],
    sampling: Sampling,
) -> AvailabilityRecord:
    bounds = bounds_of([each.weighed for each in members])
    times = [each.time for each in members]
    return AvailabilityRecord(
        measured=Micros(sum(time.measured for time in times)),
        up=Micros(sum(time.up for time in times)),
        degraded=Micros(sum(time.degraded for time in times)),
        down=Micros(sum(time.down for time in times)),
        unknown=Micros(sum(time.unknown for time in times)),
        excluded=(measurement.exclusions.granted & measurement.region).length,
        observed=bounds.observed,
        worst=bounds.worst,
        best=bounds.best,
        judged=ruling.judged,
        coverage=bounds.coverage,
        to_date=bounds.observed,
        best_achievable=prospect.best_achievable,
        projected=prospect.projected,
        allowance=prospect.allowance,
        allowance_left=prospect.allowance_left,
        sampling=sampling,
        timeline=_timeline(measurement, members),
        outages=found,
        exclusions=measurement.exclusions.records,
    )


def _timeline(measurement: Measurement, members: Sequence[Reckoned]) -> tuple[tuple[Interval, State], ...]:
    """The states to date; where a mean is taken, those of its worst member."""
    together_now = together(
        Quorum.ANY, UnknownMembers.COUNTED, [each.member.conditions for each in members]
    ).within(measurement.window)
    return tuple((interval, state) for interval, state in together_now.segments() if state is not ABSENT)


def _figure(ruling: Ruling, record: AvailabilityRecord) -> Figure:
    """What was observed, or what the rule for missing data made of it where that decided."""
    decided_by_rule = ruling.by_missing_data and ruling.verdict is not Verdict.INDETERMINATE
    return ruling.judged if decided_by_rule else record.observed


def _breaches(hearing: Hearing, found: tuple[Outage, ...]) -> int:
    if hearing.objective.force is not Force.GUARANTEE:
        return 0
    if hearing.objective.conventions.one_breach is BreachUnit.OUTAGE:
        return sum(outage.counted > 0 for outage in found)
    return 1
