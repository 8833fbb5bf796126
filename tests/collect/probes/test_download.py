"""Downloads, fast and slow, long and short."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from asking import asked, at_last, figures
from certificates import Authority
from listening import garbage, listening, reset, silence
from web_server import body, redirect, web_server

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.secret import SecretRef, Secrets
from upheld.collect.probes.targets.download import Download
from upheld.evidence.observation import State

MEGABYTE = 1_000_000


def download(port: int, path: str = "/", **more: object) -> Download:
    return Download(url=f"http://127.0.0.1:{port}{path}", **more)  # type: ignore[arg-type]


def steadily(request: BaseHTTPRequestHandler) -> None:
    """Send 20 000 bytes each 20 ms, 8 Mbit/s, 1.2 MB in all."""
    request.send_response(200)
    request.send_header("Content-Length", str(20_000 * 60))
    request.end_headers()
    began = time.monotonic()
    for number in range(60):
        time.sleep(max(began + number * 0.02 - time.monotonic(), 0))
        request.wfile.write(b"x" * 20_000)


def is_as_sent(rel: float) -> Callable[[Seen], bool]:
    return lambda seen: figures(seen).get("throughput") == pytest.approx(8_000_000, rel=rel)


def test_the_rate_is_that_of_the_body_once_it_comes() -> None:
    with web_server({"/": steadily}) as server:
        seen = at_last(lambda _: asked(download(server.port), seconds=60), range(20), is_as_sent(0.1))
    assert (seen.state, seen.method) == (State.UP, "http download")
    # 59 times 20 000 bytes after the first, in 59 times 20 ms: 1 MB/s, which is 8 Mbit/s.
    assert is_as_sent(0.1)(seen)
    assert seen.received is not None
    assert (seen.received.status, seen.received.size, seen.received.is_cut) == (200, 1_200_000, False)
    assert seen.phases.connect is not None


def test_it_is_broken_off_after_so_long_or_so_many_bytes() -> None:
    with web_server({"/": steadily}) as server:
        for more, seconds in (({"lasts": Micros(SECOND // 2)}, 60), ({"most_bytes": 400_000}, 60), ({}, 0.6)):
            what = download(server.port, **more)  # type: ignore[arg-type]
            seen = at_last(lambda each: asked(each[0], seconds=each[1]), [(what, seconds)] * 20, is_cut_early)
            assert seen.state is State.UP
            assert is_cut_early(seen)


def is_cut_early(seen: Seen) -> bool:
    assert seen.received is not None
    return seen.received.is_cut and is_as_sent(0.25)(seen)


def test_a_body_without_end_is_bounded() -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b"x" * MEGABYTE)

    with web_server({"/": endless}) as server:
        seen = asked(download(server.port, most_bytes=20 * MEGABYTE))
    assert seen.state is State.UP
    assert seen.received is not None
    assert 20 * MEGABYTE <= (seen.received.size or 0) <= 22 * MEGABYTE


def test_rates_below_what_is_declared() -> None:
    with web_server({"/": steadily}) as server:
        for limits, state in (
            ({"degraded_below": 1000}, State.UP),
            ({"degraded_below": 200_000_000}, State.DEGRADED),
            ({"degraded_below": 200_000_000, "down_below": 150_000_000}, State.DOWN),
        ):
            seen = asked(download(server.port, lasts=Micros(SECOND // 4), **limits), seconds=60)
            assert seen.state is state
            assert seen.trouble.endswith(
                {State.UP: "", State.DEGRADED: "200000000 bit/s"}.get(state, "150000000 bit/s")
            )


def test_a_short_body_tells_no_rate() -> None:
    with web_server({"/": body(b"short")}) as server:
        seen = asked(download(server.port))
    assert (seen.state, seen.trouble) == (
        State.UNKNOWN,
        "answer: 5 bytes are too few to tell a rate by, 1048576 are needed",
    )
    assert seen.measured == ()


def test_what_is_no_download_is_down() -> None:
    with web_server({}) as server:
        assert asked(download(server.port)).trouble == "status: 404, expected 200-299"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert asked(download(unused.getsockname()[1])).trouble == "refused: the connection was refused"
    for serve, code, seconds in ((silence, "timeout", 0.3), (reset, "reset", 60), (garbage, "protocol", 60)):
        with listening(serve) as port:
            seen = asked(download(port), seconds=seconds)
            assert (seen.state, seen.trouble.partition(":")[0]) == (State.DOWN, code)


def test_redirects_are_followed_checked_and_bounded_and_secrets_stay_at_home() -> None:
    with web_server({"/big": body(b"x" * 2 * MEGABYTE)}) as other:
        answers = {
            "/": redirect(f"http://127.0.0.1:{other.port}/big?key=hidden"),
            "/loop": redirect("/loop"),
            "/inside": redirect("http://192.0.0.192/"),
        }
        with web_server(answers) as server:
            what = download(server.port, headers=(("X-Key", SecretRef(name="key")),))
            seen = asked(what, secrets=Secrets({"key": "s3cret"}))
            assert seen.state is State.UP
            assert seen.received is not None
            assert seen.received.chain == (f"http://127.0.0.1:{other.port}/big",)
            assert server.requests[0][1]["x-key"] == "s3cret"
            assert "x-key" not in other.requests[0][1]
            assert asked(download(server.port, "/loop")).trouble.startswith("redirects: more than 5")
            inside = asked(download(server.port, "/inside"))
            assert (inside.state, inside.trouble) == (
                State.UNKNOWN,
                "private-address: 192.0.0.192 is the address of a metadata service",
            )
            assert asked(what).trouble == "own: the secret `key` was not handed over: give it a value"


def test_certificates_are_checked(tmp_path: Path) -> None:
    authority = Authority()
    with web_server({"/": body(b"x" * 2 * MEGABYTE)}, certificate=authority.server(tmp_path)) as server:
        url = f"https://localhost:{server.port}/"
        seen = asked(Download(url=url))
        assert (seen.state, seen.trouble.partition(":")[0]) == (State.DOWN, "certificate")
        trusted = asked(Download(url=url, authorities=authority.pem))
        assert (trusted.state, trusted.method) == (State.UP, "https download")
        assert trusted.phases.tls is not None


def test_private_addresses_are_refused() -> None:
    with web_server({"/": body(b"x")}) as server:
        seen = asked(download(server.port), may_be_private=False)
        assert (seen.state, seen.trouble.partition(":")[0]) == (State.UNKNOWN, "private-address")
        assert server.requests == []
