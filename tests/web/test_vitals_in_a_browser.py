"""A page elsewhere loads the script of an inlet in a real browser, and what it measured comes in."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest
from pytest_django.live_server_helper import LiveServer

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from browsing import chromium

from upheld.chrono.instant import Instant
from upheld.operations.inlets import InletKind, InletWish, make_inlet
from upheld.runtime.intakes import Intakes
from upheld.store.dossiers import Dossier
from upheld.store.records import Record
from upheld.store.roles import Role
from upheld.store.viewer import Viewer
from upheld.web.inlets import coming_in

PAGE = """<!doctype html><html lang="en"><title>Cart</title>
<script src="{script}" async data-route="/cart"></script>
<h1>Your cart</h1><p>Three things.</p><button onclick="this.textContent = 'Paid'">Pay</button>"""

PAINTED = """() => new Promise((resolve) =>
  new PerformanceObserver(() => resolve()).observe({type: "largest-contentful-paint", buffered: true}))"""
TOLD = {"LCP", "FCP", "TTFB"}


class Shop(BaseHTTPRequestHandler):
    """A page of somebody else's."""

    page = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    intakes = Intakes(tmp_path, floor=0)
    monkeypatch.setattr(coming_in, "INTAKES", intakes)
    yield
    intakes.close()


def test_a_page_measures_itself_and_tells(
    transactional_db: None, live_server: LiveServer, shop: ThreadingHTTPServer, data: None
) -> None:
    dossier = Dossier.objects.create(slug="hosting", name="Managed hosting")
    origin = f"http://127.0.0.1:{shop.server_address[1]}"
    wish = InletWish(
        kind=InletKind.WEB_VITALS, name="shop", source="pages", dossier=dossier.pk, origins=[origin]
    )
    _, ending = make_inlet(Viewer(user=1, roles=frozenset({Role.OWNER})), wish, Instant(0))
    here = live_server.url.replace("localhost", "127.0.0.1")
    Shop.page = PAGE.format(script=f"{here}/vitals/{ending}.js").encode()
    with chromium() as browser:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        with page.expect_response(lambda answer: answer.url.endswith(".js")) as script:
            page.goto(f"{origin}/cart?customer=secret")
        assert script.value.status == 200
        # what is painted after somebody did something no longer counts as the largest that was
        page.evaluate(PAINTED)
        page.get_by_role("button").click()
        page.wait_for_timeout(300)
        # leaving the page hides it
        page.goto(f"{origin}/elsewhere")
        page.wait_for_timeout(1_500)
    until = time.monotonic() + 60
    while not all(Record.objects.filter(subject=each).exists() for each in TOLD) and time.monotonic() < until:
        time.sleep(0.1)
    rows = [orjson.loads(bytes(each.content or b"")) for each in Record.objects.order_by("pk")]
    assert wrong == []
    assert {row["series"] for row in rows} >= TOLD
    assert {row["source"] for row in rows} == {"pages"}
    assert all(float(row["value"]) >= 0 for row in rows)
    # neither the address of the page nor anything of who looked at it
    assert "secret" not in str(rows)
