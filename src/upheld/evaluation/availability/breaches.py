"""Breaches of an availability: when one is certain, and how many a missed period makes."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force
from upheld.chrono.instant import Micros
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.availability.prospect import Prospect
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import Outage


def can_be_kept(measurement: Measurement, prospect: Prospect) -> bool:
    """Whether the rest of an open period may still make good what was lost so far."""
    hearing, best = measurement.hearing, prospect.best_achievable
    target = hearing.objective.share_target
    if hearing.as_of >= hearing.interval.end or target is None:
        return False
    return isinstance(best, Share) and target.kept_by(best.value)


def breaches_of(hearing: Hearing, found: Sequence[Outage], allowance: Micros) -> int:
    """Count breaches of a guarantee by the unit declared; what is no unit of availability is one, then."""
    if hearing.objective.force is not Force.GUARANTEE:
        return 0
    match hearing.objective.conventions.one_breach:
        case BreachUnit.OUTAGE:
            return sum(outage.counted > 0 for outage in found)
        case BreachUnit.LONG_OUTAGE:
            return sum(outage.counted > allowance for outage in found)
        case BreachUnit.OBJECTIVE | BreachUnit.TICKET | BreachUnit.CLOCK:
            return 1
