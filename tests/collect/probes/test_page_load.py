"""Pages loaded in a real browser, good ones and such as try to get where they may not."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import msgspec
import pytest
from asking import asked, at_last, figures
from certificates import Authority
from web_server import body, redirect, web_server

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.browser.keeper import KEEPER, _descendants
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.secret import SecretRef, Secrets
from upheld.collect.probes.targets.http import Basic, Bearer
from upheld.collect.probes.targets.page import Page
from upheld.evidence.observation import State

TOOL = Path(__file__).parents[3] / "tools" / "browser"
SHORT = Micros(SECOND // 5)
GOOD = """<!doctype html><title>Sign in</title><h1 id=head>Welcome back</h1><p hidden>Out of sight</p>"""


@pytest.fixture(scope="module", autouse=True)
def browser() -> Iterator[None]:
    """Without a browser the tests are skipped on a desk, and fail where CI is set."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    found = subprocess.run(
        [str(TOOL)], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        if os.environ.get("CI") == "true":
            pytest.fail(found.stderr)
        pytest.skip("there is no Chromium")
    yield
    KEEPER.end()


def page(port: int, path: str = "/", host: str = "127.0.0.1", **more: object) -> Page:
    return Page(url=f"http://{host}:{port}{path}", **({"settles": SHORT} | more))  # type: ignore[arg-type]


def look(what: Page, seconds: float = 60, **more: object) -> Seen:
    """Look once; again where a busy machine was too slow to start the browser at all."""
    return at_last(
        lambda _: asked(what, seconds=seconds, **more),  # type: ignore[arg-type]
        range(5),
        lambda seen: not re.match("own: the browser (can't be started|took too long to start)", seen.trouble),
    )


def test_a_page_that_comes_into_sight() -> None:
    measures = {"lcp", "fcp", "page load", "ttfb", "cls"}
    with web_server({"/": body(GOOD)}) as server:
        what = page(server.port, has=("Welcome back",), selector="#head")
        seen = at_last(
            lambda settles: look(msgspec.structs.replace(what, settles=settles)),
            (SHORT, Micros(3 * SECOND), Micros(20 * SECOND)),
            lambda seen: measures <= set(figures(seen)),
        )
    assert (seen.state, seen.trouble, seen.method) == (State.UP, "", "chromium")
    assert seen.received is not None
    assert (seen.received.status, seen.received.start) == (200, "Sign in")
    found = figures(seen)
    assert measures <= set(found)
    assert found["cls"] == 0
    assert 0 < found["ttfb"] <= found["page load"] < 60 * SECOND
    assert seen.phases.total == found["page load"]


@pytest.mark.parametrize(
    ("more", "trouble"),
    [
        ({"has": ("Farewell",)}, "body: `Farewell` is not to be seen on the page"),
        ({"has": ("Out of sight",)}, "body: `Out of sight` is not to be seen on the page"),
        ({"selector": "#foot"}, "body: `#foot` is not to be seen on the page"),
        ({"path": "/gone"}, "status: 404"),
    ],
)
def test_a_page_that_lacks_something(more: dict[str, object], trouble: str) -> None:
    with web_server({"/": body(GOOD)}) as server:
        seen = look(page(server.port, **more))  # type: ignore[arg-type]
    assert (seen.state, seen.trouble) == (State.DOWN, trouble)


def test_what_a_script_puts_there_later_is_waited_for() -> None:
    later = "<body><script>setTimeout(() => document.body.append('Here I am'), 300)</script>"
    with web_server({"/": body(later)}) as server:
        seen = at_last(
            lambda seconds: look(page(server.port, has=("Here I am",), settles=Micros(seconds * SECOND))),
            (1, 5, 20),
            lambda seen: seen.state is State.UP,
        )
        assert seen.state is State.UP


def test_a_shift_of_the_page_is_measured() -> None:
    # A block 400 px high pushes another of 400 px down by 400 px, in a window of 800 px: what moved covers
    # all 800 px of its height (400 before, 400 after), and by half of that height: 1 x 0.5 = 0.5.
    shifting = """<!doctype html><style>body{margin:0}div{height:400px;background:red}</style>
    <div id=below>text</div><script>new PerformanceObserver(() => setTimeout(() => {
      below.insertAdjacentHTML('beforebegin', '<div style="background:blue">new</div>') }, 200)
    ).observe({type: 'paint', buffered: true})</script>"""
    with web_server({"/": body(shifting)}) as server:
        seen = at_last(
            lambda seconds: look(page(server.port, settles=Micros(seconds * SECOND), width=800, height=800)),
            (1, 5, 20),
            lambda seen: figures(seen).get("cls"),
        )
    assert figures(seen)["cls"] == pytest.approx(0.5, abs=0.01)


