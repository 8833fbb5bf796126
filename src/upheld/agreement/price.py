"""Prices: what a rule owes each time, an amount or what a fee comes to for a length of time."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.fee import MONTHLY_FEE, Amount, Fee, FeeScope, ShareOfFee
from upheld.quantity import Duration


class TimeOfFee(Struct, frozen=True):
    """The part of a fee that is paid for a length of time: a day's fee, an hour's fee."""

    length: Duration
    of: Fee = MONTHLY_FEE

    def __str__(self) -> str:
        return f"{self.length} of {self.of}"


Price = Amount | TimeOfFee


def fee_of(price: Price) -> Fee | None:
    """Give the fee that a price is a share of, or what a length of time costs of; none of money."""
    match price:
        case ShareOfFee(of=fee) | TimeOfFee(of=fee):
            return fee
        case _:
            return None


def resource_word(price: Price) -> str:
    """Give the word of the text for the single thing, no service, whose fee a price is of; or nothing."""
    fee = fee_of(price)
    return fee.noun if fee is not None and fee.scope is FeeScope.RESOURCE else ""
