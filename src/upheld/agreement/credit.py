"""What is owed for a breach."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.credit_rule import CreditRule, FlatCredit
from upheld.agreement.fee import Amount as Amount
from upheld.agreement.fee import ShareOfFee as ShareOfFee
from upheld.agreement.provenance import Clause, Place


class PlanAt(Enum):
    """When a customer must be on a plan to be owed its credits."""

    BREACH = "breach"
    CLAIM = "claim"


class OnlyFor(Enum):
    """Which downtime alone earns credits."""

    UNFORESEEN = "unforeseen downtime"


class CreditConditions(Struct, frozen=True, kw_only=True):
    """What must be true for a credit, whatever the measurement counts: a breach may be owed none."""

    not_for: tuple[str, ...] = ()
    """Exclusions for whose causes no credit is owed, whether or not they act on the measurement."""
    only_for: OnlyFor | None = None
    provided: tuple[str, ...] = ()
    """Further conditions, in words: a person judges them."""
    clause: Clause | None = None


class Credits(Struct, frozen=True, kw_only=True):
    """What is owed for breaches: one amount for each, or rules; up to a cap for the month."""

    per_breach: Amount | None = None
    """One amount for each breach of a guarantee; otherwise there are rules."""
    rules: tuple[CreditRule, ...] = ()
    objectives: tuple[str, ...] = ()
    """Objectives whose breach earns a credit; all of them where empty."""
    plans: tuple[str, ...] = ()
    """Plans that are owed credits; all of them where empty."""
    plan_at: PlanAt = PlanAt.BREACH
    conditions: CreditConditions = CreditConditions()
    cap: Amount | None = None
    """The most that is owed for one month."""
    clause: Clause | None = None
    place: Place

    @property
    def all_rules(self) -> tuple[CreditRule, ...]:
        """The rules, one amount for each breach being a rule for all objectives."""
        if self.per_breach is None:
            return self.rules
        return (*self.rules, CreditRule(formula=FlatCredit(self.per_breach), place=self.place))
