"""Bills: what a customer pays for a month, and so the most that can be set against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from typing import TypeAlias

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import MONTHLY_FEE, Fee, FeePeriod, FeeScope
from upheld.chrono.interval import Interval
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.errors import TimeError
from upheld.evaluation.reason import NoData
from upheld.evidence.account import FeeCase
from upheld.quantity import ExactMoney, Money
from upheld.quantity.paid import Paid
from upheld.settlement.fee import Fees
from upheld.settlement.fees_in_force import fees_in_force, paid_once

Bills: TypeAlias = Callable[[date], Money | NoData]
"""The bill of the month that begins on a date, or why it is not known."""


def bills_of(
    cases: Sequence[FeeCase], subscription: Subscription, zone: Zone, by_hand: Money | Paid | None = None
) -> Bills:
    """Give the bill of each month: the fees in force at its start, or the one given by hand."""

    def bill(month: date) -> Money | NoData:
        try:
            start, end = zone.midnight(month), zone.midnight(add_months(month, 1))
        except TimeError as error:
            return NoData(f"{month:%Y-%m} lies beyond the calendars known: {error}")
        return _plus(
            bill_for(fees_in_force(cases, subscription, start, by_hand, zone), month),
            paid_once(cases, subscription, Interval(start, end)),
        )

    return bill


def _plus(bill: Money | NoData, once: Sequence[FeeCase]) -> Money | NoData:
    """A bill with what is paid once in its month."""
    if isinstance(bill, NoData):
        return bill
    return reduce(ExactMoney.__add__, (case.amount.exact for case in once), bill.exact).rounded()


def bill_for(fees: Fees, month: date) -> Money | NoData:
    """Add up a month's bill: the fee for everything, or else the fees of services and resources together."""
    whole = fees.find(MONTHLY_FEE)
    if not isinstance(whole, NoData):
        return whole.exact.rounded()
    found = [fees.find(Fee(FeePeriod.MONTH, scope), name) for scope, name in _things(fees)]
    parts = [each.exact for each in found if not isinstance(each, NoData)]
    if not parts:
        return NoData(f"no fee for {month:%Y-%m} is known")
    return reduce(ExactMoney.__add__, parts).rounded()


def _things(fees: Fees) -> list[tuple[FeeScope, str | None]]:
    """Everything that has a fee of its own, once, whether it is paid by the month or by the year."""
    return list(dict.fromkeys((paid.fee.scope, paid.name) for paid in fees.paid))
