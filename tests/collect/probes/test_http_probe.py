"""HTTP as it comes: good answers, wrong ones, and servers that mean harm, on real sockets."""

from __future__ import annotations

import gzip
import os
import re
import resource
import socket
import ssl
import struct
import time
import zlib
from pathlib import Path

import pytest
from server import answering, certified, head_of, served

from upheld.chrono.instant import Micros
from upheld.collect.probes.attempt import attempt_once
from upheld.collect.probes.kinds.http import HttpAsking
from upheld.collect.probes.outcome import Outcome, Seen
from upheld.collect.probes.probe import Probe, SecretRef, Secrets
from upheld.collect.probes.resolver import Resolver
from upheld.collect.probes.targets.http import (
    Basic,
    Bearer,
    ExpectedHeader,
    ExpectedValue,
    Http,
    TlsVersion,
)
from upheld.collect.probes.trouble import code_of
from upheld.evidence.observation import State

UP, DEGRADED, DOWN, UNKNOWN = State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN
NONE = Secrets()


def asked(what: Http, seconds: float = 60, secrets: Secrets = NONE, *, private: bool = True) -> Outcome:
    """One attempt."""
    probe = Probe(
        name="a-point", site="a point", what=what, timeout=Micros(int(seconds * 1e6)), may_be_private=private
    )
    return attempt_once(probe, secrets, "here")


def found(outcome: Outcome) -> tuple[State, str]:
    """The state and the code of its trouble."""
    return outcome.state, code_of(outcome.trouble)


def test_an_answer_as_expected_is_up_and_its_parts_are_told_apart() -> None:
    with served(answering()) as port:
        seen = asked(Http(url=f"http://localhost:{port}/"))
    assert found(seen) == (UP, "")
    assert seen.method == "http"
    assert seen.phases.tls is None
    parts = [seen.phases.dns, seen.phases.connect, seen.phases.first_byte]
    assert all(part is not None and part >= 0 for part in parts)
    assert sum(part or 0 for part in parts) <= (seen.phases.total or 0)
    assert seen.received is not None
    assert (seen.received.status, seen.received.start, seen.received.size) == (200, "it works", 8)
    assert seen.received.address.endswith(f":{port}")


def test_slow_parts_are_where_they_are() -> None:
    def slow(stream: socket.socket) -> None:
        head_of(stream)
        time.sleep(0.3)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
        time.sleep(0.2)
        stream.sendall(b"b")

    with served(slow) as port:
        for _ in range(20):
            seen = asked(Http(url=f"http://127.0.0.1:{port}/"), seconds=60)
            assert seen.state is UP
            assert seen.phases.dns is None
            assert (seen.phases.first_byte or 0) >= 300_000
            assert (seen.phases.total or 0) >= 500_000
            # a machine that is busy adds to any part
            if (seen.phases.connect or 0) < 200_000 and (seen.phases.first_byte or 0) < 450_000:
                return
    pytest.fail(f"what the server takes its time for is counted elsewhere: {seen.phases}")


def test_the_handshake_is_told_apart(tmp_path: Path) -> None:
    context, pem = certified(tmp_path)
    with served(answering(), context=context) as port:
        seen = asked(Http(url=f"https://localhost:{port}/", authorities=pem))
    assert found(seen) == (UP, "")
    assert seen.method == "https"
    assert (seen.phases.tls or 0) > 0


def test_what_is_sent_is_what_is_defined() -> None:
    heard: list[str] = []
    secrets = Secrets({"key": "very-secret", "password": "also-secret"})
    what = {
        "method": "POST",
        "body": SecretRef("key"),
        "headers": (("X-Key", SecretRef("key")), ("Accept", "text/plain")),
    }
    with served(answering(heard=heard)) as port:
        url = f"http://127.0.0.1:{port}/path?a=b"
        asked(Http(url=url, sign_in=Basic("bob", SecretRef("password")), **what), secrets=secrets)  # type: ignore[arg-type]
        asked(Http(url=url, sign_in=Bearer(SecretRef("key"))), secrets=secrets)
        asked(Http(url=url, method="HEAD"))
        asked(Http(url=url, method="PUT"))
    assert heard[0].startswith("POST /path?a=b HTTP/1.1\r\n")
    assert "X-Key: very-secret\r\n" in heard[0]
    assert "Accept: text/plain\r\n" in heard[0]
    assert "Authorization: Basic Ym9iOmFsc28tc2VjcmV0\r\n" in heard[0]
    assert "Content-Length: 11\r\n" in heard[0]
    assert "Authorization: Bearer very-secret\r\n" in heard[1]
    assert heard[2].startswith("HEAD /path")
    assert heard[3].startswith("PUT /path")
    assert "User-Agent: Upheld/" in heard[3]


