"""Alarms are listed, open ones first, and acknowledged by one person."""

from __future__ import annotations

import pytest
from django.test import Client
from visitors import SignIn, person, token

from upheld.chrono.instant import HOUR
from upheld.evaluation.alarms.rules import AlarmRules
from upheld.operations.alarms.ruling import rulings
from upheld.store.agreements import Agreement
from upheld.store.alarms import Alarm, AlarmKind, AlarmRuling, Expectation
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.roles import Role, Scope
from upheld.store.trail import Step


@pytest.fixture
def open_alarm(agreement: Agreement, customer: Customer) -> Alarm:
    return alarm(agreement, "T-1", customer=customer)


def alarm(agreement: Agreement, ticket: str, **more: object) -> Alarm:
    said = {
        "ticket": ticket,
        "objective": "first_response",
        "agreement": agreement.name,
        "customer": "Example Ltd",
        "promise": "within 4 business hours",
        "share": "3/4",
        "due": 1_774_000_000_000_000,
        "group": [],
    }
    return Alarm.objects.create(
        **{
            "key": ticket,
            "thing": ticket,
            "kind": AlarmKind.CLOCK,
            "dossier": agreement.dossier,
            "agreement": agreement,
            "said": said,
            "raised_at": 1_773_990_000_000_000,
            "as_of": 0,
            "raised_by": "1",
            **more,
        }
    )


def test_open_ones_come_first_with_what_there_is_to_know(
    open_alarm: Alarm, agreement: Agreement, sign_in: SignIn
) -> None:
    alarm(agreement, "T-2", over_at=1_773_995_000_000_000)
    page = sign_in(person(Role.AUDITOR)).get("/alarms").content.decode()
    assert page.index("ticket T-1, first_response") < page.index("ticket T-2, first_response")
    assert "75 % of the time is used" in page
    assert "Example Hosting SLA of Example Ltd: within 4 business hours. Due 2026-03-20 09:46 UTC." in page
    assert "Acknowledge" not in page


def test_those_that_are_over_are_shown_in_parts(agreement: Agreement, sign_in: SignIn) -> None:
    for number in range(60):
        alarm(agreement, f"T-{number:02}", over_at=1_773_995_000_000_000)
    client = sign_in(person(Role.AUDITOR))
    page = client.get("/alarms").content.decode()
    assert "ticket T-10," in page
    assert "ticket T-09," not in page
    earlier = page.partition('href="?before=')[2].partition('"')[0]
    page = client.get(f"/alarms?before={earlier}").content.decode()
    assert "ticket T-09," in page
    assert "ticket T-10," not in page
    assert "?before=" not in page


def test_one_person_acknowledges_an_alarm_and_the_trail_says_who(open_alarm: Alarm, sign_in: SignIn) -> None:
    agent = person(Role.DESK_AGENT)
    client = sign_in(agent)
    client.post(f"/alarms/{open_alarm.pk}/acknowledge")
    open_alarm.refresh_from_db()
    assert open_alarm.acknowledged_by == f"user {agent.pk}"
    page = client.get(f"/alarms/{open_alarm.pk}").content.decode()
    assert "by desk.agent@example.net" in page
    step = Step.objects.filter(action="acknowledge_alarm").get()
    assert (step.actor, step.subject) == (f"user {agent.pk}", f"alarm {open_alarm.pk}")
    late = sign_in(person(Role.OPERATOR)).post(f"/alarms/{open_alarm.pk}/acknowledge", follow=True)
    assert "Somebody else was sooner." in late.content.decode()
    open_alarm.refresh_from_db()
    assert open_alarm.acknowledged_by == f"user {agent.pk}"


def test_looking_at_a_customers_alarm_is_on_the_trail(
    open_alarm: Alarm, customer: Customer, sign_in: SignIn
) -> None:
    sign_in(person(Role.OPERATOR)).get("/alarms")
    assert Step.objects.filter(action="saw", subject=f"customer {customer.pk}").count() == 1


def test_customers_see_no_alarms(open_alarm: Alarm, customer: Customer, sign_in: SignIn) -> None:
    admin = sign_in(person(Role.CUSTOMER_ADMIN, customer))
    assert admin.get("/alarms").status_code == 404
    assert admin.get(f"/alarms/{open_alarm.pk}").status_code == 404


