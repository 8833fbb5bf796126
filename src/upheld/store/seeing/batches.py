"""Batches of evidence as they are seen: who recorded what, when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from django.db.models import Count, Q
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.customers import Customer
from upheld.store.reach import reached
from upheld.store.records import Batch, Record
from upheld.store.seeing.eyes import AT_ONCE, Eyes


class SeenBatch(Struct, frozen=True, kw_only=True):
    """Rows that were recorded at once."""

    number: int
    """Of its entry in the ledger."""
    dossier: str
    key: str
    actor: str
    recorded_at: Instant
    tables: Mapping[str, int]
    """How many rows of each table."""
    rows: int
    corrected_since: int
    """Rows that hold no more as this batch said them."""
    reverses: int | None
    reversed_by: int | None


class SeenBatchRow(Struct, frozen=True, kw_only=True):
    """A row of a batch."""

    table: str
    identity: str
    cells: Mapping[str, str]
    """What it says; nothing where it withdraws the one before, or was erased."""
    before: Mapping[str, str]
    """What it replaced."""
    is_withdrawal: bool
    is_erased: bool
    corrected_by: int | None


class BatchEyes(Eyes):
    """See evidence by how it came in."""

    def batches(self, before: int | None = None, at_most: int = AT_ONCE, find: str = "") -> list[SeenBatch]:
        """Give batches, the latest first, from before one on.

        Where something is looked for, those in whose key or dossier it stands.
        """
        rows = reached(self.viewer, Batch).order_by("-entry")
        if find:
            rows = rows.filter(
                Q(key__icontains=find) | Q(dossier__slug__icontains=find) | Q(dossier__name__icontains=find)
            )
        if before is not None:
            rows = rows.filter(pk__lt=before)
        found = list(rows.select_related("entry", "dossier", "reversed_by")[:at_most])
        counted = _tables_of(found)
        return [_batch(each, counted[each.pk], 0) for each in found]

    def batch(self, number: int) -> SeenBatch | None:
        """Give one batch; absent where there is none that this viewer sees."""
        rows = reached(self.viewer, Batch).filter(pk=number)
        found = rows.select_related("entry", "dossier", "reversed_by").first()
        if found is None:
            return None
        since = Record.objects.filter(entry=number).exclude(superseded_by=None).count()
        return _batch(found, _tables_of([found])[number], since)

    def rows_of_batch(self, number: int, at_most: int = AT_ONCE) -> list[SeenBatchRow]:
        """Give the first rows of a batch, with what each replaced."""
        rows = list(reached(self.viewer, Record).filter(entry=number).order_by("position")[:at_most])
        replaced = Record.objects.filter(superseded_by=number, identity__in={each.identity for each in rows})
        before = {each.place: each for each in replaced}
        names = {each.customer for each in rows if each.customer}
        if rows and names:
            theirs = Customer.objects.filter(dossier=rows[0].dossier_id, name__in=names)
            self.looked_at |= set(theirs.values_list("pk", flat=True))
        return [
            SeenBatchRow(
                table=each.table,
                identity=each.identity,
                cells=_cells(each),
                before=_cells(before.get(each.place)),
                is_withdrawal=each.is_withdrawal,
                is_erased=each.is_erased,
                corrected_by=each.superseded_by_id,
            )
            for each in rows
        ]


def _tables_of(batches: Sequence[Batch]) -> dict[int, Mapping[str, int]]:
    """Give how many rows of each table batches have; what was not kept with them is counted."""
    kept: dict[int, Mapping[str, int]] = {each.pk: each.tables or {} for each in batches}
    untold = [each.pk for each in batches if each.tables is None]
    if untold:
        rows = Record.objects.filter(entry__in=untold).order_by().values_list("entry", "table")
        for entry, table, count in rows.annotate(count=Count("pk")):
            kept[entry] = {**kept[entry], table: count}
    return kept


def _batch(row: Batch, tables: Mapping[str, int], corrected_since: int) -> SeenBatch:
    reversal = getattr(row, "reversed_by", None)
    return SeenBatch(
        number=row.pk,
        dossier=row.dossier.slug,
        key=row.key,
        actor=row.actor,
        recorded_at=Instant(row.entry.recorded_at),
        tables=tables,
        rows=row.rows,
        corrected_since=corrected_since,
        reverses=row.reverses_id,
        reversed_by=None if reversal is None else reversal.pk,
    )


def _cells(record: Record | None) -> Mapping[str, str]:
    if record is None or not record.content:
        return {}
    cells: Mapping[str, str] = orjson.loads(bytes(record.content))
    return cells
