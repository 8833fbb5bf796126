"""Holding: the rows that are known of a dossier, now or as they were known at any entry of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Q, QuerySet
from msgspec import Struct

from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.records import Record

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
    records = records_known(dossier, sequence).order_by("table", "entry", "position")
    fields = records.values_list("table", "entry__batch__key", "content")
    for (table, key), several in groupby(
        fields.iterator(chunk_size=ROWS_AT_ONCE), lambda each: (each[0], each[1])
    ):
        yield HeldRows(table=table, key=key, rows=[bytes(content or b"") for _, _, content in several])


class Near(Struct, frozen=True, kw_only=True):
    """Rows of a table that are about one of these subjects, or of one of these customers."""

    table: str
    subjects: frozenset[str]
    customers: frozenset[str] = frozenset()
    since: int | None = None
    """With `until`: only rows that hold at some instant of this time, both ends included."""
    until: int | None = None


def rows_near(dossier: Dossier, near: Near) -> Iterator[tuple[str, bytes]]:
    """Give the identities and contents of rows that hold now; each once, in no order."""
    records = records_known(dossier).filter(table=near.table)
    if near.since is not None and near.until is not None:
        still = Q(valid_until=None) | Q(valid_until__gte=near.since)
        records = records.filter(still, valid_from__lte=near.until)
    seen: set[int] = set()
    for field, names in (("subject", sorted(near.subjects)), ("customer", sorted(near.customers))):
        for start in range(0, len(names), NAMES_AT_ONCE):
            some = records.filter(**{f"{field}__in": names[start : start + NAMES_AT_ONCE]})
            for number, identity, content in some.values_list("pk", "identity", "content"):
                if number not in seen:
                    seen.add(number)
                    yield identity, bytes(content or b"")


def bindings_known(dossier: Dossier, sequence: int | None = None) -> bytes | None:
    """The bindings of a dossier, or those that held at a sequence; absent where there are none."""
    versions = BindingsVersion.objects.filter(dossier=dossier)
    if sequence is not None:
        versions = versions.filter(entry__lte=sequence)
    newest = versions.order_by("-entry").first()
    return None if newest is None or newest.content is None else bytes(newest.content)
