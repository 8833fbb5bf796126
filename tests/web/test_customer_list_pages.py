"""Lists of customers on the page and over the interface: looked at, refused by line, applied, by whom."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from visitors import SignIn, person, token

from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.records import Batch
from upheld.store.roles import CUSTOMER_ROLES, Role, Scope
from upheld.web.console.customer_lists import LISTERS

pytestmark = pytest.mark.django_db
PAGE, API = "/customers/lists", "/api/v1/customers/lists"
HEAD = "fee,customer,plan,amount,currency,since\n"
TEXT = HEAD + "F-1,New <b>& Co,standard,10,EUR,2026-01-01T00:00:00Z\n"


def handed(client: Client, text: str, slug: str = "hosting") -> str:
    upload = SimpleUploadedFile("crm.csv", text.encode(), "text/csv")
    answer = client.post(PAGE, {"dossier": slug, "source": "crm", "list": upload})
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_list_is_looked_at_and_then_applied(role: Role, customer: Customer, sign_in: SignIn) -> None:
    visitor = sign_in(person(role, customer if role in CUSTOMER_ROLES else None))
    shown = handed(visitor, TEXT)
    if role not in LISTERS:
        assert shown == "404"
        return
    assert "1 new, 0 corrected" in shown
    assert "New &lt;b&gt;&amp; Co" in shown
    assert Batch.objects.count() == 0
    (digest,) = re.findall(r'name="digest" value="(\w+)"', shown)
    said = {"dossier": "hosting", "source": "crm", "name": "crm.csv", "text": TEXT, "digest": digest}
    answer = visitor.post(PAGE, said, follow=True).content.decode()
    assert "The list is applied." in answer
    assert Customer.objects.filter(name="New <b>& Co").exists()
    stale = visitor.post(PAGE, said).content.decode()
    assert "look at them again" in stale
    assert "It says what is known already." in stale
    assert Batch.objects.count() == 1


def test_what_is_wrong_is_shown_by_line(customer: Customer, sign_in: SignIn, client: Client) -> None:
    owner = sign_in(person(Role.OWNER))
    shown = handed(owner, HEAD + "F-1,A,standard,ten,EUR,2026-01-01T00:00:00Z\n")
    assert "crm.csv:2" in shown
    assert "Apply all of it" not in shown
    assert "there is no list in it" in owner.post(PAGE, {"dossier": "hosting"}).content.decode()
    assert handed(owner, TEXT, "elsewhere") == "404"
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE).status_code == 404


def test_programs_send_lists(dossier: Dossier, client: Client) -> None:
    other = Dossier.objects.create(slug="other", name="Other")
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token(Scope.CUSTOMERS_WRITE, dossier=dossier)}"}

    def send(text: str, query: str = "", kind: str = "text/csv") -> tuple[int, dict[str, object]]:
        answer = client.generic("POST", API + query, text.encode(), kind, **headers)
        return answer.status_code, answer.json()

    status, said = send(TEXT, "?check=yes")
    assert (status, said["new"], said["ledger"]) == (200, 1, None)
    assert Batch.objects.count() == 0
    status, said = send(TEXT, "?source=crm")
    assert (status, said["ledger"]) == (201, Batch.objects.get().pk)
    assert said["changes"][0]["says"]["amount"] == ["", "10"]  # type: ignore[index]
    assert send(TEXT, "?source=crm")[0] == 200
    status, refused = send(TEXT.replace(",10,", ",ten,"))
    assert (status, refused["errors"][0]["line"], refused["errors"][0]["field"]) == (422, 2, "amount")  # type: ignore[index]
    assert send(TEXT, kind="application/json")[0] == 415
    assert send(TEXT, "?check=perhaps")[0] == 400
    assert send(TEXT, f"?dossier={other.slug}")[0] == 400
    assert Batch.objects.count() == 1
