"""What is owed for a breach."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.credit_cap import CreditCap, Excess
from upheld.agreement.credit_rule import CreditRule, FlatCredit
from upheld.agreement.eligibility import EVERYBODY, Eligibility
from upheld.agreement.fee import Amount as Amount
from upheld.agreement.fee import ShareOfFee as ShareOfFee
from upheld.agreement.plan_change import PriceChange
from upheld.agreement.price import Price
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Money


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


class Combined(Enum):
    """What is owed where several credits meet."""

    ADDED_UP = "added up"
    HIGHEST = "highest only"
    FIRST = "first that applies"
    """Either the one or the other, in the order of the objectives."""


class OnlyOne(Enum):
    """Of what one is owed where several credits meet, and only one is."""

    CREDIT = "credit"
    """One credit: of two machines that failed, that of one."""
    PROMISE = "promise"
    """One promise, such as one service level: all that it earns, for each machine that failed."""


class Meeting(Enum):
    """Which credits meet."""

    MONTH = "month"
    """All of one statement."""
    SERVICE = "service"
    RESOURCE = "affected resource"
    OBJECTIVE = "objective"
    INCIDENT = "incident"
    """Those whose failures happened at the same time."""


class Combination(Struct, frozen=True):
    """How credits that meet are put together."""

    counted: Combined = Combined.ADDED_UP
    per: Meeting = Meeting.MONTH
    not_both: tuple[tuple[str, ...], ...] = ()
    """Groups of promises of which only one is credited where they meet; those of one group are added up.

    The others, which are in no group, are credited besides.
    """
    only_one: OnlyOne | None = None
    """Absent where the words do not say; then it is one credit."""


class Minimum(Struct, frozen=True):
    """The least that is paid out; what is less is not, or not until the credits come to it."""

    bound: Amount
    is_strict: bool = False
    """Whether the bound itself is too little."""
    is_each: bool = False
    """Whether each credit must come to it by itself, and not only all of them together."""
    is_carried: bool = False
    """Whether what is less is owed together with what later months earn, once that comes to it."""


class RoundedTo(Struct, frozen=True):
    """The unit in which credits are rounded."""

    unit: Money
    is_each: bool = False
    """Whether each line is rounded by itself, before any cap, and not the whole credit in the end."""


class EarnBack(Struct, frozen=True, kw_only=True):
    """When the credit for a breach is returned: by what followed it, or by another promise."""

    months: int = 0
    """For so many months after it the promise must be kept, in each period of its own."""
    by: str | None = None
    """The objective that returns it where it is kept over a time in which the breach lies."""
    objectives: tuple[str, ...] = ()
    """Objectives whose credits are returned; all of them where empty."""


class Credits(Struct, frozen=True, kw_only=True, cache_hash=True):
    """What is owed for breaches: one amount for each, or rules; put together, and up to caps."""

    per_breach: Price | None = None
    """One amount for each breach of a guarantee; otherwise there are rules."""
    rules: tuple[CreditRule, ...] = ()
    objectives: tuple[str, ...] = ()
    """Objectives whose breach earns a credit; all of them where empty."""
    plans: tuple[str, ...] = ()
    """Plans that are owed credits; all of them where empty."""
    plan_at: PlanAt = PlanAt.BREACH
    conditions: CreditConditions = CreditConditions()
    eligibility: Eligibility = EVERYBODY
    is_accumulating: bool = True
    """Whether several breaches of one objective each earn a credit, or one of them does."""
    combination: Combination = Combination()
    caps: tuple[CreditCap, ...] = ()
    minimum: Minimum | None = None
    rounded_to: RoundedTo | None = None
    """The unit in which what is owed is rounded, where that is no minor unit of the currency."""
    price_change: PriceChange = PriceChange.AT_START
    earned_back: EarnBack | None = None
    """When a credit is returned; never where absent."""
    clause: Clause | None = None
    place: Place

    @property
    def are_carried(self) -> bool:
        """Whether something of a month's credits may be owed in a later one."""
        withheld = self.minimum is not None and self.minimum.is_carried
        return withheld or any(cap.excess is Excess.CARRIED for cap in self.caps)

    @property
    def all_rules(self) -> tuple[CreditRule, ...]:
        """The rules, one amount for each breach being a rule for all objectives."""
        if self.per_breach is None:
            return self.rules
        return (*self.rules, CreditRule(formula=FlatCredit(self.per_breach), place=self.place))

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Every amount that the rules state."""
        return tuple(amount for rule in self.all_rules for amount in rule.amounts)
