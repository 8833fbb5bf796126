"""How things stand, on pages and for programs: customers see their own, and nobody is sent the same twice."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from django.test import Client
from visitors import SignIn, person, token

from live_scenes import Scene, every_five_minutes, hours_after
from upheld.evidence.evidence import Table
from upheld.operations.live.keeping import Keepers
from upheld.store.customers import Customer
from upheld.store.live import LiveBook, LiveFinding
from upheld.store.roles import Role, Scope
from upheld.store.trail import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Half an hour down, a ticket of Alder's that is late, and one of Birch's that waits for the customer."""
    scene = Scene(tmp_path)
    for site in ("two", "shop"):
        scene.see(site, every_five_minutes(hours_after(0), 36))
    scene.see("one", every_five_minutes(hours_after(0), 10))
    scene.see("one", every_five_minutes(hours_after(10), 0.5, state=2))
    scene.see("one", every_five_minutes(hours_after(10.5), 25.5))
    scene.ticket("T-1", "Alder", "high", hours_after(33))
    scene.ticket("T-2", "Birch", "low", hours_after(33))
    scene.event("T-2", "reply", hours_after(33.5))
    scene.event("T-2", "paused", hours_after(34), reason="waiting for customer")
    Keepers(scene.data).keep_all(hours_after(36))
    return scene


