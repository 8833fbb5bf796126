"""Live rows: what was told of them, written down where it says something else than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import F
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import ConflictError
from upheld.store.agreements import Agreement
from upheld.store.customers import customers_named
from upheld.store.live import FORM, LiveBook, LiveClock, LiveFinding

AT_ONCE = 500
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


def tell(agreement: Agreement, stood: Standing, telling: Telling, book: Mapping[str, object]) -> Standing:
    """Write down what says something else, and give the rows as they stand then.

    ConflictError where the rows are not those that stood: another process has written meanwhile.
    """
    with transaction.atomic():
        known = LiveBook.objects.select_for_update().filter(agreement=agreement, form=FORM).first()
        if (0 if known is None else known.turn) != stood.turn:
            raise ConflictError(f"the live state of {agreement.slug} was kept by another process meanwhile")
        names = {each.key[0] for each in telling.findings} | {each.key[0] for each in telling.clocks}
        customers = customers_named(agreement.dossier, names)
        # first what is no more: a ticket that was another customer's has its clocks under another key
        left = _without_gone(stood, telling)
        findings, changed = _findings(agreement, left, telling, customers)
        clocks, changed_clocks = _clocks(agreement, left, telling, customers)
        gone = left is not stood
        is_new = known is None
        turn = stood.turn + (changed or changed_clocks or gone or is_new)
        kept = {**book, "form": FORM, "turn": turn, "as_of": telling.as_of, "known_at": telling.known_at}
        if turn != stood.turn:
            kept["changed_at"] = telling.as_of
        LiveBook.objects.update_or_create(agreement=agreement, defaults=kept)
    return Standing(turn=turn, findings=findings, clocks=clocks)


def _findings(
    agreement: Agreement,
    stood: Standing,
    telling: Telling,
    customers: Mapping[str, int],
) -> tuple[dict[FindingKey, Stands], bool]:
    standing = dict(stood.findings)
    new: list[tuple[FindingKey, LiveFinding]] = []
    same: list[int] = []
    changed = 0
    now = {"as_of": telling.as_of, "known_at": telling.known_at}
    for each in telling.findings:
        before = standing.get(each.key)
        since = before.verdict_since if before and before.verdict == each.verdict else telling.as_of
        stands = Stands(
            number=before.number if before else 0,
            digest=each.digest,
            as_of=telling.as_of,
            look_at=each.look_at,
            verdict=each.verdict,
            verdict_since=since,
        )
        if before is not None and before.digest == each.digest and before.look_at == each.look_at:
            same.append(before.number)
        else:
            said = {**each.fields, **now, "verdict_since": since, "look_at": each.look_at}
            is_changed = before is None or before.digest != each.digest
            if is_changed:
                said["changed_at"] = telling.as_of
                changed += 1
            if before is None:
                customer, subscription, plan, objective, member = each.key
                row = LiveFinding(
                    agreement=agreement,
                    customer_id=customers.get(customer),
                    subscription=subscription,
                    plan=plan,
                    objective=objective,
                    member=member,
                    **said,
                )
                new.append((each.key, row))
            else:
                LiveFinding.objects.filter(pk=before.number).update(**said)
        standing[each.key] = stands
    LiveFinding.objects.bulk_create([row for _, row in new], batch_size=AT_ONCE)
    for key, row in new:
        standing[key] = _numbered(standing[key], row.pk)
    for part in _parts(same):
        LiveFinding.objects.filter(pk__in=part).update(**now)
    return standing, bool(changed)


def _clocks(
    agreement: Agreement,
    stood: Standing,
    telling: Telling,
    customers: Mapping[str, int],
) -> tuple[dict[ClockKey, Stands], bool]:
    standing = dict(stood.clocks)
    new: list[tuple[ClockKey, LiveClock]] = []
    same: list[int] = []
    changed = 0
    now = {"as_of": telling.as_of, "known_at": telling.known_at}
    for each in telling.clocks:
        before = standing.get(each.key)
        stands = Stands(
            number=before.number if before else 0,
            digest=each.digest,
            as_of=telling.as_of,
            look_at=each.look_at,
        )
        standing[each.key] = stands
        if before is not None and before.digest == each.digest and before.look_at == each.look_at:
            same.append(before.number)
            continue
        said = {**each.fields, **now, "look_at": each.look_at}
        if before is None or before.digest != each.digest:
            said["changed_at"] = telling.as_of
            changed += 1
        if before is not None:
            LiveClock.objects.filter(pk=before.number).update(**said)
            continue
        customer, subscription, plan, objective, ticket, started_at = each.key
        row = LiveClock(
            agreement=agreement,
            customer_id=customers.get(customer),
            subscription=subscription,
            plan=plan,
            objective=objective,
            ticket=ticket,
            started_at=started_at,
            **said,
        )
        new.append((each.key, row))
    LiveClock.objects.bulk_create([row for _, row in new], batch_size=AT_ONCE)
    for key, row in new:
        standing[key] = _numbered(standing[key], row.pk)
    for part in _parts(same):
        LiveClock.objects.filter(pk__in=part).update(**now)
    return standing, bool(changed)


def _without_gone(stood: Standing, telling: Telling) -> Standing:
    """Take away what is no more; the same standing where nothing goes."""
    findings, clocks = dict(stood.findings), dict(stood.clocks)
    lost = [findings.pop(key).number for key in telling.gone_findings if key in findings]
    for part in _parts(lost):
        LiveFinding.objects.filter(pk__in=part).delete()
    lost_clocks = [clocks.pop(key).number for key in telling.gone_clocks if key in clocks]
    for part in _parts(lost_clocks):
        LiveClock.objects.filter(pk__in=part).delete()
    return Standing(turn=stood.turn, findings=findings, clocks=clocks) if lost or lost_clocks else stood


def _numbered(stands: Stands, number: int) -> Stands:
    return Stands(
        number=number,
        digest=stands.digest,
        as_of=stands.as_of,
        look_at=stands.look_at,
        verdict=stands.verdict,
        verdict_since=stands.verdict_since,
    )


def _parts(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
