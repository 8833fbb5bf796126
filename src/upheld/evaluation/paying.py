"""Paying: from which day to which a customer is one, where its fees say so and no order form does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.in_force import start_for
from upheld.evidence.account import FeeCase
from upheld.quantity.paid import PaidEvery


def as_paid(
    subscription: Subscription, fees: Iterable[FeeCase], agreement: Agreement, within: Interval, zone: Zone
) -> Subscription:
    """Confine a named customer's subscription to the days on which it pays, where these leave some time out.

    What happened before somebody became a customer, or after, is not owed to them. Whoever pays nothing at
    all in that time is left as it is: then fees are not what tells.
    """
    fees = tuple(fees)
    runs = runs_paid(subscription, fees, agreement, within, zone)
    if len(runs) == 1:
        return runs[0]
    return as_one(runs, fees, agreement)


def as_one(runs: Sequence[Subscription], fees: Iterable[FeeCase], agreement: Agreement) -> Subscription:
    """Put runs of days of one subscription together, in order; the days between are those it was away.

    Where something is paid by the hour or day, a time without a fee is merely one without use.
    """
    terms = [agreement.in_force if each.term is None else each.term for each in runs]
    away = tuple(
        Term(since=before.until, until=after.since)
        for before, after in pairwise(terms)
        if before.until is not None
    )
    term = Term(since=terms[0].since, until=terms[-1].until)
    by_use = any(fee.every in (PaidEvery.HOUR, PaidEvery.DAY) for fee in fees_of(runs[0], fees))
    return replace(runs[0], term=term, away=() if by_use else away)


def runs_paid(
    subscription: Subscription, fees: Iterable[FeeCase], agreement: Agreement, within: Interval, zone: Zone
) -> tuple[Subscription, ...]:
    """The same subscription for each run of days on which it pays: somebody may leave and come back.

    A fee that begins by the day after another's last one goes on with it. As it is where no fee tells.
    """
    runs: list[Interval] = []
    for span in sorted(_paid(subscription, fees, within), key=lambda each: each.start):
        if runs and zone.date(span.start) <= zone.date(Instant(runs[-1].end - 1)) + timedelta(days=1):
            runs[-1] = Interval(runs[-1].start, max(runs[-1].end, span.end))
        else:
            runs.append(span)
    confined = (_confined(subscription, each, agreement, within, zone) for each in runs)
    return tuple(confined) or (subscription,)


def _paid(subscription: Subscription, fees: Iterable[FeeCase], within: Interval) -> list[Interval]:
    """The times of the fees that are paid in some of a time; none where they are not what tells."""
    if subscription.customer is None or subscription.term is not None:
        return []
    return [
        Interval(fee.since, fee.until or within.end)
        for fee in fees_of(subscription, fees)
        if fee.since < within.end and (fee.until is None or fee.until > within.start)
    ]


def _confined(
    subscription: Subscription, paid: Interval, agreement: Agreement, within: Interval, zone: Zone
) -> Subscription:
    start, end = paid.start, paid.end
    if start <= within.start and end >= within.end:
        return subscription
    since = agreement.in_force.since if start <= within.start else zone.date(start)
    until = None if end >= within.end else zone.date(Instant(end - 1)) + timedelta(days=1)
    return replace(subscription, term=Term(since=since, until=until))


def pays_from(subscription: Subscription, fees: Iterable[FeeCase], period: Interval, zone: Zone) -> Instant:
    """When the fees of a period are looked at: as it begins, or the subscription within it.

    Where none is in force yet on the day it begins, the first that comes into force on that day.
    """
    start = start_for(subscription, period, zone)
    if subscription.term is None or start == period.start:
        return start
    own = fees_of(subscription, fees)
    if any(fee.since <= start and (fee.until is None or fee.until > start) for fee in own):
        return start
    day = zone.date(start)
    return min((fee.since for fee in own if fee.since > start and zone.date(fee.since) == day), default=start)


def fees_of(subscription: Subscription, fees: Iterable[FeeCase]) -> list[FeeCase]:
    """The fees a customer pays again and again for a subscription, or for all of its subscriptions."""
    return [fee for fee in fees if not fee.one_time and is_paid_for(subscription, fee)]


def is_paid_for(subscription: Subscription, fee: FeeCase) -> bool:
    """Whether it is that customer's fee, and not one for another of its subscriptions."""
    whose = fee.customer == subscription.customer
    return whose and (None in (subscription.name, fee.subscription) or subscription.name == fee.subscription)
