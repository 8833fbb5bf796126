"""Bills: what a customer pays for a month, and so the most that can be set against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from upheld.agreement.agreement import Subscription
from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData
from upheld.evidence.account import FeeCase
from upheld.quantity import Money

Bills: TypeAlias = Callable[[date], Money | NoData]
"""The bill of the month that begins on a date, or why it is not known."""


def bills_of(fee: Money | None, fees: Sequence[FeeCase], subscription: Subscription, zone: Zone) -> Bills:
    """Give the bill of each month: the fee given, otherwise what the evidence has in force at its start."""

    def bill(month: date) -> Money | NoData:
        return fee if fee is not None else _recorded(month, zone.midnight(month), fees, subscription)

    return bill


def _recorded(
    month: date, start: Instant, fees: Sequence[FeeCase], subscription: Subscription
) -> Money | NoData:
    """The monthly fees in force at an instant: that for everything, otherwise those of its parts together."""
    paid = [fee for fee in fees if _is_paid(fee, start, subscription)]
    for_all = [fee.amount for fee in paid if fee.service is None and fee.resource is None]
    amounts = for_all or [fee.amount for fee in paid]
    if not amounts:
        return NoData(f"no monthly fee of {month:%Y-%m} is known")
    if len(for_all) > 1:
        return NoData(f"several monthly fees of {month:%Y-%m} are recorded")
    if len({amount.currency for amount in amounts}) > 1:
        return NoData(f"the fees of {month:%Y-%m} are in several currencies")
    total = amounts[0].exact
    for amount in amounts[1:]:
        total = total + amount
    return total.rounded()


def _is_paid(fee: FeeCase, start: Instant, subscription: Subscription) -> bool:
    in_force = fee.since <= start and (fee.until is None or start < fee.until)
    ours = fee.customer in (None, subscription.customer) or subscription.customer is None
    on_plan = fee.plan in (None, subscription.plan)
    return in_force and ours and on_plan and not fee.yearly
