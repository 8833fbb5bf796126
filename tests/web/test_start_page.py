"""The start page, and what every page is framed by."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from visitors import SignIn, person

from upheld.report.picture.palette import DARK, LIGHT
from upheld.store.customers import Customer
from upheld.store.roles import Role


def test_nobody_is_asked_to_sign_in_first(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in?next=/"
    assert b'name="login"' in client.get(answer["Location"]).content


def test_a_customer_sees_their_own_subscription(
    customer: Customer, other_customer: Customer, sign_in: SignIn
) -> None:
    page = sign_in(person(Role.CUSTOMER_MEMBER, customer)).get("/").content.decode()
    assert "Example Ltd" in page
    assert "Example Hosting SLA" in page
    assert "Sample &amp; Co" not in page


def test_who_has_no_role_sees_nothing(customer: Customer, sign_in: SignIn) -> None:
    page = sign_in(person(None)).get("/").content.decode()
    assert "Example" not in page.replace("@example.net", "")


def test_what_is_not_there_is_said_so_in_our_look(client: Client, db: None) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    answer = client.get("/api/v1/nothing")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_static_files_are_kept_for_as_long_as_one_likes(client: Client, db: None) -> None:
    page = client.get("/sign-in").content.decode()
    (sheet,) = re.findall(r'href="(/static/upheld/sheet\.[0-9a-f]{12}\.css)"', page)
    answer = client.get(sheet)
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    answer.close()
    assert client.get("/static/upheld/sheet.css").status_code == 404


def test_the_sheet_has_the_colours_of_statements() -> None:
    found = finders.find("upheld/sheet.css")
    light, dark = Path(str(found)).read_text(encoding="utf-8").split("prefers-color-scheme:dark", 1)
    for palette, part in ((LIGHT, light), (DARK, dark)):
        assert {role: colour for role, colour in palette.items() if f"--{role}:{colour};" not in part} == {}
