"""Accounts between the parties: claims for credits, and the fees that credits are reckoned on."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.quantity import Money
from upheld.quantity.paid import PaidEvery


class ClaimCase(Struct, frozen=True, kw_only=True):
    """A credit asked for, and what became of it: submitted, verified or rejected, settled."""

    source: str
    number: str
    customer: str | None = None
    objective: str | None = None
    """The promise it is about; every breach of the period where absent."""
    resource: str | None = None
    """The resource it is about, where each is judged or credited by itself; every one where absent."""
    period: str | None = None
    """The month it is for, such as `2026-03`; that of the failure where absent."""
    failure_at: Instant | None = None
    """The failure it names, where it names one."""
    aware_at: Instant | None = None
    reported_at: Instant | None = None
    """When the failure itself was reported first."""
    submitted_at: Instant
    channel: str | None = None
    in_writing: bool | None = None
    documents: tuple[str, ...] = ()
    plan: str | None = None
    """The customer's plan when it was made."""
    subscription: str | None = None
    """Which of the customer's subscriptions it is for; all of them where absent."""
    verified_at: Instant | None = None
    rejected_at: Instant | None = None
    settled_at: Instant | None = None

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"claim:{self.source}/{self.number}"


class FeeCase(Struct, frozen=True, kw_only=True):
    """What a customer pays for something over a time; the fee of a month is the one in force at its start."""

    source: str
    number: str
    customer: str | None = None
    plan: str | None = None
    subscription: str | None = None
    """Which of the customer's subscriptions it is paid for, where there are several."""
    service: str | None = None
    """The service it is paid for; everything the customer has where neither this nor a resource is named."""
    resource: str | None = None
    yearly: bool = False
    every: PaidEvery | None = None
    """For how long it is paid, where that is neither a month nor a year."""
    one_time: bool = False
    """Paid once, such as for setting up: on the bill of its month, and the base of no credit."""
    amount: Money
    since: Instant
    until: Instant | None = None

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"fee:{self.source}/{self.number}"


class CreditCase(Struct, frozen=True, kw_only=True):
    """A credit that was given for a month."""

    source: str
    number: str
    customer: str | None = None
    month: date
    """The first day of the month it was for."""
    amount: Money
    carried: Money | None = None
    """What was above a cap of that month, or below the least that is paid, and is owed later."""
    objective: str | None = None
    """The promise it was given for; nobody says for which where absent."""
    service: str | None = None
    """The service whose fee it was a share of, or in which the resource is; nobody says where absent."""
    resource: str | None = None
    """The circuit, machine or region whose fee it was a share of."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"credit:{self.source}/{self.number}"


class AccountCase(Struct, frozen=True, kw_only=True):
    """Facts about a customer that hold for a time; each of them is unknown where it is absent."""

    source: str
    number: str
    customer: str | None = None
    service: str | None = None
    """The service or feature they are about; all that the customer has where absent."""
    since: Instant | None = None
    until: Instant | None = None
    size: int | None = None
    """How many users, seats or whatever the agreement counts."""
    customer_since: Instant | None = None
    contract_from: Instant | None = None
    """When the contract was made."""
    contract_until: Instant | None = None
    """When it ended, or ends."""
    paid_up: bool | None = None
    stage: str | None = None
    """The stage of release, such as `general availability`."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"account:{self.source}/{self.number}"