def test_slow_pages_are_degraded() -> None:
    with web_server({"/": body(GOOD)}) as server:
        seen = look(page(server.port, degraded_above=Micros(1)))
        assert seen.state is State.DEGRADED
        assert seen.trouble.startswith("slow: the page took ")
        assert look(page(server.port, degraded_above_lcp=Micros(1))).trouble.startswith(
            "slow: its largest paint"
        )


def test_a_page_that_does_not_load_in_time_is_down() -> None:
    ended = threading.Event()

    def never(_: BaseHTTPRequestHandler) -> None:
        ended.wait(300)  # longer than all that is asked below, however slow the machine

    with web_server({"/": never}) as server:
        look(page(server.port, "/gone"))
        seen = at_last(
            lambda seconds: look(page(server.port), seconds=seconds),
            (3, 12, 40),
            lambda seen: seen.state is State.DOWN,
        )
        ended.set()
    assert (seen.state, seen.trouble) == (State.DOWN, "timeout: the page did not load in time")


def test_private_addresses_are_out_of_reach_whatever_way_a_page_tries() -> None:
    with web_server({"/": body(GOOD)}) as server:
        seen = look(page(server.port), may_be_private=False)
        assert (seen.state, seen.trouble.partition(":")[0]) == (State.UNKNOWN, "private-address")
        assert server.requests == []


def test_a_page_reaches_no_metadata_and_nothing_beside_the_gate() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", 0))
        datagrams.settimeout(0.2)
        stun = datagrams.getsockname()[1]
        trying = f"""<!doctype html><title>Trying</title>
        <link rel=dns-prefetch href=//prefetched.invalid><img src=http://192.0.0.192/latest/meta-data/>
        <img src=/away><iframe src=http://[::ffff:192.0.0.192]/></iframe><script>
        fetch('http://192.0.0.192/').catch(() => 0);
        new WebSocket('ws://192.0.0.192/');
        navigator.sendBeacon('http://192.0.0.192/beacon');
        try {{
          const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{stun}'}}]}});
          peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
        }} catch (error) {{ document.title = 'Refused'; }}</script>"""
        answers = {"/": body(trying), "/away": redirect("http://192.0.0.192/by-redirect")}
        with web_server(answers) as server:
            seen = look(page(server.port, settles=Micros(SECOND)))
        with pytest.raises(TimeoutError):
            datagrams.recv(100)
    assert seen.state is State.UP
    assert seen.received is not None
    assert seen.received.start == "Refused"
    refused = [text for name, text in seen.received.headers if name == "refused"]
    assert any("192.0.0.192 is the address of a metadata service" in each for each in refused)


def test_headers_and_sign_in_go_to_the_own_origin_alone() -> None:
    with web_server({"/pixel": body(b"", "image/png")}) as other:
        inner = f"<img src=http://127.0.0.1:{other.port}/pixel><img src=/away><img src=/own>"
        answers = {"/": body(inner), "/away": redirect(f"http://127.0.0.1:{other.port}/redirected")}
        with web_server(answers) as server:
            what = page(
                server.port,
                headers=(("X-Key", SecretRef(name="key")),),
                sign_in=Basic(user="probe", password=SecretRef(name="word")),
            )
            secrets = Secrets({"key": "s3cret-key", "word": "s3cret-word"})
            assert look(what, secrets=secrets).state is State.UP
    assert {"/pixel", "/redirected"} <= set(other.paths())
    assert all("x-key" not in headers for _, headers in other.requests)
    assert all("authorization" not in headers for _, headers in other.requests)
    assert all(headers.get("x-key") == "s3cret-key" for _, headers in server.requests)


def test_the_browser_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    KEEPER.end()
    monkeypatch.setenv("UPHELD_KEYS", "k3y-in-clear")
    with web_server({"/": body(GOOD)}) as server:
        assert look(page(server.port)).state is State.UP
    process = KEEPER._process
    assert process is not None
    known = []
    for each in (process.pid, *_descendants(process.pid)):
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            known.append(Path(f"/proc/{each}/environ").read_bytes())
    assert len(known) > 3
    assert not any(b"k3y-in-clear" in each for each in known)


