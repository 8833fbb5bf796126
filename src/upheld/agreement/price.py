"""Prices: what a rule owes each time, an amount or what a fee comes to for a length of time."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.fee import MONTHLY_FEE, Amount, Fee
from upheld.quantity import Duration


class TimeOfFee(Struct, frozen=True):
    """The part of a fee that is paid for a length of time: a day's fee, an hour's fee."""

    length: Duration
    of: Fee = MONTHLY_FEE

    def __str__(self) -> str:
        return f"{self.length} of {self.of}"


Price = Amount | TimeOfFee