def test_a_secret_that_is_missing_is_our_own_failure() -> None:
    seen = asked(Http(url="http://127.0.0.1:1/", sign_in=Bearer(SecretRef("token"))))
    assert found(seen) == (UNKNOWN, "own")
    assert "`token`" in seen.trouble


def test_nothing_secret_is_kept_of_an_answer() -> None:
    headers = ("Set-Cookie: session=abc", "X-Echo: very-secret", "Content-Type: text/plain")
    with served(answering(b"you sent very-secret", "500 Oh", headers)) as port:
        seen = asked(
            Http(url=f"http://127.0.0.1:{port}/?key=in-the-url", headers=(("X-Key", SecretRef("key")),)),
            secrets=Secrets({"key": "very-secret"}),
        )
    assert found(seen) == (DOWN, "status")
    assert seen.received is not None
    assert seen.received.start == "you sent [secret]"
    assert ("Set-Cookie", "[secret]") in seen.received.headers
    assert ("X-Echo", "[secret]") in seen.received.headers
    assert "very-secret" not in repr(seen)
    assert "in-the-url" not in repr(seen)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"status": ((200, 204),)}, (UP, "")),
        ({"status": ((204, 204), (301, 399))}, (DOWN, "status")),
        ({"has": ("works",)}, (UP, "")),
        ({"has": ("fails",)}, (DOWN, "body")),
        ({"lacks": ("fails",)}, (UP, "")),
        ({"lacks": ("works",)}, (DOWN, "body")),
        ({"matches": (r"it\s+w[aeiou]rks$",)}, (UP, "")),
        ({"matches": ("(a+)+$",)}, (DOWN, "body")),
        ({"json": (ExpectedValue("$.a"),)}, (DOWN, "json")),
        ({"expected_headers": (ExpectedHeader("x-version", r"^2\."),)}, (UP, "")),
        ({"expected_headers": (ExpectedHeader("x-version", r"^3\."),)}, (DOWN, "header")),
        ({"expected_headers": (ExpectedHeader("x-other"),)}, (DOWN, "header")),
        ({"expected_headers": (ExpectedHeader("x-other", is_absent=True),)}, (UP, "")),
        ({"expected_headers": (ExpectedHeader("X-Version", is_absent=True),)}, (DOWN, "header")),
        ({"degraded_above": Micros(1)}, (DEGRADED, "slow")),
        ({"degraded_above": Micros(5_000_000)}, (UP, "")),
    ],
)
def test_expectations(what: dict[str, object], expected: tuple[State, str]) -> None:
    with served(answering(headers=("X-Version: 2.1",))) as port:
        seen = asked(Http(url=f"http://127.0.0.1:{port}/", **what))  # type: ignore[arg-type]
    assert found(seen) == expected


