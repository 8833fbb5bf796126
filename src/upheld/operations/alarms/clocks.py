"""Alarms of clocks: tickets whose time is half, three quarters or all used up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from django.db.models import Q

from upheld.chrono.instant import Instant
from upheld.evaluation.alarms.clock import SHARES, shares_reached
from upheld.operations.alarms.condition import Condition, Identity, topic_of
from upheld.store.alarms import AlarmKind
from upheld.store.live import LiveBook, LiveClock

AT_ONCE = 400
Mark = tuple[int, int]
"""When a clock was started, and how many shares of its time it has reached."""
FIELDS: Mapping[Fraction, str] = dict(zip(SHARES, ("half_at", "three_quarters_at", "full_at"), strict=True))


def reached_between(since: Instant, now: Instant) -> set[int]:
    """The agreements of which a clock has reached a share after one instant and by another."""
    reached = Q()
    for field in FIELDS.values():
        reached |= Q(**{f"{field}__gt": since, f"{field}__lte": now})
    return set(LiveClock.objects.filter(reached).values_list("agreement", flat=True).distinct())


def marks_reached(book: LiveBook, now: Instant) -> dict[int, Mark]:
    """How far each clock of an agreement has come that has reached any share, by its number."""
    rows = LiveClock.objects.filter(agreement=book.agreement_id, half_at__lte=now)
    return {
        number: (started_at, len(shares_reached(_by_share(instants), now)))
        for number, started_at, *instants in rows.values_list("pk", "started_at", *FIELDS.values())
    }


def clock_conditions(book: LiveBook, numbers: Collection[int], now: Instant) -> Iterator[Condition]:
    """Give every share that some clocks of an agreement have reached while they go on."""
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        clocks = LiveClock.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        for clock in clocks.select_related("customer").order_by("pk"):
            instants = _by_share([getattr(clock, field) for field in FIELDS.values()])
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


def _by_share(instants: Sequence[int | None]) -> dict[Fraction, Instant | None]:
    known = (None if at is None else Instant(at) for at in instants)
    return dict(zip(SHARES, known, strict=True))
