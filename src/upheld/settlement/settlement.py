"""The settlement: what is owed for a statement, line by line, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.coverage import services_of
from upheld.agreement.credit import Credits
from upheld.agreement.credit_rule import GivenAs, Grant
from upheld.agreement.fee import Amount, FeePeriod, ShareOfFee
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import NoData, Reason, Sum
from upheld.evaluation.statement import Finding, Statement
from upheld.quantity import Money, MoneyRounding
from upheld.settlement.adjustment import Adjustment, AdjustmentKind
from upheld.settlement.admission import MISSING_FACT, refused
from upheld.settlement.amount import Owed, alike, figure_of, measure_of, worth, write_amount
from upheld.settlement.at_worst import at_worst, for_certain, open_findings, unlimited
from upheld.settlement.balance import together
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
    UNDECIDED = "it is not decided whether a credit is owed"
    AMBIGUOUS = "what is owed depends on how the text is read"


_GAPS_SHOWN = 3
"""So many gaps are named in the sentence on what is open."""

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
    statement = _with_services(statement, agreement)
    case = _Case(agreement, credits, known, calendars, books)
    surely = _settle(case, for_certain(statement))
    doubts = tuple(_doubts(case, statement, surely))
    if not doubts or surely.standing in (Standing.NOT_ENTITLED, Standing.PLAN_NOT_GIVEN):
        return surely
    worst = _settle(case, at_worst(statement), is_worst=True)
    return _bounded(surely, worst, doubts)


def _with_services(statement: Statement, agreement: Agreement) -> Statement:
    """The statement whose findings name the services they are about, such as the one of a measure.

    What is about no particular service is about the only one, where there is one alone.
    """
    only = tuple(service.name for service in agreement.services) if len(agreement.services) == 1 else ()
    findings = tuple(
        _about(each, services_of(each.objective, agreement) or only) for each in statement.findings
    )
    return replace(statement, findings=findings)


def _about(finding: Finding, services: tuple[str, ...]) -> Finding:
    if services == finding.objective.services:
        return finding
    return replace(finding, objective=replace(finding.objective, services=services))


def _is_final(statement: Statement) -> bool:
    """Whether nothing that is credited in this statement can still change."""
    end = statement.period.interval.end
    in_time = (finding for finding in statement.findings if finding.interval.end <= end)
    return statement.as_of >= end and all(finding.is_final for finding in in_time)


class _Case(Struct, frozen=True):
    """All that a statement is settled by."""

    agreement: Agreement
    credits: Credits
    fees: Fees
    calendars: Calendars | None
    books: Books


class _Doubt(Struct, frozen=True):
    """Something that leaves open how much is owed."""

    why: str
    unlimited: str = ""
    """Why the worst case is not the most there can be; empty where it is."""
    is_of_charges: bool = False
    """Whether it is about charges that are not made, and no credit."""
    is_of_more: bool = False
    """Whether it is about other promises than those for which something is owed, of no known worst case."""


def _doubts(case: _Case, statement: Statement, surely: Settlement) -> Iterator[_Doubt]:
    """Give what the evidence leaves open of credits: findings, then facts about the customer."""
    for finding in open_findings(statement):
        rule = rule_for(case.credits, finding.objective, statement.subscription.plan)
        ends_later = finding.interval.end > statement.period.interval.end
        if rule is None or rule.grant is not Grant.OWED or ends_later or not _is_credited(case, finding):
            continue
        gaps = finding.gaps if finding.at_worst is None else finding.at_worst.gaps
        missing = gaps or (f"the evidence does not decide what {finding.objective.name} came to",)
        of_more = finding.at_worst is None
        of_charges = rule.given_as is GivenAs.NOT_CHARGED
        no_limit = "" if of_charges else unlimited(rule, finding)
        yield from (_Doubt(gap, no_limit, of_charges, of_more) for gap in missing)
    for miss in surely.without_credit:
        if miss.reason.rule == MISSING_FACT:
            yield _Doubt(miss.reason.says)


def _is_credited(case: _Case, finding: Finding) -> bool:
    named = case.credits.objectives
    return not named or finding.objective.name in named


def _bounded(surely: Settlement, worst: Settlement, doubts: Sequence[_Doubt]) -> Settlement:
    """Put what is owed for certain and what may be owed together; where they agree, that is owed."""
    of_charges = [doubt for doubt in doubts if doubt.is_of_charges]
    if of_charges and (
        surely.not_charged != worst.not_charged or any(each.is_of_more for each in of_charges)
    ):
        open_ = NoData(of_charges[0].why)
        says = surely.reason.says.removesuffix(_not_charged(surely.not_charged)) + _not_charged(open_)
        surely = replace(surely, not_charged=open_, reason=replace(surely.reason, says=says))
        worst = replace(worst, not_charged=open_)
    doubts = [doubt for doubt in doubts if not doubt.is_of_charges]
    if not doubts:
        return surely
    unlimited_by = next((doubt.unlimited for doubt in doubts if doubt.unlimited), "")
    is_limited = not unlimited_by or any(map(_takes_off, surely.adjustments))
    if isinstance(surely.owed, NoData) or (is_limited and _same(surely, worst)):
        return surely
    first, most = surely, worst.owed
    if not isinstance(most, NoData) and alike(surely.owed, most):
        first = min(surely, worst, key=lambda each: _size(each.owed))
        most = max(surely.owed, most, key=_size)
    if not is_limited:
        most = NoData(unlimited_by)
    left = Open(least=first.owed, most=most, why=tuple(dict.fromkeys(doubt.why for doubt in doubts)))
    standing = Standing.UNDECIDED if first.standing is Standing.NOTHING_OWED else first.standing
    says = _open_words(standing, left, is_final=surely.is_final)
    is_known = standing is Standing.OWED and all(doubt.is_of_more for doubt in doubts)
    return replace(
        first,
        standing=standing,
        owed=first.owed if is_known else NoData(says.partition(": ")[2]),
        open=left,
        carried=None,
        is_final=surely.is_final,
        reason=replace(
            first.reason,
            says=says,
            figure=first.reason.figure if is_known else None,
            because=(*first.reason.because, _at_most(most, worst)),
        ),
    )


def _same(one: Settlement, other: Settlement) -> bool:
    nothing = one.standing is other.standing is Standing.NOTHING_OWED
    return nothing or one.owed == other.owed


def _size(owed: Owed) -> Fraction:
    return Fraction(0) if isinstance(owed, NoData) else measure_of(owed)


def _takes_off(step: Adjustment) -> bool:
    """Whether a cap holds, so that nothing more can be owed."""
    taken = step.taken_off
    return step.kind is AdjustmentKind.CAP and not isinstance(taken, NoData) and not is_zero(taken)


def _open_words(standing: Standing, left: Open, *, is_final: bool) -> str:
    """How much is owed for certain, how much may be, and for want of what that is open."""
    so_far = "" if is_final else " so far"
    shown = "; ".join(left.why[:_GAPS_SHOWN])
    more = f"; and {len(left.why) - _GAPS_SHOWN} more" if len(left.why) > _GAPS_SHOWN else ""
    surely = ""
    if standing is Standing.OWED and not isinstance(left.least, NoData):
        surely = f"at least {write_amount(left.least)} for certain, "
    if isinstance(left.most, NoData):
        most = f"how much{' more' if surely else ''} is open, since {left.most.why}"
    else:
        most = f"up to {write_amount(left.most)}{' in all' if surely else ''} is open"
    return f"{standing.value}{so_far}: {surely}{most} ({shown}{more})"


def _at_most(most: Owed, worst: Settlement) -> Reason:
    """What is owed if all went wrong that is not known."""
    owed = most.why if isinstance(most, NoData) else f"{write_amount(most)} would be owed"
    return Reason(
        rule="credit.at_worst",
        says=f"if all that is not known went as badly as it can: {owed}",
        figure=figure_of(most),
        because=tuple(line.reason for line in worst.lines),
    )


def _ends_here(line: CreditLine, statement: Statement) -> bool:
    return line.interval.end <= statement.period.interval.end


def _settle(case: _Case, statement: Statement, *, is_worst: bool = False) -> Settlement:
    """Settle a statement as it stands; at worst, what is not known of the customer is in its favour."""
    agreement, credits, fees = case.agreement, case.credits, case.fees
    entitled, plan = entitlement(credits, statement.subscription)
    earned, without = _judged(case, statement, entitled, plan, is_worst=is_worst)
    is_final = _is_final(statement) and all(line.is_final for line in earned if _ends_here(line, statement))
    lines = tuple(line for line in earned if line.given_as is GivenAs.CREDIT)
    reductions = tuple(line for line in earned if line.given_as is GivenAs.NOT_CHARGED)
    not_charged = together(line.owed for line in reductions) if reductions else None
    reckoned = reckon(agreement, credits, statement, lines, fees, case.books, _nothing(credits, fees))
    owed = reckoned.owed
    for miss in without:
        if miss.reason.rule == OPEN_AMOUNT:
            owed = NoData(miss.reason.says)
    if entitled is Entitlement.PLAN_UNKNOWN and any(miss.reason == plan for miss in without):
        owed = NoData(plan.says)
    standing = _standing(entitled, lines, owed)
    steps = (plan, *(line.reason for line in earned), *(miss.reason for miss in without))
    steps = (*steps, *(each.reason for each in reckoned.adjustments), *_above_fee(credits, owed, fees))
    if lines:
        terms = terms_of(agreement, statement, lines, case.calendars)
        nothing = standing is Standing.NOTHING_OWED
        steps = (*steps, *(term for term in terms if not (nothing and term.rule in OF_CREDIT)))
    return Settlement(
        standing=standing,
        fee=fees.monthly,
        lines=lines,
        without_credit=without,
        adjustments=reckoned.adjustments,
        carried=reckoned.carried,
        reductions=reductions,
        not_charged=not_charged,
        owed=owed,
        is_final=is_final,
        reason=Reason(
            rule="credit.owed",
            says=_says(standing, owed, is_final)
            + _why_nothing(standing, reckoned.adjustments)
            + _not_charged(not_charged),
            figure=figure_of(owed),
            clause=credits.clause,
            because=steps,
        ),
    )


def _judged(
    case: _Case, statement: Statement, entitled: Entitlement, plan: Reason, *, is_worst: bool
) -> tuple[tuple[CreditLine, ...], tuple[Uncredited, ...]]:
    """Sort the findings into those that earn a credit and those that were missed and earn none."""
    credits, zone = case.credits, _zone(case)
    lines: list[CreditLine] = []
    without: list[Uncredited] = []
    on_plan = statement.subscription.plan
    for finding in statement.findings:
        rule = rule_for(credits, finding.objective, on_plan)
        why = refusal(credits, finding, statement.period.interval.end, on_plan, zone)
        if entitled is not Entitlement.ENTITLED and finding.breaches and _may_depend_on_plan(why):
            why = plan
        if why is None and finding.breaches:
            why = _admission(credits, finding, statement, case.fees, case.books)
            if is_worst and why is not None and why.rule == MISSING_FACT:
                why = None
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
            lines += credit_lines(credits, rule, finding, case.fees, zone)
    return tuple(lines), tuple(without)


def _zone(case: _Case) -> Zone | None:
    return None if case.calendars is None else case.calendars.zone(case.agreement.time_zone)


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


def _not_charged(amount: Owed | None) -> str:
    """What is not charged besides."""
    if amount is None or isinstance(amount, NoData):
        return "" if amount is None else f"; what is not charged besides is open: {amount.why}"
    return f"; {write_amount(amount)} is not charged besides"


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