@pytest.mark.parametrize(
    ("body", "what", "expected"),
    [
        (b'{"status": "pass"}', {"is_health": True}, (UP, "")),
        (b'{"status": "ok"}', {"is_health": True}, (UP, "")),
        (b'{"status": "warn"}', {"is_health": True}, (DEGRADED, "health")),
        (b'{"status": "fail"}', {"is_health": True}, (DOWN, "health")),
        (b'{"state": "pass"}', {"is_health": True}, (DOWN, "health")),
        (b"[1]", {"is_health": True}, (DOWN, "health")),
        (b'{"a": [{"b c": 1}]}', {"json": (ExpectedValue("$.a[0]['b c']", "1"),)}, (UP, "")),
        (b'{"a": [{"b c": 1.0}]}', {"json": (ExpectedValue("$.a[-1]['b c']", "1"),)}, (UP, "")),
        (b'{"a": true}', {"json": (ExpectedValue("$.a", "1"),)}, (DOWN, "json")),
        (b'{"a": null}', {"json": (ExpectedValue("$.a"),)}, (UP, "")),
        (b'{"a": 1}', {"json": (ExpectedValue("$.a[0]", "1"),)}, (DOWN, "json")),
        (b'{"a": 1}', {"json": (ExpectedValue("$.b", "1"),)}, (DOWN, "json")),
        (b"[" * 100_000, {"json": (ExpectedValue("$[0]", "1"),)}, (DOWN, "json")),
    ],
)
def test_bodies_of_json(body: bytes, what: dict[str, object], expected: tuple[State, str]) -> None:
    with served(answering(body)) as port:
        seen = asked(Http(url=f"http://127.0.0.1:{port}/", **what))  # type: ignore[arg-type]
    assert found(seen) == expected


def test_an_answer_of_one_byte_a_second_ends_with_its_time() -> None:
    def drip(stream: socket.socket) -> None:
        head_of(stream)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(10):
            stream.sendall(b".")
            time.sleep(1)

    with served(drip) as port:
        for seconds in (1.5, 5.5):
            seen = asked(Http(url=f"http://127.0.0.1:{port}/"), seconds=seconds)
            if "bytes came" in seen.trouble:
                break
    assert found(seen) == (DOWN, "timeout")
    assert re.search(rf"no whole answer within {seconds} s; [1-6] bytes came", seen.trouble)
    assert seen.received is not None
    assert seen.received.status == 200


def test_a_body_of_a_gigabyte_is_cut_at_the_limit() -> None:
    sent = []

    def pour(stream: socket.socket) -> None:
        head_of(stream)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        block = b"x" * 65536
        for number in range(16384):
            sent.append(number)
            stream.sendall(block)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with served(pour) as port:
        seen = asked(Http(url=f"http://127.0.0.1:{port}/", has=("xxx",)))
        lacking = asked(Http(url=f"http://127.0.0.1:{port}/", has=("y",)))
    assert found(seen) == (UP, "")
    assert seen.received is not None
    assert (seen.received.size, seen.received.is_cut) == (1 << 20, True)
    assert found(lacking) == (DOWN, "body")
    assert "in the first 1,048,576 bytes" in lacking.trouble
    assert len(sent) < 2 * 16384 / 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_gzip_bomb_is_cut_after_decompression() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
    assert len(bomb) < 1 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with served(answering(bomb, headers=("Content-Encoding: gzip",))) as port:
        seen = asked(Http(url=f"http://127.0.0.1:{port}/", json=(ExpectedValue("$.a"),)))
    assert found(seen) == (DOWN, "json")
    assert seen.received is not None
    assert (seen.received.size, seen.received.is_cut) == (1 << 20, True)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_compressed_answer_is_read() -> None:
    with served(answering(gzip.compress(b"it works"), headers=("Content-Encoding: gzip",))) as port:
        assert asked(Http(url=f"http://127.0.0.1:{port}/", has=("works",))).state is UP


def test_redirects_are_followed_and_told() -> None:
    def twice(stream: socket.socket) -> None:
        request = head_of(stream)
        if request.startswith("GET /end"):
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend")
        else:
            stream.sendall(b"HTTP/1.1 302 Found\r\nLocation: /end?token=secret\r\nContent-Length: 0\r\n\r\n")

    with served(twice) as port:
        followed = asked(Http(url=f"http://127.0.0.1:{port}/", has=("end",)))
        answer = asked(Http(url=f"http://127.0.0.1:{port}/", redirects=0, status=((302, 302),)))
    assert found(followed) == (UP, "")
    assert followed.received is not None
    assert followed.received.chain == (f"http://127.0.0.1:{port}/end",)
    assert found(answer) == (UP, "")


def test_a_loop_of_redirects_ends() -> None:
    heard: list[str] = []
    with served(answering(b"", "301 Moved", ("Location: /again",), heard)) as port:
        seen = asked(Http(url=f"http://127.0.0.1:{port}/", redirects=7))
    assert found(seen) == (DOWN, "redirects")
    assert len(heard) == 8


