"""Live state as plain data: findings to date and clocks that go on, for pages and answers."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import orjson

from upheld.chrono.instant import format_instant
from upheld.evaluation.live.clock import GoingClock
from upheld.evaluation.live.finding import ToDate, figure_of
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import AvailabilityRecord
from upheld.report.figure import Json, clause_data, figure_data, present

MOST_GAPS = 5
MOST_OUTCOMES = 10


def exact(share: Share | NoData | Fraction | None) -> str:
    """A share as an exact fraction; empty where there is none."""
    match share:
        case Share(value):
            return str(value)
        case Fraction():
            return str(share)
        case _:
            return ""


def said_of_finding(found: ToDate) -> Json:
    """Everything a page shows of a finding to date; the same figures give the same bytes."""
    finding = found.finding
    objective, record = finding.objective, finding.record
    allowed = found.allowed
    data = present(
        objective=objective.name,
        clause=clause_data(objective.clause),
        force=objective.force.value,
        target=None if objective.target is None else str(objective.target),
        period=finding.period.label,
        verdict=finding.verdict.value,
        figure=figure_data(figure_of(finding)),
        says=finding.reason.says,
        coverage=exact(found.coverage) or None,
        best_achievable=exact(found.best_achievable) or None,
        projected=exact(found.projected) or None,
        counts=dict(found.counts) or None,
        gaps=list(finding.gaps[:MOST_GAPS]),
        breaches=finding.breaches,
        member=finding.member,
        recent=[[each.stretch.start, each.stretch.end, each.counted] for each in found.spent],
        silent=[[each.point, each.last, each.every] for each in found.silent],
        readings=[
            {"reading": [list(each) for each in outcome.readings], "verdict": outcome.verdict.value}
            for outcome in finding.outcomes[:MOST_OUTCOMES]
        ],
    )
    if allowed is not None:
        data["allowance"] = {"whole": allowed.whole, "left": allowed.left, "used": exact(allowed.used)}
    if isinstance(record, AvailabilityRecord):
        data["state"] = record.timeline[-1][1].name.lower() if record.timeline else "unknown"
        data["lengths"] = {
            "measured": record.measured,
            "up": record.up,
            "degraded": record.degraded,
            "down": record.down,
            "unknown": record.unknown,
            "excluded": record.excluded,
        }
    return data


def said_of_clock(clock: GoingClock) -> Json:
    """Everything a page shows of a clock that goes on."""
    return {
        **present(
            source=clock.source,
            customer=clock.customer,
            priority=clock.priority,
            cell=clock.cell,
            promise=clock.promise,
            basis=clock.basis,
            opened_at=format_instant(clock.opened_at),
            paused_for=list(clock.paused_for),
            doubt=clock.doubt or None,
            services=list(clock.services),
        ),
        "windows": [[each.start, each.end] for each in clock.windows],
    }


def digest_of(said: Json) -> str:
    """SHA-256 of what is said: the same words and figures have the same."""
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
