"""The page of agents is looked at in a real browser: bare, full, and with a token that was just made."""

from __future__ import annotations

import re
import socket

from browsing import Onlooker, chromium
from places import Place, until
from playwright.sync_api import expect
from test_browser import with_authenticator
from test_browser_alarms import come_in
from test_processes import free_port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_agents_are_fit_to_be_looked_at(place: Place) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    variables = {"UPHELD_ADDRESS": address, "UPHELD_LISTEN": f"127.0.0.1:{port}"}
    place.start("web", **variables)
    until(lambda: listens(port))
    with chromium() as browser:
        page = browser.new_page(reduced_motion="reduce")
        see = Onlooker(page, address)
        with_authenticator(page)
        come_in(page, place, variables)
        page.goto(f"{address}/agents")
        see.look("agents-none")
        filled = place.run("posted.py", **variables)
        assert filled.returncode == 0, filled.stderr
        page.goto(f"{address}/agents")
        see.look("agents")
        expect(page.get_by_text("90.0 s behind ± 0.7 ms")).to_be_visible()
        page.get_by_label("Location").fill("New York")
        page.get_by_role("button", name="Make it").click()
        see.look("agents-refused")
        page.get_by_label("Location").fill("new-york")
        page.get_by_role("button", name="Make it").click()
        expect(page.locator(".secret")).to_contain_text("upheld_")
        see.look("agents-token")
        page.goto(f"{address}/agents")
        page.get_by_role("button", name=re.compile("Revoke.*new-york")).click()
        expect(page.get_by_role("button", name=re.compile("Revoke.*new-york"))).to_have_count(0)
    assert not [line for line in place.lines() if line.get("level") == "ERROR"]
