"""Subscriptions as plain data."""

from __future__ import annotations

from upheld.agreement.agreement import Subscription
from upheld.report.figure import Json, present


def subscription_data(subscription: Subscription) -> Json:
    """Whose statement it is, as far as that is named."""
    term = subscription.term
    return present(
        customer=subscription.customer,
        plan=subscription.plan,
        subscription=subscription.name,
        services=list(subscription.services),
        since=None if term is None else str(term.since),
        until=None if term is None or term.until is None else str(term.until),
        away=[{"since": str(each.since), "until": str(each.until)} for each in subscription.away],
    )
