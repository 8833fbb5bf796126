"""Fees, and amounts that are shares of them."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.quantity import Money


class FeePeriod(Enum):
    """For how long a fee is paid."""

    MONTH = "monthly"
    YEAR = "yearly"


class FeeScope(Enum):
    """For what a fee is paid; the value is what the language writes after `of the affected`."""

    SUBSCRIPTION = "subscription"
    """All that the customer has."""
    SERVICE = "service"
    RESOURCE = "resource"
    """An instance, a machine, a circuit: the smallest thing with a price of its own."""


class Fee(Struct, frozen=True):
    """A fee that a credit is reckoned on."""

    per: FeePeriod = FeePeriod.MONTH
    scope: FeeScope = FeeScope.SUBSCRIPTION

    def __str__(self) -> str:
        of = "" if self.scope is FeeScope.SUBSCRIPTION else f" of the affected {self.scope.value}"
        return f"{self.per.value} fee{of}"


MONTHLY_FEE = Fee()
"""What a customer pays for one month, for everything."""


class ShareOfFee(Struct, frozen=True):
    """A share of a fee, 1 being all of it."""

    share: Fraction
    of: Fee = MONTHLY_FEE


Amount = ShareOfFee | Money
