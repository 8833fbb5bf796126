"""Alarms of clocks: tickets whose time is half, three quarters or all used up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from django.db.models import Q

from upheld.chrono.instant import Instant
from upheld.evaluation.alarms.clock import SHARES, shares_reached
from upheld.operations.alarms.condition import Condition, Identity, topic_of
from upheld.store.alarms import AlarmKind
from upheld.store.live import LiveBook, LiveClock

FIELDS: Mapping[Fraction, str] = dict(zip(SHARES, ("half_at", "three_quarters_at", "full_at"), strict=True))


def reached_between(since: Instant, now: Instant) -> set[int]:
    """The agreements of which a clock has reached a share after one instant and by another."""
    reached = Q()
    for field in FIELDS.values():
        reached |= Q(**{f"{field}__gt": since, f"{field}__lte": now})
    return set(LiveClock.objects.filter(reached).values_list("agreement", flat=True).distinct())


def clock_conditions(book: LiveBook, now: Instant) -> Iterator[Condition]:
    """Give every share that a clock of an agreement has reached while it goes on."""
    clocks = LiveClock.objects.filter(agreement=book.agreement_id, half_at__lte=now)
    for clock in clocks.select_related("customer").order_by("pk"):
        instants = {share: _instant(getattr(clock, field)) for share, field in FIELDS.items()}
        for share in shares_reached(instants, now):
            yield _condition(book, clock, share, now)


def goes_on(book: LiveBook) -> set[Identity]:
    """What every clock of an agreement that goes on is known by."""
    fields = ("agreement", "plan", "subscription", "objective", "ticket", "started_at")
    return set(LiveClock.objects.filter(agreement=book.agreement_id).values_list(*fields))


def _condition(book: LiveBook, clock: LiveClock, share: Fraction, now: Instant) -> Condition:
    customer = clock.customer
    group = (
        *(clock.agreement_id, clock.plan, clock.subscription),
        *(clock.objective, clock.ticket, clock.started_at),
    )
    said = {
        "agreement": book.agreement.name,
        "customer": "" if customer is None else customer.name,
        "subscription": clock.subscription,
        "plan": clock.plan,
        "objective": clock.objective,
        "ticket": clock.ticket,
        "priority": clock.priority,
        "promise": clock.said.get("promise", ""),
        "share": str(share),
        "due": clock.due_at,
        "group": list(group),
        "illustration": book.illustration,
    }
    return Condition(
        kind=AlarmKind.CLOCK,
        topic=topic_of(AlarmKind.CLOCK, said),
        thing=(*group, str(share)),
        as_of=now,
        dossier=book.agreement.dossier_id,
        agreement=clock.agreement_id,
        customer=clock.customer_id,
        said=said,
        rank=SHARES.index(share),
        group=group,
        is_told=not book.illustration,
    )


def _instant(at: int | None) -> Instant | None:
    return None if at is None else Instant(at)
