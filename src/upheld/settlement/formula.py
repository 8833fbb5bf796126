"""Formulas of credits: which rule a breach is credited by, and how many times its amount is owed."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import ceil, floor

from msgspec import Struct

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import Band, BetweenBands, TieredCredit
from upheld.agreement.credit_rule import (
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    LinearCredit,
    UnstatedCredit,
)
from upheld.agreement.fee import Amount
from upheld.agreement.objective import Availability, Objective
from upheld.errors import UsageError
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import AvailabilityRecord, Finding
from upheld.quantity import percent, write_share
from upheld.settlement.amount import plus


def rule_for(credits: Credits, objective: Objective, plan: str | None) -> CreditRule | None:
    """The first rule that fits an objective on a plan; one for downtime or by bands fits availabilities."""
    return next((rule for rule in credits.all_rules if _fits(rule, objective, plan)), None)


def _fits(rule: CreditRule, objective: Objective, plan: str | None) -> bool:
    indicator = objective.indicator
    named = objective.name in rule.objectives if rule.objectives else True
    on_plan = plan in rule.plans if rule.plans else True
    by_figure = isinstance(rule.formula, LinearCredit | TieredCredit)
    if rule.services or (by_figure and not rule.objectives):
        about = isinstance(indicator, Availability) and (not rule.services or indicator.of in rule.services)
    else:
        about = True
    return named and on_plan and about


class Blocked(Struct, frozen=True, kw_only=True):
    """How much downtime a credit is reckoned on, and how many blocks of it there are."""

    downtime: Fraction
    """As a share of the time measured."""
    of: CreditedDowntime
    blocks: Fraction
    block: str
    """What one block is: `full 1 % of downtime`."""

    @property
    def says(self) -> str:
        """The downtime in words."""
        beyond = " beyond the target" if self.of is CreditedDowntime.BEYOND_TARGET else ""
        return f"{percent(self.downtime)} of downtime{beyond}"


class Banded(Struct, frozen=True, kw_only=True):
    """Which bands a measured share falls into."""

    reached: Fraction
    bands: tuple[Band, ...]
    """Those that are owed; none where it lies in no band."""
    between: BetweenBands | None = None
    """Which band stands in, where the share lies in none itself."""

    @property
    def amount(self) -> Amount:
        """What they are owed together; UsageError where there are none."""
        if not self.bands:
            raise UsageError(f"{self.says}, so no amount is owed")
        return reduce(plus, (band.amount for band in self.bands))

    @property
    def where(self) -> str:
        """The bands in words: `below 99 %`."""
        return ", and ".join(str(band.stretch) for band in self.bands)

    @property
    def says(self) -> str:
        """Where the share lies, in words."""
        nowhere = f"{percent(self.reached)} lies in none of the credit bands"
        if not self.bands:
            return nowhere
        if self.between is not None:
            return f"{nowhere}, and the {self.between.value} holds: {self.where}"
        several = "s" if len(self.bands) > 1 else ""
        return f"{percent(self.reached)} lies in the credit band{several} {self.where}"


def times_owed(rule: CreditRule, finding: Finding) -> Fraction:
    """How many times a rule's amount is owed for a finding; UsageError where the rule does not fit it."""
    match rule.formula:
        case FlatCredit():
            return Fraction(finding.breaches)
        case LinearCredit() as formula:
            return blocked(formula, rule, finding).blocks
        case TieredCredit():
            return Fraction(1)
        case UnstatedCredit():
            raise UsageError(f"the credit rule at {rule.place} states no amount to be settled")


def blocked(formula: LinearCredit, rule: CreditRule, finding: Finding) -> Blocked:
    """Cut the downtime of a missed availability into blocks; UsageError for a finding that has none."""
    record, reached = _measured(rule, finding, "pays for downtime, and {} has none")
    whole = Fraction(1) if formula.downtime is CreditedDowntime.ALL else _promised(finding, record)
    downtime = max(whole - reached, Fraction(0))
    word = {Blocks.FULL: "full ", Blocks.STARTED: "started ", Blocks.PRO_RATA: ""}[formula.blocks]
    return Blocked(
        downtime=downtime,
        of=formula.downtime,
        blocks=_count(downtime / formula.per, formula.blocks),
        block=f"{word}{write_share(formula.per)} of downtime",
    )


def banded(formula: TieredCredit, rule: CreditRule, finding: Finding) -> Banded:
    """Find the bands of a missed availability, as it was judged; UsageError for a finding that is none."""
    _, reached = _measured(rule, finding, "goes by bands of availability, and {} has none")
    holds = bool(formula.holding(reached))
    return Banded(reached=reached, bands=formula.owed_at(reached), between=None if holds else formula.between)


def _measured(rule: CreditRule, finding: Finding, trouble: str) -> tuple[AvailabilityRecord, Fraction]:
    """The record of a missed availability and the share it is judged by."""
    record, name = finding.record, finding.objective.name
    promised = finding.objective.target is not None
    if not promised or not isinstance(record, AvailabilityRecord) or not isinstance(record.judged, Share):
        raise UsageError(
            f"the credit rule at {rule.place} {trouble.format(name)}: "
            "name objectives of availability with a target in its `for`"
        )
    return record, record.judged.value


def _promised(finding: Finding, record: AvailabilityRecord) -> Fraction:
    """The share that is promised; where downtime is bounded, what the time measured leaves of it."""
    target = finding.objective.share_target
    if target is not None:
        return target.bound
    return Fraction(record.measured - record.allowance, record.measured) if record.measured else Fraction(1)


def _count(exact: Fraction, blocks: Blocks) -> Fraction:
    match blocks:
        case Blocks.FULL:
            return Fraction(floor(exact))
        case Blocks.STARTED:
            return Fraction(ceil(exact))
        case Blocks.PRO_RATA:
            return exact
