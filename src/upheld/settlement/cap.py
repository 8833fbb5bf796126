"""Caps: the most that is owed within some time, whatever was breached in it."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.credit_cap import CreditCap, Excess
from upheld.agreement.fee import MONTHLY_FEE, Amount, ShareOfFee
from upheld.agreement.provenance import Clause
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.period import DateRange, PeriodRule
from upheld.evaluation.reason import NoData
from upheld.quantity import Money, MoneyRounding
from upheld.settlement.adjustment import Adjustment, AdjustmentKind, adjusted
from upheld.settlement.amount import Owed, alike, worth, write_amount
from upheld.settlement.cap_window import fits
from upheld.settlement.fee import FoundFee


def most_of(cap: CreditCap, fee: FoundFee | NoData) -> Amount:
    """The amount of a cap, rounded down, so that no rounding pays more than what was promised at most."""
    return worth(cap.limit, 1, fee, MoneyRounding.DOWN)


def in_words(cap: CreditCap) -> str:
    """A cap as a sentence names it."""
    return f"the cap of {write_amount(cap.limit)} for {cap.span}"


def under_cap(
    total: Amount,
    cap: CreditCap,
    fee: FoundFee | NoData,
    *,
    rule: PeriodRule | DateRange,
    before: Owed | None = None,
    note: str = "",
    evidence: tuple[str, ...] = (),
    clause: Clause | None,
) -> Adjustment:
    """Hold a sum against a cap; `fee` is the one the cap is a share of, `before` was given within its time.

    The amount stays open where a cap that may bind can't be applied: no fee is given, or the period is longer
    than the time the cap is for.
    """
    phrase, limit = in_words(cap), most_of(cap, fee)
    most: Owed = limit
    if isinstance(before, NoData):
        phrase = f"{phrase} (some of it was given before)"
        most = before
    elif before is not None and not is_zero(before):
        phrase = f"{phrase} ({write_amount(before)} of it was given before)"
        most = _left(limit, before)
    if isinstance(most, NoData):
        return _step(cap, most, most, f"{phrase} is not applied: {most.why}", clause, evidence)
    excess = _excess(total, most)
    if isinstance(excess, NoData):
        return _step(cap, excess, excess, f"{phrase} is not applied: {excess.why}", clause, evidence)
    if is_zero(excess):
        return _step(
            cap, excess, total, f"{write_amount(total)} stays within {phrase}{note}", clause, evidence
        )
    if not fits(cap, rule):
        span = "no statement for one month: settle month by month"
        open_ = NoData(f"{phrase} may bind, and this is {span}")
        return _step(cap, open_, open_, open_.why, clause, evidence)
    says = f"{write_amount(total)} passes {phrase}: {write_amount(most)} is owed{note}"
    return _step(cap, excess, most, says, clause, evidence)


def _left(most: Amount, before: Amount) -> Owed:
    """What earlier credits leave of a cap."""
    if isinstance(most, Money) and isinstance(before, Money):
        return (most - min(most, before)).rounded()
    taken = _excess(most, before)
    if isinstance(taken, NoData) or not alike(most, before):
        return NoData(f"{write_amount(before)} was given before, and can't be compared with it")
    return taken


def _excess(total: Amount, most: Amount) -> Owed:
    """How far the sum passes the most, zero where it doesn't."""
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
    if isinstance(total, ServiceTime) or isinstance(most, ServiceTime):
        return NoData(f"{write_amount(total)} and {write_amount(most)} can't be compared")
    shares = [amount.of for amount in (most, total) if isinstance(amount, ShareOfFee)]
    missing = next((fee for fee in shares if fee != MONTHLY_FEE), MONTHLY_FEE)
    return NoData(f"the {missing} is not given, which it depends on")


def is_zero(amount: Amount) -> bool:
    """Whether an amount is nothing."""
    match amount:
        case Money(amount=figure) | ShareOfFee(share=figure):
            return figure == 0
        case ServiceTime():
            return amount.is_none


def _step(
    cap: CreditCap,
    taken_off: Owed,
    owed: Owed,
    says: str,
    clause: Clause | None,
    evidence: tuple[str, ...],
) -> Adjustment:
    if cap.excess is Excess.CARRIED and not isinstance(taken_off, NoData) and not is_zero(taken_off):
        says = f"{says}; {write_amount(taken_off)} is {cap.excess.value}"
    return adjusted(
        AdjustmentKind.CAP,
        says,
        taken_off=taken_off,
        owed=owed,
        limit=cap.limit,
        clause=cap.clause or clause,
        evidence=evidence,
    )
