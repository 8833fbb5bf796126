"""Caps: the most that is owed within some time, whatever was breached in it."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_cap import CapWindow, CreditCap, Excess
from upheld.agreement.fee import Amount, Fee, FeeScope, ShareOfFee
from upheld.agreement.price import TimeOfFee
from upheld.agreement.provenance import Clause
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.period import DateRange, Period, PeriodRule
from upheld.evaluation.reason import NoData
from upheld.quantity import ExactMoney, Money, MoneyRounding
from upheld.settlement.adjustment import Adjustment, AdjustmentKind, adjusted
from upheld.settlement.amount import Owed, alike, called, worth, write_amount
from upheld.settlement.cap_window import fits
from upheld.settlement.fee import FoundFee
from upheld.settlement.fee_time import amount_for


class Bound(Struct, frozen=True, kw_only=True):
    """What a cap lets be owed of some credits, and the least it may be where its fee is not known."""

    limit: Amount | None = None
    """The amount of the cap, a share of a fee where it is one."""
    most: Owed
    at_least: Money | None = None
    """What the fee's known parts make it come to at least."""
    of: Fee | None = None
    """The fee that it is a share of."""

    def surely_holds(self, total: Amount) -> str:
        """Why a sum certainly stays within it, though the two can't be compared; nothing where it may not."""
        if isinstance(total, Money) and self.at_least is not None and not self.at_least < total:
            return f"the {self.of} is not given, and its parts that are make this {self.at_least} at least"
        limit = self.limit
        if not isinstance(total, ShareOfFee) or not isinstance(limit, ShareOfFee):
            return ""
        is_part = total.of.per is limit.of.per and total.of.is_narrower(limit.of)
        is_less = is_part and total.share <= limit.share
        return f"the {total.of} is part of the {limit.of}" if is_less else ""


def limit_of(cap: CreditCap, period: Period) -> Amount | NoData:
    """The amount of a cap in a period."""
    return amount_for(cap.limit, period, cap.spread_over)


def bound_of(
    limit: Amount, fee: FoundFee | NoData, least: ExactMoney | None = None, name: str | None = None
) -> Bound:
    """What a limit comes to by its fee, rounded down, so that no rounding pays more than what was promised.

    `least` is what the fee is at least; `name` is that of the thing it is paid for.
    """
    limit = called(limit, name)
    most = worth(limit, 1, fee, MoneyRounding.DOWN)
    if not isinstance(limit, ShareOfFee) or isinstance(most, Money):
        return Bound(limit=limit, most=most)
    at_least = None if least is None else (least * limit.share).rounded(MoneyRounding.DOWN)
    return Bound(limit=limit, most=most, at_least=at_least, of=limit.of)


def in_words(cap: CreditCap) -> str:
    """A cap as a sentence names it."""
    limit = str(cap.limit) if isinstance(cap.limit, TimeOfFee) else write_amount(cap.limit)
    earn = "earns" if len(cap.objectives) == 1 else "earn"
    of = f" on what {', '.join(cap.objectives)} {earn}" if cap.objectives else ""
    return f"the cap of {limit} for {cap.span}{of}"


def under_cap(
    total: Amount,
    cap: CreditCap,
    bound: Bound,
    *,
    rule: PeriodRule | DateRange,
    before: Owed | None = None,
    note: str = "",
    evidence: tuple[str, ...] = (),
    clause: Clause | None,
) -> Adjustment:
    """Hold a sum against a cap; `before` was given within its time.

    The amount stays open where a cap that may bind can't be applied: no fee is given, or the period is longer
    than the time the cap is for.
    """
    step = partial(cap_step, cap, limit=bound.limit, clause=clause, evidence=evidence)
    phrase, most = in_words(cap), bound.most
    if isinstance(before, NoData):
        phrase = f"{phrase} (some of it was given before)"
        most = before
    elif before is not None and not is_zero(before) and not isinstance(most, NoData):
        phrase = f"{phrase} ({write_amount(before)} of it was given before)"
        most = left_of(most, before)
    elif why := bound.surely_holds(total):
        says = f"{write_amount(total)} stays within {phrase}: {why}{note}"
        return step(zero_of(total), total, says)
    if isinstance(most, NoData):
        return step(
            most, at_most(total, phrase, most, bound.at_least), f"{phrase} is not applied: {most.why}"
        )
    excess = excess_of(total, most)
    if isinstance(excess, NoData):
        return step(
            excess, at_most(total, phrase, excess, bound.at_least), f"{phrase} is not applied: {excess.why}"
        )
    if is_zero(excess):
        return step(excess, total, f"{write_amount(total)} stays within {phrase}{note}")
    if not fits(cap, rule):
        span = "no statement for one month: settle month by month"
        open_ = NoData(f"{phrase} may bind, and this is {span}")
        return step(open_, open_, open_.why)
    says = f"{write_amount(total)} passes {phrase}: {write_amount(most)} is owed{note}"
    return step(excess, most, says)


