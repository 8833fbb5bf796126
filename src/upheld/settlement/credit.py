"""Credits: what the breaches of one objective earn."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreement.credit import Amount, Credits, ShareOfFee
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Reason, Sum
from upheld.evaluation.statement import Finding
from upheld.quantity import Money
from upheld.settlement.amount import exact_worth, figure_of, worth, write_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """What the breaches of one objective earn, before the cap."""

    objective: str
    interval: Interval
    """The time judged: an objective may be judged for several periods in one statement."""
    breaches: int
    per_breach: Amount
    owed: Money | ShareOfFee
    is_final: bool
    """False while the objective's period is open: the credit so far."""
    reason: Reason


def credit_line(credits: Credits, finding: Finding, fee: Money | None) -> CreditLine:
    """Credit the breaches of a finding: so much for each, the line rounded once as its conventions say."""
    rounding = finding.conventions.money_rounding
    owed = worth(credits.per_breach, finding.breaches, fee, rounding)
    return CreditLine(
        objective=finding.objective.name,
        interval=finding.interval,
        breaches=finding.breaches,
        per_breach=credits.per_breach,
        owed=owed,
        is_final=finding.is_final,
        reason=Reason(
            rule="credit.per_breach",
            says=_says(credits, finding, owed),
            figure=figure_of(owed),
            clause=credits.clause,
            because=(_breach(finding), *_fee(credits, fee), *_rounding(credits, finding, fee, owed)),
        ),
    )


def times(count: int) -> str:
    """Say how many times: `once`, `twice`, `5 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _says(credits: Credits, finding: Finding, owed: Money | ShareOfFee) -> str:
    so_far = "" if finding.is_final else " so far"
    return (
        f"{finding.objective.name} was breached {times(finding.breaches)}{so_far}, "
        f"at {write_amount(credits.per_breach)} for each breach: {write_amount(owed)}"
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


def _fee(credits: Credits, fee: Money | None) -> tuple[Reason, ...]:
    if isinstance(credits.per_breach, Money):
        return ()
    if fee is None:
        says = "the monthly fee is not given, so the credit stays a share of it"
        return (Reason(rule="credit.fee", says=says),)
    return (Reason(rule="credit.fee", says="the monthly fee", figure=Sum(fee)),)


def _rounding(
    credits: Credits, finding: Finding, fee: Money | None, owed: Money | ShareOfFee
) -> tuple[Reason, ...]:
    """A step of its own where rounding changed the amount."""
    if isinstance(owed, ShareOfFee):
        return ()
    exact = exact_worth(credits.per_breach, finding.breaches, fee)
    if isinstance(exact, ShareOfFee) or exact == owed.exact:
        return ()
    rounding = finding.conventions.money_rounding.value
    says = f"{exact} is rounded {rounding} to {owed}, once for the whole line"
    return (Reason(rule="credit.rounding", says=says, figure=Sum(owed)),)
