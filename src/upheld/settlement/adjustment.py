"""Adjustments: what is done to the sum of credit lines before it is owed, step by step."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.fee import Amount
from upheld.agreement.provenance import Clause
from upheld.evaluation.reason import Reason
from upheld.settlement.amount import Owed, figure_of


class AdjustmentKind(Enum):
    """Which term of the agreement makes it."""

    COMBINED = "combined"
    CARRIED = "carried over"
    """What earlier months left."""
    CAP = "cap"
    MINIMUM = "minimum"
    ROUNDED = "rounded"


class Adjustment(Struct, frozen=True, kw_only=True):
    """One step from the sum of the lines to what is owed: what it takes off, and what is owed after it."""

    kind: AdjustmentKind
    limit: Amount | None = None
    """Of a cap, the most it lets be owed; of a minimum, the least."""
    taken_off: Owed
    """Less than nothing where something is added."""
    owed: Owed
    reason: Reason
    is_of_month: bool = False
    """Whether it is the cap of a month."""
    is_of_some: bool = False
    """Whether it is a cap on some credits, beside which others may be owed."""


def adjusted(
    kind: AdjustmentKind,
    says: str,
    *,
    taken_off: Owed,
    owed: Owed,
    clause: Clause | None,
    limit: Amount | None = None,
    evidence: tuple[str, ...] = (),
) -> Adjustment:
    """Put a step together with its reason."""
    reason = Reason(
        rule=_RULES[kind],
        says=says,
        figure=figure_of(owed),
        clause=clause,
        evidence=evidence,
        evidence_count=len(evidence),
    )
    return Adjustment(kind=kind, limit=limit, taken_off=taken_off, owed=owed, reason=reason)


_RULES = {
    AdjustmentKind.COMBINED: "credit.combined",
    AdjustmentKind.CARRIED: "credit.carried",
    AdjustmentKind.CAP: "credit.cap",
    AdjustmentKind.MINIMUM: "credit.minimum",
    AdjustmentKind.ROUNDED: "credit.rounded",
}