@pytest.mark.parametrize(
    "location", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "http://"]
)
def test_redirects_to_what_is_no_http_are_not_followed(location: str) -> None:
    with served(answering(b"", "302 Found", (f"Location: {location}",))) as port:
        seen = asked(Http(url=f"http://127.0.0.1:{port}/"))
    assert found(seen) == (DOWN, "redirects")
    assert seen.received is not None
    assert seen.received.start == ""


def test_no_secret_follows_a_redirect_to_another_origin() -> None:
    heard: list[str] = []
    with (
        served(answering(heard=heard)) as other,
        served(answering(b"", "302 Found", (f"Location: http://127.0.0.1:{other}/there",))) as port,
    ):
        seen = asked(
            Http(
                url=f"http://127.0.0.1:{port}/",
                sign_in=Bearer(SecretRef("key")),
                headers=(("X-Key", SecretRef("key")), ("Cookie", "a=b"), ("X-Plain", "yes")),
            ),
            secrets=Secrets({"key": "very-secret"}),
        )
    assert found(seen) == (UP, "")
    assert "very-secret" not in heard[0]
    assert "Cookie" not in heard[0]
    assert "X-Plain: yes" in heard[0]


def test_a_redirect_keeps_method_and_body_where_it_must() -> None:
    heard: list[str] = []

    def manner(stream: socket.socket) -> None:
        request = head_of(stream)
        heard.append(request)
        status = {"/307": "307 T", "/302": "302 F", "/303": "303 S"}.get(request.split()[1])
        if status:
            stream.sendall(f"HTTP/1.1 {status}\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n".encode())
        else:
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with served(manner) as port:
        for path in ("307", "302", "303"):
            asked(Http(url=f"http://127.0.0.1:{port}/{path}", method="POST", body="x"))
    assert [each.split()[0] for each in heard] == ["POST", "POST", "POST", "GET", "POST", "GET"]


def test_a_private_address_is_not_asked() -> None:
    heard: list[str] = []
    with served(answering(heard=heard)) as port:
        literal = asked(Http(url=f"http://127.0.0.1:{port}/"), private=False)
        by_name = asked(Http(url=f"http://localhost:{port}/"), private=False)
        odd = asked(Http(url=f"http://0x7f.1:{port}/"), private=False)
        mapped = asked(Http(url=f"http://[::ffff:127.0.0.1]:{port}/"), private=False)
    assert [found(each) for each in (literal, by_name, mapped)] == [(UNKNOWN, "private-address")] * 3
    assert odd.state is UNKNOWN
    assert heard == []


def test_a_redirect_to_a_metadata_service_is_not_followed() -> None:
    for host in ("169.254.169.254", "[::ffff:169.254.169.254]", "100.100.100.200"):
        with served(answering(b"", "302 Found", (f"Location: http://{host}/latest/",))) as port:
            seen = asked(Http(url=f"http://127.0.0.1:{port}/"))
        assert found(seen) == (UNKNOWN, "private-address")
        assert "metadata" in seen.trouble


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with served(answering()) as port:
        assert asked(Http(url=f"http://127.0.0.1:{port}/")).state is UP


def test_a_declared_proxy_is_used() -> None:
    heard: list[str] = []
    with served(answering(heard=heard)) as port:
        seen = asked(Http(url="http://nowhere.invalid/path", proxy=f"http://127.0.0.1:{port}"))
    assert found(seen) == (UP, "")
    assert heard[0].startswith("GET http://nowhere.invalid/path HTTP/1.1")


