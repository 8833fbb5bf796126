"""Who is told what is said on a page: one's own mail, and webhooks with a secret that is shown once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from visitors import SignIn, person

from upheld.operations.accounts.secrecy import rotate
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.deliveries import Delivery
from upheld.store.hearers import Hearer, Topic, secrets_of
from upheld.store.roles import Role
from upheld.store.trail import Step

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")
NEW = {
    "name": "Pager",
    "address": "https://hooks.example.net/upheld?k=1",
    "topics": ["no evidence arriving", "clocks at 100 %"],
}


@pytest.fixture
def owner(db: None, sign_in: SignIn) -> Client:
    return sign_in(person(Role.OWNER))


@pytest.fixture
def admin(customer: Customer, sign_in: SignIn) -> Client:
    return sign_in(person(Role.CUSTOMER_ADMIN, customer))


def made(client: Client, **more: object) -> tuple[Hearer, str]:
    page = client.post("/telling", NEW | more).content.decode()
    (secret,) = SECRET.findall(page)
    return Hearer.objects.latest("pk"), secret


def test_a_secret_is_shown_once_and_kept_encrypted(owner: Client) -> None:
    hearer, secret = made(owner)
    assert (hearer.name, hearer.address) == ("Pager", NEW["address"])
    assert hearer.topics == ["clocks at 100 %", "no evidence arriving"]
    assert secret not in hearer.secrets
    assert [each.text for each in secrets_of(hearer, 0)] == [secret]  # type: ignore[arg-type]
    for page in ("/telling", f"/telling/{hearer.pk}"):
        answer = owner.get(page)
        assert not SECRET.search(answer.content.decode())
        assert answer["Cache-Control"] == "private, no-store"
    assert Step.objects.filter(action="telling").get().subject == f"webhook {hearer.pk}"


def test_a_new_secret_is_shown_once_and_the_one_before_still_holds(owner: Client) -> None:
    hearer, before = made(owner)
    page = owner.post(f"/telling/{hearer.pk}/secret").content.decode()
    (new,) = SECRET.findall(page)
    hearer.refresh_from_db()
    now = Step.objects.latest("pk").at
    held = secrets_of(hearer, now)  # type: ignore[arg-type]
    assert [each.text for each in held] == [new, before]
    assert [each.text for each in secrets_of(hearer, now + 25 * 3600 * 10**6)] == [new]  # type: ignore[arg-type]


def test_secrets_are_encrypted_anew_with_the_first_key(owner: Client, settings: object) -> None:
    hearer, secret = made(owner)
    settings.ENCRYPTION_KEYS = (b"n" * 32, *settings.ENCRYPTION_KEYS)  # type: ignore[attr-defined]
    assert (rotate(), rotate()) == (1, 0)
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]  # type: ignore[attr-defined]
    hearer.refresh_from_db()
    assert [each.text for each in secrets_of(hearer, 0)] == [secret]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"address": "http://hooks.example.net"}, "must begin with https"),
        ({"address": "https://me:pw@hooks.example.net"}, "has no user"),
        ({"topics": []}, "This field is required"),
        ({"topics": ["everything"]}, "Select a valid choice"),
        ({"agreement": "999"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_meant_is_said(owner: Client, wrong: dict[str, object], says: str) -> None:
    page = owner.post("/telling", NEW | wrong).content.decode()
    assert says in page
    assert not Hearer.objects.exists()


def test_a_customers_webhook_is_told_of_statements_only(
    admin: Client, customer: Customer, other_customer: Customer, agreement: Agreement
) -> None:
    mine = {"topics": ["statements"], "whose": str(customer.pk), "agreement": str(agreement.pk)}
    hearer, _ = made(admin, **mine)
    assert (hearer.customer_id, hearer.agreement_id, hearer.topics) == (
        customer.pk,
        agreement.pk,
        ["statements"],
    )
    for wrong in ({"topics": ["burn rates"]}, {"whose": str(other_customer.pk)}, {"whose": ""}):
        assert not SECRET.search(admin.post("/telling", NEW | mine | wrong).content.decode()), wrong
    assert Hearer.objects.count() == 1


def test_a_stranger_neither_sees_nor_changes_it(
    admin: Client, customer: Customer, other_customer: Customer, sign_in: SignIn
) -> None:
    hearer, _ = made(admin, topics=["statements"], whose=str(customer.pk))
    stranger = sign_in(person(Role.CUSTOMER_ADMIN, other_customer, "stranger@example.com"))
    assert "Pager" not in stranger.get("/telling").content.decode()
    assert stranger.get(f"/telling/{hearer.pk}").status_code == 404
    for deed in ("test", "secret", "pause", "end"):
        assert stranger.post(f"/telling/{hearer.pk}/{deed}").status_code == 404
    assert stranger.post(f"/telling/{hearer.pk}", NEW).status_code == 404
    hearer.refresh_from_db()
    assert (hearer.is_paused, hearer.ended_at) == (False, None)


def test_the_provider_stops_a_customers_webhook_but_gets_no_secret_of_it(
    admin: Client, customer: Customer, owner: Client
) -> None:
    hearer, _ = made(admin, topics=["statements"], whose=str(customer.pk))
    assert "Pager" in owner.get("/telling").content.decode()
    for deed in ("test", "secret"):
        answer = owner.post(f"/telling/{hearer.pk}/{deed}", follow=True)
        assert "its customer’s to change" in answer.content.decode()
        assert not SECRET.search(answer.content.decode())
    owner.post(f"/telling/{hearer.pk}/pause", {"paused": "yes"})
    hearer.refresh_from_db()
    assert hearer.is_paused
    owner.post(f"/telling/{hearer.pk}/end")
    assert owner.get(f"/telling/{hearer.pk}").status_code == 404


def test_a_test_is_sent_and_what_came_of_it_is_shown(owner: Client) -> None:
    hearer, _ = made(owner)
    page = owner.post(f"/telling/{hearer.pk}/test", follow=True).content.decode()
    assert "not tried yet" in page
    Delivery.objects.update(course="waiting", tries=2, tried_at=0, outcome="answered 500")
    page = owner.get(f"/telling/{hearer.pk}").content.decode()
    assert "answered 500" in page
    assert "2 tries" in page
    owner.post("/telling/mail/test")
    assert Delivery.objects.latest("pk").address == "owner@example.net"


def test_a_webhook_is_changed(owner: Client) -> None:
    hearer, _ = made(owner)
    owner.post(
        f"/telling/{hearer.pk}", NEW | {"address": "https://hooks.example.org", "topics": ["statements"]}
    )
    hearer.refresh_from_db()
    assert (hearer.address, hearer.topics) == ("https://hooks.example.org", ["statements"])


def test_everybody_chooses_their_own_mail(
    customer: Customer, other_customer: Customer, sign_in: SignIn
) -> None:
    user = person(Role.CUSTOMER_MEMBER, customer)
    member = sign_in(user)
    page = member.get("/telling").content.decode()
    # by default members are told of statements, and of nothing else there is a choice
    assert re.findall(r'value="([a-z %0-9]+)"[^>]*checked', page) == ["statements"]
    assert "burn rates" not in page
    member.post("/telling/mail", {"customer": customer.pk, "topics": ["burn rates"]})
    assert Hearer.objects.get().topics == []
    assert "checked" not in member.get("/telling").content.decode()
    member.post("/telling/mail", {"customer": customer.pk, "topics": ["statements"]})
    assert (Hearer.objects.get().user_id, Hearer.objects.get().topics) == (user.pk, ["statements"])
    for wrong in (other_customer.pk, "x", 10**30):
        assert member.post("/telling/mail", {"customer": wrong}).status_code == 404


def test_staff_choose_alarms(owner: Client) -> None:
    owner.post("/telling/mail", {"topics": [Topic.SILENCE.value, Topic.STATEMENTS.value]})
    chosen = Hearer.objects.get()
    assert (chosen.customer_id, chosen.topics) == (None, ["statements", "no evidence arriving"])
