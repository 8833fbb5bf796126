"""Holding: the rows that are known of a dossier, now or as they were known at any entry of the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from django.db.models import Q, QuerySet

from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.records import Record

Cells = Mapping[str, str]
"""A row as its table has it: text by column, empty cells left out."""


def records_known(dossier: Dossier, sequence: int | None = None) -> QuerySet[Record]:
    """The records that hold, or held once the entry of a sequence was written; withdrawn rows left out."""
    records = Record.objects.filter(dossier=dossier, is_withdrawal=False, content__isnull=False)
    if sequence is None:
        return records.filter(superseded_by=None)
    return records.filter(Q(superseded_by=None) | Q(superseded_by__gt=sequence), entry__lte=sequence)


def rows_known(dossier: Dossier, sequence: int | None = None) -> Mapping[str, list[Cells]]:
    """The rows that hold, or held at a sequence, by the name of their table, in the order of recording."""
    rows: dict[str, list[Cells]] = {}
    fields = records_known(dossier, sequence).order_by("pk").values_list("table", "content")
    for table, content in fields.iterator(chunk_size=5000):
        rows.setdefault(table, []).append(orjson.loads(bytes(content or b"{}")))
    return rows


def bindings_known(dossier: Dossier, sequence: int | None = None) -> bytes | None:
    """The bindings of a dossier, or those that held at a sequence; absent where there are none."""
    versions = BindingsVersion.objects.filter(dossier=dossier)
    if sequence is not None:
        versions = versions.filter(entry__lte=sequence)
    newest = versions.order_by("-entry").first()
    return None if newest is None or newest.content is None else bytes(newest.content)
