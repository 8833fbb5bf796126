"""Making: the statements of one part of a closing, set down together in one entry of the ledger.

Where what is on record about a subscription can't be judged by, it is set down why, and the others have their
statements.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.db.models import F
from msgspec import Struct

from upheld.agreement.agreement import Subscription
from upheld.chrono.instant import Instant
from upheld.errors import UpheldError
from upheld.operations.closing import Clerk, Line
from upheld.operations.month_end.beginning import closing_of
from upheld.operations.month_end.docket import clerk_for, samples_seen
from upheld.operations.work.aside import aside
from upheld.operations.work.duties import Duty
from upheld.report.figure import Json
from upheld.store.closings import Closing, Stage, Statement, Unjudged
from upheld.store.customers import customers_named
from upheld.store.exhibit import enter_sealed, in_order
from upheld.store.ledger import EntryKind
from upheld.store.seen_samples import let_go
from upheld.store.wholesale import Ready, made_ready, put

Whose = tuple[int | None, str, str]
"""A customer by number, a subscription and a plan."""


class Registrar:
    """Makes statements part by part, one part at a time; keeps the docket of the closing it was at last."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._docket: tuple[int, Clerk] | None = None
        self._at_work = threading.Lock()
        self._may_judge = threading.Event()
        """Cleared while a part is set down: whoever judges meanwhile would keep the records locked longer."""
        self._may_judge.set()

    def remember(self, closing: Closing, clerk: Clerk) -> None:
        """Take over who makes the statements of a closing."""
        with self._at_work:
            self._sit_down(closing, clerk)

    def make(self, duty: Duty) -> None:
        """Make the statements of one part: all of them are set down, or none.

        Everything that takes long is done before the records are locked.
        """
        closing = closing_of(duty.payload)
        first, last = int(str(duty.payload["first"])), int(str(duty.payload["last"]))
        with self._at_work:
            clerk = self._clerk(closing)
            theirs = clerk.subscriptions[first:last]
            files = _Files.of(closing, [each.customer or "" for each in theirs])
            made = aside(lambda: list(self._sealed(clerk, theirs, files)))
        statements = [each for each in made if isinstance(each, Statement)]
        unjudged = [each for each in made if isinstance(each, Unjudged)]
        ready = made_ready(Statement, in_order(statements))
        # a part that is lost with its machine is made again: nobody who records something waits for its disk
        with duty.finishing(at_ease=True):
            self._may_judge.clear()
            try:
                _count(closing, unjudged, last - first, duty.now)
                _set_down(closing, ready, statements, duty.now)
            finally:
                self._may_judge.set()

    def _sealed(
        self, clerk: Clerk, subscriptions: Sequence[Subscription], files: _Files
    ) -> Iterator[Statement | Unjudged]:
        for each in subscriptions:
            self._may_judge.wait()
            try:
                document, line = clerk.made(each)
            except UpheldError as trouble:
                yield files.unjudged(each, str(trouble))
                continue
            statement = files.sealed(document, line)
            if statement is not None:
                yield statement

    def _clerk(self, closing: Closing) -> Clerk:
        if self._docket is None or self._docket[0] != closing.pk:
            self._docket = None
            return self._sit_down(closing, clerk_for(closing, samples_seen(closing, self._data)))
        return self._docket[1]

    def _sit_down(self, closing: Closing, clerk: Clerk) -> Clerk:
        """Keep a clerk; what is there by then is not searched for garbage any more: a sixth of the time."""
        gc.unfreeze()  # the clerk before may be garbage by now
        self._docket = closing.pk, clerk
        gc.freeze()
        return clerk


class _Files(Struct, frozen=True):
    """Everything about a part that has to be looked up, so that its statements are made without asking."""

    closing: Closing
    customers: Mapping[str, int]
    before: Mapping[Whose, Statement]
    """What stands already."""

    @classmethod
    def of(cls, closing: Closing, names: Sequence[str]) -> _Files:
        """Look up what there is about customers; those not known yet are made."""
        customers = customers_named(closing.version.agreement.dossier, names)
        return cls(closing, customers, _standing_before(closing, customers))

    def sealed(self, document: Json, line: Line) -> Statement | None:
        """Seal what was made, as far as it says something else than what stands already."""
        whose = self.customers.get(line.customer), line.subscription or "", line.plan or ""
        known = self.before.get(whose)
        if known is not None and known.says == line.digest:
            return None
        return _statement(self.closing, whose, document, line, known)

    def unjudged(self, subscription: Subscription, why: str) -> Unjudged:
        """Note why there is no statement for somebody."""
        return Unjudged(
            closing=self.closing,
            customer_id=self.customers.get(subscription.customer or ""),
            subscription=subscription.name or "",
            plan=subscription.plan or "",
            why=why,
        )


def _count(closing: Closing, unjudged: Sequence[Unjudged], worked: int, now: Instant) -> None:
    """Count a part; the last one tells what has come of all of them."""
    Unjudged.objects.bulk_create(unjudged)
    Closing.objects.filter(pk=closing.pk).update(judged=F("judged") + worked)
    judged = Closing.objects.filter(pk=closing.pk, judged=F("subscriptions"))
    if not judged.exists():
        return
    troubled = Unjudged.objects.filter(closing=closing).order_by("pk")
    if troubled.count() == closing.subscriptions:
        judged.update(stage=Stage.GIVEN_UP, trouble=troubled.values_list("why", flat=True)[0])
    else:
        judged.update(stage=Stage.READY, ready_at=now)
    let_go(closing)


def _set_down(closing: Closing, ready: Ready, statements: Sequence[Statement], now: Instant) -> None:
    if statements:
        subject = f"{len(statements)} statements of {closing.version.agreement.slug} for {closing.period}"
        # last of all: from here on whoever records something waits
        entry = enter_sealed(EntryKind.STATEMENT, subject, statements, now)
        ready.say("entry_id", entry.pk)
        put(ready)


def _standing_before(closing: Closing, customers: Mapping[str, int]) -> dict[Whose, Statement]:
    """The statements that stand from earlier revisions, by whose they are."""
    if closing.revision == 0:
        return {}
    standing = Statement.objects.filter(
        closing__version__agreement=closing.version.agreement,
        closing__period=closing.period,
        closing__stage=Stage.RELEASED,
        superseded_by=None,
    ).defer("content")
    theirs = standing.filter(customer__in=customers.values()) if customers else standing
    return {(each.customer_id, each.subscription, each.plan): each for each in theirs}


def _statement(
    closing: Closing, whose: Whose, document: Json, line: Line, known: Statement | None
) -> Statement:
    customer, subscription, plan = whose
    statement = Statement(
        closing_id=closing.pk,
        customer_id=customer,
        subscription=subscription,
        plan=plan,
        supersedes_id=None if known is None else known.pk,
        says=line.digest,
        breaches=line.breaches,
        verdicts=dict(line.verdicts),
        owed=line.owed,
        is_owed=line.is_owed,
    )
    statement.put(document)
    statement.seal()
    return statement
