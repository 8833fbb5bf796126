"""The page of inlets is looked at in a real browser: bare, refused, with an address that was just made."""

from __future__ import annotations

import re

from browsing import Onlooker, chromium
from places import Place, until
from playwright.sync_api import expect
from test_browser import with_authenticator
from test_browser_agents import listens
from test_browser_alarms import come_in
from test_processes import free_port


def test_inlets_are_fit_to_be_looked_at(place: Place) -> None:
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
        page.goto(f"{address}/inlets")
        see.look("inlets-none")
        filled = place.run("posted.py", **variables)
        assert filled.returncode == 0, filled.stderr
        page.goto(f"{address}/inlets")
        page.get_by_label("Name").fill("Nightly copy of the shop")
        page.get_by_label("Source").fill("cron")
        page.get_by_role("button", name="Make it").click()
        see.look("inlet-refused")
        page.get_by_label("Site").fill("copy")
        page.get_by_role("button", name="Make it").click()
        heard = page.locator(".secret").inner_text()
        assert page.request.get(heard).ok
        see.look("inlet-made")
        page.get_by_label("What comes in").select_option("web vitals")
        page.get_by_label("Name").fill("Shop")
        page.get_by_label("Source").fill("pages")
        page.get_by_label("Origins").fill("https://a-rather-long-name-of-a-shop.example.com")
        page.get_by_role("button", name="Make it").click()
        see.look("inlets")
        page.get_by_role("button", name=re.compile("End.*Nightly")).click()
        expect(page.get_by_role("button", name=re.compile("End.*Nightly"))).to_have_count(0)
        assert page.request.get(heard).status == 404
        see.look("inlet-ended")
    assert not [line for line in place.lines() if line.get("level") == "ERROR"]
