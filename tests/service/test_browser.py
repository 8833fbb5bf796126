"""A person at a real browser comes into a real service, and every page of accounts is looked at."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest
from browsing import Onlooker, chromium
from places import Place, until
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from codes import code_of

PASSWORD = "three green bicycles"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def started(place: Place, port: int) -> str:
    """Start everything; give the first link."""
    address = f"http://localhost:{port}"
    place.start("up", UPHELD_ADDRESS=address, UPHELD_LISTEN=f"127.0.0.1:{port}")
    until(lambda: "/invitation/" in place.log(0).read_text())
    (link,) = re.findall(r"http://localhost:\S+/invitation/\S+", place.log(0).read_text())
    return str(link)


def with_authenticator(page: Page) -> None:
    """Give the browser a virtual authenticator, as a phone or a laptop has one built in."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_the_first_owner_comes_in_and_comes_back_with_a_passkey(place: Place, port: int) -> None:
    link = started(place, port)
    address = f"http://localhost:{port}"
    with chromium() as browser:
        page = browser.new_page(reduced_motion="reduce")
        see = Onlooker(page, address)
        with_authenticator(page)

        page.goto(f"{address}/")
        see.look("sign-in")
        page.goto(link)
        see.look("invitation")
        page.get_by_label("E-mail address").fill("owner@example.net")
        page.get_by_label("Name").fill("Olga Owner")
        page.get_by_label("Password", exact=True).fill("short")
        page.get_by_label("Password again").fill("other")
        page.get_by_role("button", name="Make an account").click()
        see.look("invitation-refused")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        page.get_by_role("button", name="Make an account").click()

        expect(page).to_have_url(re.compile("/account/second-factor"))
        see.look("second-factor-first")
        page.goto(f"{address}/account/keys/add")
        see.look("add-key")
        page.get_by_label("Name").fill("Laptop")
        page.get_by_label(re.compile("[Pp]asswordless")).check()
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_url(re.compile("/account/(codes|keys)$"))
        see.look("recovery-codes")

        page.goto(f"{address}/")
        see.look("start-empty")
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{address}/sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(f"{address}/")

        secret = look_at_account(page, see, address)
        look_at_others(page, see, address)
        come_back_with_app(page, see, secret)
        look_at_another_address(page, see, address)
        page.goto(f"{address}/no/such/page")
        see.look("missing")
    assert not [line for line in place.lines() if line.get("level") == "ERROR"]


def look_at_account(page: Page, see: Onlooker, address: str) -> str:
    page.goto(f"{address}/account/second-factor/app")
    see.look("add-app")
    secret = page.get_by_label("Authenticator secret")
    first = secret.input_value()
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Activate").click()
    see.look("add-app-refused")
    assert secret.input_value() == first
    page.get_by_label("Authenticator code").fill(code_of(first))
    page.get_by_role("button", name="Activate").click()
    for name, path in {
        "second-factor": "account/second-factor",
        "keys": "account/keys",
        "codes": "account/codes",
        "new-codes": "account/codes/new",
        "app-off": "account/second-factor/app/off",
        "password": "account/password",
        "email": "account/email",
        "sessions": "account/sessions",
        "confirm": "account/confirm",
        "confirm-code": "account/confirm/code",
        "confirm-key": "account/confirm/key",
        "sign-out": "sign-out",
        "password-forgotten": "password/forgotten",
        "password-sent": "password/sent",
        "account-closed": "account/closed",
    }.items():
        page.goto(f"{address}/{path}")
        see.look(name)
    return first


def come_back_with_app(page: Page, see: Onlooker, secret: str) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Upheld").click()
    page.get_by_label("Email").fill("owner@example.net")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    see.look("sign-in-refused")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    see.look("second-factor-asked")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(re.compile("/$"))


def look_at_another_address(page: Page, see: Onlooker, address: str) -> None:
    page.goto(f"{address}/account/email")
    page.get_by_label("Email").fill("moved@example.net")
    page.get_by_role("button", name="Change it").click()
    see.look("email-confirm")
    page.goto(f"{address}/account/email")
    see.look("email-changing")


def look_at_others(page: Page, see: Onlooker, address: str) -> None:
    page.goto(f"{address}/people")
    page.get_by_label("E-mail address").fill("auditor@example.net")
    page.get_by_label("Role").select_option("auditor")
    page.get_by_role("button", name="Invite").click()
    see.look("people")
    page.goto(f"{address}/tokens")
    page.get_by_label("Name").fill("Monitoring of the shop, by Upptime")
    page.get_by_label("evidence:write").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".secret")).to_contain_text("upheld_")
    see.look("tokens")
    page.goto(f"{address}/inlets")
    see.look("inlets-none")
    page.goto(f"{address}/trail")
    see.look("trail")