@pytest.mark.parametrize(
    ("dates", "names", "words"),
    [
        ((-10, -1), ("localhost",), "expired"),
        ((2, 10), ("localhost",), "not yet valid"),
        ((-1, 10), ("elsewhere.example",), "localhost"),
    ],
)
def test_certificates_that_do_not_hold(
    tmp_path: Path, dates: tuple[int, int], names: tuple[str, ...], words: str
) -> None:
    context, pem = certified(tmp_path, names=names, begins=dates[0], ends=dates[1])
    with served(answering(), context=context) as port:
        seen = asked(Http(url=f"https://localhost:{port}/", authorities=pem))
        unchecked = asked(Http(url=f"https://localhost:{port}/", is_verified=False))
    assert found(seen) == (DOWN, "certificate")
    assert words in seen.trouble
    assert found(unchecked) == (UP, "")
    assert seen.received is not None
    assert seen.received.certificate is not None
    assert seen.received.certificate.names[0] == names[0]
    assert seen.received.certificate.key == "EC secp256r1"
    assert seen.received.status is None


def test_a_certificate_of_nobody_known_does_not_hold_and_is_told_nothing(tmp_path: Path) -> None:
    context, _ = certified(tmp_path)
    heard: list[str] = []
    with served(answering(heard=heard), context=context) as port:
        what = Http(url=f"https://localhost:{port}/", sign_in=Bearer(SecretRef("key")))
        seen = asked(what, secrets=Secrets({"key": "very-secret"}))
        assert found(seen) == (DOWN, "certificate")
        assert found(asked(what, secrets=Secrets({"key": "very-secret"}))) == (DOWN, "certificate")
    assert "".join(heard) == ""


def test_an_old_version_of_tls_is_not_spoken(tmp_path: Path) -> None:
    context, pem = certified(tmp_path)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with served(answering(), context=context) as port:
        url = f"https://localhost:{port}/"
        assert asked(Http(url=url, authorities=pem)).state is UP
        assert found(asked(Http(url=url, authorities=pem, tls=TlsVersion.TLS_1_3))) == (DOWN, "tls")


def test_a_handshake_that_never_comes() -> None:
    with served(lambda stream: time.sleep(20)) as port:
        seen = asked(Http(url=f"https://127.0.0.1:{port}/"), seconds=1)
    assert found(seen) == (DOWN, "timeout")
    assert "no TLS handshake" in seen.trouble


def test_a_connection_that_is_half_open() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        port = server.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for each in fillers:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        seen = asked(Http(url=f"http://127.0.0.1:{port}/"), seconds=1)
        for each in fillers:
            each.close()
    assert found(seen) == (DOWN, "timeout")
    assert "within 1 s" in seen.trouble


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
def test_connections_that_are_reset(sent: bytes) -> None:
    def reset(stream: socket.socket) -> None:
        head_of(stream)
        stream.sendall(sent)
        time.sleep(0.1)
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with served(reset) as port:
        assert found(asked(Http(url=f"http://127.0.0.1:{port}/"))) == (DOWN, "reset")


def test_answers_that_break_off_or_are_none() -> None:
    for sent, code in (
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "reset"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 500_000 + b"\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", "protocol"),
    ):

        def manner(stream: socket.socket, sent: bytes = sent) -> None:
            head_of(stream)
            stream.sendall(sent)

        with served(manner) as port:
            assert found(asked(Http(url=f"http://127.0.0.1:{port}/"))) == (DOWN, code)


def test_nobody_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert found(asked(Http(url=f"http://127.0.0.1:{port}/"))) == (DOWN, "refused")


def test_a_host_of_ipv6_alone() -> None:
    with served(answering(), "::1") as port:
        seen = asked(Http(url=f"http://[::1]:{port}/"))
    assert found(seen) == (UP, "")
    assert seen.received is not None
    assert seen.received.address == f"[::1]:{port}"


def test_a_name_that_is_none() -> None:
    assert found(asked(Http(url="http://a..b/")))[0] is DOWN


def test_no_descriptors_left_is_our_own_failure() -> None:
    asking = HttpAsking(Resolver())
    what = Http(url="http://127.0.0.1:9/")
    ready = asking.ready(Probe(name="a", site="a", what=what, may_be_private=True), NONE)
    told: list[Seen] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    spare = os.open("/dev/null", os.O_RDONLY)
    os.close(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare, hard))
    try:
        asking.ask(ready, told.append)
        while not told:
            asking.wait(1)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        asking.close()
    assert (told[0].state, code_of(told[0].trouble)) == (UNKNOWN, "own")
