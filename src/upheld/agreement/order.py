"""Orders: what one customer takes of an agreement, and for how much; each subscription by itself."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.quantity import Money
from upheld.quantity.paid import PaidEvery


class Price(Struct, frozen=True, kw_only=True):
    """What is paid for everything, or for one service, for a month, a year or another time."""

    amount: Money
    yearly: bool = False
    every: PaidEvery | None = None
    """For how long it is paid, where that is neither a month nor a year."""
    service: str | None = None


class Ordered(Struct, frozen=True, kw_only=True):
    """One subscription of an order."""

    name: str | None = None
    """Absent where the order is of one subscription alone."""
    plan: str | None = None
    services: tuple[str, ...] = ()
    """What it covers; all that its plan covers where empty."""
    since: date | None = None
    """The first day; that of the agreement where absent."""
    until: date | None = None
    """The first day on which it no longer runs."""
    prices: tuple[Price, ...] = ()
    place: Place


class Order(Struct, frozen=True, kw_only=True):
    """Who ordered, and each subscription that was ordered."""

    customer: str
    number: str | None = None
    """What the parties call the order form."""
    subscriptions: tuple[Ordered, ...]
    place: Place
