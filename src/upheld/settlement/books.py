"""Books: what is on record of a customer besides fees: credits given before, facts, bills to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import FeeScope
from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.evidence.account import AccountCase, ClaimCase, CreditCase
from upheld.evidence.evidence import Evidence, Table
from upheld.settlement.amount import Owed
from upheld.settlement.bill import Bills


class PartGiven(Struct, frozen=True, kw_only=True):
    """What of a credit was given for one promise and one affected thing."""

    promise: str | None
    """Absent where nobody can say for which."""
    thing: str | None
    """Absent where it was a share of the fee for everything, or an amount of money."""
    scope: FeeScope
    service: str | None = None
    """The service in which the thing is, where that is said."""
    amount: Owed

    def thing_of(self, scope: FeeScope) -> str | None:
        """What of a scope it was given for; absent where nobody can say."""
        if self.scope is scope:
            return self.thing
        return self.service if scope is FeeScope.SERVICE else None


class Given(Struct, frozen=True, kw_only=True):
    """A credit that was given for a month, named by its first day."""

    month: date
    amount: Owed
    """Open where nobody can say how much it is."""
    carried: Owed | None = None
    """What was above a cap, and is owed later."""
    promises: tuple[str, ...] | None = None
    """The promises it was for; absent where nobody can say."""
    by_promise: Mapping[str, Owed] | None = None
    """How much of it was for which of several, where that is known."""
    parts: tuple[PartGiven, ...] | None = None
    """The same by what was affected."""
    evidence: tuple[str, ...] = ()


class Books(Struct, frozen=True, kw_only=True):
    """What is known of one customer when a period is settled."""

    zone: Zone | None = None
    given: tuple[Given, ...] = ()
    """Credits of earlier months and of this one, in any order."""
    is_recorded: bool = True
    """Whether anybody keeps a record of credits given."""
    facts: tuple[AccountCase, ...] = ()
    bills: Bills | None = None
    claims: tuple[ClaimCase, ...] = ()
    """Claims that were made, which tell when the customer knew."""

    def aware(self, month: str, as_of: Instant) -> Instant | None:
        """When the customer knew of the failures of a period, where its claims tell one instant."""
        told = {
            case.aware_at
            for case in self.claims
            if case.aware_at is not None and case.aware_at <= as_of and case.period in (None, month)
        }
        return told.pop() if len(told) == 1 else None

    def begins(self, at: Instant) -> date | None:
        """The day on which a period begins."""
        return None if self.zone is None else self.zone.date(at)


NO_BOOKS = Books(is_recorded=False)
"""Where nothing is known."""


def books_of(
    evidence: Evidence,
    subscription: Subscription,
    zone: Zone,
    bills: Bills | None = None,
    before: Iterable[Given] = (),
) -> Books:
    """Open the books of a subscription; `before` are credits that are known otherwise."""
    settled = tuple(before)
    known = {each.month for each in settled}
    recorded = (_given(case) for case in evidence.credits if _concerns(case.customer, subscription))
    return Books(
        zone=zone,
        given=(*settled, *(each for each in recorded if each.month not in known)),
        is_recorded=Table.CREDITS in evidence.tables or bool(settled),
        facts=tuple(case for case in evidence.accounts if _concerns(case.customer, subscription)),
        bills=bills,
        claims=tuple(case for case in evidence.claims if _concerns(case.customer, subscription)),
    )


def _given(case: CreditCase) -> Given:
    return Given(
        month=case.month,
        amount=case.amount,
        carried=case.carried,
        promises=None if case.objective is None else (case.objective,),
        parts=_parts(case),
        evidence=(case.identity,),
    )


def _parts(case: CreditCase) -> tuple[PartGiven, ...] | None:
    """For which thing a credit on record was given; absent where it does not say."""
    if case.service is None and case.resource is None:
        return None
    scope = FeeScope.SERVICE if case.resource is None else FeeScope.RESOURCE
    return (
        PartGiven(
            promise=case.objective,
            thing=case.resource or case.service,
            scope=scope,
            service=case.service,
            amount=case.amount,
        ),
    )


def _concerns(customer: str | None, subscription: Subscription) -> bool:
    return customer is None or subscription.customer is None or customer == subscription.customer
