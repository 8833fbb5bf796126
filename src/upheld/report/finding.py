"""Findings as plain data: promise, target, verdict, reasons, conventions, and what each reading yields."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction

from upheld.agreement.convention import Conventions
from upheld.agreement.objective import kind_of
from upheld.chrono.instant import Micros
from upheld.evaluation.reason import Figure, Length, Measured, Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    Creditable,
    Finding,
    Outcome,
    StatisticRecord,
)
from upheld.evidence.measurement import Scale
from upheld.quantity import Duration, Rate
from upheld.report.figure import (
    Json,
    clause_data,
    figure_data,
    interval_data,
    present,
    reason_data,
    share_data,
)
from upheld.report.promise import promised_briefly, promised_in_full
from upheld.report.record import record_data


def finding_data(finding: Finding, promise: Json | None = None) -> Json:
    """One objective, judged; `promise` is what `promise_data` gives for it, where that is there already."""
    return {
        **(promise_data(finding) if promise is None else promise),
        "interval": interval_data(finding.interval),
        "verdict": finding.verdict.value,
        "is_final": finding.is_final,
        "figure": figure_data(finding.figure),
        "breaches": finding.breaches,
        "record": record_data(finding.record),
        "reason": reason_data(finding.reason),
        **present(
            target=_target(finding),
            member=finding.member,
            window=None if finding.window in (None, finding.interval) else interval_data(finding.window),
            gaps=list(finding.gaps),
            outcomes=[_outcome(outcome) for outcome in finding.outcomes],
            creditable=None if finding.creditable is None else _creditable(finding.creditable),
        ),
    }


def promise_data(finding: Finding) -> Json:
    """The part of a finding that says what was promised: the same in every statement."""
    objective = finding.objective
    return {
        "objective": objective.name,
        "indicator": kind_of(objective.indicator),
        "promised": promised_briefly(objective),
        "promise": promised_in_full(objective),
        "force": objective.force.value,
        "period": str(objective.period),
        "conventions": conventions_data(finding.conventions),
        **present(clause=clause_data(objective.clause)),
    }


def _target(finding: Finding) -> Json | None:
    """The bound a figure is held against, in the scale of the figure; `None` where there is none to draw."""
    target, record = finding.objective.target, finding.record
    if target is None:
        return None
    if isinstance(record, AvailabilityRecord) and isinstance(target.bound, Duration):
        bound = Length(Micros(target.bound.micros))
        return {"operator": target.operator.value, "bound": figure_data(bound)}
    scale = record.scale if isinstance(record, StatisticRecord) else None
    in_scale = _bound(target.bound, scale)
    return None if in_scale is None else {"operator": target.operator.value, "bound": figure_data(in_scale)}


def _bound(bound: Fraction | Duration | Rate | Decimal, scale: Scale | None) -> Figure | None:
    match bound, scale:
        case Fraction(), _:
            return Share(bound)
        case Duration(), Scale.MICROSECONDS:
            return Measured(Fraction(bound.micros), scale)
        case Rate(), Scale.BITS_PER_SECOND:
            return Measured(bound.in_bits().per_second, scale)
        case Decimal(), Scale.MILLIONTHS:
            return Measured(Fraction(bound) * 10**6, scale)
        case Decimal(), Scale.PIECES:
            return Measured(Fraction(bound), scale)
        case _:
            return None


def conventions_data(conventions: Conventions) -> list[Json]:
    """Every convention in force: its phrase, and where the agreement declares it; the others are defaults."""
    places = {name.replace(" ", "_"): str(place) for name, place in conventions.declared}
    return [
        {"name": name, "value": _phrase(getattr(conventions, name))} | present(declared_at=places.get(name))
        for name in conventions.__struct_fields__
        if name != "declared"
    ]


def _phrase(value: object) -> str:
    """A convention's value as an agreement file writes it."""
    match value:
        case Enum():
            return str(value.value)
        case tuple():
            return ", ".join(value) if value else "none"
        case Fraction():
            return str(share_data(value)["percent"])
        case _:
            return str(value)


def _outcome(outcome: Outcome) -> Json:
    return {
        "readings": [list(lines) for lines in outcome.readings],
        "verdict": outcome.verdict.value,
        "figure": figure_data(outcome.figure),
        "breaches": outcome.breaches,
        "reason": reason_data(outcome.reason),
    }


def _creditable(creditable: Creditable) -> Json:
    """What credits are reckoned on, apart from what was measured."""
    return {
        "verdict": creditable.verdict.value,
        "figure": figure_data(creditable.figure),
        "breaches": creditable.breaches,
        "because": [reason_data(step) for step in creditable.because],
        **present(
            unmet=None if creditable.unmet is None else reason_data(creditable.unmet),
        ),
    }
