"""The settlement: what is owed for a statement, line by line, and why."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.evaluation.reason import Reason
from upheld.quantity import Money
from upheld.settlement.adjustment import Adjustment, AdjustmentKind
from upheld.settlement.amount import Owed
from upheld.settlement.books import PartGiven
from upheld.settlement.credit import CreditLine
from upheld.settlement.eligibility import Uncredited


class Standing(Enum):
    """What a settlement comes to, before any amount."""

    NOTHING_PROMISED = "nothing is promised for a breach"
    NOT_ENTITLED = "no credits on this plan"
    PLAN_NOT_GIVEN = "credits depend on the plan, which is not given"
    NOTHING_OWED = "no credit is owed"
    OWED = "a credit is owed"
    UNDECIDED = "it is not decided whether a credit is owed"
    AMBIGUOUS = "what is owed depends on how the text is read"


MAY_CHANGE = frozenset({Standing.NOTHING_OWED, Standing.OWED, Standing.UNDECIDED, Standing.AMBIGUOUS})
"""What may still change while the period is open."""


class Open(Struct, frozen=True, kw_only=True):
    """What of a credit is open, where the evidence does not decide how much is owed."""

    least: Owed
    """What is owed for certain."""
    most: Owed
    """What may be owed in all, or why nobody can say how much that is."""
    why: tuple[str, ...]
    """What is missing, named."""


class OwedOutcome(Struct, frozen=True, kw_only=True):
    """What is owed under some combination of readings of a text that allows several."""

    readings: tuple[str, ...]
    """Lines that are enough for it to come to this, whatever else is meant; other lines may be, too."""
    standing: Standing
    owed: Owed
    open: Open | None = None
    """The bounds of what is owed, where the evidence leaves them apart."""
    reason: Reason
    """In a sentence; the steps it rests on stand in the reason of the settlement."""


class Settlement(Struct, frozen=True, kw_only=True):
    """What one statement's breaches are worth: the lines, and each step from their sum to what is owed."""

    standing: Standing
    fee: Money | None
    lines: tuple[CreditLine, ...] = ()
    without_credit: tuple[Uncredited, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    parts: tuple[PartGiven, ...] | None = None
    """What is owed for which thing, where that is known."""
    carried: Owed | None = None
    """What is above a cap and owed later, where a cap says so."""
    reductions: tuple[CreditLine, ...] = ()
    """Charges that are not made, which are no credits, line by line."""
    not_charged: Owed | None = None
    """What these come to, where there are any."""
    owed: Owed
    """None and why, where it is open how much.

    What other promises may owe, of which nobody can say whether they were kept, is not in it.
    """
    open: Open | None = None
    """The bounds of what is owed, where the evidence leaves them apart."""
    is_final: bool
    """False while the period, or a ticket in it, is open: the credit so far."""
    reason: Reason
    outcomes: tuple[OwedOutcome, ...] = ()
    """Each amount that readings come to, where they come to several; the lines are those that all have."""

    @property
    def certain(self) -> Owed:
        """What is owed for certain."""
        return self.owed if self.open is None else self.open.least

    @property
    def cap(self) -> Adjustment | None:
        """What the first cap does."""
        return next((each for each in self.adjustments if each.kind is AdjustmentKind.CAP), None)
