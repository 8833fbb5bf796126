"""The process with the browser: reads errands, one a line, and writes what came of each."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    HttpCredentials,
    Page,
    Playwright,
    Response,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TookTooLong

from upheld.chrono.instant import Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.browser.errand import Errand, Started, Trouble, Visit
from upheld.collect.probes.browser.gate import Gate
from upheld.collect.probes.clockwork import Clockwork
from upheld.evidence.observation import State

_ON_MACHINE = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_ARGUMENTS = (
    # Nothing goes out but through the gate: no names are looked up here, and nothing is sent by UDP.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    # Memory is bounded: one process for pages, and little for its scripts.
    "--renderer-process-limit=4",
    "--js-flags=--max-old-space-size=512",
    "--disable-dev-shm-usage",
    "--disable-gpu",
)
_LONGER_FOR_SIGHT = 2.0
"""Seconds: to look whether something is visible takes time by itself."""
_WATCH = """
delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection; delete window.WebTransport;
(() => {
  const seen = window.__upheld = {lcp: null, cls: 0};
  let session = 0, first = 0, last = 0;
  try {
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) seen.lcp = entry.startTime;
    }).observe({type: 'largest-contentful-paint', buffered: true});
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        const goesOn = session && entry.startTime - last < 1000 && entry.startTime - first < 5000;
        session = goesOn ? session + entry.value : entry.value;
        if (!goesOn) first = entry.startTime;
        last = entry.startTime;
        seen.cls = Math.max(seen.cls, session);
      }
    }).observe({type: 'layout-shift', buffered: true});
  } catch (error) { seen.lcp = null; }
})();
"""
"""As the library web-vitals reckons: shifts are summed up over at most 5 s, less than 1 s apart."""
_READ = """() => {
  const entry = performance.getEntriesByType('navigation')[0] || {};
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const seen = window.__upheld || {lcp: null, cls: null};
  return {
    first: entry.responseStart, load: entry.loadEventEnd,
    fcp: paint ? paint.startTime : null, lcp: seen.lcp, cls: seen.cls,
  };
}"""


def main() -> None:
    """Start the browser, then run errands until no more come."""
    with os.fdopen(os.dup(1), "wb") as out:
        # What libraries print must not come between the answers.
        os.dup2(2, 1)
        try:
            with sync_playwright() as library, _browser(library) as browser:
                _say(out, Started(version=browser.version))
                for line in sys.stdin.buffer:
                    _say(out, visit(browser, msgspec.json.decode(line, type=Errand)))
        except Error as error:
            _say(out, Started(trouble=_first_line(error)))


def _say(out: object, what: Started | Visit) -> None:
    out.write(msgspec.json.encode(what) + b"\n")  # type: ignore[attr-defined]
    out.flush()  # type: ignore[attr-defined]


@contextlib.contextmanager
def _browser(library: Playwright) -> Iterator[Browser]:
    own = library.chromium.executable_path
    found = own if Path(own).is_file() else next(filter(None, map(shutil.which, _ON_MACHINE)), None)
    if found is None:
        raise Error(
            "there is no Chromium: run `playwright install chromium`, or install the package chromium"
        )
    browser = library.chromium.launch(
        executable_path=found,
        args=list(_ARGUMENTS),
        # Its sandbox needs to be somebody else than root.
        chromium_sandbox=os.geteuid() != 0,
    )
    try:
        yield browser
    finally:
        browser.close()


def visit(browser: Browser, errand: Errand) -> Visit:
    """Load a page in a context without a past, which ends with it."""
    ends = time.monotonic() + errand.seconds
    host = urlsplit(errand.url).hostname or ""
    gate = Gate(host, errand.may_be_private, errand.most_bytes, Clockwork(deadline=ends))
    try:
        context = browser.new_context(
            proxy={"server": f"socks5://127.0.0.1:{gate.port}"},
            viewport={"width": errand.width, "height": errand.height},
            ignore_https_errors=not errand.is_verified,
            accept_downloads=False,
            service_workers="block",
            http_credentials=_credentials(errand),
        )
        try:
            context.add_init_script(_WATCH)
            page = context.new_page()
            _add_headers(context, page, errand)
            return _seen(page, errand, gate, ends)
        finally:
            context.close()
    except Error as error:
        return Visit(trouble=Trouble(code=trouble.OWN, words=_first_line(error), is_own=True))
    finally:
        gate.close()


def _seen(page: Page, errand: Errand, gate: Gate, ends: float) -> Visit:
    response: Response | None = None
    try:
        response = page.goto(errand.url, timeout=_left(ends), wait_until="load")
        lacks = tuple(_lacking(page, errand, ends))
        page.wait_for_timeout(min(errand.settles / 1000, _left(ends)))
        found = page.evaluate(_READ)
        title = page.title()
    except TookTooLong:
        if gate.is_cut:
            return _too_large(errand, gate, response)
        return _not_seen(trouble.TIMEOUT, _TOO_SLOW, gate, response)
    except Error as error:
        # the gate may close at the end of the time a moment before the page is given up
        is_late = time.monotonic() >= ends
        return _failed(error, errand, gate, response, is_late=is_late)
    return Visit(
        status=None if response is None else response.status,
        address=_address(response),
        title=title[:500],
        chain=_chain(response),
        lacks=lacks,
        refused=gate.refused,
        is_cut=gate.is_cut,
        size=gate.size,
        first_byte=_micros(found["first"]),
        load=_micros(found["load"]),
        fcp=_micros(found["fcp"]),
        lcp=_micros(found["lcp"]),
        cls=None if found["cls"] is None else round(found["cls"] * 1_000_000),
    )


def _lacking(page: Page, errand: Errand, ends: float) -> Iterator[str]:
    """Of what must be visible, what does not come into sight while the page may settle."""
    patience = time.monotonic() + errand.settles / 1_000_000 + _LONGER_FOR_SIGHT
    wanted = [(text, page.get_by_text(text)) for text in errand.has]
    if errand.selector is not None:
        wanted.append((errand.selector, page.locator(errand.selector)))
    for name, locator in wanted:
        try:
            locator.filter(visible=True).first.wait_for(timeout=min(_left(patience), _left(ends)))
        except TookTooLong:
            yield name


def _left(ends: float) -> float:
    """Milliseconds, at least one: none would mean for ever."""
    return max((ends - time.monotonic()) * 1000, 1)


def _failed(error: Error, errand: Errand, gate: Gate, response: Response | None, *, is_late: bool) -> Visit:
    text = _first_line(error)
    noted = gate.failures.get(urlsplit(errand.url).hostname or "")
    if noted is not None and response is None:
        return _not_seen(noted.code, noted.words, gate, response, noted.state is State.UNKNOWN)
    if gate.is_cut:
        return _too_large(errand, gate, response)
    if is_late:
        return _not_seen(trouble.TIMEOUT, _TOO_SLOW, gate, response)
    code = next((code for word, code in _CODES.items() if word in text), trouble.PAGE)
    return _not_seen(code, text, gate, response, code == trouble.OWN)


_TOO_SLOW = "the page did not load in time"
_CODES = {
    "ERR_CERT": trouble.CERTIFICATE,
    "ERR_SSL": trouble.TLS,
    "ERR_CONNECTION_RESET": trouble.RESET,
    "ERR_CONNECTION_CLOSED": trouble.RESET,
    "ERR_EMPTY_RESPONSE": trouble.RESET,
    "ERR_TOO_MANY_REDIRECTS": trouble.REDIRECTS,
    "ERR_INVALID_HTTP_RESPONSE": trouble.PROTOCOL,
    "ERR_NAME_NOT_RESOLVED": trouble.NO_NAME,
    "ERR_INVALID_AUTH_CREDENTIALS": trouble.STATUS,
    "ERR_SOCKS": trouble.NO_ROUTE,
    "Target crashed": trouble.OWN,
    "has been closed": trouble.OWN,
}
"""What the browser says -> what is the matter."""


def _not_seen(code: str, words: str, gate: Gate, response: Response | None, is_own: bool = False) -> Visit:
    return Visit(
        trouble=Trouble(code=code, words=words[:500], is_own=is_own),
        status=None if response is None else response.status,
        refused=gate.refused,
        is_cut=gate.is_cut,
        size=gate.size,
    )


def _too_large(errand: Errand, gate: Gate, response: Response | None) -> Visit:
    return _not_seen(trouble.PAGE, f"the page is more than {errand.most_bytes} bytes", gate, response)


def _first_line(error: Error) -> str:
    return error.message.splitlines()[0][:300] if error.message else "the browser failed"


def _chain(response: Response | None) -> tuple[str, ...]:
    found: list[str] = []
    request = None if response is None else response.request
    while request is not None and request.redirected_from is not None:
        found.insert(0, request.url.partition("?")[0].partition("#")[0][:500])
        request = request.redirected_from
    return tuple(found[:20])


def _address(response: Response | None) -> str:
    return "" if response is None else urlsplit(response.url).netloc.rpartition("@")[2]


def _micros(milliseconds: float | None) -> Micros | None:
    return None if not milliseconds else Micros(round(milliseconds * 1000))


def _credentials(errand: Errand) -> HttpCredentials | None:
    if errand.user is None:
        return None
    return {"username": errand.user, "password": errand.password, "origin": _origin(errand.url)}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _add_headers(context: BrowserContext, page: Page, errand: Errand) -> None:
    """Add headers to what the page asks of its own origin, and of nothing else, redirects included.

    A route of Playwright's would not see redirects, and would carry the headers along to wherever they lead.
    """
    if not errand.headers:
        return
    origin, own = _origin(errand.url), {name.lower(): (name, value) for name, value in errand.headers}
    session = context.new_cdp_session(page)

    def go_on(event: dict[str, Any]) -> None:
        request = event["request"]
        headers = [each for each in request["headers"].items() if each[0].lower() not in own]
        if _origin(request["url"]) == origin:
            headers += own.values()
        written = [{"name": name, "value": value} for name, value in headers]
        with contextlib.suppress(Error):
            session.send("Fetch.continueRequest", {"requestId": event["requestId"], "headers": written})

    session.on("Fetch.requestPaused", go_on)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Request"}]})


if __name__ == "__main__":
    main()
