"""Subscriptions as plain data, and in words."""

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
    )


def subscription_in_words(subscription: Json) -> list[str]:
    """Whose it is, in a line; none where nobody is named."""
    said = [
        *([subscription["customer"]] if "customer" in subscription else []),
        *([f"subscription {subscription['subscription']}"] if "subscription" in subscription else []),
        *([f"plan {subscription['plan']}"] if "plan" in subscription else []),
        *([f"for {' and '.join(subscription['services'])}"] if "services" in subscription else []),
        *([f"from {subscription['since']}"] if "since" in subscription else []),
        *([f"until {subscription['until']}"] if "until" in subscription else []),
    ]
    return [", ".join(said)] if said else []
