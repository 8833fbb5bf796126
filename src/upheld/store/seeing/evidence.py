"""Rows of evidence as they are seen: those that hold, or those that held at an entry of the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.evidence import Table
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.reach import reached
from upheld.store.records import Record
from upheld.store.seeing.eyes import Eyes, Leaf, Wanted, leaf

_FOUND_THEN_SORTED = F("pk") + 0
"""The order of recording for few rows among many. By the number itself SQLite would go through all rows of a
table in their order, and look at each whose it is, rather than find the few by an index and sort them."""


class SeenRow(Struct, frozen=True, kw_only=True):
    """A row, with when it holds and since when it is known."""

    number: int
    identity: str
    dossier: str
    content: bytes
    """Its cells by column, as canonical JSON."""
    valid_from: Instant | None
    valid_until: Instant | None
    ledger: int
    """The entry that it came with."""
    recorded_at: Instant
    holds: bool
    """Whether nothing has come in its place since."""


class EvidenceEyes(Eyes):
    """See evidence."""

    def list_rows(self, table: Table, wanted: Wanted) -> Leaf[SeenRow]:
        """Give rows of a table in the order of recording; by the time they are about where one is wanted."""
        rows = _known(reached(self.viewer, Record).filter(table=table.value), wanted.known_at)
        if wanted.dossier is not None:
            # by its number, which the indexes begin with
            rows = rows.filter(dossier=Dossier.objects.filter(slug=wanted.dossier).first())
        if wanted.subject is not None:
            rows = rows.filter(subject=wanted.subject)
        if wanted.customer is not None:
            theirs = reached(self.viewer, Customer).filter(pk=wanted.customer).first()
            if theirs is None or not theirs.name:
                return Leaf([], None)
            rows = rows.filter(dossier=theirs.dossier_id, customer=theirs.name)
        rows = rows.select_related("dossier", "entry").defer("salt", "digest")
        if _is_of_time(wanted):
            found = _in_time(rows, wanted)
        else:
            is_of_few = not self.viewer.is_staff or wanted.subject is not None or wanted.customer is not None
            found = leaf(rows, wanted, lambda row: row, order=_FOUND_THEN_SORTED if is_of_few else None)
        self._look_at(found.items)
        return Leaf([_row(each) for each in found.items], found.after)

    def row(self, table: Table, number: int) -> SeenRow | None:
        """Give one row, also one that holds no more; absent where there is none that this viewer sees."""
        rows = reached(self.viewer, Record).filter(table=table.value, pk=number, content__isnull=False)
        found = list(rows.select_related("dossier", "entry"))
        self._look_at(found)
        return _row(found[0]) if found else None

    def _look_at(self, rows: Iterable[Record]) -> None:
        if not self.viewer.is_staff:
            return
        by_dossier: dict[int, set[str]] = {}
        for row in rows:
            if row.customer:
                by_dossier.setdefault(row.dossier_id, set()).add(row.customer)
        for dossier, names in by_dossier.items():
            seen = Customer.objects.filter(dossier=dossier, name__in=names)
            self.looked_at.update(seen.values_list("pk", flat=True))


def _known(rows: QuerySet[Record], sequence: int | None) -> QuerySet[Record]:
    rows = rows.filter(is_withdrawal=False, content__isnull=False)
    if sequence is None:
        return rows.filter(superseded_by=None)
    return rows.filter(Q(superseded_by=None) | Q(superseded_by__gt=sequence), entry__lte=sequence)


def _is_of_time(wanted: Wanted) -> bool:
    return wanted.since is not None or wanted.until is not None


def _in_time(rows: QuerySet[Record], wanted: Wanted) -> Leaf[Record]:
    rows = rows.filter(valid_from__isnull=False)
    if wanted.since is not None:
        rows = rows.filter(valid_from__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(valid_from__lt=wanted.until)
    if len(wanted.after) == 2:
        at, number = wanted.after
        rows = rows.filter(valid_from__gte=at).exclude(valid_from=at, pk__lte=number)
    found = list(rows.order_by("valid_from", "pk")[: wanted.at_most + 1])
    shown = found[: wanted.at_most]
    last = shown[-1] if len(found) > len(shown) else None
    return Leaf(shown, None if last is None else (last.valid_from or 0, last.pk))


def _row(row: Record) -> SeenRow:
    return SeenRow(
        number=row.pk,
        identity=row.identity,
        dossier=row.dossier.slug,
        content=bytes(row.content or b"{}"),
        valid_from=None if row.valid_from is None else Instant(row.valid_from),
        valid_until=None if row.valid_until is None else Instant(row.valid_until),
        ledger=row.entry_id,
        recorded_at=Instant(row.entry.recorded_at),
        holds=row.superseded_by_id is None,
    )