def at_most(total: Amount, phrase: str, why: NoData, least: Money | None = None) -> NoData:
    """What is owed where a cap can't be applied: no more than the sum, and how much less is open.

    `least` is what the cap comes to at least, by the parts of its fee that are known.
    """
    from_ = f"{least} to " if least is not None and isinstance(total, Money) and least < total else ""
    return NoData(f"it is {from_}{write_amount(total)} at most, and {phrase} is not applied: {why.why}")


def left_of(most: Amount, before: Amount) -> Owed:
    """What earlier credits leave of a cap."""
    if isinstance(most, Money) and isinstance(before, Money):
        return (most - min(most, before)).rounded()
    taken = excess_of(most, before)
    if isinstance(taken, NoData) or not alike(most, before):
        return NoData(f"{write_amount(before)} was given before, and {_why_open(before, most)}")
    return taken


def excess_of(total: Amount, most: Amount) -> Owed:
    """How far a sum passes a most amount, zero where it doesn't; open where the two can't be compared."""
    if isinstance(total, Money) and isinstance(most, Money):
        return (total - min(total, most)).rounded()
    if isinstance(total, ShareOfFee) and isinstance(most, ShareOfFee) and alike(total, most):
        return ShareOfFee(max(total.share - most.share, Fraction(0)), total.of)
    if is_zero(total):
        return total
    if isinstance(total, ServiceTime) and isinstance(most, ServiceTime) and total.is_like(most):
        return ServiceTime(
            max(total.months - most.months, Fraction(0)), max(total.days - most.days, Fraction(0))
        )
    return NoData(_why_open(total, most))


def _why_open(total: Amount, most: Amount) -> str:
    """Why two amounts can't be compared."""
    if isinstance(total, ServiceTime) or isinstance(most, ServiceTime):
        return f"{write_amount(total)} and {write_amount(most)} can't be compared"
    fees = [f"the {amount.of}" for amount in (most, total) if isinstance(amount, ShareOfFee)]
    if len(fees) > 1:
        return f"neither {' nor '.join(fees)} is given, which it depends on"
    return f"{fees[0]} is not given, which it depends on"


def is_zero(amount: Amount) -> bool:
    """Whether an amount is nothing."""
    match amount:
        case Money(amount=figure) | ShareOfFee(share=figure):
            return figure == 0
        case ServiceTime():
            return amount.is_none


def zero_of(like: Amount) -> Amount:
    """No amount at all, of the kind of another one."""
    match like:
        case Money():
            return (like - like).rounded()
        case ShareOfFee(of=fee):
            return ShareOfFee(Fraction(0), fee)
        case ServiceTime():
            return ServiceTime()


def cap_step(
    cap: CreditCap,
    taken_off: Owed,
    owed: Owed,
    says: str,
    *,
    limit: Amount | None = None,
    clause: Clause | None = None,
    evidence: tuple[str, ...] = (),
) -> Adjustment:
    """Put the step of a cap together, and say what is owed later, where it says so."""
    if cap.excess is Excess.CARRIED and not isinstance(taken_off, NoData) and not is_zero(taken_off):
        says = f"{says}; {write_amount(taken_off)} is {cap.excess.value}"
    step = adjusted(
        AdjustmentKind.CAP,
        says,
        taken_off=taken_off,
        owed=owed,
        limit=limit,
        clause=cap.clause or clause,
        evidence=evidence,
    )
    is_of_month = cap.window is CapWindow.MONTH and cap.months == 1
    return replace(step, is_of_some=_is_of_some(cap), is_of_month=is_of_month)


def _is_of_some(cap: CreditCap) -> bool:
    if cap.objectives or cap.window in (CapWindow.CASE, CapWindow.INCIDENT, CapWindow.DAY):
        return True
    match cap.limit:
        case ShareOfFee(of=fee) | TimeOfFee(of=fee):
            return not fee.of_all and fee.scope is not FeeScope.SUBSCRIPTION
        case _:
            return False
