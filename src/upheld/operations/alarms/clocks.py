"""Alarms of clocks: tickets of whose time so much is used that somebody is to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from django.db.models import Q
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evaluation.alarms.clock import SHARES, share_used_at, shares_reached
from upheld.operations.alarms.condition import Condition, Identity, topic_of
from upheld.store.alarms import AlarmKind
from upheld.store.live import LiveBook, LiveClock

AT_ONCE = 400
Mark = tuple[int, tuple[Fraction, ...]]
"""When a clock was started, and which shares of its time it has reached."""
FIELDS: Mapping[Fraction, str] = dict(zip(SHARES, ("half_at", "three_quarters_at", "full_at"), strict=True))
"""Shares of which live state has the instant in a column of its own; of others it is worked out."""


class Reached(Struct, frozen=True):
    """How far clocks have come."""

    marks: Mapping[int, Mark]
    """Of those that have reached any share, by their numbers."""
    next_at: Instant | None
    """When the next share is reached of which live state has no instant; absent where none is known."""


def reached_between(since: Instant, now: Instant) -> set[int]:
    """The agreements of which a clock has reached a share after one instant and by another."""
    reached = Q()
    for field in FIELDS.values():
        reached |= Q(**{f"{field}__gt": since, f"{field}__lte": now})
    return set(LiveClock.objects.filter(reached).values_list("agreement", flat=True).distinct())


def marks_reached(book: LiveBook, shares: Sequence[Fraction], now: Instant) -> Reached:
    """How far each clock of an agreement has come of some shares, the lowest first."""
    rows = LiveClock.objects.filter(agreement=book.agreement_id)
    odd = [share for share in shares if share not in FIELDS]
    if not odd or odd[0] > SHARES[0]:
        rows = rows.filter(half_at__lte=now)
    marks: dict[int, Mark] = {}
    between: list[int] = []
    for number, started_at, *instants in rows.values_list("pk", "started_at", *FIELDS.values()):
        known = shares_reached(_by_share(instants), now)
        # what is reached of a higher share is reached of all below it
        reached = tuple(share for share in shares if known and share <= known[-1])
        if reached:
            marks[number] = (started_at, reached)
        if any(_lies_next(share, known) for share in odd):
            between.append(number)
    worked_out = _worked_out(between, odd, marks, shares, now)
    return Reached(marks, worked_out)


def clock_conditions(
    book: LiveBook, marks: Mapping[int, Mark], shares: Sequence[Fraction], now: Instant
) -> Iterator[Condition]:
    """Give every share that some clocks of an agreement have reached while they go on."""
    wanted = sorted(marks)
    for start in range(0, len(wanted), AT_ONCE):
        clocks = LiveClock.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        for clock in clocks.select_related("customer").order_by("pk"):
            for share in marks[clock.pk][1]:
                yield _condition(book, clock, share, shares.index(share), now)


def goes_on(book: LiveBook) -> set[Identity]:
    """What every clock of an agreement that goes on is known by."""
    fields = ("agreement", "plan", "subscription", "objective", "ticket", "started_at")
    return set(LiveClock.objects.filter(agreement=book.agreement_id).values_list(*fields))


def _lies_next(share: Fraction, known: tuple[Fraction, ...]) -> bool:
    """Whether a share lies between the last that a clock is known to have reached and the next such one."""
    last = known[-1] if known else Fraction(0)
    return last < share < min((each for each in SHARES if each > last), default=Fraction(0))


def _worked_out(
    numbers: Sequence[int],
    odd: Sequence[Fraction],
    marks: dict[int, Mark],
    shares: Sequence[Fraction],
    now: Instant,
) -> Instant | None:
    """Add what clocks have reached of shares in between, and tell when the next of them is reached."""
    coming: list[Instant] = []
    fields = ("pk", "started_at", "budget", "spent", "turned_at", "said")
    for start in range(0, len(numbers), AT_ONCE):
        rows = LiveClock.objects.filter(pk__in=numbers[start : start + AT_ONCE])
        for number, started_at, budget, spent, turned_at, said in rows.values_list(*fields):
            windows = said.get("windows", ())
            instants = {
                share: share_used_at(share, budget, spent, Instant(turned_at), windows) for share in odd
            }
            reached = {*shares_reached(instants, now), *marks.get(number, (0, ()))[1]}
            if reached:
                marks[number] = (started_at, tuple(share for share in shares if share in reached))
            coming += [at for at in instants.values() if at is not None and at > now]
    return min(coming, default=None)


def _condition(book: LiveBook, clock: LiveClock, share: Fraction, rank: int, now: Instant) -> Condition:
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
        rank=rank,
        group=group,
        is_told=not book.illustration,
    )


def _by_share(instants: Sequence[int | None]) -> dict[Fraction, Instant | None]:
    known = (None if at is None else Instant(at) for at in instants)
    return dict(zip(SHARES, known, strict=True))
