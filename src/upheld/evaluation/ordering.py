"""Ordering: the subscriptions of an order form, and the fees that it says are paid for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.order import Order, Ordered, Price
from upheld.chrono.instant import LATEST
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.in_force import beginning, span_of
from upheld.evidence.account import FeeCase
from upheld.evidence.evidence import Evidence, Table
from upheld.quantity import Money

ORDER = "order"
"""The source of fees that stand in an order form."""


def subscriptions_of(agreement: Agreement) -> tuple[Subscription, ...]:
    """The subscriptions of an order form, in its order; none where the agreement is no order form."""
    order = agreement.order
    return () if order is None else tuple(_subscription(agreement, each) for each in order.subscriptions)


def with_order(evidence: Evidence, agreement: Agreement, zone: Zone) -> Evidence:
    """The evidence with what an order form says of fees.

    Fees of the evidence that tell a plan and name nobody are those of the one who ordered, unless there are
    other customers, or they are a list of prices.
    """
    order = agreement.order
    if order is None:
        return evidence
    known = tuple(_with_customer(evidence.fees, order, agreement.plans))
    fees = (*known, *_fees(agreement, zone, has_whole=any(map(_is_whole, known))))
    if not fees:
        return evidence
    return replace(evidence, tables=evidence.tables | {Table.FEES}, fees=fees)


def check_plans(evidence: Evidence, agreement: Agreement, zone: Zone) -> None:
    """UsageError where fees tell another plan than the order form, or not of which subscription they tell."""
    order = agreement.order
    if order is None:
        return
    several = len(order.subscriptions) > 1
    own = [each for each in evidence.fees if each.customer == order.customer and each.plan in agreement.plans]
    unsaid = [each for each in own if several and each.subscription is None and each.source != ORDER]
    if _tells_change(unsaid):
        names = ", ".join(str(each.name) for each in order.subscriptions)
        raise UsageError(
            f"`{unsaid[0].identity}` tells of a change of plan, and {order.customer} has several "
            f"subscriptions: say in `subscription` which one it is paid for, of {names}"
        )
    for ordered in order.subscriptions:
        span = span_of(_term(agreement, ordered), zone)
        if span is None or ordered.plan is None:
            continue
        for fee in (each for each in own if each.subscription == ordered.name and each.plan != ordered.plan):
            if fee.since < span.end and span.start < (fee.until or span.end):
                of = "" if ordered.name is None else f" for subscription {ordered.name}"
                raise UsageError(
                    f"the order form of {order.customer} says plan {ordered.plan}{of}, and `{fee.identity}` "
                    f"says plan {fee.plan}: where the plan changed, leave `plan` and `fee` out of the order "
                    "form, and write a fee for each plan into the evidence, with `since` and `until`"
                )


def _with_customer(fees: Sequence[FeeCase], order: Order, plans: Sequence[str]) -> Iterator[FeeCase]:
    others = any(each.customer not in (None, order.customer) for each in fees)
    unnamed = [each for each in fees if each.customer is None and each.plan in plans]
    told = {
        name
        for name in {each.subscription for each in unnamed}
        if name is not None or _tells_change(each for each in unnamed if each.subscription is None)
    }
    for fee in fees:
        is_theirs = not others and fee.customer is None and fee.plan in plans and fee.subscription in told
        yield replace(fee, customer=order.customer) if is_theirs else fee


def _tells_change(fees: Iterable[FeeCase]) -> bool:
    """Whether fees tell of several plans, one after the other."""
    paid = sorted((each for each in fees if not each.one_time), key=lambda each: each.since)
    changes = [(one, other) for one, other in pairwise(paid) if one.plan != other.plan]
    return bool(changes) and all((one.until or LATEST) <= other.since for one, other in changes)


def _is_whole(fee: FeeCase) -> bool:
    return fee.service is None and fee.resource is None and not fee.one_time


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


def _fees(agreement: Agreement, zone: Zone, *, has_whole: bool) -> Iterator[FeeCase]:
    order = agreement.order
    for ordered in () if order is None else order.subscriptions:
        term = _term(agreement, ordered)
        for price in (*ordered.prices, *(() if has_whole else _price_of_all(ordered, agreement))):
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


def _price_of_all(ordered: Ordered, agreement: Agreement) -> Iterator[Price]:
    """What everything costs where an order form has a price for each service, and none for all of them."""
    prices = ordered.prices
    first = prices[0] if prices else None
    covered = {*(ordered.services or (each.name for each in agreement.services))}
    alike = {(each.yearly, each.every, each.amount.currency) for each in prices}
    if first is not None and {each.service for each in prices} == covered and len(alike) == 1:
        whole = sum((each.amount.amount for each in prices[1:]), first.amount.amount)
        yield replace(first, amount=Money(whole, first.amount.currency), service=None)
