"""Erasing a customer from the page: by owners alone, once the name is written, and not while it is held."""

from __future__ import annotations

import pytest
from django.test import Client
from visitors import SignIn, person, released

from upheld.chrono.instant import Instant
from upheld.store.customers import Customer
from upheld.store.recording import Origin, Row, record
from upheld.store.records import Record
from upheld.store.retention import LegalHold, hold
from upheld.store.roles import CUSTOMER_ROLES, Role
from upheld.store.trail import Step
from upheld.store.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(customer: Customer) -> str:
    row = Row(table="notices", identity="n:1", content=b'{"customer":"Example Ltd"}', customer=customer.name)
    record(customer.dossier, [row], Origin(key="a", actor="token 1", now=Instant(0)))
    return f"/customers/{customer.pk}/erasure"


SAID = {"name": "Example Ltd", "why": "asked for"}


@pytest.mark.parametrize("role", sorted(Role))
def test_owners_erase_and_nobody_else(
    role: Role, address: str, customer: Customer, client: Client, sign_in: SignIn
) -> None:
    visitor = sign_in(person(role, customer if role in CUSTOMER_ROLES else None))
    assert client.post(address, SAID).status_code == 404
    answers = [visitor.get(address).status_code, visitor.post(address, SAID).status_code]
    customer.refresh_from_db()
    if role == Role.OWNER:
        assert answers == [200, 302]
        assert customer.name == f"erased customer {customer.pk}"
        step = Step.objects.filter(action="erasure").latest("pk")
        assert (step.subject, step.outcome) == (f"customer {customer.pk}", 302)
        assert verify().faults == ()
    else:
        assert answers == [404, 404]
        assert customer.name == "Example Ltd"
        assert Record.objects.filter(customer="Example Ltd").exists()


def test_the_name_is_written_and_the_reason_given(address: str, customer: Customer, sign_in: SignIn) -> None:
    owner = sign_in(person(Role.OWNER))
    for said, told in (
        ({**SAID, "name": "Example"}, "the name is not that"),
        ({**SAID, "why": " "}, "say why"),
    ):
        assert told in owner.post(address, said).content.decode()
    hold(LegalHold(dossier=customer.dossier, since=0, until=1), "user 1", "dispute", Instant(0))
    assert "legal hold" in owner.post(address, SAID, follow=True).content.decode()
    assert Record.objects.filter(customer="Example Ltd").exists()
    assert owner.get("/customers/999/erasure").status_code == 404


def test_statements_go_where_that_is_asked_for(address: str, customer: Customer, sign_in: SignIn) -> None:
    statement = released(customer)
    owner = sign_in(person(Role.OWNER))
    owner.post(address, SAID)
    assert owner.get(f"/statements/{statement.pk}").status_code == 200
    name = f"erased customer {customer.pk}"
    owner.post(address, {"name": name, "why": "all of it", "statements": "yes"})
    assert owner.get(f"/statements/{statement.pk}").status_code == 404
