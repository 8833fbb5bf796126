"""Alarms of tables: evidence that is expected regularly and does not come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.evidence import Table
from upheld.operations.alarms.condition import Condition
from upheld.store.alarms import AlarmKind, Expectation
from upheld.store.dossiers import Dossier
from upheld.store.hearers import Topic
from upheld.store.ledger import LedgerEntry
from upheld.store.records import Record
from upheld.store.segments import SegmentRecord

LOOKED_AT = 100


class Arrival(Struct, frozen=True):
    """What came last: its entry of the ledger, and when it was recorded; nothing ever came where absent."""

    entry: int | None
    at: int | None


def table_conditions(now: Instant) -> Iterator[Condition]:
    """Give every table of which nothing has come for longer than is expected."""
    for each in Expectation.objects.select_related("dossier").order_by("pk"):
        last = last_arrival(each.dossier, each.table)
        since = max(each.since, last.at or each.since)
        if now - since > each.every:
            yield _condition(each, last, now)


def has_arrived(said: Mapping[str, object]) -> bool:
    """Tell whether something came of a table since an alarm, or nothing is expected of it any more."""
    expected = Expectation.objects.select_related("dossier").filter(pk=str(said["expectation"])).first()
    return expected is None or last_arrival(expected.dossier, expected.table).entry != said["entry"]


def last_arrival(dossier: Dossier, table: str) -> Arrival:
    """What came last of a table; of samples, what was sorted last."""
    if table == Table.SAMPLES.value:
        entry = _last_segment(dossier)
    else:
        rows = Record.objects.filter(dossier=dossier, table=table)
        entry = rows.order_by("-pk").values_list("entry", flat=True).first()
    if entry is None:
        return Arrival(None, None)
    return Arrival(entry, LedgerEntry.objects.values_list("recorded_at", flat=True).get(pk=entry))


def _last_segment(dossier: Dossier) -> int | None:
    """The entry of the last file of samples that came in, and was not put together from others."""
    segments = SegmentRecord.objects.filter(dossier=dossier, content__isnull=False).order_by("-pk")
    for entry, content in segments.values_list("entry", "content")[:LOOKED_AT]:
        if not orjson.loads(bytes(content or b"{}")).get("replaces"):
            return int(entry)
    return None


def _condition(expected: Expectation, last: Arrival, now: Instant) -> Condition:
    return Condition(
        kind=AlarmKind.SILENCE,
        topic=Topic.SILENCE,
        thing=(expected.dossier_id, "table", expected.table),
        time=(last.entry, expected.since),
        as_of=now,
        dossier=expected.dossier_id,
        agreement=None,
        said={
            "agreement": "",
            "dossier": expected.dossier.name,
            "what": "table",
            "name": expected.table.replace("_", " "),
            "since": last.at,
            "every": expected.every,
            "expectation": expected.pk,
            "entry": last.entry,
        },
    )
