"""Ticket marks: which tickets of a dossier may still matter, known without reading all there ever were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import orjson
from django.db import transaction

from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.waits import ENDINGS
from upheld.evidence.evidence import Table
from upheld.store.dossiers import Dossier
from upheld.store.holding import NAMES_AT_ONCE, ROWS_AT_ONCE, records_known
from upheld.store.live import FORM, LiveTicket, TicketMark
from upheld.store.records import Batch, Record

_TABLES = (Table.TICKETS.value, Table.TICKET_EVENTS.value)
_ENDINGS = frozenset(kind.value for kind in ENDINGS)

Row = tuple[str, str, int | None, bytes]
"""Subject, table, time, content."""


def follow_tickets(dossier: Dossier, sequence: int) -> None:
    """Bring the marks up to an entry of the ledger; where there are none, all rows are gone through once."""
    marked = TicketMark.objects.filter(dossier=dossier, form=FORM).exists()
    # before anything is locked: of many tickets it takes seconds
    everything = None if marked else list(_marks(_all_rows(dossier, sequence)))
    with transaction.atomic():
        mark = TicketMark.objects.select_for_update().filter(dossier=dossier, form=FORM).first()
        if mark is None:
            LiveTicket.objects.filter(dossier=dossier).delete()
            _put(dossier, _marks(_all_rows(dossier, sequence)) if everything is None else everything)
            TicketMark.objects.update_or_create(
                dossier=dossier, defaults={"known_at": sequence, "form": FORM}
            )
        elif mark.known_at < sequence:
            moved = sorted(_moved(dossier, mark.known_at, sequence))
            for start in range(0, len(moved), NAMES_AT_ONCE):
                some = moved[start : start + NAMES_AT_ONCE]
                LiveTicket.objects.filter(dossier=dossier, number__in=some).delete()
                _put(dossier, _marks(_rows_of(dossier, some, sequence)))
            TicketMark.objects.filter(pk=mark.pk).update(known_at=sequence)


def matter_since(dossier: Dossier, since: Instant) -> list[str]:
    """Name the tickets that were not over at an instant."""
    rows = LiveTicket.objects.filter(dossier=dossier)
    still = rows.filter(is_over=False).values_list("number", flat=True)
    later = rows.filter(is_over=True, last_at__gte=since).values_list("number", flat=True)
    return [*still.iterator(), *later.iterator()]


def _moved(dossier: Dossier, before: int, sequence: int) -> set[str]:
    batches = Batch.objects.filter(dossier=dossier, pk__gt=before, pk__lte=sequence)
    found: set[str] = set()
    for batch in batches.values_list("pk", flat=True):
        records = Record.objects.filter(table__in=_TABLES)
        found |= set(records.filter(entry=batch).values_list("subject", flat=True))
    return found


def _all_rows(dossier: Dossier, sequence: int) -> Iterator[Row]:
    records = records_known(dossier, sequence).filter(table__in=_TABLES).order_by("subject")
    return _fields(records.values_list("subject", "table", "valid_from", "content"))


def _rows_of(dossier: Dossier, subjects: list[str], sequence: int) -> Iterator[Row]:
    records = records_known(dossier, sequence).filter(table__in=_TABLES, subject__in=subjects)
    return _fields(records.order_by("subject").values_list("subject", "table", "valid_from", "content"))


def _fields(values: object) -> Iterator[Row]:
    for subject, table, at, content in values.iterator(chunk_size=ROWS_AT_ONCE):  # type: ignore[attr-defined]
        yield subject, table, at, bytes(content)


def _marks(rows: Iterable[Row]) -> Iterator[tuple[str, int, bool]]:
    """Each subject with its last time, and whether it was over then; of several that bear one number, not."""
    for subject, several in groupby(rows, lambda row: row[0]):
        last, events, openings = 0, set[str](), 0
        for _, table, at, content in several:
            moment = at or 0
            if table == Table.TICKETS.value:
                openings += 1
                last = max(last, moment)
                continue
            if moment >= last:
                events = events if moment == last else set()
                events.add(str(orjson.loads(content).get("event", "")))
                last = moment
        yield subject, last, openings == 1 and bool(events) and events <= _ENDINGS


def _put(dossier: Dossier, marks: Iterable[tuple[str, int, bool]]) -> None:
    several: list[LiveTicket] = []
    for number, last_at, is_over in marks:
        several.append(LiveTicket(dossier=dossier, number=number, last_at=last_at, is_over=is_over))
        if len(several) == ROWS_AT_ONCE:
            LiveTicket.objects.bulk_create(several, batch_size=NAMES_AT_ONCE)
            several.clear()
    LiveTicket.objects.bulk_create(several, batch_size=NAMES_AT_ONCE)
