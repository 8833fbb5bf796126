"""Ordering: the subscriptions of an order form, and the fees that it says are paid for them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.order import Ordered
from upheld.chrono.zone import Zone
from upheld.evaluation.in_force import beginning
from upheld.evidence.account import FeeCase
from upheld.evidence.evidence import Evidence, Table

ORDER = "order"
"""The source of fees that stand in an order form."""


def subscriptions_of(agreement: Agreement) -> tuple[Subscription, ...]:
    """The subscriptions of an order form, in its order; none where the agreement is no order form."""
    order = agreement.order
    return () if order is None else tuple(_subscription(agreement, each) for each in order.subscriptions)


def with_order(evidence: Evidence, agreement: Agreement, zone: Zone) -> Evidence:
    """The evidence with what an order form says of fees."""
    fees = tuple(_fees(agreement, zone))
    if not fees:
        return evidence
    return replace(evidence, tables=evidence.tables | {Table.FEES}, fees=(*evidence.fees, *fees))


def _subscription(agreement: Agreement, ordered: Ordered) -> Subscription:
    is_whole = ordered.since is None and ordered.until is None
    return Subscription(
        customer=None if agreement.order is None else agreement.order.customer,
        plan=ordered.plan,
        name=ordered.name,
        services=ordered.services,
        term=None if is_whole else _term(agreement, ordered),
    )


def _term(agreement: Agreement, ordered: Ordered) -> Term:
    term = agreement.in_force
    return Term(ordered.since or term.since, ordered.until or term.until)


def _fees(agreement: Agreement, zone: Zone) -> Iterator[FeeCase]:
    order = agreement.order
    for ordered in () if order is None else order.subscriptions:
        term = _term(agreement, ordered)
        for price in ordered.prices:
            named = (order.number or order.customer if order else None, ordered.name, price.service)
            yield FeeCase(
                source=ORDER,
                number="/".join(each for each in named if each),
                customer=None if order is None else order.customer,
                plan=ordered.plan,
                subscription=ordered.name,
                service=price.service,
                yearly=price.yearly,
                every=price.every,
                amount=price.amount,
                since=beginning(zone, term.since),
                until=None if term.until is None else beginning(zone, term.until),
            )
