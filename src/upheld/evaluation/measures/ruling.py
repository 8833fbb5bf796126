"""Rulings: what a target and the bounds of a figure come to, and where the rule for missing data spoke."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import MissingData
from upheld.evaluation.measures.extent import Extent
from upheld.evaluation.measures.reckoning import Reckoned
from upheld.evaluation.statement import Verdict
from upheld.quantity import Target


class Ruling(Struct, frozen=True):
    """A verdict, and whether the rule for missing data had to decide it."""

    verdict: Verdict
    by_missing_data: bool = False


def rule(
    reckoned: Reckoned, at_least: int, target: Target[Fraction] | None, missing_data: MissingData
) -> Ruling:
    """Hold a figure and its bounds against a target, unrounded.

    Met if all that the evidence leaves open meets it, missed if none does. Where they disagree, or where
    there are fewer values than the agreement asks for, the rule for missing data decides: the promise counts
    as kept or as broken, or by what is certain alone, which without enough values makes it not applicable.
    """
    if target is None:
        return Ruling(Verdict.TRACKED)
    is_enough = reckoned.number >= at_least
    if is_enough and reckoned.extent.keeps(target):
        return Ruling(Verdict.MET)
    if is_enough and reckoned.extent.misses(target):
        return Ruling(Verdict.MISSED)
    return Ruling(_by_rule(reckoned.extent, is_enough, target, missing_data), by_missing_data=True)


def _by_rule(extent: Extent, is_enough: bool, target: Target[Fraction], missing_data: MissingData) -> Verdict:
    match missing_data:
        case MissingData.AS_UP:
            return Verdict.MET
        case MissingData.AS_DOWN:
            return Verdict.MISSED
        case MissingData.LEFT_OUT if not is_enough:
            return Verdict.NOT_APPLICABLE
        case MissingData.LEFT_OUT if isinstance(extent.figure, Fraction):
            return Verdict.MET if target.kept_by(extent.figure) else Verdict.MISSED
        case _:
            return Verdict.INDETERMINATE
