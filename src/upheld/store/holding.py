"""Holding: the rows that are known of a dossier, now or as they were known at any entry of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Q, QuerySet
from msgspec import Struct

from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.records import Record

ROWS_AT_ONCE = 5_000


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


def bindings_known(dossier: Dossier, sequence: int | None = None) -> bytes | None:
    """The bindings of a dossier, or those that held at a sequence; absent where there are none."""
    versions = BindingsVersion.objects.filter(dossier=dossier)
    if sequence is not None:
        versions = versions.filter(entry__lte=sequence)
    newest = versions.order_by("-entry").first()
    return None if newest is None or newest.content is None else bytes(newest.content)
