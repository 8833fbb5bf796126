"""What is on record and can't be judged by: whom it touches is told why, and nobody else waits for them."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

import closed_months
import live_scenes
from closed_months import CUSTOMERS, NOW, closed, enrolled, labour, write_files
from live_scenes import Scene, every_five_minutes, hours_after
from upheld.chrono.instant import DAY, HOUR, Instant, format_instant
from upheld.collect.parcel.parcel import BodyForm
from upheld.evidence.evidence import Table
from upheld.operations.alarms.lookout import Lookout
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.erasing import erase
from upheld.operations.live.audit import audit_at
from upheld.operations.live.keeping import Keepers
from upheld.operations.month_end.beginning import begin_closing
from upheld.operations.month_end.release import release
from upheld.operations.standing import grounds_in_store
from upheld.operations.taking_in import Delivery, TakenIn, take_in
from upheld.report.letters.alarm import explained, title_of, title_over
from upheld.store.alarms import Alarm
from upheld.store.closings import Closing, Stage, Statement, Unjudged
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.live import NOT_JUDGED, LiveBook, LiveClock, LiveFinding
from upheld.store.verification import verify

pytestmark = pytest.mark.django_db

SPEED = """\
measures:
  answers: {unit: duration, of: shop}
objectives:
  speed: {mean: answers, target: "<= 2 s", period: calendar month}
