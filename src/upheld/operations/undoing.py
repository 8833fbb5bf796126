"""Undo: a batch that was wrong taken back as an entry of its own, where what remains can stand."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.parcel.neighbours import Standing, neighbourhoods, what_cannot_stand
from upheld.collect.parcel.parcel import Parcel, ParcelRow
from upheld.evidence.evidence import Table
from upheld.operations.enlisting import enlist
from upheld.operations.neighbouring import kept_near
from upheld.store.ledger import lock_head
from upheld.store.reach import reached
from upheld.store.recording import Origin, Recorded, reverse
from upheld.store.records import Batch, Record
from upheld.store.viewer import Viewer

_ENLISTED = Table.FEES.value
"""The table that tells who is subscribed to what."""


class Refused(Struct, frozen=True, kw_only=True):
    """A batch that is not taken back, and why."""

    why: tuple[str, ...]
    is_for_want_of_a_word: bool = False
    """Whether it is once somebody says that rows which were corrected since are to stay as they are."""


class Undone(Struct, frozen=True, kw_only=True):
    """A batch that was taken back."""

    sequence: int
    """Of the entry that says so."""
    withdrawn: int
    """Rows that hold no more."""
    restored: int
    """Rows that hold again as they did before."""
    left: int
    """Rows of the batch that were corrected since, and stay as they were corrected."""


def undo(batch: Batch, actor: str, now: Instant, *, leave_corrected: bool = False) -> Undone | Refused:
    """Take a batch back: what its rows replaced holds again, the others hold no more; nothing is deleted.

    Refused where rows were corrected since, unless these are to be left as they are, and where what would
    remain contradicts itself, such as events of a ticket that is none any more. ConflictError where it was
    taken back already.
    """
    with transaction.atomic():
        lock_head()
        own = list(Record.objects.filter(entry=batch.entry).order_by("position"))
        since = sorted({each.superseded_by_id for each in own if each.superseded_by_id is not None})
        was_reversed = Batch.objects.filter(reverses=batch).exists()
        if since and not leave_corrected and not was_reversed:
            return Refused(why=(_corrected(own, since),), is_for_want_of_a_word=True)
        before = Record.objects.filter(superseded_by=batch.entry).exclude(content=None)
        places = {each.place for each in own if each.superseded_by_id is None}
        restored = sum(each.place in places and not each.is_withdrawal for each in before)
        recorded = reverse(batch, Origin(key=f"undo {batch.pk}", actor=actor, now=now))
        troubles = _troubles(batch, own)
        if troubles:
            transaction.set_rollback(True)
            return Refused(why=troubles)
        if any(each.table == _ENLISTED for each in own):
            enlist(batch.dossier)
    return _undone(recorded, restored)


def undo_for(
    viewer: Viewer, number: int, now: Instant, *, leave_corrected: bool = False
) -> Undone | Refused | None:
    """Take back a batch on behalf of somebody who reaches it; absent without one. Errors as of `undo`."""
    batch = reached(viewer, Batch).filter(pk=number).select_related("dossier", "entry").first()
    return None if batch is None else undo(batch, viewer.actor, now, leave_corrected=leave_corrected)


def _undone(recorded: Recorded, restored: int) -> Undone:
    return Undone(
        sequence=recorded.sequence,
        withdrawn=recorded.corrected - restored,
        restored=restored,
        left=recorded.repeated,
    )


def _corrected(own: Sequence[Record], since: Sequence[int]) -> str:
    number = sum(each.superseded_by_id is not None for each in own)
    rows = "1 of its rows was" if number == 1 else f"{number} of its rows were"
    batches = ", ".join(map(str, since))
    return (
        f"{rows} corrected since, by {'batch' if len(since) == 1 else 'batches'} {batches}: take "
        f"{'that' if len(since) == 1 else 'those'} back first, or say that what was corrected is to stay"
    )


def _troubles(batch: Batch, own: Sequence[Record]) -> tuple[str, ...]:
    """What can't stand of the rows that remain about whatever the batch was about."""
    found: list[str] = []
    by_table: dict[Table, list[ParcelRow]] = {}
    for each in own:
        by_table.setdefault(Table(each.table), []).append(_row(each))
    for table, rows in by_table.items():
        hoods = neighbourhoods(Parcel(table=table, rows=tuple(rows)))
        remaining = kept_near(batch.dossier, hoods)
        found += [_said(each) for each in what_cannot_stand(remaining)]
    return tuple(found)


def _said(standing: Standing) -> str:
    return f"`{standing.identity}`: {standing.reason}; {standing.remedy}"


def _row(record: Record) -> ParcelRow:
    return ParcelRow(
        identity=record.identity,
        cells=orjson.loads(bytes(record.content or b"") or b"{}"),
        valid_from=None if record.valid_from is None else Instant(record.valid_from),
        valid_until=None if record.valid_until is None else Instant(record.valid_until),
        customer=record.customer or None,
        subject=record.subject or None,
    )
