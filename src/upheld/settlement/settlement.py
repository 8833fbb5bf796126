"""The settlement: what is owed for a statement, line by line, and why."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit import Credits
from upheld.agreement.fee import Amount, FeePeriod, ShareOfFee
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import NoData, Reason, Sum
from upheld.evaluation.statement import Finding, Statement
from upheld.quantity import Money, MoneyRounding
from upheld.settlement.adjustment import Adjustment, AdjustmentKind
from upheld.settlement.admission import MISSING_FACT, refused
from upheld.settlement.amount import Owed, figure_of, worth, write_amount
from upheld.settlement.books import NO_BOOKS, Books
from upheld.settlement.cap import is_zero
from upheld.settlement.credit import CreditLine, credit_lines
from upheld.settlement.eligibility import (
    NO_RULE,
    OPEN_AMOUNT,
    Entitlement,
    Uncredited,
    entitlement,
    refusal,
)
from upheld.settlement.fee import Fees, monthly_fee
from upheld.settlement.formula import rule_for
from upheld.settlement.reckoning import reckon
from upheld.settlement.terms import OF_CREDIT, terms_of


class Standing(Enum):
    """What a settlement comes to, before any amount."""

    NOTHING_PROMISED = "nothing is promised for a breach"
    NOT_ENTITLED = "no credits on this plan"
    PLAN_NOT_GIVEN = "credits depend on the plan, which is not given"
    NOTHING_OWED = "no credit is owed"
    OWED = "a credit is owed"
    AMBIGUOUS = "what is owed depends on how the text is read"


MAY_CHANGE = frozenset({Standing.NOTHING_OWED, Standing.OWED, Standing.AMBIGUOUS})
"""What may still change while the period is open."""


class OwedOutcome(Struct, frozen=True, kw_only=True):
    """What is owed under some combination of readings of a text that allows several."""

    readings: tuple[str, ...]
    """Lines that are enough for it to come to this, whatever else is meant; other lines may be, too."""
    standing: Standing
    owed: Owed
    reason: Reason
    """In a sentence; the steps it rests on stand in the reason of the settlement."""


class Settlement(Struct, frozen=True, kw_only=True):
    """What one statement's breaches are worth: the lines, and each step from their sum to what is owed."""

    standing: Standing
    fee: Money | None
    lines: tuple[CreditLine, ...] = ()
    without_credit: tuple[Uncredited, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    carried: Owed | None = None
    """What is above a cap and owed later, where a cap says so."""
    owed: Owed
    is_final: bool
    """False while the period, or a ticket in it, is open: the credit so far."""
    reason: Reason
    outcomes: tuple[OwedOutcome, ...] = ()
    """Each amount that readings come to, where they come to several; the lines are those that all have."""

    @property
    def cap(self) -> Adjustment | None:
        """What the first cap does."""
        return next((each for each in self.adjustments if each.kind is AdjustmentKind.CAP), None)


def settle(
    agreement: Agreement,
    statement: Statement,
    fees: Fees | Money | None,
    calendars: Calendars | None = None,
    books: Books = NO_BOOKS,
) -> Settlement:
    """Work out what is owed for the breaches of a statement; one amount is the monthly fee for everything.

    A credit promised as a share of a fee that is not known stays a share. With calendars, its reasons name
    the days by which it must be claimed; the books have what was given before and what is known of the
    customer. Raises UsageError for a fee that is negative, and for a fee or an earlier credit that is not in
    the currency of the agreement.
    """
    known = fees if isinstance(fees, Fees) else monthly_fee(fees)
    _check_fees(agreement, known)
    _check_given(agreement, known, books)
    credits = agreement.credits
    is_final = _is_final(statement)
    if credits is None:
        reason = Reason(rule="credit.promised", says="the agreement promises no credit for a breach")
        return Settlement(
            standing=Standing.NOTHING_PROMISED,
            fee=known.monthly,
            owed=NoData(Standing.NOTHING_PROMISED.value),
            is_final=is_final,
            reason=reason,
        )
    return _settle(agreement, credits, statement, known, calendars, books)


def _is_final(statement: Statement) -> bool:
    """Whether nothing that is credited in this statement can still change."""
    end = statement.period.interval.end
    in_time = (finding for finding in statement.findings if finding.interval.end <= end)
    return statement.as_of >= end and all(finding.is_final for finding in in_time)


def _settle(
    agreement: Agreement,
    credits: Credits,
    statement: Statement,
    fees: Fees,
    calendars: Calendars | None,
    books: Books,
) -> Settlement:
    is_final = _is_final(statement)
    entitled, plan = entitlement(credits, statement.subscription)
    zone = None if calendars is None else calendars.zone(agreement.time_zone)
    lines, without = _judged(credits, statement, fees, entitled, plan, books, zone)
    reckoned = reckon(agreement, credits, statement, lines, fees, books, _nothing(credits, fees))
    owed = reckoned.owed
    for miss in without:
        if miss.reason.rule in (OPEN_AMOUNT, MISSING_FACT):
            owed = NoData(miss.reason.says)
    if entitled is Entitlement.PLAN_UNKNOWN and any(miss.reason == plan for miss in without):
        owed = NoData(plan.says)
    standing = _standing(entitled, lines, owed)
    steps = (plan, *(line.reason for line in lines), *(miss.reason for miss in without))
    steps = (*steps, *(each.reason for each in reckoned.adjustments), *_above_fee(credits, owed, fees))
    if lines:
        terms = terms_of(agreement, statement, lines, calendars)
        nothing = standing is Standing.NOTHING_OWED
        steps = (*steps, *(term for term in terms if not (nothing and term.rule in OF_CREDIT)))
    return Settlement(
        standing=standing,
        fee=fees.monthly,
        lines=lines,
        without_credit=without,
        adjustments=reckoned.adjustments,
        carried=reckoned.carried,
        owed=owed,
        is_final=is_final,
        reason=Reason(
            rule="credit.owed",
            says=_says(standing, owed, is_final) + _why_nothing(standing, reckoned.adjustments),
            figure=figure_of(owed),
            clause=credits.clause,
            because=steps,
        ),
    )


def _judged(
    credits: Credits,
    statement: Statement,
    fees: Fees,
    entitled: Entitlement,
    plan: Reason,
    books: Books,
    zone: Zone | None,
) -> tuple[tuple[CreditLine, ...], tuple[Uncredited, ...]]:
    """Sort the findings into those that earn a credit and those that were missed and earn none."""
    lines: list[CreditLine] = []
    without: list[Uncredited] = []
    on_plan = statement.subscription.plan
    for finding in statement.findings:
        rule = rule_for(credits, finding.objective, on_plan)
        why = refusal(credits, finding, statement.period.interval.end, on_plan, zone)
        if entitled is not Entitlement.ENTITLED and finding.breaches and _may_depend_on_plan(why):
            why = plan
        if why is None and finding.breaches:
            why = _admission(credits, finding, statement, fees, books)
        if why is not None:
            without.append(
                Uncredited(
                    objective=finding.objective.name,
                    interval=finding.interval,
                    member=finding.member,
                    reason=why,
                )
            )
        elif finding.breaches and rule is not None:
            lines += credit_lines(credits, rule, finding, fees, zone)
    return tuple(lines), tuple(without)


def _may_depend_on_plan(why: Reason | None) -> bool:
    """Whether a credit is not refused for a reason that holds on every plan."""
    return why is None or why.rule in (NO_RULE, OPEN_AMOUNT)


def _nothing(credits: Credits, fees: Fees) -> Amount:
    """No credit at all, in the kind of amount that is promised first."""
    first = next(iter(_amounts(credits)), ShareOfFee(Fraction(0)))
    return worth(first, 0, fees.of(first), MoneyRounding.HALF_UP)


def _amounts(credits: Credits) -> tuple[Amount, ...]:
    """Every amount the rules state."""
    return tuple(amount for rule in credits.all_rules for amount in rule.amounts)


def _admission(
    credits: Credits, finding: Finding, statement: Statement, fees: Fees, books: Books
) -> Reason | None:
    """Why a customer, as it was when a promise failed, is owed no credit for that, or may be."""
    why = refused(credits.eligibility, finding, statement.as_of, fees, books)
    if why is None:
        return None
    return Reason(
        rule=why.rule,
        says=f"{finding.objective.name}: {why.says}",
        figure=finding.figure,
        clause=credits.clause,
        evidence=why.evidence,
        evidence_count=len(why.evidence),
    )


def _above_fee(credits: Credits, owed: Owed, fees: Fees) -> Iterator[Reason]:
    """Say that more is owed than is paid for a month, where nothing in the agreement keeps it below."""
    monthly = fees.monthly
    if isinstance(owed, Money) and monthly is not None and monthly < owed and not credits.caps:
        says = f"{owed} is more than the monthly fee, {monthly}: the agreement has no cap"
        yield Reason(rule="credit.above_fee", says=says, figure=Sum(monthly), clause=credits.clause)


def _standing(entitled: Entitlement, lines: tuple[CreditLine, ...], owed: Owed) -> Standing:
    if entitled is Entitlement.PLAN_EXCLUDED:
        return Standing.NOT_ENTITLED
    if entitled is Entitlement.PLAN_UNKNOWN and isinstance(owed, NoData):
        return Standing.PLAN_NOT_GIVEN
    if isinstance(owed, NoData):
        return Standing.OWED
    return Standing.NOTHING_OWED if is_zero(owed) else Standing.OWED


def _says(standing: Standing, owed: Owed, is_final: bool) -> str:
    if standing not in MAY_CHANGE:
        return standing.value
    so_far = "" if is_final else " so far"
    if standing is Standing.NOTHING_OWED:
        return f"{standing.value}{so_far}"
    if isinstance(owed, NoData):
        return f"{standing.value}{so_far}, but how much is open: {owed.why}"
    return f"{standing.value}{so_far}: {write_amount(owed)}"


def _why_nothing(standing: Standing, adjustments: tuple[Adjustment, ...]) -> str:
    """What left nothing of credits that were earned."""
    if standing is not Standing.NOTHING_OWED or not adjustments:
        return ""
    return f": {adjustments[-1].reason.says}"


def _check_given(agreement: Agreement, fees: Fees, books: Books) -> None:
    """Refuse earlier credits in another currency than those of this agreement, and fees in several."""
    known = {paid.amount.currency: paid.evidence for paid in fees.paid}
    for currency in (*_currencies(agreement), *known):
        for given in books.given:
            if isinstance(given.amount, Money) and given.amount.currency != currency:
                shown = f" (`{given.evidence[0]}`)" if given.evidence else ""
                raise UsageError(
                    f"the credit given for {given.month:%Y-%m}{shown} is in {given.amount.currency}, and not "
                    f"in {currency}: give every amount in one currency"
                )
    if len(known) > 1:
        raise UsageError(
            f"the fees are in {' and in '.join(known)}, which do not add up: give every fee in one currency"
        )


def _check_fees(agreement: Agreement, fees: Fees) -> None:
    """Refuse fees that can't be the base of this agreement's credits."""
    for paid in fees.paid:
        amount = paid.amount
        shown = f" (`{paid.evidence[0]}`)" if paid.evidence else ""
        if amount.amount < 0:
            raise UsageError(
                f"a {paid.fee} of {amount}{shown} is negative: give the fee of one {_LENGTH[paid.fee.per]} "
                "without a sign"
            )
        for currency in _currencies(agreement):
            if amount.currency != currency:
                raise UsageError(
                    f"the fee{shown} is in {amount.currency}, and the agreement's currency is {currency}: "
                    f"give the {paid.fee} in {currency}"
                )


_LENGTH = {FeePeriod.MONTH: "month", FeePeriod.YEAR: "year"}


def _currencies(agreement: Agreement) -> tuple[str, ...]:
    """Every currency the agreement settles in; more than one only where a file mixes them."""
    credits = agreement.credits
    amounts = () if credits is None else (*_amounts(credits), *(cap.limit for cap in credits.caps))
    stated = [amount.currency for amount in amounts if isinstance(amount, Money)]
    return (*([agreement.currency] if agreement.currency else []), *stated)