def test_sign_in_where_it_is_asked_for() -> None:
    def guarded(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("Authorization") == "Basic cHJvYmU6d29yZA==":
            body(GOOD)(request)
            return
        request.send_response(401)
        request.send_header("WWW-Authenticate", 'Basic realm="x"')
        request.send_header("Content-Length", "0")
        request.end_headers()

    with web_server({"/": guarded}) as server:
        assert look(page(server.port, sign_in=Basic(user="probe", password="word"))).state is State.UP
        bearer = page(server.port, sign_in=Bearer(token=SecretRef(name="token")))
        look(bearer, secrets=Secrets({"token": "t0ken"}))
        assert server.requests[-1][1]["authorization"] == "Bearer t0ken"
        refused = look(page(server.port))
        assert (refused.state, refused.trouble.partition(":")[0]) == (State.DOWN, "status")


def test_certificates_are_checked(tmp_path: Path) -> None:
    file = Authority().server(tmp_path)
    with web_server({"/": body(GOOD)}, certificate=file) as server:
        url = f"https://localhost:{server.port}/"
        seen = look(Page(url=url, settles=SHORT))
        assert (seen.state, seen.trouble.partition(":")[0]) == (State.DOWN, "certificate")
        assert look(Page(url=url, settles=SHORT, is_verified=False)).state is State.UP


def test_a_server_that_is_not_there_is_down() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        seen = look(page(unused.getsockname()[1]))
    assert (seen.state, seen.trouble.partition(":")[0]) == (State.DOWN, "refused")


def test_a_page_without_end_is_cut() -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        request.wfile.write(b"<!--")
        while True:
            request.wfile.write(b"x" * 100_000)

    with web_server({"/": endless}) as server:
        seen = look(page(server.port, most_bytes=3_000_000))
    assert (seen.state, seen.trouble) == (State.DOWN, "page: the page is more than 3000000 bytes")


def test_redirects_are_told_and_bounded() -> None:
    answers = {"/": redirect("/next?token=hidden"), "/next": body(GOOD), "/loop": redirect("/loop")}
    with web_server(answers) as server:
        seen = look(page(server.port))
        assert seen.received is not None
        assert seen.received.chain == (f"http://127.0.0.1:{server.port}/next",)
        loop = look(page(server.port, "/loop"))
        assert (loop.state, loop.trouble.partition(":")[0]) == (State.DOWN, "redirects")


def test_a_script_that_never_ends_is_bounded_and_the_next_page_is_seen() -> None:
    busy = "<title>Busy</title><script>window.onload = () => setTimeout(() => { for (;;); }, 50)</script>"
    with web_server({"/": body(busy), "/good": body(GOOD)}) as server:
        seen = look(page(server.port, settles=SHORT), seconds=2.5)
        assert seen.state in (State.DOWN, State.UNKNOWN)
        assert look(page(server.port, "/good")).state is State.UP


def test_a_browser_that_is_killed_or_stopped_is_the_failure_of_the_probe() -> None:
    words = "own: the browser hung, died, or wanted too much memory, and was ended"
    asked_for, ended = threading.Event(), threading.Event()
    processes: list[int] = []

    def slow(_: BaseHTTPRequestHandler) -> None:
        asked_for.set()
        ended.wait(120)

    def strike(number: signal.Signals) -> None:
        if asked_for.wait(60):
            for each in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, number)

    def seen_when(number: signal.Signals, seconds: float) -> Seen:
        assert look(page(server.port)).state is State.UP
        keeper = KEEPER._process
        assert keeper is not None
        processes[:] = keeper.pid, *_descendants(keeper.pid)
        assert len(processes) > 3
        asked_for.clear()
        thread = threading.Thread(target=strike, args=(number,))
        thread.start()
        seen = look(page(server.port, "/slow"), seconds=seconds)
        asked_for.set()
        thread.join()
        return seen

    with web_server({"/": body(GOOD), "/slow": slow}) as server:
        # one that is killed is known to be at once, one that is stopped when the time is over
        for number, times in ((signal.SIGKILL, (60, 60)), (signal.SIGSTOP, (3, 12, 40))):
            seen = at_last(
                lambda seconds, number=number: seen_when(number, seconds),
                times,
                lambda seen: seen.trouble == words,
            )
            assert (seen.state, seen.trouble) == (State.UNKNOWN, words)
            ends = time.monotonic() + 60
            while any(Path(f"/proc/{each}/exe").exists() for each in processes):
                assert time.monotonic() < ends, "a process of the browser is left"
                time.sleep(0.05)
        assert look(page(server.port)).state is State.UP
        ended.set()
