"""Points are looked at in a real browser: none, many, in every state, and with ugly answers."""

from __future__ import annotations

import re
from pathlib import Path

from browsing import Onlooker, chromium
from places import Place, until
from playwright.sync_api import expect
from test_browser import with_authenticator
from test_browser_alarms import come_in
from test_processes import answers, free_port

FILE = "probes: 1\npoints:\n  home:\n    site: home page\n    http: https://example.net/\n"


def test_points_are_fit_to_be_looked_at(place: Place, tmp_path: Path) -> None:
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
        page.goto(f"{address}/points")
        see.look("points-none")

        filled = place.run("probing_scene.py", **variables)
        assert filled.returncode == 0, filled.stderr
        page.goto(f"{address}/points")
        see.look("points")
        page.get_by_role("link", name=re.compile("[0-9]+ down")).click()
        see.look("points-down")
        page.goto(f"{address}/points?after=hosting/point-099")
        page.get_by_role("link", name="shop", exact=True).click()
        page.locator("summary").first.click()
        see.look("point")
        expect(page.get_by_role("heading", name="Tested from frankfurt")).to_be_visible()
        page.get_by_label("From", exact=True).select_option("frankfurt")
        page.get_by_role("button", name="Test it now").click()
        expect(page.get_by_text("This page looks again by itself")).to_be_visible()
        place.rows_changed("UPDATE probe_test SET asked_at = asked_at - 100000000")
        expect(page.get_by_text("and no answer came")).to_be_visible(timeout=300_000)
        page.get_by_role("button", name="Test it now").click()
        expect(page.get_by_role("heading", name="Tested just now")).to_be_visible()
        see.look("point-tested")
        page.goto(f"{address}/points/hosting/anchor")
        see.look("point-never-asked")

        page.goto(f"{address}/probes")
        see.look("probe-lists")
        file = tmp_path / "probes.yaml"
        file.write_text(FILE.replace("site", "sight"))
        page.locator("#list").set_input_files(file)
        page.get_by_role("button", name="Look at it").click()
        see.look("probe-list-wrong")
        file.write_text(FILE)
        page.locator("#list").set_input_files(file)
        page.get_by_role("button", name="Look at it").click()
        see.look("probe-list")
        page.get_by_role("button", name="Define it so").click()
        expect(page.get_by_text("Defined: 1 changed")).to_be_visible()
    assert not [line for line in place.lines() if line.get("level") == "ERROR"]
