"""Batches of evidence on pages: looked at by staff, taken back by those who may."""

from __future__ import annotations

import pytest
from django.test import Client
from visitors import SignIn, person

from upheld.chrono.instant import Instant
from upheld.store.customers import Customer
from upheld.store.recording import Origin, Row, record
from upheld.store.records import Record
from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role
from upheld.store.trail import Step
from upheld.web.console.batches import UNDOERS

pytestmark = pytest.mark.django_db
CELLS = b'{"customer":"Example Ltd","kind":"report","notice":"1","source":"desk"}'


@pytest.fixture
def batch(customer: Customer) -> int:
    row = Row(table="notices", identity="notice:desk/1", content=CELLS, customer="Example Ltd")
    return record(
        customer.dossier, [row], Origin(key="notices of May", actor="token 7", now=Instant(0))
    ).sequence


@pytest.mark.parametrize("role", sorted(Role))
def test_staff_see_batches_and_those_who_may_take_them_back(
    role: Role, batch: int, customer: Customer, sign_in: SignIn
) -> None:
    visitor = sign_in(person(role, customer if role in CUSTOMER_ROLES else None))
    shown = [visitor.get(address) for address in ("/evidence", f"/evidence/{batch}")]
    if role not in STAFF_ROLES:
        assert [each.status_code for each in shown] == [404, 404]
    else:
        listed, one = (each.content.decode() for each in shown)
        assert "notices of May" in listed
        assert "token 7" in listed
        assert "notice:desk/1" in one
        assert ("Take it back</button>" in one) == (role in UNDOERS)
        steps = Step.objects.filter(action="saw", subject=f"customer {customer.pk}")
        assert steps.count() == 1
    answer = visitor.post(f"/evidence/{batch}/undo", follow=True)
    is_undone = Record.objects.filter(superseded_by=None, is_withdrawal=True).exists()
    assert is_undone == (role in UNDOERS)
    assert (answer.status_code == 404) != (role in UNDOERS)
    if role in UNDOERS:
        assert "1 hold no more" in answer.content.decode()
        again = visitor.post(f"/evidence/{batch}/undo", follow=True).content.decode()
        assert "was taken back already" in again


def test_nobody_and_numbers_that_are_none(batch: int, client: Client, sign_in: SignIn) -> None:
    assert client.post(f"/evidence/{batch}/undo").status_code == 404
    assert client.get(f"/evidence/{batch}").status_code == 302
    owner = sign_in(person(Role.OWNER))
    assert owner.get(f"/evidence/{batch + 9}").status_code == 404
    assert owner.post(f"/evidence/{batch + 9}/undo").status_code == 404
    assert owner.get("/evidence?before=x").status_code == 200
    assert "No evidence" in owner.get("/evidence?before=1").content.decode()


def test_what_was_corrected_since_needs_a_word(batch: int, customer: Customer, sign_in: SignIn) -> None:
    other = Row(table="notices", identity="notice:desk/1", content=CELLS.replace(b"report", b"incident"))
    record(customer.dossier, [other], Origin(key="later", actor="token 7", now=Instant(1)))
    owner = sign_in(person(Role.OWNER))
    refused = owner.post(f"/evidence/{batch}/undo", follow=True).content.decode()
    assert "Not taken back: 1 of its rows was corrected since" in refused
    assert "leave_corrected" in refused
    done = owner.post(f"/evidence/{batch}/undo", {"leave_corrected": "yes"}, follow=True).content.decode()
    assert "1 stay as they were corrected" in done
