"""Credits: what the breaches of one objective earn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreement.credit import Credits
from upheld.agreement.credit_rule import CreditRule, LinearCredit, UnstatedCredit
from upheld.agreement.fee import MONTHLY_FEE, Amount, ShareOfFee
from upheld.chrono.interval import Interval
from upheld.errors import UsageError
from upheld.evaluation.reason import Reason, Share, Sum
from upheld.evaluation.statement import Finding
from upheld.quantity import Money
from upheld.quantity.phrase import write_number
from upheld.settlement.amount import exact_worth, figure_of, worth, write_amount
from upheld.settlement.condition import untried
from upheld.settlement.formula import Blocked, blocked, times_owed


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """What the breaches of one objective earn, before the cap."""

    objective: str
    interval: Interval
    """The time judged: an objective may be judged for several periods in one statement."""
    breaches: int
    per_breach: Amount
    """For each breach, or for each block of downtime."""
    blocked: Blocked | None = None
    """The downtime the credit is reckoned on, where it is."""
    owed: Money | ShareOfFee
    is_final: bool
    """False while the objective's period is open: the credit so far."""
    reason: Reason


def credit_line(credits: Credits, rule: CreditRule, finding: Finding, fee: Money | None) -> CreditLine:
    """Credit the breaches of a finding by a rule, the line rounded once as its conventions say."""
    amount = amount_of(rule)
    owed = worth(amount, times_owed(rule, finding), fee, finding.conventions.money_rounding)
    reckoned = _blocked(rule, finding)
    return CreditLine(
        objective=finding.objective.name,
        interval=finding.interval,
        breaches=finding.breaches,
        per_breach=amount,
        blocked=reckoned,
        owed=owed,
        is_final=finding.is_final,
        reason=Reason(
            rule="credit.per_breach" if reckoned is None else "credit.per_downtime",
            says=_says(amount, reckoned, finding, owed),
            figure=figure_of(owed),
            clause=rule.clause or credits.clause,
            because=(
                _breach(finding),
                *_downtime(reckoned),
                *_fee(amount, fee),
                *_rounding(rule, finding, fee, owed),
                *untried(credits.conditions),
                *_waiver(rule),
            ),
        ),
    )


def amount_of(rule: CreditRule) -> Amount:
    """The amount a rule states; UsageError for one that states none."""
    if isinstance(rule.formula, UnstatedCredit):
        raise UsageError(f"the credit rule at {rule.place} states no amount to be settled")
    return rule.formula.amount


def times(count: int) -> str:
    """Say how many times: `once`, `twice`, `5 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _blocked(rule: CreditRule, finding: Finding) -> Blocked | None:
    return blocked(rule.formula, rule, finding) if isinstance(rule.formula, LinearCredit) else None


def _says(amount: Amount, reckoned: Blocked | None, finding: Finding, owed: Money | ShareOfFee) -> str:
    so_far = "" if finding.is_final else " so far"
    name = finding.objective.name
    if reckoned is not None:
        each = f"{write_amount(amount)} for each {reckoned.block}"
        return f"{name} was missed with {reckoned.says}{so_far}, at {each}: {write_amount(owed)}"
    return (
        f"{name} was breached {times(finding.breaches)}{so_far}, "
        f"at {write_amount(amount)} for each breach: {write_amount(owed)}"
    )


def _breach(finding: Finding) -> Reason:
    """The step that leads back to the finding the credit rests on."""
    return Reason(
        rule="credit.breach",
        says=f"the finding on {finding.objective.name}: {finding.reason.says}",
        figure=finding.figure,
        clause=finding.objective.clause,
        evidence=finding.reason.evidence,
        evidence_count=finding.reason.evidence_count,
    )


def _downtime(reckoned: Blocked | None) -> Iterator[Reason]:
    if reckoned is not None:
        says = f"{reckoned.says} is {write_number(reckoned.blocks)} × {reckoned.block}"
        yield Reason(rule="credit.downtime", says=says, figure=Share(reckoned.downtime))


def _fee(amount: Amount, fee: Money | None) -> Iterator[Reason]:
    if isinstance(amount, Money):
        return
    if fee is None or amount.of != MONTHLY_FEE:
        says = f"the {amount.of} is not given, so the credit stays a share of it"
        yield Reason(rule="credit.fee", says=says)
    else:
        yield Reason(rule="credit.fee", says="the monthly fee", figure=Sum(fee))


def _rounding(
    rule: CreditRule, finding: Finding, fee: Money | None, owed: Money | ShareOfFee
) -> Iterator[Reason]:
    """A step of its own where rounding changed the amount."""
    exact = exact_worth(amount_of(rule), times_owed(rule, finding), fee)
    if isinstance(owed, ShareOfFee) or isinstance(exact, ShareOfFee) or exact == owed.exact:
        return
    rounding = finding.conventions.money_rounding.value
    says = f"{exact} is rounded {rounding} to {owed}, once for the whole line"
    yield Reason(rule="credit.rounding", says=says, figure=Sum(owed))


def _waiver(rule: CreditRule) -> Iterator[Reason]:
    if rule.or_waiver is not None:
        who, what = rule.or_waiver.chosen_by.value, rule.or_waiver.of
        says = f"in place of the credit, {what} may be waived; the {who} chooses"
        yield Reason(rule="credit.or_waiver", says=says, clause=rule.clause)
