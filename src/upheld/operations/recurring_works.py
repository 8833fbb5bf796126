"""Recurring works: rules kept as they were handed over, and expanded into the rows that the law reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import orjson
from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.parcel.reader import Cells, parcel_of_cells
from upheld.collect.works_calendar import Occurrence, Rule, begins, occurrences, read_rules
from upheld.errors import LedgerError
from upheld.evidence.evidence import Table
from upheld.operations.filing import file_parcel
from upheld.operations.neighbouring import clash
from upheld.operations.work.duties import Duty
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import enter
from upheld.store.holding import records_known
from upheld.store.ledger import EntryKind, lock_head
from upheld.store.reach import reached
from upheld.store.recording import Origin
from upheld.store.viewer import Viewer
from upheld.store.works_rules import WorksRule, newest_rules

EXTEND = "works calendars"
AHEAD = 400 * DAY
"""Occurrences are rows from so long before they begin."""
_BY = "calendar"


class Calendar(Struct, frozen=True, kw_only=True):
    """A calendar as it was handed over."""

    name: str
    data: bytes
    source: str


class Expanded(Struct, frozen=True, kw_only=True):
    """What came of a calendar."""

    rules: int
    """Rules that are new, or say otherwise than before."""
    added: int
    """Rows of maintenance."""
    corrected: int
    ledger: int | None
    """The entry of the rows; none where no row had to be recorded."""


class Prospect(Struct, frozen=True, kw_only=True):
    """What would come of a calendar."""

    expanded: Expanded
    rows: tuple[Mapping[str, str], ...]
    """Rows of maintenance as they would be recorded."""


def take_calendar(
    dossier: Dossier, calendar: Calendar, actor: str, now: Instant
) -> Expanded | ParcelProblems:
    """Keep the rules of a calendar, and record their occurrences; the same calendar again changes nothing.

    Occurrences that were recorded and are none any more are cancelled now; one that was moved is cancelled
    and planned for its new time. What was recorded of how works took place stays.
    """
    taken = _take(dossier, calendar, actor, now)
    return taken if isinstance(taken, ParcelProblems) else taken.expanded


def look_at_calendar_for(
    viewer: Viewer, slug: str, calendar: Calendar, now: Instant
) -> Prospect | ParcelProblems | None:
    """Tell what would come of a calendar, and record nothing; absent where there is no such dossier."""
    dossier = reached(viewer, Dossier).filter(slug=slug).first()
    if dossier is None:
        return None
    with transaction.atomic():
        found = _take(dossier, calendar, viewer.actor, now)
        transaction.set_rollback(True)
    return found


def take_calendar_for(
    viewer: Viewer, slug: str, calendar: Calendar, now: Instant
) -> Expanded | ParcelProblems | None:
    """As `take_calendar`, on behalf of somebody who reaches the dossier; absent where there is none."""
    dossier = reached(viewer, Dossier).filter(slug=slug).first()
    return None if dossier is None else take_calendar(dossier, calendar, viewer.actor, now)


def _take(dossier: Dossier, calendar: Calendar, actor: str, now: Instant) -> Prospect | ParcelProblems:
    read = read_rules(calendar.name, calendar.data)
    if isinstance(read, ParcelProblems):
        return read
    with transaction.atomic():
        lock_head()
        known = {(each.source, each.uid): each for each in newest_rules(dossier)}
        texts = {rule.uid: known.get((calendar.source, rule.uid)) for rule in read}
        fresh = [rule for rule in read if not _is_said(rule, texts[rule.uid])]
        if not fresh:
            return Prospect(expanded=Expanded(rules=0, added=0, corrected=0, ledger=None), rows=())
        until = Instant(now + AHEAD)
        cells = [
            row
            for rule in fresh
            for row in _rows(dossier, calendar.source, rule, occurrences(rule, begins(rule), until), now)
        ]
        _keep(dossier, calendar.source, fresh, until, now)
        outcome = _record(dossier, cells, actor, now)
        if isinstance(outcome, ParcelProblems):
            transaction.set_rollback(True)
            return outcome
    expanded = Expanded(
        rules=len(fresh), added=outcome.added, corrected=outcome.corrected, ledger=outcome.ledger
    )
    return Prospect(expanded=expanded, rows=tuple(cells))


def extend(duty: Duty) -> None:
    """Record the occurrences that have come within reach, as work that comes round by the day."""
    for kept in newest_rules():
        until = Instant(duty.now + AHEAD)
        if kept.content is None or until <= kept.expanded_until:
            continue
        rule = _as_read(kept)
        with duty.step():
            lock_head()
            # only from where it was left: what is recorded stays as it was expanded then
            found = occurrences(rule, Instant(kept.expanded_until), until)
            rows = [_cells(kept.source, each) for each in found]
            if not isinstance(_record(kept.dossier, rows, _BY, duty.now), ParcelProblems):
                WorksRule.objects.filter(pk=kept.pk).update(expanded_until=int(until))


class _Recorded(Struct, frozen=True):
    added: int
    corrected: int
    ledger: int | None


def _record(
    dossier: Dossier, rows: Sequence[dict[str, str]], actor: str, now: Instant
) -> _Recorded | ParcelProblems:
    if not rows:
        return _Recorded(0, 0, None)
    places = [f"{row['name']} at {row['starts_at']}" for row in rows]
    parcel = parcel_of_cells(Table.MAINTENANCE, Cells(rows=rows, places=places))
    if isinstance(parcel, ParcelProblems):
        return parcel
    problems = clash(dossier, parcel)
    if problems is not None:
        return problems
    said = hashlib.sha256(b"".join(row.content for row in parcel.rows)).hexdigest()
    origin = Origin(key=f"calendar {said[:32]} after {lock_head().sequence}", actor=actor, now=now)
    recorded = file_parcel(dossier, parcel, origin)
    return _Recorded(recorded.added, recorded.corrected, recorded.sequence)


def _rows(
    dossier: Dossier, source: str, rule: Rule, planned: Sequence[Occurrence], now: Instant
) -> list[dict[str, str]]:
    """Rows that are new or otherwise: what is planned, and what is planned no more."""
    known = _known(dossier, source, rule.name)
    rows = []
    for each in planned:
        cells = _cells(source, each)
        before = known.pop(cells["starts_at"], {})
        took_place = {name: text for name, text in before.items() if name not in _RULED}
        merged = {**took_place, **cells}
        if merged != before:
            rows.append(merged)
    for cells in known.values():
        if "cancelled_at" not in cells and "took_place_from" not in cells:
            rows.append({**cells, "cancelled_at": format_instant(now)})
    return rows


_RULED = ("source", "name", "kind", "services", "resources", "announced_at", "starts_at", "ends_at")
"""What a rule says; the rest of a row is what became of it."""


def _cells(source: str, each: Occurrence) -> dict[str, str]:
    times = {"starts_at": format_instant(each.starts_at), "ends_at": format_instant(each.ends_at)}
    return {"source": source, **each.cells, **times}


def _known(dossier: Dossier, source: str, name: str) -> dict[str, dict[str, str]]:
    """What is recorded of a work, by its start."""
    held = records_known(dossier).filter(table=Table.MAINTENANCE.value, subject=name)
    rows = [orjson.loads(bytes(content or b"{}")) for content in held.values_list("content", flat=True)]
    return {row["starts_at"]: row for row in rows if row["source"] == source and row["name"] == name}


def _keep(dossier: Dossier, source: str, rules: Sequence[Rule], until: Instant, now: Instant) -> None:
    kept = [
        WorksRule(
            dossier=dossier,
            source=source,
            uid=rule.uid,
            name=rule.name,
            content=rule.text.encode(),
            expanded_until=int(until),
        )
        for rule in rules
    ]
    enter(EntryKind.RULE, f"{len(kept)} rules of works in {dossier.slug}", kept, now)
    WorksRule.objects.bulk_create(kept)


def _is_said(rule: Rule, kept: WorksRule | None) -> bool:
    return kept is not None and bytes(kept.content or b"") == rule.text.encode()


def _as_read(kept: WorksRule) -> Rule:
    read = read_rules(kept.name, bytes(kept.content or b""))
    if isinstance(read, ParcelProblems):
        raise LedgerError(f"the rule of {kept.name!r} can't be read any more: {read.problems[0]}")
    return read[0]
