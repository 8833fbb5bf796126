"""Breaches of an availability: when one is certain, and how many a missed period makes."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force
from upheld.chrono.instant import Micros
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.availability.prospect import Prospect
from upheld.evaluation.availability.ruling import Ruling
from upheld.evaluation.availability.whole_outage import as_one
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import Outage, Verdict


def can_be_kept(measurement: Measurement, prospect: Prospect) -> bool:
    """Whether the rest of an open period may still make good what was lost so far."""
    hearing, best = measurement.hearing, prospect.best_achievable
    target = hearing.objective.share_target
    if hearing.as_of >= hearing.interval.end or target is None:
        return False
    return isinstance(best, Share) and target.kept_by(best.value)


def is_missed(measurement: Measurement, ruling: Ruling, prospect: Prospect) -> bool:
    """Whether a promise was missed, and can't be kept any more."""
    return ruling.verdict is Verdict.MISSED and not can_be_kept(measurement, prospect)


def breaches_of(hearing: Hearing, found: Sequence[Outage], allowance: Micros) -> int:
    """Count breaches of a guarantee by the unit declared; what is no unit of availability is one, then.

    An outage that lasts beyond the period is one breach, of the period it belongs to, by all of its length.
    """
    if hearing.objective.force is not Force.GUARANTEE:
        return 0
    conventions = hearing.objective.conventions
    ours = (as_one(outage, conventions.outage_belongs_to) for outage in found if outage.counted)
    match conventions.one_breach:
        case BreachUnit.OUTAGE:
            return sum(outage is not None for outage in ours)
        case BreachUnit.LONG_OUTAGE:
            return sum(outage is not None and outage.counted > allowance for outage in ours)
        case BreachUnit.OBJECTIVE | BreachUnit.TICKET | BreachUnit.CLOCK:
            return 1
