"""Holding: the rows that are known of a dossier, now or as they were known at any entry of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.db.models import Q, QuerySet
from msgspec import Struct

from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.keeping import KeptTable
from upheld.store.ledger import EntryKind, LedgerEntry
from upheld.store.records import Batch, Record

ROWS_AT_ONCE = 5_000
NAMES_AT_ONCE = 500
"""So many go into one query: SQLite takes no more than some thousand parameters."""


class HeldRows(Struct, frozen=True, kw_only=True):
    """Rows of one table that were recorded at once, in their order, as JSON objects of cells by column."""

    table: str
    key: str
    """Of their batch."""
    rows: list[bytes]


def records_known(dossier: Dossier, sequence: int | None = None) -> QuerySet[Record]:
    """The records that hold, or held once the entry of a sequence was written; withdrawn rows left out."""
    records = Record.objects.filter(dossier=dossier, is_withdrawal=False, content__isnull=False)
    if sequence is None:
        return records.filter(superseded_by=None)
    return records.filter(Q(superseded_by=None) | Q(superseded_by__gt=sequence), entry__lte=sequence)


def rows_known(dossier: Dossier, sequence: int | None = None) -> Iterator[HeldRows]:
    """Go through the rows that hold, or held at a sequence, table by table in the order of recording."""
    yield from _held_rows(records_known(dossier, sequence))


class Near(Struct, frozen=True, kw_only=True):
    """Rows of some tables that are about one of these subjects, or of one of these customers."""

    tables: frozenset[str]
    subjects: frozenset[str]
    customers: frozenset[str] = frozenset()
    since: int | None = None
    """With `until`: only rows that hold at some instant of this time, both ends included."""
    until: int | None = None


def rows_near(dossier: Dossier, near: Near) -> Iterator[tuple[str, str, bytes]]:
    """Give the tables, identities and contents of rows that hold now; each once, in no order."""
    records = records_known(dossier).filter(table__in=sorted(near.tables))
    if near.since is not None and near.until is not None:
        still = Q(valid_until=None) | Q(valid_until__gte=near.since)
        records = records.filter(still, valid_from__lte=near.until)
    seen: set[int] = set()
    for field, names in (("subject", sorted(near.subjects)), ("customer", sorted(near.customers))):
        for start in range(0, len(names), NAMES_AT_ONCE):
            some = records.filter(**{f"{field}__in": names[start : start + NAMES_AT_ONCE]})
            for number, table, identity, content in some.values_list("pk", "table", "identity", "content"):
                if number not in seen:
                    seen.add(number)
                    yield table, identity, bytes(content or b"")


def bindings_known(dossier: Dossier, sequence: int | None = None) -> bytes | None:
    """The bindings of a dossier, or those that held at a sequence; absent where there are none."""
    versions = BindingsVersion.objects.filter(dossier=dossier)
    if sequence is not None:
        versions = versions.filter(entry__lte=sequence)
    newest = versions.order_by("-entry").first()
    return None if newest is None or newest.content is None else bytes(newest.content)


def rows_known_of(dossier: Dossier, tables: Iterable[str], sequence: int) -> Iterator[HeldRows]:
    """Go through the rows of some tables as they were known at a sequence, in the order of recording."""
    yield from _held_rows(records_known(dossier, sequence).filter(table__in=list(tables)))


def rows_of_subjects(
    dossier: Dossier, tables: Sequence[str], subjects: Sequence[str], sequence: int
) -> Iterator[HeldRows]:
    """Go through the rows of some tables about some subjects as they were known at a sequence."""
    records = records_known(dossier, sequence).filter(table__in=tables)
    for start in range(0, len(subjects), NAMES_AT_ONCE):
        yield from _held_rows(records.filter(subject__in=subjects[start : start + NAMES_AT_ONCE]))


def _held_rows(records: QuerySet[Record]) -> Iterator[HeldRows]:
    fields = records.order_by("table", "entry", "position").values_list(
        "table", "entry__batch__key", "content"
    )
    for (table, key), several in groupby(
        fields.iterator(chunk_size=ROWS_AT_ONCE), lambda each: (each[0], each[1])
    ):
        yield HeldRows(table=table, key=key, rows=[bytes(content or b"") for _, _, content in several])


class MovedRow(Struct, frozen=True):
    """A row that came, or went: what it is about, and whose it is."""

    table: str
    subject: str
    customer: str


class Moved(Struct, frozen=True, kw_only=True):
    """What was recorded in a dossier between two entries of the ledger."""

    rows: frozenset[MovedRow]
    structure: bool
    """Whether more than rows moved: bindings, tables that are kept, or content taken away."""


def moved_since(dossier: Dossier, before: int, sequence: int) -> Moved:
    """Tell what moved after one entry of the ledger and up to another."""
    entries = LedgerEntry.objects.filter(sequence__gt=before, sequence__lte=sequence)
    erased = entries.filter(kind=EntryKind.ERASURE.value).exists()
    kept = KeptTable.objects.filter(dossier=dossier, entry__gt=before, entry__lte=sequence).exists()
    bound = BindingsVersion.objects.filter(dossier=dossier, entry__gt=before, entry__lte=sequence).exists()
    batches = Batch.objects.filter(dossier=dossier, pk__gt=before, pk__lte=sequence)
    rows: set[MovedRow] = set()
    for batch in batches.values_list("pk", flat=True):
        for which in (Q(entry=batch), Q(superseded_by=batch)):
            found = Record.objects.filter(which).values_list("table", "subject", "customer").distinct()
            rows |= {MovedRow(*each) for each in found}
    return Moved(rows=frozenset(rows), structure=erased or kept or bound)
