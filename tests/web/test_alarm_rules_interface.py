"""When alarms are raised, over the interface: read and said by programs of the provider alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from visitors import token

from upheld.store.agreements import Agreement
from upheld.store.alarms import AlarmRuling
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.roles import Scope
from upheld.store.trail import Step

PATH = "/api/v1/alarm-rules"
USUAL = {
    "clocks": "50 %, 75 %, 100 %",
    "allowances": "50 %, 75 %, 90 %, 100 %",
    "burns": ["14.4 over 1 h and 5 min", "6 over 6 h and 30 min"],
    "silent_after": "",
}


def ask(client: Client, secret: str, path: str = PATH, **said: object) -> tuple[int, Any]:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    if said:
        answered = client.post(PATH, said, content_type="application/json", **headers)
    else:
        answered = client.get(path, **headers)
    return answered.status_code, answered.json()


@pytest.fixture
def elsewhere(db: None) -> Agreement:
    dossier = Dossier.objects.create(slug="elsewhere", name="Elsewhere")
    return Agreement.objects.create(dossier=dossier, slug="elsewhere", name="Elsewhere")


def test_rules_are_said_read_and_taken_back(agreement: Agreement, client: Client) -> None:
    secret = token(Scope.ALARMS_WRITE, Scope.STATE_READ)
    first = {
        "number": 0,
        "agreement": None,
        "rules": USUAL,
        "said_by": "",
        "said_at": None,
        "holds": True,
    }
    assert ask(client, secret) == (200, {"items": [first], "next": None})
    own = {**USUAL, "clocks": "60 %, 100 %", "burns": []}
    said = {"agreement": agreement.slug, "clocks": "60 100", "burns": []}
    assert ask(client, secret, **said) == (200, {"agreement": agreement.slug, "rules": own})
    assert ask(client, secret, **said)[0] == 200
    ruling = AlarmRuling.objects.get()  # the same again is nothing new
    held = ask(client, secret)[1]["items"]
    assert [(each["number"], each["agreement"], each["rules"]) for each in held] == [
        (0, None, USUAL),
        (ruling.pk, agreement.slug, own),
    ]
    assert ask(client, secret, f"{PATH}?agreement={agreement.slug}")[1]["items"] == held[1:]
    # part by part, the first of which nobody had to say
    part = ask(client, secret, f"{PATH}?limit=1")[1]
    assert part["items"] == held[:1]
    rest = ask(client, secret, f"{PATH}?limit=1&cursor={part['next']}")[1]
    assert rest == {"items": held[1:], "next": None}

    assert ask(client, secret, silent_after="15 min")[0] == 200
    everybody = AlarmRuling.objects.get(agreement=None)
    assert [each["number"] for each in ask(client, secret)[1]["items"]] == [ruling.pk, everybody.pk]
    assert ask(client, secret, f"{PATH}/0")[1]["holds"] is False
    back = ask(client, secret, agreement=agreement.slug, as_before=True)
    assert back == (200, {"agreement": agreement.slug, "rules": {**USUAL, "silent_after": "15 min"}})
    assert [each["number"] for each in ask(client, secret)[1]["items"]] == [everybody.pk]
    former = ask(client, secret, f"{PATH}/{ruling.pk}")[1]
    assert (former["rules"], former["holds"]) == (own, False)
    steps = list(Step.objects.order_by("pk").values_list("subject", flat=True))
    assert steps == [f"agreement {agreement.slug}"] * 2 + ["all agreements", f"agreement {agreement.slug}"]


def test_what_makes_no_sense_changes_nothing(agreement: Agreement, client: Client) -> None:
    secret = token(Scope.ALARMS_WRITE)
    for said in (
        {"clocks": "0"},
        {"agreement": "none", "clocks": "50"},
        {"clock": "50"},
        {"clocks": "50", "as_before": True},
        {"agreement": agreement.slug},
        {"burns": ["fast"]},
        {"clocks": "5" * 501},
    ):
        assert ask(client, secret, **said)[0] == 400, said
    assert not AlarmRuling.objects.exists()


def test_a_token_reaches_what_it_is_for(
    agreement: Agreement, elsewhere: Agreement, customer: Customer, client: Client
) -> None:
    everywhere = token(Scope.ALARMS_WRITE, Scope.STATE_READ)
    assert ask(client, everywhere, agreement=elsewhere.slug, clocks="10")[0] == 200
    assert ask(client, everywhere, clocks="20")[0] == 200
    here = token(Scope.ALARMS_WRITE, Scope.STATE_READ, dossier=agreement.dossier)
    assert [each["agreement"] for each in ask(client, here)[1]["items"]] == [None]
    theirs = AlarmRuling.objects.get(agreement=elsewhere)
    assert ask(client, here, f"{PATH}/{theirs.pk}")[0] == 404
    assert ask(client, here, agreement=elsewhere.slug, clocks="30")[0] == 400
    assert ask(client, here, clocks="30")[0] == 400
    assert ask(client, here, agreement=agreement.slug, clocks="30")[0] == 200
    assert ask(client, token(Scope.STATE_READ), clocks="40")[0] == 403
    assert ask(client, token(Scope.ALARMS_WRITE))[0] == 403
    of_customer = token(Scope.STATE_READ, customer=customer)
    assert ask(client, of_customer) == (200, {"items": [], "next": None})
    for number in (0, theirs.pk):
        assert ask(client, of_customer, f"{PATH}/{number}")[0] == 404
    held = {each["agreement"]: each["rules"]["clocks"] for each in ask(client, everywhere)[1]["items"]}
    assert held == {None: "20 %", elsewhere.slug: "10 %", agreement.slug: "30 %"}
