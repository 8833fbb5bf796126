"""Beginning: a period is closed by what is known now; its statements are made in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet

from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.collect.kept_runs import write_runs
from upheld.errors import ConflictError, UpheldError, UsageError
from upheld.operations.closing import Clerk
from upheld.operations.month_end.carrying import carrier, turns_of
from upheld.operations.month_end.docket import clerk_for, samples_for
from upheld.operations.standing import grounds_in_store
from upheld.operations.work.duties import Duty
from upheld.store.agreements import AgreementVersion
from upheld.store.closings import Closing, Stage
from upheld.store.ledger import lock_head
from upheld.store.seen_samples import keep_seen
from upheld.store.work import Order, State, Work, enqueue

BEGIN = "closing"
PART = "closing part"
AT_ONCE = 125
"""So many statements are one piece of work: whoever would record something waits while these are set down."""


def begin_closing(version: AgreementVersion, period: str, now: Instant) -> Closing:
    """Close a period of an agreement, as a revision where statements of it are out; the work follows.

    UsageError while the period is open, and for a version that another one followed in it; ConflictError
    while an earlier closing of it is not released.
    """
    grounds = grounds_in_store(version)
    interval = parse_period(period, grounds.zone).interval
    if now < interval.end:
        raise UsageError(f"{period} is not over: it can be closed from its end on")
    by = carrier(turns_of(version.agreement_id), interval)
    if by is not None and by != version:
        slug = version.agreement.slug
        raise UsageError(f"{period} of {slug} is closed by version {by.version}, not by {version.version}")
    with transaction.atomic():
        head = lock_head()
        before = Closing.objects.filter(version__agreement=version.agreement, period=period)
        if before.filter(stage__in=(Stage.JUDGING, Stage.READY)).exists():
            raise ConflictError(
                f"{period} of {version.agreement.slug} is being closed: release or decline it, or let it end"
            )
        closing = Closing.objects.create(
            version=version,
            period=period,
            revision=_next_revision(before),
            known_at=head.sequence,
            begun_at=now,
        )
        enqueue(now, Order(kind=BEGIN, payload={"closing": closing.pk}, key=str(closing.pk)))
    return closing


def version_for(versions: QuerySet[AgreementVersion], period: str) -> AgreementVersion | None:
    """Give the one of an agreement's versions by which a period is closed, if there is any.

    TimeError for a period that can't be read.
    """
    newest = versions.select_related("agreement__dossier").order_by("-entry").first()
    if newest is None:
        return None
    interval = parse_period(period, grounds_in_store(newest).zone).interval
    return carrier(turns_of(newest.agreement_id), interval)


def _next_revision(before: QuerySet[Closing]) -> int:
    """0 while nothing is out: whoever gets a statement for the first time gets no revision."""
    released = before.filter(stage=Stage.RELEASED).order_by("-revision")
    last = released.values_list("revision", flat=True).first()
    return 0 if last is None else last + 1


def divide(duty: Duty, data: Path, appointed: Callable[[Closing, Clerk], None]) -> None:
    """Find out whose statements are to be made, and hand them out in parts; or say why none can be made.

    The samples that are known now are kept for all parts: one that comes in later is in none of them.
    Whoever makes statements in this process is told of the clerk, since to appoint one takes seconds.
    """
    closing = closing_of(duty.payload)
    try:
        samples = samples_for(closing, data)
        clerk = clerk_for(closing, samples)
    except UpheldError as trouble:
        with duty.finishing():
            Closing.objects.filter(pk=closing.pk).update(stage=Stage.GIVEN_UP, trouble=str(trouble))
        return
    number, illustration = len(clerk.subscriptions), clerk.courtroom.evidence.illustration or ""
    starts = range(0, number, AT_ONCE)
    with duty.finishing():
        begun = Closing.objects.filter(pk=closing.pk)
        begun.update(subscriptions=number, illustration=illustration)
        seen = samples or {}
        records = sum(len(run.times) for run in seen.values())
        written = b"" if samples is None else write_runs(samples)
        keep_seen(closing, written, len(seen), records, duty.now)
        parts = (
            Order(
                kind=PART,
                payload={"closing": closing.pk, "first": start, "last": min(start + AT_ONCE, number)},
                key=f"{closing.pk} {start}",
            )
            for start in starts
        )
        enqueue(duty.now, *parts)
    appointed(closing, clerk)


def stopped_work(closing: int) -> list[int]:
    """Give the numbers of the work on a closing that was set aside: it does not go on before that is done."""
    theirs = Q(kind=BEGIN, key=str(closing)) | Q(kind=PART, key__startswith=f"{closing} ")
    stopped = Work.objects.filter(theirs, state=State.SET_ASIDE)
    return list(stopped.order_by("pk").values_list("pk", flat=True))


def closing_of(payload: Mapping[str, object]) -> Closing:
    """The closing that work is about."""
    return Closing.objects.select_related("version__agreement__dossier").get(pk=str(payload["closing"]))