"""


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def sent(dossier: Dossier, table: Table, *rows: dict[str, object]) -> None:
    """Hand rows over as the interface does, with everything that is looked at on the way in."""
    delivery = Delivery(table=table, body=orjson.dumps(rows), form=BodyForm.JSON, key=None, actor="test")
    taken = take_in(dossier, delivery, hours_after(0))
    assert isinstance(taken, TakenIn), taken


def fee(customer: str, plan: str, since: str, number: str = "another", **more: str) -> dict[str, object]:
    row = {"source": "billing", "fee": number, "customer": customer, "plan": plan, "amount": "9.00"}
    return {**row, "currency": "EUR", "since": since, **more}


def unjudged() -> set[tuple[str, str]]:
    rows = LiveFinding.objects.filter(verdict=NOT_JUDGED).select_related("customer")
    return {("" if each.customer is None else each.customer.name, each.objective) for each in rows}


def test_a_customer_on_two_plans_at_once_is_told_so_and_the_others_go_on(scene: Scene) -> None:
    dossier, keepers = scene.version.agreement.dossier, Keepers(scene.data)
    keepers.keep_all(hours_after(190))
    # Alder is on the large plan since January, and nothing says that this ended
    sent(dossier, Table.FEES, fee("Alder", "small", "2026-03-09T08:00:00Z"))
    scene.ticket("T-1", "Birch", "high", hours_after(201))  # Monday, 10:00 in Amsterdam
    scene.ticket("T-2", "Alder", "high", hours_after(201))
    keepers.keep_all(hours_after(204))
    book = LiveBook.objects.get()
    assert (book.trouble, book.as_of) == ("", hours_after(204))
    assert unjudged() == {
        ("Alder", each) for each in ("uptime", "shop lately", "portal", "answer", "solution")
    }
    mine = LiveFinding.objects.get(customer__name="Alder", objective="answer")
    assert mine.said["trouble"].startswith("Alder is on plans large and small at once, at 2026-03-09T08:00")
    # two business hours were over at twelve
    assert LiveFinding.objects.get(customer__name="Birch", objective="answer").verdict == "MISSED"
    assert LiveClock.objects.get(objective="answer").ticket == "T-1"
    assert scene.differences() == []
    # what comes in then is judged for the others as ever
    scene.event("T-1", "reply", hours_after(203))
    keepers.keep_all(hours_after(205))
    assert not LiveClock.objects.filter(objective="answer").exists()
    assert scene.differences() == []
    # the large plan ended in February: in March there is one plan, and one promise of each kind
    ends = {"until": "2026-03-09T08:00:00Z", "number": "0"}
    sent(dossier, Table.FEES, fee("Alder", "large", "2026-01-01T00:00:00Z", **ends))
    keepers.keep_all(hours_after(206))
    assert unjudged() == set()
    assert scene.differences() == []


def test_it_is_told_once_and_told_again_once_it_is_over(scene: Scene) -> None:
    dossier, keepers = scene.version.agreement.dossier, Keepers(scene.data)
    lookout = Lookout("https://upheld.example")
    sent(dossier, Table.FEES, fee("Alder", "small", "2026-03-09T08:00:00Z"))
    for hours in (204, 205, 206):
        keepers.keep_all(hours_after(hours))
        lookout.look_once(hours_after(hours))
    (alarm,) = [each for each in Alarm.objects.all() if each.said["what"] == "promises"]
    assert title_of(alarm.kind, alarm.said) == "Not every promise can be judged: Live hosting"
    told = explained(alarm.kind, alarm.said)
    assert told.startswith("uptime of Alder can't be judged: Alder is on plans large and small at once")
    assert told.endswith("So it is with 4 more.")
    ends = {"until": "2026-03-09T08:00:00Z", "number": "0"}
    sent(dossier, Table.FEES, fee("Alder", "large", "2026-01-01T00:00:00Z", **ends))
    keepers.keep_all(hours_after(207))
    lookout.look_once(hours_after(207))
    alarm.refresh_from_db()
    assert alarm.over_at == hours_after(207)
    assert title_over(alarm.kind, alarm.said) == "How things stand can be told again: Live hosting"


def test_a_series_in_another_unit_stops_its_own_promise_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = live_scenes.AGREEMENT.replace("objectives:\n", SPEED)
    bindings = f"{live_scenes.BINDINGS}measures:\n  answers: {{source: browser, series: answers}}\n"
    monkeypatch.setattr(live_scenes, "BINDINGS", bindings)
    scene = Scene(tmp_path, terms=text)
    dossier, keepers = scene.version.agreement.dossier, Keepers(scene.data)
    for site in ("one", "two", "shop"):
        scene.see(site, every_five_minutes(hours_after(-24), 24 + 10))
    value = {"source": "browser", "series": "answers", "at": "2026-03-01T08:00:00Z", "value": "99.5"}
    sent(dossier, Table.MEASUREMENTS, {**value, "unit": "%"})
    keepers.keep_all(hours_after(10))
    assert unjudged() == {("", "speed")}
    found = LiveFinding.objects.get(objective="speed", plan="small")
    assert "counts in millionths, and measure `answers` is a duration" in found.said["trouble"]
    assert LiveFinding.objects.get(objective="uptime", plan="small").verdict == "MET"
    assert scene.differences() == []
    sent(dossier, Table.MEASUREMENTS, {**value, "value": "1.5", "unit": "s"})
    keepers.keep_all(hours_after(10.1))
    assert LiveFinding.objects.get(objective="speed", plan="small").verdict == "MET"
    assert scene.differences() == []


def test_a_clock_beyond_the_calendars_stops_no_other(scene: Scene) -> None:
    dossier, keepers = scene.version.agreement.dossier, Keepers(scene.data)
    # the lock has the zone until 3 January 2037; from the evening of 30 December 24 business hours end on
    # the second, as its staffed hours do
    end = grounds_in_store(scene.version).almanac.zones[0].span.end
    for days, ticket in ((6, "T-6"), (4, "T-4")):
        opened = format_instant(Instant(end - days * DAY + 21 * HOUR))
        row = {"source": "desk", "ticket": ticket, "customer": "Birch", "priority": "low"}
        sent(dossier, Table.TICKETS, {**row, "opened_at": opened})
    at = Instant(end - 3 * DAY)
    keepers.keep_all(at)
    assert LiveBook.objects.get().trouble == ""
    clocks = {(each.objective, each.ticket): each for each in LiveClock.objects.all()}
    assert {key: each.state for key, each in clocks.items()} == {
        ("answer", "T-6"): "breached",
        ("solution", "T-6"): "running",
        ("answer", "T-4"): "running",
        ("solution", "T-4"): "not judged",
    }
    trouble = clocks["solution", "T-4"].said["trouble"]
    assert trouble.startswith("ticket T-4 can't be judged with the calendars at hand")
    assert unjudged() == {("Birch", "solution")}
    audited = audit_at(scene.data, scene.slug, format_instant(at))
    assert (audited.differences, audited.unsettled) == ((), ())


def test_a_plan_that_a_later_version_does_not_have_stops_those_on_it_alone(
    scene: Scene, tmp_path: Path
) -> None:
    text = live_scenes.AGREEMENT.replace('version: "1"', 'version: "2"').replace(
        "from: 2026-01-01", "from: 2026-03-15"
    )
    later = tmp_path / "later.yaml"
    later.write_text(text.replace("plans: [small, large]", "plans: [small]"))
    outcome = enrol(
        Enrolment(agreement=later, evidence=None, slug=scene.slug, actor="test", now=hours_after(1))
    )
    assert isinstance(outcome, Enrolled), outcome
    Keepers(scene.data).keep_all(hours_after(24 * 15))
    assert LiveBook.objects.get().trouble == ""
    assert unjudged() == {("Alder", ""), ("Cedar", "")}
    mine = LiveFinding.objects.get(customer__name="Alder")
    assert "has no plan 'large'" in mine.said["trouble"]
    assert LiveFinding.objects.get(objective="portal", plan="small", customer=None).verdict == "MET"
    assert scene.differences() == []


def contradictory(dossier: Dossier) -> None:
    """Customer 05 on two plans at once in March, and customer 03 with a credit in another currency."""
    sent(dossier, Table.FEES, fee("customer 05", "large", "2026-03-10T00:00:00Z"))
    credit = {"source": "billing", "credit": "c", "customer": "customer 03", "period": "2026-02"}
    sent(dossier, Table.CREDITS, {**credit, "amount": "1.00", "currency": "USD"})


def test_a_closing_goes_on_without_those_who_can_not_be_judged(tmp_path: Path) -> None:
    version = enrolled(write_files(tmp_path))
    dossier = version.agreement.dossier
    contradictory(dossier)
    closing = closed(version)
    assert (closing.stage, closing.judged, closing.trouble) == (Stage.READY, CUSTOMERS, "")
    why = dict(Unjudged.objects.filter(closing=closing).values_list("customer__name", "why"))
    assert set(why) == {"customer 03", "customer 05"}
    assert why["customer 05"].startswith("customer 05 is on plans small and large at once")
    assert "is in USD, and not in EUR" in why["customer 03"]
    assert closing.statements.count() == CUSTOMERS - 2
    release(closing, "person 1", NOW)
    # corrected: the small plan ended, and the credit was one in euros
    sent(
        dossier,
        Table.FEES,
        fee("customer 05", "small", "2026-01-01T00:00:00Z", "5", amount="5.00", until="2026-03-10T00:00:00Z"),
    )
    credit = {"source": "billing", "credit": "c", "customer": "customer 03", "period": "2026-02"}
    sent(dossier, Table.CREDITS, {**credit, "amount": "1.00", "currency": "EUR"})
    again = closed(version)
    assert (again.stage, again.revision, again.unjudged.count()) == (Stage.READY, 1, 0)
    made = {
        each.customer and each.customer.name: each for each in again.statements.select_related("customer")
    }
    assert set(made) == {"customer 03", "customer 05"}
    assert all(each.supersedes is None for each in made.values())
    release(again, "person 1", NOW)
    numbers = sorted(each or 0 for each in Statement.objects.values_list("number", flat=True))
    assert numbers == list(range(1, CUSTOMERS + 1))
    assert verify().faults == ()


def test_where_nobody_can_be_judged_the_month_can_be_closed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closed_months, "CUSTOMERS", 1)
    version = enrolled(write_files(tmp_path))
    dossier = version.agreement.dossier
    sent(dossier, Table.FEES, fee("customer 00", "small", "2026-03-10T00:00:00Z"))
    closing = closed(version)
    assert closing.stage == Stage.GIVEN_UP
    assert closing.trouble.startswith("customer 00 is on plans large and small at once")
    begin_closing(version, "2026-03", NOW)
    labour()
    assert Closing.objects.filter(stage=Stage.GIVEN_UP, revision=0).count() == 2


def test_why_somebody_was_not_judged_goes_with_their_data(tmp_path: Path) -> None:
    version = enrolled(write_files(tmp_path))
    contradictory(version.agreement.dossier)
    closed(version)
    erase(Customer.objects.get(name="customer 05"), "user 1", "asked for", NOW)
    assert set(Unjudged.objects.exclude(why="erased").values_list("customer__name", flat=True)) == {
        "customer 03"
    }
