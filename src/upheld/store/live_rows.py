"""Live rows: what is told of them, and how they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.agreements import Agreement
from upheld.store.live import FORM, LiveBook, LiveClock, LiveFinding

LONGEST_TROUBLE = 1000
FindingKey = tuple[str, str, str, str, str]
"""Customer by name, subscription, plan, objective, member; nobody in particular where a text is empty."""
ClockKey = tuple[str, str, str, str, str, int]
"""Customer by name, subscription, plan, objective, ticket, start."""


class Stands(Struct, frozen=True, kw_only=True):
    """A row as it stands."""

    number: int
    digest: str
    as_of: int
    look_at: int | None = None
    verdict: str = ""
    verdict_since: int = 0


class Standing(Struct, frozen=True, kw_only=True):
    """All rows of an agreement as they stand."""

    turn: int
    findings: dict[FindingKey, Stands]
    clocks: dict[ClockKey, Stands]


class ToldFinding(Struct, frozen=True, kw_only=True):
    """A finding as it is written down."""

    key: FindingKey
    fields: Mapping[str, object]
    look_at: int
    verdict: str
    digest: str


class ToldClock(Struct, frozen=True, kw_only=True):
    """A clock as it is written down."""

    key: ClockKey
    fields: Mapping[str, object]
    look_at: int | None
    digest: str


class Telling(Struct, frozen=True, kw_only=True):
    """What was judged, and what is no more."""

    findings: Sequence[ToldFinding]
    clocks: Sequence[ToldClock]
    gone_findings: Sequence[FindingKey]
    gone_clocks: Sequence[ClockKey]
    as_of: Instant
    known_at: int


def standing(agreement: Agreement) -> Standing | None:
    """Give the rows of an agreement as they stand; none where there are none of this form."""
    book = LiveBook.objects.filter(agreement=agreement, form=FORM).first()
    if book is None:
        return None
    fields = ("customer__name", "subscription", "plan", "objective")
    found: dict[FindingKey, Stands] = {}
    rows = LiveFinding.objects.filter(agreement=agreement).values_list(
        *fields, "member", "pk", "digest", "as_of", "look_at", "verdict", "verdict_since"
    )
    for customer, subscription, plan, objective, member, *stands in rows.iterator():
        number, digest, as_of, look_at, verdict, since = stands
        found[customer or "", subscription, plan, objective, member] = Stands(
            number=number,
            digest=digest,
            as_of=as_of,
            look_at=look_at,
            verdict=verdict,
            verdict_since=since,
        )
    clocks: dict[ClockKey, Stands] = {}
    others = LiveClock.objects.filter(agreement=agreement).values_list(
        *fields, "ticket", "started_at", "pk", "digest", "as_of", "look_at"
    )
    for customer, subscription, plan, objective, ticket, started_at, *stands in others.iterator():
        number, digest, as_of, look_at = stands
        clocks[customer or "", subscription, plan, objective, ticket, started_at] = Stands(
            number=number, digest=digest, as_of=as_of, look_at=look_at
        )
    return Standing(turn=book.turn, findings=found, clocks=clocks)


def turn_of(agreement: Agreement) -> int | None:
    """Count the changes of an agreement's rows; absent where there are none of this form."""
    books = LiveBook.objects.filter(agreement=agreement, form=FORM)
    return books.values_list("turn", flat=True).first()


def judged_at(agreement: Agreement) -> Instant | None:
    """As of when any row of an agreement was judged last; absent where there are none of this form."""
    books = LiveBook.objects.filter(agreement=agreement, form=FORM)
    at = books.values_list("as_of", flat=True).first()
    return None if at is None else Instant(at)


def clear(agreement: Agreement) -> None:
    """Take away all rows of an agreement: they are made anew."""
    LiveFinding.objects.filter(agreement=agreement).delete()
    LiveClock.objects.filter(agreement=agreement).delete()
    LiveBook.objects.filter(agreement=agreement).delete()


def note_trouble(agreement: Agreement, trouble: str, now: Instant) -> None:
    """Note why it can't be told how an agreement stands; its rows stay as they were."""
    LiveBook.objects.filter(agreement=agreement).update(trouble=trouble[:LONGEST_TROUBLE], turn=F("turn") + 1)


def note_looked(agreement: Agreement, known_at: int) -> None:
    """Note that rows up to an entry were looked at, and came to nothing else."""
    LiveBook.objects.filter(agreement=agreement, form=FORM, known_at__lt=known_at).update(known_at=known_at)
