"""Rules of works in the store: expanded into rows, extended by the day, corrected by later calendars."""

from __future__ import annotations

import pytest
from django.db import transaction

from closed_months import labour
from upheld.chrono.instant import DAY, Instant, parse_instant
from upheld.operations.recurring_works import AHEAD, EXTEND, Calendar, Expanded, take_calendar
from upheld.operations.standing import evidence_in_store
from upheld.store.dossiers import Dossier
from upheld.store.recording import Origin, Row, record
from upheld.store.records import Record
from upheld.store.verification import verify
from upheld.store.work import Order, enqueue
from upheld.store.works_rules import WorksRule
from works_calendars import LONDON, calendar, event, weekly

pytestmark = pytest.mark.django_db
NOW = parse_instant("2026-03-16T00:00:00Z")
ENDLESS = weekly().replace(";COUNT=4", "")


def taken(dossier: Dossier, *events: str, now: Instant = NOW) -> Expanded:
    outcome = take_calendar(
        dossier, Calendar(name="works.ics", data=calendar(*events), source="ops"), "user 1", now
    )
    assert isinstance(outcome, Expanded), outcome
    return outcome


def planned(dossier: Dossier) -> list[str]:
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    works = sorted(evidence.maintenance, key=lambda each: each.planned.start)
    return [
        f"{each.planned.start // DAY - 20527}{' cancelled' if each.cancelled_at else ''}" for each in works
    ]


def test_each_occurrence_is_a_row_and_the_same_calendar_changes_nothing(dossier: Dossier) -> None:
    # 20 527 days after 1970 it is 2026-03-15
    assert taken(dossier, weekly()).added == 4
    assert planned(dossier) == ["0", "7", "14", "21"]
    before = Record.objects.count()
    again = taken(dossier, weekly())
    assert (again.rules, again.added, again.ledger) == (0, 0, None)
    assert Record.objects.count() == before
    assert WorksRule.objects.count() == 1
    assert verify().faults == ()


def test_what_is_left_out_or_moved_later_is_a_correction(dossier: Dossier) -> None:
    taken(dossier, weekly())
    out = weekly(f"EXDATE;{LONDON}:20260405T020000")
    moved = event(
        "UID:Patching",
        "SUMMARY:Patching",
        f"RECURRENCE-ID;{LONDON}:20260322T020000",
        f"DTSTART;{LONDON}:20260323T220000",
        f"DTEND;{LONDON}:20260324T000000",
    )
    outcome = taken(dossier, out, moved)
    assert (outcome.rules, outcome.added, outcome.corrected) == (1, 1, 2)
    assert planned(dossier) == ["0", "7 cancelled", "8", "14", "21 cancelled"]
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    assert {each.cancelled_at for each in evidence.maintenance} == {None, NOW}
    assert verify().faults == ()


def test_how_works_took_place_stays(dossier: Dossier) -> None:
    taken(dossier, weekly())
    first = Record.objects.get(
        table="maintenance", identity__contains="/Patching/", valid_from=20527 * DAY + 2 * DAY // 24
    )
    assert first.content is not None
    used = b',"took_place_from":"2026-03-15T02:10:00Z","took_place_until":"2026-03-15T03:00:00Z"}'
    content = bytes(first.content).removesuffix(b"}") + used
    row = Row(table="maintenance", identity=first.identity, content=content, subject="Patching")
    record(dossier, [row], Origin(key="used", actor="user 2", now=NOW))
    taken(dossier, weekly("X-UPHELD-KIND:urgent"))
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    (done,) = [each for each in evidence.maintenance if each.took_place is not None]
    assert done.kind.value == "urgent"


def test_the_edge_moves_on_by_the_day_and_nothing_is_expanded_anew(dossier: Dossier) -> None:
    taken(dossier, ENDLESS)
    rows = Record.objects.count()
    # the Sundays from 15 March 2026 until 400 days after the 16th
    assert rows == (AHEAD // DAY + 1) // 7 + 1
    Record.objects.filter(pk=Record.objects.earliest("pk").pk).update(identity="kept as it was")
    later = Instant(NOW + 30 * DAY)
    for number in range(2):
        with transaction.atomic():
            enqueue(later, Order(kind=EXTEND, key=str(number)))
        labour(later)
    # four Sundays more within thirty days, once
    assert Record.objects.count() == rows + 4
    assert Record.objects.filter(identity="kept as it was", superseded_by=None).exists()