def test_programs_read_them(open_alarm: Alarm, customer: Customer, client: Client) -> None:
    reader = token(Scope.STATE_READ)
    answer = client.get("/api/v1/alarms", HTTP_AUTHORIZATION=f"Bearer {reader}").json()
    assert answer == {
        "items": [
            {
                "number": open_alarm.pk,
                "kind": "clock",
                "title": "75 % of the time is used: ticket T-1, first_response",
                "says": "Example Hosting SLA of Example Ltd: within 4 business hours. "
                "Due 2026-03-20 09:46 UTC.",
                "state": "raised",
                "dossier": "hosting",
                "agreement": "Example Hosting SLA",
                "customer": "Example Ltd",
                "raised_at": "2026-03-20T07:00:00Z",
                "acknowledged_at": None,
                "over_at": None,
                "illustration": "",
            }
        ],
        "next": None,
    }
    theirs = token(Scope.STATE_READ, customer=customer)
    assert client.get("/api/v1/alarms", HTTP_AUTHORIZATION=f"Bearer {theirs}").json()["items"] == []
    address = f"/api/v1/alarms/{open_alarm.pk}"
    assert client.get(address, HTTP_AUTHORIZATION=f"Bearer {theirs}").status_code == 404


def test_a_table_is_waited_for_until_it_is_not(dossier: Dossier, sign_in: SignIn) -> None:
    operator, auditor = sign_in(person(Role.OPERATOR)), sign_in(person(Role.AUDITOR))
    wish = {"dossier": str(dossier.pk), "table": "tickets", "hours": "24"}
    assert auditor.post("/alarms", wish).status_code == 404
    page = operator.post("/alarms", wish, follow=True).content.decode()
    assert "Tickets are waited for from now on." in page
    expected = Expectation.objects.get()
    assert (expected.table, expected.every) == ("tickets", 24 * HOUR)
    operator.post("/alarms", wish | {"hours": "2"})
    assert Expectation.objects.get().every == 2 * HOUR
    for wrong in ({"hours": "0"}, {"hours": "9999"}, {"hours": "a"}, {"table": "nonsense"}):
        assert "Not waited for" in operator.post("/alarms", wish | wrong, follow=True).content.decode()
    assert operator.post("/alarms", wish | {"dossier": "999"}).status_code == 404
    operator.post(f"/alarms/waited/{expected.pk}/end")
    assert not Expectation.objects.exists()


def test_several_are_acknowledged_at_once(open_alarm: Alarm, agreement: Agreement, sign_in: SignIn) -> None:
    others = [alarm(agreement, f"T-{each}") for each in (2, 3)]
    over = alarm(agreement, "T-4", over_at=1)
    agent = sign_in(person(Role.DESK_AGENT))
    assert "Acknowledge those chosen" in agent.get("/alarms").content.decode()
    chosen = [open_alarm.pk, others[0].pk, over.pk]
    page = agent.post("/alarms/acknowledge", {"number": chosen}, follow=True).content.decode()
    assert "2 acknowledged; somebody else was sooner with the others." in page
    acknowledged = Alarm.objects.exclude(acknowledged_at=None).order_by("pk")
    assert [each.pk for each in acknowledged] == [open_alarm.pk, others[0].pk]
    assert Step.objects.get(action="acknowledge_alarms").subject == f"alarms {' '.join(map(str, chosen))}"
    assert "Choose the alarms first." in agent.post("/alarms/acknowledge", follow=True).content.decode()
    assert sign_in(person(Role.AUDITOR)).post("/alarms/acknowledge", {"number": chosen}).status_code == 404


SAID = {
    "agreement": "hosting",
    "clocks": "60, 100",
    "allowances": "80",
    "burns": "10 over 2 h and 10 min\r\n",
    "silent": "30 min",
}


def test_when_alarms_are_raised_is_said_for_one_agreement_and_kept(
    agreement: Agreement, sign_in: SignIn
) -> None:
    operator, auditor = sign_in(person(Role.OPERATOR)), sign_in(person(Role.AUDITOR))
    assert "Say it otherwise" not in auditor.get("/alarms/rules").content.decode()
    assert auditor.post("/alarms/rules", SAID).status_code == 404
    page = operator.post("/alarms/rules", SAID, follow=True).content.decode()
    for words in ("60 %, 100 %", "80 %", "10 over 2 h and 10 min", "after 30 min", "operator@example.net"):
        assert words in page
    assert 'value="60 %, 100 %"' in operator.get("/alarms/rules?agreement=hosting").content.decode()
    step = Step.objects.filter(action="alarm_rules", outcome=302).get()
    assert step.subject == "agreement hosting"
    operator.post("/alarms/rules", {"agreement": "hosting", "withdraw": "yes"})
    page = operator.get("/alarms/rules").content.decode()
    assert "Nothing is said of any agreement of its own." in page
    assert "what was said before holds no more" in page
    assert rulings() == {None: AlarmRules()}
    assert AlarmRuling.objects.count() == 2


def test_what_makes_no_sense_is_shown_again_with_why(agreement: Agreement, sign_in: SignIn) -> None:
    operator = sign_in(person(Role.OPERATOR))
    wrong = operator.post("/alarms/rules", SAID | {"burns": "10 over 2 h and 3 h"}).content.decode()
    assert "Not changed: " in wrong
    assert "10 over 2 h and 3 h" in wrong
    assert not AlarmRuling.objects.exists()
    assert operator.post("/alarms/rules", SAID | {"agreement": "none"}).status_code == 404
