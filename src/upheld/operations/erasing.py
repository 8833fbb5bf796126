"""Erase: the data of a customer taken out of the records; the chain, and what was judged, stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import orjson
from django.db import transaction
from django.db.models import QuerySet
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import ConflictError
from upheld.evidence.evidence import Table
from upheld.store.closings import Statement, Unjudged
from upheld.store.customers import Customer
from upheld.store.exhibit import Exhibit, enter
from upheld.store.ledger import EntryKind, lock_head
from upheld.store.reach import reached
from upheld.store.records import Record
from upheld.store.retention import Erasure, holds_of
from upheld.store.viewer import Viewer

AT_ONCE = 500
_LOGS: Mapping[Table, Table] = {Table.TICKETS: Table.TICKET_EVENTS}
"""Rows that tell of rows of a customer, without naming whose they are."""


class Erased(Struct, frozen=True, kw_only=True):
    """What was taken away."""

    rows: int
    statements: int
    sequence: int
    """Of the entry in the ledger."""


class Prospect(Struct, frozen=True, kw_only=True):
    """What would be taken away."""

    rows: int
    statements: int
    """Of which the documents would go, where that is asked for."""


def look_at(customer: Customer) -> Prospect:
    """Tell how much there is of a customer."""
    statements = Statement.objects.filter(customer=customer).exclude(salt=None)
    return Prospect(rows=sum(each.count() for each in _parts_of(customer)), statements=statements.count())


def look_at_for(viewer: Viewer, number: int) -> Prospect | None:
    """The same on behalf of somebody who reaches the customer; absent where there is none."""
    customer = reached(viewer, Customer).filter(pk=number).select_related("dossier").first()
    return None if customer is None else look_at(customer)


def erase(customer: Customer, by: str, why: str, now: Instant, *, statements: bool = False) -> Erased:
    """Take away all rows of a customer, as they stand and as they stood, and the name; statements on request.

    Digests, numbers and what lists tell of statements stay. ConflictError while a legal hold covers it.
    """
    dossier = customer.dossier
    with transaction.atomic():
        lock_head()
        for held in holds_of(dossier):
            if held.customer in ("", customer.name):
                raise ConflictError(f"legal hold {held.pk} keeps this evidence: lift it first")
        rows = _rows_of(customer)
        documents = list(Statement.objects.filter(customer=customer).exclude(salt=None)) if statements else []
        erased = {
            "record": sorted(each.pk for each in rows),
            "statement": sorted(each.pk for each in documents),
        }
        said = orjson.dumps({"by": by, "erased": erased, "why": why}, option=orjson.OPT_SORT_KEYS)
        erasure = Erasure(dossier=dossier, content=said)
        subject = f"{len(rows)} rows and {len(documents)} statements of {dossier.slug}"
        entry = enter(EntryKind.ERASURE, subject, [erasure], now)
        erasure.save()
        _take_away(rows, ["content", "salt", "customer", "subject", "identity"])
        _take_away(documents, ["content", "salt"])
        Unjudged.objects.filter(customer=customer).update(why="erased")
        Customer.objects.filter(pk=customer.pk).update(name=f"erased customer {customer.pk}")
    return Erased(rows=len(rows), statements=len(documents), sequence=entry.sequence)


def erase_for(viewer: Viewer, number: int, why: str, now: Instant, *, statements: bool) -> Erased | None:
    """As `erase`, on behalf of somebody who reaches the customer; absent where there is none."""
    customer = reached(viewer, Customer).filter(pk=number).select_related("dossier").first()
    return None if customer is None else erase(customer, viewer.actor, why, now, statements=statements)


def _rows_of(customer: Customer) -> list[Record]:
    """Every row that names the customer, and those of their tickets, whether they hold or not."""
    return [row for part in _parts_of(customer) for row in part]


def _parts_of(customer: Customer) -> Iterator[QuerySet[Record]]:
    of_dossier = Record.objects.filter(dossier=customer.dossier).exclude(salt=None)
    # by every table, which the index by customers asks for before them
    named = of_dossier.filter(table__in=[each.value for each in Table], customer=customer.name)
    yield named
    for table, log in _LOGS.items():
        subjects = sorted(set(named.filter(table=table.value).values_list("subject", flat=True)))
        for start in range(0, len(subjects), AT_ONCE):
            some = of_dossier.filter(table=log.value, subject__in=subjects[start : start + AT_ONCE])
            yield some.exclude(customer=customer.name)


def _take_away(exhibits: Iterable[Exhibit], fields: list[str]) -> None:
    several = list(exhibits)
    for each in several:
        each.erase()
    if several:
        type(several[0])._default_manager.bulk_update(several, fields, batch_size=AT_ONCE // len(fields))
