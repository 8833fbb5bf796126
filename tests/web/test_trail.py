"""The trail: who changed what, and which staff saw whose data."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from test_coming_in import PASSWORD, with_password
from visitors import SignIn, person, released

from upheld.errors import LedgerError
from upheld.store.customers import Customer
from upheld.store.people import Membership
from upheld.store.roles import Role
from upheld.store.seeing.accounts import LOOKED_THROUGH
from upheld.store.trail import Step
from upheld.web.access import READ
from upheld.web.accounts.trail import DEEDS
from upheld.web.routes import ROUTES


def steps() -> list[tuple[str, str, str, int]]:
    return list(Step.objects.order_by("pk").values_list("actor", "action", "subject", "outcome"))


def test_changes_are_kept_with_who_and_what(customer: Customer, sign_in: SignIn) -> None:
    owner = person(Role.OWNER)
    member = Membership.objects.get(user=person(Role.CUSTOMER_MEMBER, customer))
    sign_in(owner).post(f"/people/roles/{member.pk}/end")
    assert steps()[-1] == (
        f"user {owner.pk}",
        "end_membership",
        f"customer member of user {member.user_id}",
        302,
    )


def test_coming_in_is_kept_and_failing_to_is_not(db: None, customer: Customer) -> None:
    user = with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    client = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR="192.0.2.7")
    client.post("/sign-in", {"login": "member@example.com", "password": "wrong"})
    assert steps() == []
    client.post("/sign-in", {"login": "member@example.com", "password": PASSWORD})
    assert steps() == [(f"user {user.pk}", "account_login", "", 302)]
    assert Step.objects.get().address == "192.0.2.7"


def test_looks_of_staff_at_customers_are_kept_once_in_a_while(
    customer: Customer, other_customer: Customer, sign_in: SignIn
) -> None:
    operator = person(Role.OPERATOR)
    client = sign_in(operator)
    for _ in range(3):
        client.get("/")
    seen = [(f"user {operator.pk}", "saw", f"customer {each.pk}", 200) for each in (customer, other_customer)]
    assert steps() == seen


def test_customers_who_look_at_their_own_leave_no_step(customer: Customer, sign_in: SignIn) -> None:
    sign_in(person(Role.CUSTOMER_ADMIN, customer)).get("/")
    assert steps() == []


def test_a_long_list_is_one_step(customer: Customer, sign_in: SignIn) -> None:
    from upheld.store.customers import Subscription

    agreement = customer.subscriptions.get().agreement
    for number in range(30):
        another = Customer.objects.create(dossier=customer.dossier, name=f"customer {number}")
        Subscription.objects.create(agreement=agreement, customer=another, starts_at=0)
    sign_in(person(Role.FINANCE)).get("/")
    assert [step[2] for step in steps()] == ["31 customers"]


def test_a_step_is_never_changed_or_deleted(db: None) -> None:
    step = Step.objects.create(at=1, actor="user 1", action="saw", outcome=200)
    step.action = "did nothing"
    for attempt in (step.save, step.delete, Step.objects.all().delete, lambda: Step.objects.update(at=2)):
        with pytest.raises(LedgerError):
            attempt()
    assert Step.objects.get().action == "saw"


def test_owners_and_auditors_read_it_in_words_page_by_page(customer: Customer, sign_in: SignIn) -> None:
    auditor = person(Role.AUDITOR)
    Step.objects.bulk_create(
        Step(at=n, actor=f"user {auditor.pk}", action="revoke_token", subject=f"token {n}", outcome=302)
        for n in range(150)
    )
    client = sign_in(auditor)
    page = client.get("/trail").content.decode()
    assert "revoked a token" in page
    assert "auditor@example.net" in page
    assert "token 149<" in page
    assert "token 99<" not in page
    last = Step.objects.order_by("-pk")[49].pk
    assert f'href="?before={last}"' in page
    assert "token 99<" in client.get(f"/trail?before={last}").content.decode()
    for odd in ("x", "9" * 40, "-1"):
        assert client.get(f"/trail?before={odd}").status_code == 200


def test_something_is_found_in_it_by_who_did_what_and_what_about(db: None, sign_in: SignIn) -> None:
    owner, other = person(Role.OWNER), person(Role.DESK_AGENT)
    for number, (whose, action) in enumerate(((owner, "tokens"), (other, "tokens"), (other, "backup"))):
        said = {"actor": f"user {whose.pk}", "action": action, "subject": f"thing {number}"}
        Step.objects.create(at=1, outcome=200, **said)
    client = sign_in(owner)

    def found(what: str) -> list[str]:
        page = client.get("/trail", {"find": what}).content.decode()
        return sorted(re.findall(r">(thing \d)<", page))

    assert found("MADE A TOKEN") == ["thing 0", "thing 1"]
    assert found(other.email.upper()) == ["thing 1", "thing 2"]
    assert found(f"user {other.pk}") == ["thing 1", "thing 2"]
    assert found("thing 2") == ["thing 2"]
    assert found("%") == []


def test_what_is_looked_for_is_looked_for_in_so_many_steps_at_once(db: None, sign_in: SignIn) -> None:
    for key in (1, LOOKED_THROUGH + 1, LOOKED_THROUGH + 2):
        Step.objects.create(pk=key, at=1, actor="upheld", action="backup", subject=f"copy {key}", outcome=0)
    client = sign_in(person(Role.OWNER))
    page = client.get("/trail?find=copy+1").content.decode()
    assert "copy 1<" not in page
    assert "There is none among the latest of them." in page
    assert 'href="?find=copy+1&amp;before=3"' in page
    assert "copy 1<" in client.get("/trail?find=copy+1&before=3").content.decode()


def test_every_deed_has_its_words() -> None:
    changing = {r.name for r in ROUTES if r.methods - READ and r.is_audited and r.may.scope is None}
    served = {r.name for r in ROUTES if r.may.anybody or r.may.somebody}
    assert (changing & served) - set(DEEDS) == set()


def test_who_opens_a_statement_is_kept_once(customer: Customer, sign_in: SignIn) -> None:
    statement = released(customer)
    member = person(Role.CUSTOMER_MEMBER, customer)
    client = sign_in(member)
    client.get("/statements")
    assert not Step.objects.exists()
    for path in ("", "", ".json"):
        client.get(f"/statements/{statement.pk}{path}")
    assert steps() == [(f"user {member.pk}", "opened", f"statement {statement.pk}", 200)]
    client.get("/statements/999")
    assert Step.objects.count() == 1
