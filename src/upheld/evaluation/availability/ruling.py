"""Rulings: what a target and the bounds of a figure come to, and where the rule for missing data spoke."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import MissingData
from upheld.evaluation.availability.measured_time import NOTHING_MEASURED, Bounds
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import Verdict
from upheld.quantity import Target


class Ruling(Struct, frozen=True):
    """A verdict, the figure it compares, and whether the rule for missing data decided it."""

    verdict: Verdict
    judged: Share | NoData
    by_missing_data: bool = False


def rule(bounds: Bounds, target: Target[Fraction] | None, missing_data: MissingData) -> Ruling:
    """Hold the bounds against a target, unrounded.

    Met if both bounds meet it, missed if neither does; only where they disagree does the rule for missing
    data choose the figure that is compared. Without measured time nothing applies, without a target it is
    tracked.
    """
    worst, best = bounds.worst, bounds.best
    if isinstance(worst, NoData) or isinstance(best, NoData):
        return Ruling(Verdict.NOT_APPLICABLE, NOTHING_MEASURED)
    if target is None:
        return Ruling(Verdict.TRACKED, bounds.observed)
    if target.kept_by(worst.value) == target.kept_by(best.value):
        if target.kept_by(worst.value):
            return Ruling(Verdict.MET, worst)
        return Ruling(Verdict.MISSED, best)
    chosen = _chosen(bounds, missing_data)
    if isinstance(chosen, NoData):
        return Ruling(Verdict.INDETERMINATE, chosen, by_missing_data=True)
    verdict = Verdict.MET if target.kept_by(chosen.value) else Verdict.MISSED
    return Ruling(verdict, chosen, by_missing_data=True)


def _chosen(bounds: Bounds, missing_data: MissingData) -> Share | NoData:
    match missing_data:
        case MissingData.AS_UP:
            return bounds.best
        case MissingData.AS_DOWN:
            return bounds.worst
        case MissingData.LEFT_OUT:
            return bounds.observed
        case MissingData.INDETERMINATE:
            return NoData("the evidence does not decide")
