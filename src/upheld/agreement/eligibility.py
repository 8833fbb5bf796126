"""Eligibility: which customers are owed credits, by what is known of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct

from upheld.quantity import Duration, Money, Target


class Eligibility(Struct, frozen=True, kw_only=True):
    """What must be true of a customer when something fails, besides its plan."""

    size: Target[Fraction] | None = None
    """How large the customer is, in what the text counts."""
    size_of: str = ""
    """What is counted: `users`."""
    fee: Target[Money] | None = None
    """The monthly fee for everything."""
    customer_for: Target[Duration] | None = None
    contract_from: date | None = None
    """The first day on which the contract may have been made."""
    contract_before: date | None = None
    """The day before which it must have been made."""
    paid_up: bool = False
    """Whether all that was due must be paid."""
    stages: tuple[str, ...] = ()
    """Stages of release, such as `general availability`; any where empty."""

    @property
    def facts(self) -> bool:
        """Whether anything but the fee must be known of a customer."""
        needed = (self.size, self.customer_for, self.contract_from, self.contract_before)
        return any(each is not None for each in needed) or self.paid_up or bool(self.stages)


EVERYBODY = Eligibility()
"""No condition at all."""
