"""Credits: what the breaches of one objective earn."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.credit_rule import CreditRule, LinearCredit, UnstatedCredit
from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.chrono.interval import Interval
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData, Reason, Share, Sum
from upheld.evaluation.statement import Finding
from upheld.quantity import ExactMoney, Money
from upheld.quantity.phrase import write_number
from upheld.settlement.affected import affected, failed_at
from upheld.settlement.amount import exact_worth, figure_of, write_amount
from upheld.settlement.condition import as_credited
from upheld.settlement.fee import Fees, FoundFee
from upheld.settlement.formula import Banded, Blocked, banded, blocked, times_owed


class CreditLine(Struct, frozen=True, kw_only=True):
    """What the breaches of one objective earn, before the cap."""

    objective: str
    affected: str | None = None
    """The service or resource whose own fee it is a share of, where it is of one; or the member."""
    member: str | None = None
    """The member that was judged by itself, where one was."""
    interval: Interval
    """The time judged: an objective may be judged for several periods in one statement."""
    breaches: int
    per_breach: Amount
    """For each breach, for each block of downtime, or for the bands that are owed."""
    blocked: Blocked | None = None
    """The downtime the credit is reckoned on, where it is."""
    banded: Banded | None = None
    """The credit bands that the measured share lies in, where it goes by bands."""
    owed: Money | ShareOfFee
    is_final: bool
    """False while the objective's period is open: the credit so far."""
    reason: Reason


def credit_lines(credits: Credits, rule: CreditRule, finding: Finding, fees: Fees) -> Iterator[CreditLine]:
    """Credit what is left of a breach by a rule: one line, or one for each thing with a fee of its own.

    Each line is rounded once, as the conventions of its promise say.
    """
    credited = as_credited(finding)
    amount = amount_of(rule, credited)
    for name, left in affected(amount, credited):
        yield _line(_Credit(credits, rule, finding, left, amount, name, fees))


class _Credit(Struct, frozen=True):
    """Everything one line is worked out from."""

    credits: Credits
    rule: CreditRule
    finding: Finding
    left: Finding
    """What of it this line credits."""
    amount: Amount
    affected: str | None
    fees: Fees

    @property
    def reckoned(self) -> Blocked | Banded | None:
        """What of the measured share the amount goes by, where it does."""
        match self.rule.formula:
            case LinearCredit() as formula:
                return blocked(formula, self.rule, self.left)
            case TieredCredit() as formula:
                return banded(formula, self.rule, self.left)
            case _:
                return None

    @property
    def fee(self) -> FoundFee | NoData:
        """The fee that the amount is a share of."""
        return self.fees.of(self.amount, self.affected, failed_at(self.left))

    @property
    def exact(self) -> ExactMoney | ShareOfFee:
        """What is owed, before it is rounded."""
        return exact_worth(self.amount, times_owed(self.rule, self.left), self.fee)

    @property
    def owed(self) -> Money | ShareOfFee:
        """What is owed, rounded once where it is money."""
        exact = self.exact
        rounding = self.finding.conventions.money_rounding
        return exact.rounded(rounding) if isinstance(exact, ExactMoney) else exact


def _line(credit: _Credit) -> CreditLine:
    rule, finding, owed, reckoned = credit.rule, credit.finding, credit.owed, credit.reckoned
    return CreditLine(
        objective=finding.objective.name,
        affected=credit.affected,
        member=finding.member,
        interval=finding.interval,
        breaches=credit.left.breaches,
        per_breach=credit.amount,
        blocked=reckoned if isinstance(reckoned, Blocked) else None,
        banded=reckoned if isinstance(reckoned, Banded) else None,
        owed=owed,
        is_final=finding.is_final,
        reason=Reason(
            rule=_RULES[type(reckoned)],
            says=_says(credit, reckoned),
            figure=figure_of(owed),
            clause=rule.clause or credit.credits.clause,
            because=(
                _breach(finding),
                *(() if finding.creditable is None else finding.creditable.because),
                *_reckoned(reckoned),
                *_fee(credit),
                *_rounding(credit),
                *_waiver(rule),
            ),
        ),
    )


_RULES = {type(None): "credit.per_breach", Blocked: "credit.per_downtime", Banded: "credit.per_band"}


def amount_of(rule: CreditRule, finding: Finding) -> Amount:
    """The amount a rule states for a finding; UsageError where it states none."""
    match rule.formula:
        case UnstatedCredit():
            raise UsageError(f"the credit rule at {rule.place} states no amount to be settled")
        case TieredCredit() as formula:
            return banded(formula, rule, finding).amount
        case formula:
            return formula.amount


def times(count: int) -> str:
    """Say how many times: `once`, `twice`, `5 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _says(credit: _Credit, reckoned: Blocked | Banded | None) -> str:
    finding, amount = credit.left, write_amount(credit.amount)
    so_far = "" if finding.is_final else " so far"
    name, owed = finding.objective.name, write_amount(credit.owed)
    of = "" if credit.affected is None else f", for {credit.affected}"
    if isinstance(reckoned, Banded):
        return f"{name} was missed{so_far}: {reckoned.says}, at {amount}{of}: {owed}"
    if reckoned is not None:
        each = f"{amount} for each {reckoned.block}"
        return f"{name} was missed with {reckoned.says}{so_far}, at {each}{of}: {owed}"
    return f"{name} was breached {times(finding.breaches)}{so_far}, at {amount} for each breach{of}: {owed}"


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


def _reckoned(reckoned: Blocked | Banded | None) -> Iterator[Reason]:
    if isinstance(reckoned, Banded):
        yield Reason(rule="credit.band", says=reckoned.says, figure=Share(reckoned.reached))
    elif reckoned is not None:
        says = f"{reckoned.says} is {write_number(reckoned.blocks)} × {reckoned.block}"
        yield Reason(rule="credit.downtime", says=says, figure=Share(reckoned.downtime))


def _fee(credit: _Credit) -> Iterator[Reason]:
    amount, fee = credit.amount, credit.fee
    if isinstance(amount, Money):
        return
    if isinstance(fee, NoData):
        unknown = amount.of.scope is not FeeScope.SUBSCRIPTION and credit.affected is None
        which = f"; nothing says which {amount.of.thing} was affected" if unknown else ""
        yield Reason(rule="credit.fee", says=f"{fee.why}, so the credit stays a share of it{which}")
    else:
        paid = fee.paid
        yield Reason(
            rule="credit.fee",
            says=fee.says,
            figure=Sum(paid.amount),
            evidence=paid.evidence,
            evidence_count=len(paid.evidence),
        )


def _rounding(credit: _Credit) -> Iterator[Reason]:
    """A step of its own where rounding changed the amount."""
    exact, owed = credit.exact, credit.owed
    if isinstance(owed, ShareOfFee) or isinstance(exact, ShareOfFee) or exact == owed.exact:
        return
    rounding = credit.finding.conventions.money_rounding.value
    says = f"{exact} is rounded {rounding} to {owed}, once for the whole line"
    yield Reason(rule="credit.rounding", says=says, figure=Sum(owed))


def _waiver(rule: CreditRule) -> Iterator[Reason]:
    if rule.or_waiver is not None:
        who, what = rule.or_waiver.chosen_by.value, rule.or_waiver.of
        says = f"in place of the credit, {what} may be waived; the {who} chooses"
        yield Reason(rule="credit.or_waiver", says=says, clause=rule.clause)
