"""Recording: rows of evidence written down, corrected, withdrawn, and a wrong batch taken back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import ConflictError
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import enter
from upheld.store.keeping import keep
from upheld.store.ledger import EntryKind, LedgerHead, lock_head
from upheld.store.records import Batch, Record

T = TypeVar("T")

AT_ONCE = 500
"""So many rows go into one query: SQLite takes no more than some thousand parameters."""

Place = tuple[str, str]
"""A table and an identity in it."""


class Row(Struct, frozen=True, kw_only=True):
    """A row to be recorded; without content, the one of its identity is withdrawn."""

    table: str
    identity: str
    content: bytes | None
    """A JSON object of cells by column, keys sorted; the same row has the same bytes."""
    valid_from: int | None = None
    valid_until: int | None = None
    customer: str = ""
    subject: str = ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.table, self.identity


class Origin(Struct, frozen=True, kw_only=True):
    """By whom rows were recorded, when, and under which key."""

    key: str
    actor: str
    now: Instant


class Recorded(Struct, frozen=True, kw_only=True):
    """What came of recording rows."""

    sequence: int
    """Of the entry in the ledger; that of the first time, where it was recorded already."""
    added: int
    corrected: int
    """Rows that hold in place of others, or withdraw them."""
    repeated: int
    """Rows that said again what was known; nothing is written for them."""
    is_repetition: bool = False
    """Whether this batch was recorded before."""


def record(dossier: Dossier, rows: Sequence[Row], origin: Origin) -> Recorded:
    """Record rows all or none, in one entry of the ledger; the same batch again changes nothing.

    Rows are of different identities; their tables are kept from then on. ConflictError where the key stands
    for another batch.
    """
    with transaction.atomic():
        # before anything is read: who records at the same time waits, and sees what this one wrote
        return record_under(lock_head(), dossier, rows, origin)


def record_under(
    head: LedgerHead, dossier: Dossier, rows: Sequence[Row], origin: Origin, *, is_new: bool = False
) -> Recorded:
    """Record rows as `record` does, within the transaction of whoever has just locked the head.

    Who knows by then that nothing of this key was recorded says so: others wait meanwhile.
    """
    body = _body(rows)
    if keep(dossier, {row.table for row in rows}, origin.now):
        head = lock_head()
    known = None if is_new else Batch.objects.filter(dossier=dossier, key=origin.key).first()
    if known is not None:
        return _repetition(known, body)
    held = _held(dossier, [row.place for row in rows])
    news = [row for row in rows if _says_more(row, held.get(row.place))]
    replaced = [held[row.place].number for row in news if row.place in held]
    batch = _enter(_Entering(dossier, news, origin, body, head=head), replaced)
    return Recorded(
        sequence=batch.pk,
        added=len(news) - len(replaced),
        corrected=len(replaced),
        repeated=len(rows) - len(news),
    )


def was_recorded(dossier: Dossier, key: str) -> bool:
    """Tell whether a batch of this key was recorded before."""
    return Batch.objects.filter(dossier=dossier, key=key).exists()


def reverse(batch: Batch, origin: Origin) -> Recorded:
    """Take back a batch as an entry of its own: what its rows replaced holds again, the others are withdrawn.

    A row that was corrected since is left as it was corrected. ConflictError where it was taken back already.
    """
    with transaction.atomic():
        head = lock_head()
        if Batch.objects.filter(reverses=batch).exists():
            raise ConflictError(f"batch {batch.pk} was taken back already")
        replaced = {each.place: each for each in Record.objects.filter(superseded_by=batch.entry)}
        own = Record.objects.filter(entry=batch.entry, superseded_by=None).order_by("position")
        rows = [_as_before(each, replaced.get(each.place)) for each in own]
        entering = _Entering(batch.dossier, rows, origin, _body(rows), head=head, reverses=batch)
        _enter(entering, [each.pk for each in own])
        sequence = batch.reversed_by.pk
    return Recorded(sequence=sequence, added=0, corrected=len(rows), repeated=batch.rows - len(rows))


def _as_before(record: Record, before: Record | None) -> Row:
    said = before or record
    gone = before is None or before.is_withdrawal or before.content is None
    return Row(
        table=said.table,
        identity=said.identity,
        content=None if gone else bytes(said.content or b""),
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        customer=said.customer,
        subject=said.subject,
    )


def _repetition(known: Batch, body: bytes) -> Recorded:
    if bytes(known.body) != body:
        raise ConflictError(
            f"the key {known.key!r} stands for another batch: give each batch a key of its own"
        )
    return Recorded(sequence=known.pk, added=0, corrected=0, repeated=known.rows, is_repetition=True)


class _Held(Struct, frozen=True):
    """The record that holds for an identity; empty content where it was withdrawn."""

    number: int
    content: bytes | None


def _held(dossier: Dossier, places: Iterable[Place]) -> Mapping[Place, _Held]:
    found: dict[Place, _Held] = {}
    by_table: dict[str, list[str]] = {}
    for table, identity in places:
        by_table.setdefault(table, []).append(identity)
    for table, identities in by_table.items():
        holding = Record.objects.filter(dossier=dossier, table=table, superseded_by=None)
        for part in _parts(identities):
            fields = holding.filter(identity__in=part).values_list("pk", "identity", "content")
            for number, identity, content in fields:
                found[table, identity] = _Held(number, None if content is None else bytes(content))
    return found


def _says_more(row: Row, held: _Held | None) -> bool:
    """Tell whether a row adds to what is known; withdrawing what nobody knows adds nothing."""
    if held is None:
        return row.content is not None
    return held.content != (row.content or b"")


class _Entering(Struct, frozen=True):
    dossier: Dossier
    rows: Sequence[Row]
    origin: Origin
    body: bytes
    head: LedgerHead
    reverses: Batch | None = None


def _enter(entering: _Entering, replaced: Sequence[int]) -> Batch:
    """Add rows to the ledger and write them down, in place of records by their numbers."""
    records = [_record_of(entering.dossier, row) for row in entering.rows]
    subject = f"{len(records)} rows in {entering.dossier.slug}"
    entry = enter(EntryKind.BATCH, subject, records, entering.origin.now, entering.head)
    batch = Batch.objects.create(
        entry=entry,
        dossier=entering.dossier,
        key=entering.origin.key,
        body=entering.body,
        actor=entering.origin.actor,
        rows=len(records),
        tables=Counter(each.table for each in records),
        reverses=entering.reverses,
    )
    for part in _parts(replaced):
        Record.objects.filter(pk__in=part).update(superseded_by=entry)
    Record.objects.bulk_create(records, batch_size=AT_ONCE)
    return batch


def _record_of(dossier: Dossier, row: Row) -> Record:
    return Record(
        dossier=dossier,
        table=row.table,
        identity=row.identity,
        content=row.content or b"",
        is_withdrawal=row.content is None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        customer=row.customer,
        subject=row.subject,
    )


def _body(rows: Sequence[Row]) -> bytes:
    """Digest of what was sent, row by row."""
    together = hashlib.sha256()
    for row in rows:
        for part in (row.table.encode(), row.identity.encode(), row.content or b""):
            # each with its length: two batches that differ can't read the same end to end
            together.update(len(part).to_bytes(8) + part)
    return together.digest()


def _parts(several: Sequence[T]) -> Iterator[Sequence[T]]:
    return (several[start : start + AT_ONCE] for start in range(0, len(several), AT_ONCE))