def test_staff_see_how_everything_stands(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(person(Role.OPERATOR))
    page = client.get("/state").content.decode()
    for said in ("Live hosting", "2026-03", "uptime", "30 min of 44 min 34 s used", "14 min 34 s left"):
        assert said in page, said
    assert 'aria-label="67.2 % of the allowance used"' in page  # 1800 of 2674.8 s
    assert "2 overdue" in page  # by the clock of today
    one = client.get(f"/state/{scene.version.agreement.pk}")
    assert "Alder" in one.content.decode()


def test_clocks_come_in_order_of_their_due_times(scene: Scene, sign_in: SignIn) -> None:
    page = sign_in(person(Role.DESK_AGENT)).get("/clocks").content.decode()
    places = [page.index(said) for said in ("overdue", "2026-03-03", "stands still")]
    assert places == sorted(places)
    assert "waiting for customer" in page
    assert "23 h left (business hours)" in page


def test_customers_see_what_is_theirs(scene: Scene, sign_in: SignIn) -> None:
    birch = Customer.objects.get(name="Birch")
    member = sign_in(person(Role.CUSTOMER_MEMBER, birch))
    state = member.get(f"/state/{scene.version.agreement.pk}").content.decode()
    assert "uptime" in state
    assert "plan small" in state
    assert "plan large" not in state
    clocks = member.get("/clocks").content.decode()
    assert "T-2" in clocks
    for hidden in ("T-1", "Alder", "Cedar"):
        assert hidden not in state + clocks, hidden


def test_a_stranger_sees_nothing(scene: Scene, sign_in: SignIn) -> None:
    stranger = Customer.objects.create(dossier=scene.version.agreement.dossier, name="Dogwood")
    member = sign_in(person(Role.CUSTOMER_ADMIN, stranger))
    assert "There is nothing that you may see yet" in member.get("/state").content.decode()
    assert member.get(f"/state/{scene.version.agreement.pk}").status_code == 404
    assert "No clock of an open ticket goes on" in member.get("/clocks").content.decode()


@pytest.mark.parametrize("path", ["/state", "/clocks", "/state/{}"])
def test_nobody_is_sent_the_same_twice(scene: Scene, sign_in: SignIn, path: str) -> None:
    client = sign_in(person(Role.OPERATOR))
    address = path.format(scene.version.agreement.pk)
    marks = set()
    for _ in range(10):
        mark = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": mark})
        marks |= {mark, again["ETag"]}
        # a minute may pass between the two, and with it the time that is left
        if again.status_code == 304:
            break
    assert (again.status_code, again.content) == (304, b"")
    LiveBook.objects.update(turn=100)
    changed = client.get(address, headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert changed["ETag"] not in marks


def test_another_viewer_has_marks_of_their_own(scene: Scene, sign_in: SignIn) -> None:
    one, other = sign_in(person(Role.OPERATOR)), sign_in(person(Role.AUDITOR, email="two@example.net"))
    assert one.get("/state")["ETag"] != other.get("/state")["ETag"]


def test_why_it_cannot_be_told_is_shown(scene: Scene, sign_in: SignIn) -> None:
    LiveBook.objects.update(trouble="two rows contradict each other")
    page = sign_in(person(Role.OPERATOR)).get("/state").content.decode()
    assert "two rows contradict each other" in page
    assert "how it stood before" in page


def test_why_a_promise_can_not_be_judged_is_shown_to_those_it_is_made_to(
    scene: Scene, sign_in: SignIn, client: Client
) -> None:
    fee = {"source": "billing", "fee": "two", "customer": "Alder", "plan": "small", "amount": "9.00"}
    scene.file(Table.FEES, {**fee, "currency": "EUR", "since": "2026-03-02T08:00:00Z"})
    Keepers(scene.data).keep_all(hours_after(36.1))
    address, why = f"/state/{scene.version.agreement.pk}", "Alder is on plans large and small at once"
    staff = sign_in(person(Role.OPERATOR))
    assert "<b>5</b> not judged" in staff.get("/state").content.decode()
    shown = staff.get(f"{address}?verdict=NOT+JUDGED").content.decode()
    assert shown.count(why) == 5
    members = {
        name: sign_in(
            person(Role.CUSTOMER_MEMBER, Customer.objects.get(name=name), f"{name}@example.net".lower())
        )
        for name in ("Alder", "Birch")
    }
    assert why in members["Alder"].get(f"{address}?verdict=NOT+JUDGED").content.decode()
    theirs = members["Birch"].get(address).content.decode()
    assert "Alder" not in theirs
    assert "not judged" not in theirs
    headers = {"Authorization": f"Bearer {token(Scope.STATE_READ)}"}
    state = orjson.loads(client.get("/api/v1/state?agreement=live", headers=headers).content)["items"]
    told = [each for each in state if each["verdict"] == "NOT JUDGED"]
    assert {each["customer"] for each in told} == {"Alder"}
    assert why in told[0]["said"]["trouble"]


def test_programs_read_state_and_clocks(scene: Scene, client: Client) -> None:
    headers = {"Authorization": f"Bearer {token(Scope.STATE_READ)}"}
    state = orjson.loads(client.get("/api/v1/state?agreement=live", headers=headers).content)
    uptime = next(each for each in state["items"] if (each["objective"], each["plan"]) == ("uptime", "small"))
    assert uptime["allowance"] == {"whole": 2_674_800_000, "left": 874_800_000, "used": "500/743"}
    clocks = orjson.loads(client.get("/api/v1/clocks", headers=headers).content)["items"]
    answer = next(each for each in clocks if each["objective"] == "answer")
    assert (answer["ticket"], answer["due_at"]) == ("T-1", "2026-03-02T11:00:00Z")
    assert answer["windows"] == [["2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z"]]
    marked = client.get("/api/v1/clocks", headers=headers)["ETag"]
    again = client.get("/api/v1/clocks", headers={**headers, "If-None-Match": marked})
    assert again.status_code == 304


def test_whose_data_staff_looked_at_is_in_the_trail(scene: Scene, sign_in: SignIn) -> None:
    sign_in(person(Role.DESK_AGENT)).get("/clocks")
    looked = " ".join(Step.objects.values_list("subject", flat=True))
    assert str(Customer.objects.get(name="Alder").pk) in looked


def test_hundreds_of_promises_come_in_parts(scene: Scene, sign_in: SignIn) -> None:
    row = LiveFinding.objects.filter(customer=None).first()
    assert row is not None
    for number in range(150):
        row.pk, row.objective = None, f"promise {number:03}"
        row.save(force_insert=True)
    client = sign_in(person(Role.OPERATOR))
    assert client.get("/state").content.count(b"<tr>") < 70
    assert "All promises" in client.get("/state").content.decode()
    first = client.get(f"/state/{scene.version.agreement.pk}").content.decode()
    assert "?promises=20" in first
    second = client.get(f"/state/{scene.version.agreement.pk}?promises=20").content.decode()
    names = [f"promise {number:03}" for number in range(35)]
    assert [name for name in names if (name in first) == (name in second)] == []


def test_evidence_that_is_not_in_it_yet_is_told(scene: Scene, sign_in: SignIn, client: Client) -> None:
    number = scene.version.agreement.pk
    pages = ("/clocks", "/state", f"/state/{number}", f"/clocks?agreement={number}")
    operator = sign_in(person(Role.OPERATOR))
    member = sign_in(person(Role.CUSTOMER_MEMBER, Customer.objects.get(name="Birch")))
    headers = {"Authorization": f"Bearer {token(Scope.STATE_READ)}"}

    def current() -> set[bool]:
        answers = (client.get(f"/api/v1/{name}", headers=headers) for name in ("state", "clocks"))
        return {each["is_current"] for answer in answers for each in orjson.loads(answer.content)["items"]}

    def said(path: str) -> bool:
        return "ot in it yet" in operator.get(path).content.decode()

    keepers = Keepers(scene.data)
    keepers.keep_all(hours_after(36))
    assert (current(), [path for path in pages if said(path)]) == ({True}, [])
    mark = operator.get("/clocks")["ETag"]
    scene.ticket("T-3", "Alder", "high", hours_after(35))
    scene.ticket("T-4", "Alder", "high", hours_after(35))
    assert operator.get("/clocks", headers={"If-None-Match": mark}).status_code == 200
    for path in pages:
        shown, theirs = operator.get(path).content.decode(), member.get(path).content.decode()
        assert "Not in it yet are 2 rows of evidence, recorded since" in shown, path
        assert "is not in it yet" in theirs, path
        assert "2 rows" not in theirs, path
    assert current() == {False}
    keepers.keep_all(hours_after(36.5))
    assert (current(), [path for path in pages if said(path)]) == ({True}, [])
    # of a ticket that was over long ago not even the number is read: nothing is judged for it
    scene.ticket("T-0", "Alder", "high", hours_after(-2400))
    scene.event("T-0", "resolved", hours_after(-2399))
    assert current() == {False}
    keepers.keep_all(hours_after(36.6))
    assert (current(), [path for path in pages if said(path)]) == ({True}, [])
    assert scene.differences() == []
