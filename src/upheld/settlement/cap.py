"""The cap: the most that is owed for one month, whatever was breached in it."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.fee import MONTHLY_FEE, Amount, ShareOfFee
from upheld.agreement.provenance import Clause
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.period import BillingMonth, CalendarMonth, Period
from upheld.evaluation.reason import NoData, Reason
from upheld.quantity import Money, MoneyRounding
from upheld.settlement.amount import Owed, alike, figure_of, worth, write_amount
from upheld.settlement.fee import FoundFee


class Cap(Struct, frozen=True, kw_only=True):
    """A cap as promised, what it takes off the sum of the lines, and what is owed after it."""

    limit: Amount
    taken_off: Owed
    owed: Owed
    reason: Reason


def under_cap(
    total: Amount,
    limit: Amount,
    fee: FoundFee | NoData,
    *,
    period: Period,
    clause: Clause | None,
) -> Cap:
    """Hold the sum of the lines against the cap of a month; `fee` is the one the cap is a share of.

    A cap in money is rounded down, so that no rounding pays more than what was promised at most. The amount
    stays open where a cap that may bind can't be applied: no fee is given, or the period is no single month.
    """
    most = worth(limit, 1, fee, MoneyRounding.DOWN)
    excess = _excess(total, most)
    phrase = f"the cap of {write_amount(limit)} for one month"
    if isinstance(excess, NoData):
        return _cap(limit, excess, excess, f"{phrase} is not applied: {excess.why}", clause)
    if _is_zero(excess):
        return _cap(limit, excess, total, f"{write_amount(total)} stays within {phrase}", clause)
    if not isinstance(period.rule, CalendarMonth | BillingMonth):
        open_ = NoData(f"{phrase} may bind, and this is no statement for one month: settle month by month")
        return _cap(limit, open_, open_, open_.why, clause)
    says = f"{write_amount(total)} passes {phrase}: {write_amount(most)} is owed"
    return _cap(limit, excess, most, says, clause)


def _excess(total: Amount, most: Amount) -> Owed:
    """How far the sum passes the most, zero where it doesn't."""
    if isinstance(total, Money) and isinstance(most, Money):
        return (total - min(total, most)).rounded()
    if isinstance(total, ShareOfFee) and isinstance(most, ShareOfFee) and alike(total, most):
        return ShareOfFee(max(total.share - most.share, Fraction(0)), total.of)
    if _is_zero(total):
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


def _is_zero(amount: Amount) -> bool:
    match amount:
        case Money(amount=figure) | ShareOfFee(share=figure):
            return figure == 0
        case ServiceTime():
            return amount.is_none


def _cap(limit: Amount, taken_off: Owed, owed: Owed, says: str, clause: Clause | None) -> Cap:
    reason = Reason(rule="credit.cap", says=says, figure=figure_of(owed), clause=clause)
    return Cap(limit=limit, taken_off=taken_off, owed=owed, reason=reason)
