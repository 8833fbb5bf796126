"""Alarms and messages are looked at in a real browser: bare, full, and in their ugly states."""

from __future__ import annotations

import re

from browsing import Onlooker, chromium
from places import Place, until
from playwright.sync_api import Page, expect
from test_browser import PASSWORD, with_authenticator
from test_processes import answers, free_port

from works_calendars import calendar, weekly

LONG = "Patching of everything that has a name which is long and hardly fits anywhere"


def come_in(page: Page, place: Place, variables: dict[str, str]) -> None:
    """Come in as the first owner, with a key."""
    link = re.findall(r"http://localhost:\S+/invitation/\S+", place.run("first-sign-in", **variables).stdout)
    page.goto(link[0])
    page.get_by_label("E-mail address").fill("owner@example.net")
    page.get_by_label("Name").fill("Olga Owner")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    page.goto(f"{variables['UPHELD_ADDRESS']}/account/keys/add")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(re.compile("/account/(codes|keys)$"))


def test_alarms_and_messages_are_fit_to_be_looked_at(place: Place) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    variables = {"UPHELD_ADDRESS": address, "UPHELD_LISTEN": f"127.0.0.1:{port}"}
    place.start("web", **variables)
    until(lambda: answers(port, status=400))  # it answers, though not to this name
    with chromium() as browser:
        page = browser.new_page(reduced_motion="reduce")
        see = Onlooker(page, address)
        with_authenticator(page)
        come_in(page, place, variables)
        page.goto(f"{address}/alarms")
        see.look("alarms-none")
        page.goto(f"{address}/telling")
        see.look("messages-none")

        filled = place.run("alarming.py", **variables)
        assert filled.returncode == 0, filled.stderr
        page.goto(f"{address}/")
        see.look("start-alarms")
        page.goto(f"{address}/alarms")
        see.look("alarms")
        page.get_by_role("button", name=re.compile("Acknowledge.*The time is used up")).click()
        expect(page.get_by_role("row", name=re.compile("The time is used up"))).to_contain_text(
            "acknowledged"
        )
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Acknowledge those chosen").click()
        expect(page.locator("main")).to_contain_text("1 acknowledged.")
        page.get_by_role("link", name=re.compile("No evidence arrives: point")).click()
        see.look("alarm")
        page.goto(f"{address}/alarms/rules")
        form = page.locator("section.panel")
        form.get_by_label("Agreement").select_option(index=1)
        form.get_by_label("Clocks").fill("5 60 90 100")
        form.get_by_label("Burn rates").fill("14.4 over 5 min and 1 h")
        page.get_by_role("button", name="Raise alarms like this").click()
        see.look("alarm-rules-refused")
        form.get_by_label("Burn rates").fill("14.4 over 1 h and 5 min\n3 over 24 h and 2 h")
        page.get_by_role("button", name="Raise alarms like this").click()
        see.look("alarm-rules")
        page.goto(f"{address}/retention/hosting")
        form = page.locator("section", has_text="Hold evidence")
        form.get_by_label("First day").fill("2026-03-01")
        form.get_by_label("Until before").fill("2026-04-01")
        form.get_by_label("Why").fill("a dispute about an outage, and about what it is worth")
        form.get_by_role("button", name="Hold it").click()
        page.get_by_label("Days").fill("30")
        page.get_by_role("button", name="Look what would go").click()
        see.look("retention-looked")
        page.get_by_role("button", name="Keep them for 30 days").click()
        page.get_by_role("link", name="Lift hold 1").click()
        see.look("lift-hold")
        page.goto(f"{address}/retention")
        see.look("retention")
        page.goto(f"{address}/maintenance/calendars")
        works = [weekly(), weekly(name=LONG)]
        page.get_by_label("Calendar", exact=True).set_input_files(
            {"name": "works.ics", "mimeType": "text/calendar", "buffer": calendar(*works)}
        )
        page.get_by_role("button", name="Look at it").click()
        see.look("works-looked")
        page.get_by_role("button", name="Take it in").click()
        expect(page.locator("main")).to_contain_text("Taken in: 8 times added")
        see.look("works")
        page.goto(f"{address}/telling")
        see.look("messages")
        page.get_by_label("Name").fill("Pager")
        page.get_by_label("Address").fill("http://192.168.1.1/hook")
        page.locator("section.panel").get_by_label("burn rates").check()
        page.get_by_role("button", name="Set it up").click()
        see.look("messages-refused")
        page.get_by_label("Address").fill("https://hooks.example.net/pager")
        page.get_by_role("button", name="Set it up").click()
        expect(page.locator(".secret")).to_contain_text("whsec_")
        see.look("webhook-secret")
        page.get_by_role("link", name="To the webhook").click()
        page.get_by_role("button", name="Send a test").click()
        see.look("webhook")
        page.get_by_role("button", name="Make a new secret").click()
        expect(page.locator(".secret")).to_contain_text("whsec_")
        see.look("webhook-new-secret")
    assert not [line for line in place.lines() if line.get("level") == "ERROR"]
