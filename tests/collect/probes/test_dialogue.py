"""What is asked without libcurl comes to what it makes of it, to the word; on real sockets, side by side."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from server import Manner, answering, certified, head_of, served

from upheld.chrono.instant import Micros
from upheld.collect.probes.kinds.http import HttpAsking
from upheld.collect.probes.kinds.session import VERSIONS, authorities_at
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.probe import Probe, SecretRef, Secrets
from upheld.collect.probes.resolver import Resolver
from upheld.collect.probes.targets.http import Bearer, ExpectedHeader, Http, TlsVersion
from upheld.collect.probes.trouble import code_of
from upheld.evidence.observation import State

UP, DOWN = State.UP, State.DOWN
GOOD = answering()


class Asking:
    """Asks one probe again and again, as the prober does."""

    def __init__(self, what: Http, seconds: float = 60, secrets: Secrets | None = None) -> None:
        self.asking = HttpAsking(Resolver())
        self.probe = Probe(
            name="p", site="p", what=what, timeout=Micros(int(seconds * 1e6)), may_be_private=True
        )
        self.secrets = secrets or Secrets()
        self.again()

    def again(self) -> None:
        """Be a new probe, of which nothing is known yet."""
        self.ready = self.asking.ready(self.probe, self.secrets)

    def is_without_libcurl(self) -> bool:
        """The next attempt is."""
        return self.ready.way is not None and self.ready.way.is_open

    def has_met_rustls(self) -> bool:
        """The server finished a handshake with it."""
        return self.ready.way is not None and self.ready.way.is_proven

    def is_well_known(self) -> bool:
        """The next attempt is without libcurl, and by TLS not the first that is."""
        way = self.ready.way
        return way is not None and way.is_open and (way.is_proven or not way.is_secured)

    def ask(self) -> Seen:
        told: list[Seen] = []
        self.asking.ask(self.ready, told.append)
        while not told:
            self.asking.wait(1)
        return told[0]


class Turns:
    """A server that answers well first, and in another manner once it is told to."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.context = context
        """Of TLS, if it speaks that."""
        self.manner: Manner = GOOD
        self.before: Manner | None = None
        """What is done instead of a handshake."""
        self.port = 0
        self.pem = ""

    def __call__(self, stream: socket.socket) -> None:
        if self.before is not None:
            self.before(stream)
            return
        if self.context is None:
            self.manner(stream)
            return
        with self.context.wrap_socket(stream, server_side=True) as secured:
            self.manner(secured)

    def url(self, path: str = "/") -> str:
        scheme = "http" if self.context is None else "https"
        return f"{scheme}://localhost:{self.port}{path}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turns]:
    context, pem = certified(tmp_path_factory.mktemp("server"))
    made = Turns(context)
    with served(made) as port:
        made.port, made.pem = port, pem
        yield made


@pytest.fixture(scope="module")
def plain_server() -> Iterator[Turns]:
    made = Turns(None)
    with served(made) as port:
        made.port = port
        yield made


@pytest.fixture
def turns(server: Turns) -> Iterator[Turns]:
    yield server
    server.manner, server.before = GOOD, None


@pytest.fixture(params=["https", "http"])
def either(request: pytest.FixtureRequest, server: Turns, plain_server: Turns) -> Iterator[Turns]:
    chosen = server if request.param == "https" else plain_server
    yield chosen
    chosen.manner = GOOD


def shown(seen: Seen) -> tuple[object, ...]:
    """All of what was seen but how long it took."""
    return (
        seen.state,
        seen.trouble,
        seen.method,
        seen.received,
        seen.measured,
        [each is None for each in (seen.phases.connect, seen.phases.tls)],
    )


def both(turns: Turns, manner: Manner, seconds: float = 60, **what: object) -> tuple[Seen, Seen]:
    """What is seen of a manner without libcurl, and what it sees."""
    asking = Asking(Http(**{"url": turns.url(), "authorities": turns.pem or None} | what), seconds)  # type: ignore[arg-type]
    turns.manner = GOOD
    for _ in range(20):  # a machine that is busy may take too long for any of these
        asking.ask()
        asking.ask()
        if asking.is_well_known():
            break
        asking.again()
    assert asking.is_well_known()
    turns.manner = manner
    one = asking.ask()
    asking.again()
    assert not asking.is_without_libcurl()
    other = asking.ask()
    assert not asking.has_met_rustls()
    asking.asking.close()
    return one, other


def both_at_last(turns: Turns, manner: Manner, words: str) -> tuple[Seen, Seen]:
    """The same, each within so many seconds that everything before goes well."""
    for seconds in (1, 5, 25):
        one, other = both(turns, manner, seconds)
        if all(words.format(seconds) in each.trouble for each in (one, other)):
            return one, other
    pytest.fail(f"{words}: {one.trouble}; {other.trouble}")


def saying(*parts: bytes, pause: float = 0) -> Manner:
    """Say this, whatever is asked."""

    def manner(stream: socket.socket) -> None:
        head_of(stream)
        for part in parts:
            stream.sendall(part)
            time.sleep(pause)
        _end(stream)

    return manner


def _end(stream: socket.socket) -> None:
    """End TLS, where that is spoken, then the connection."""
    if isinstance(stream, ssl.SSLSocket):
        stream.settimeout(5)
        stream.unwrap()


OK = b"HTTP/1.1 200 OK\r\n"
ANSWERS = {
    "usual": OK + b"Content-Length: 3\r\n\r\nyes",
    "more than it told": OK + b"Content-Length: 3\r\n\r\nyes, and more",
    "another status": b"HTTP/1.1 503 Oh no\r\nServer: x\r\nContent-Length: 4\r\n\r\nbusy",
    "no words": b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    "1.0": b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
    "no content": b"HTTP/1.1 204 No\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Same\r\nContent-Length: 7\r\n\r\n",
    "no length": OK + b"Server: x\r\n\r\nuntil the end",
    "in parts": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n2\r\n !\r\n0\r\n\r\n",
    "parts without end": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n",
    "parts of no number": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nyes\r\n",
    "compressed": OK
    + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(gzip.compress(b"it works", mtime=0))
    + gzip.compress(b"it works", mtime=0),
    "compressed badly": OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    "too short": OK + b"Content-Length: 30\r\n\r\nyes",
    "two lengths": OK + b"Content-Length: 3\r\nContent-Length: 2\r\n\r\nyes",
    "length of no number": OK + b"Content-Length: many\r\n\r\nyes",
    "length with a sign": OK + b"Content-Length: +3\r\n\r\nyes",
    "said before": b"HTTP/1.1 100 Go on\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\nyes",
    "hints before": b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\nyes",
    "folded": OK + b"X-Long: one\r\n two\r\nContent-Length: 3\r\n\r\nyes",
    "bare ends of lines": b"HTTP/1.1 200 OK\nContent-Length: 3\n\nyes",
    "header of no name": OK + b"nonsense\r\nContent-Length: 3\r\n\r\nyes",
    "header with a zero": OK + b"X: a\0b\r\nContent-Length: 3\r\n\r\nyes",
    "header with high bytes": OK + b"X-Name: caf\xe9\r\nContent-Length: 3\r\n\r\nyes",
    "space before the colon": OK + b"X : a\r\nContent-Length: 3\r\n\r\nyes",
    "nothing": b"",
    "half a head": OK + b"Content-Len",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "another version": b"HTTP/3.7 200 OK\r\nContent-Length: 3\r\n\r\nyes",
    "a status of two figures": b"HTTP/1.1 20 OK\r\nContent-Length: 3\r\n\r\nyes",
    "a status of none": b"HTTP/1.1 999 OK\r\nContent-Length: 3\r\n\r\nyes",
    "a head too long": OK + b"X: " + b"y" * 500_000 + b"\r\n\r\n",
    "a head of some length": OK + b"X: " + b"y" * 50_000 + b"\r\nContent-Length: 3\r\n\r\nyes",
    "redirect to nowhere": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "redirect to another scheme": b"HTTP/1.1 302 F\r\nLocation: gopher://x/\r\nContent-Length: 0\r\n\r\n",
    "long": OK + b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000,
    "too long": OK + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000,
    "too long without length": OK + b"\r\n" + b"x" * 3_000_000,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_means_the_same(either: Turns, name: str) -> None:
    one, other = both(either, saying(ANSWERS[name]), has=("yes",))
    assert shown(one) == shown(other)


def test_expectations_are_the_same(either: Turns) -> None:
    for what, state in (
        ({"has": ("works",)}, UP),
        ({"lacks": ("works",)}, DOWN),
        ({"expected_headers": (ExpectedHeader("connection", "close"),)}, UP),
        ({"expected_headers": (ExpectedHeader("x-there"),)}, DOWN),
        ({"method": "HEAD"}, UP),
        ({"url": either.url("/a%20path?and=more")}, UP),
    ):
        one, other = both(either, GOOD, **what)
        assert shown(one) == shown(other)
        assert one.state is state


def test_what_comes_in_pieces_is_put_together(either: Turns) -> None:
    answer = ANSWERS["usual"]
    pieces = saying(*(answer[each : each + 1] for each in range(len(answer))))
    one, other = both(either, pieces, has=("yes",))
    assert one.state is UP
    assert shown(one) == shown(other)


def test_what_is_sent_is_what_libcurl_sends(either: Turns) -> None:
    heard: list[str] = []
    what = Http(
        url=either.url("/a/../b?c=d"),
        authorities=either.pem or None,
        sign_in=Bearer(SecretRef("key")),
        headers=(("X-Key", SecretRef("key")), ("Accept", "text/plain")),
    )
    asking = Asking(what, secrets=Secrets({"key": "very-secret"}))
    either.manner = answering(heard=heard)
    for _ in range(3):
        assert asking.ask().state is UP
    asking.asking.close()
    assert len(heard) == 3
    assert heard[0] == heard[1] == heard[2]
    assert "GET /b?c=d HTTP/1.1\r\n" in heard[0]
    assert "X-Key: very-secret\r\n" in heard[0]


def test_redirects_are_followed(either: Turns) -> None:
    def lead(to: bytes) -> Manner:
        def manner(stream: socket.socket) -> None:
            if head_of(stream).startswith("GET / "):
                stream.sendall(b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % to)
            else:
                stream.sendall(OK + b"Content-Length: 3\r\n\r\nyes")

        return manner

    here = either.url().encode().removesuffix(b"/")
    for to in (b"/there", b"there?a=b", b"?q", here + b"/there", b"//" + here.partition(b"//")[2] + b"/x"):
        one, other = both(either, lead(to), has=("yes",))
        assert (one.state, one.trouble) == (UP, "")
        assert shown(one) == shown(other)
    one, other = both(either, lead(b"/"), redirects=3)
    assert code_of(one.trouble) == "redirects"
    assert shown(one) == shown(other)
    one, other = both(either, lead(b"http://127.0.0.1:1/"))
    assert code_of(one.trouble) == "refused"
    assert shown(one) == shown(other)


def test_an_answer_that_does_not_end_is_cut(either: Turns) -> None:
    def drip(stream: socket.socket) -> None:
        head_of(stream)
        stream.sendall(OK + b"Content-Length: 100\r\n\r\n")
        for _ in range(600):
            stream.sendall(b".")
            time.sleep(0.2)

    one, other = both_at_last(either, drip, "no whole answer within {} s")
    assert code_of(one.trouble) == code_of(other.trouble) == "timeout"
    assert one.received is not None
    assert one.received.status == 200


def test_silence_ends_with_the_time(either: Turns) -> None:
    def wait(stream: socket.socket) -> None:
        head_of(stream)
        stream.settimeout(60)
        stream.recv(1)

    one, other = both_at_last(either, wait, "no answer within {} s")
    assert shown(one) == shown(other)


def test_http_2_alone_is_named(turns: Turns) -> None:
    settings = b"\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64"
    one, other = both(turns, saying(settings))
    assert (one.state, code_of(one.trouble)) == (DOWN, "protocol")
    assert "HTTP/2 alone is not spoken here" in one.trouble
    assert shown(one) == shown(other)


def test_the_same_protocol_is_offered(turns: Turns) -> None:
    offered: list[str | None] = []

    def manner(stream: socket.socket) -> None:
        assert isinstance(stream, ssl.SSLSocket)
        offered.append(stream.selected_alpn_protocol())
        GOOD(stream)

    turns.context.set_alpn_protocols(["h2", "http/1.1"])
    one, other = both(turns, manner)
    assert shown(one) == shown(other)
    assert offered == ["http/1.1", "http/1.1"]


def test_connections_that_are_reset(either: Turns) -> None:
    for sent in (b"", OK + b"Content-Length: 10\r\n\r\nabc", OK + b"\r\nabc"):

        def reset(stream: socket.socket, sent: bytes = sent) -> None:
            head_of(stream)
            stream.sendall(sent)
            time.sleep(0.1)
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        one, other = both(either, reset)
        assert code_of(one.trouble) == code_of(other.trouble) == "reset"


def test_an_end_without_that_of_tls_is_none(turns: Turns) -> None:
    def cut(stream: socket.socket) -> None:
        head_of(stream)
        stream.sendall(OK + b"\r\nhalf of it")

    one, other = both(turns, cut)
    assert code_of(one.trouble) == code_of(other.trouble) == "reset"


def certificate_files(folder: Path, **how: object) -> tuple[Path, Path]:
    certified(folder, **how)  # type: ignore[arg-type]
    return folder / "certificate.pem", folder / "key.pem"


@pytest.mark.parametrize(
    "how",
    [
        {"begins": -10, "ends": -1},
        {"begins": 2, "ends": 10},
        {"names": ("elsewhere.example",)},
        {},
    ],
    ids=["expired", "not yet valid", "another name", "nobody known"],
)
def test_a_certificate_that_holds_no_more_is_refused_in_the_same_words(
    tmp_path: Path, how: dict[str, object]
) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    context, pem = certified(tmp_path / "good")
    bad = certificate_files(tmp_path / "bad", **how)
    trusted = pem if not how else pem + bad[0].read_text()
    server = Turns(context)
    heard: list[str] = []
    with served(server) as port:
        what = Http(url=f"https://localhost:{port}/", authorities=trusted, sign_in=Bearer(SecretRef("key")))
        asking = Asking(what, secrets=Secrets({"key": "very-secret"}))
        assert asking.ask().state is UP
        assert asking.ask().state is UP
        assert asking.is_without_libcurl()
        context.load_cert_chain(*bad)
        server.manner = answering(heard=heard)
        one = asking.ask()
        assert not asking.is_without_libcurl()
        again = asking.ask()
        asking.again()
        other = asking.ask()
        assert (one.state, code_of(one.trouble)) == (DOWN, "certificate")
        assert shown(one)[:5] == shown(again)[:5] == shown(other)[:5]
        assert one.received is not None
        assert one.received.certificate is not None
        assert "".join(heard) == ""
        context.load_cert_chain(tmp_path / "good" / "certificate.pem", tmp_path / "good" / "key.pem")
        assert asking.ask().state is UP
        asking.asking.close()


def test_handshakes_that_fail_are_failures_once_there_was_one(turns: Turns) -> None:
    def reset(stream: socket.socket) -> None:
        stream.recv(65536)
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    alert = b"\x15\x03\x03\x00\x02\x02\x28"
    connections: list[int] = []

    def counted(manner: Manner) -> Manner:
        def before(stream: socket.socket) -> None:
            connections.append(1)
            manner(stream)

        return before

    def say(what: bytes) -> Manner:
        def manner(stream: socket.socket) -> None:
            stream.recv(65536)
            stream.sendall(what)
            stream.recv(65536)

        return manner

    for manner, code in (
        (reset, "reset"),
        (lambda stream: stream.recv(65536), "tls"),
        (say(alert), "tls"),
        (say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls"),
    ):
        asking = Asking(Http(url=turns.url(), authorities=turns.pem))
        assert [asking.ask().state for _ in range(2)] == [UP, UP]
        turns.before = counted(manner)
        connections.clear()
        one = asking.ask()
        assert len(connections) == 1
        assert asking.is_without_libcurl()
        asking.again()
        other = asking.ask()
        assert (one.state, code_of(one.trouble)) == (other.state, code_of(other.trouble)) == (DOWN, code)
        turns.before = None
        asking.asking.close()


def test_a_server_that_does_not_get_on_with_rustls_stays_with_libcurl(tmp_path: Path) -> None:
    context, pem = certified(tmp_path)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES256-SHA384")  # CBC, which rustls does not speak
    heard: list[str] = []
    with served(Turns(context)) as port:
        asking = Asking(Http(url=f"https://localhost:{port}/", authorities=pem))
        assert asking.ask().state is UP
        assert asking.is_without_libcurl()
        assert asking.ask().state is UP
        assert not asking.is_without_libcurl()
        assert asking.ask().state is UP
        assert not asking.is_without_libcurl()
        asking.asking.close()
    assert heard == []


def test_nobody_listening_is_refused(tmp_path: Path) -> None:
    context, pem = certified(tmp_path)
    with served(Turns(context)) as port:
        asking = Asking(Http(url=f"https://localhost:{port}/", authorities=pem))
        assert asking.ask().state is UP
    one = asking.ask()
    assert asking.is_without_libcurl()
    asking.again()
    assert shown(one) == shown(asking.ask())
    assert code_of(one.trouble) == "refused"
    asking.asking.close()


def test_nobody_listening_any_more_is_refused_without_tls() -> None:
    with served(Turns(None)) as port:
        asking = Asking(Http(url=f"http://localhost:{port}/"))
        assert asking.ask().state is UP
    assert asking.is_without_libcurl()
    one = asking.ask()
    assert asking.is_without_libcurl()
    asking.again()
    assert shown(one) == shown(asking.ask())
    assert code_of(one.trouble) == "refused"
    asking.asking.close()


def test_authorities_hold_while_they_are_valid(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    _, one = certified(tmp_path / "one", begins=-1, ends=30)
    _, other = certified(tmp_path / "other", begins=-10, ends=10)
    pem = f"{one}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n{other}".encode()
    now, day = time.time(), 86_400
    assert [len(authorities_at(pem, now + days * day)) for days in (-20, -5, 0, 20, 40)] == [0, 1, 2, 1, 0]
    ends = [each.ends - now for each in authorities_at(pem, now)]
    assert ends == pytest.approx([30 * day, 10 * day], abs=60)


def test_who_asks_for_what_rustls_can_not_do_is_asked_by_libcurl_alone(turns: Turns) -> None:
    asking = HttpAsking(Resolver())
    for what in (
        {"is_verified": False},
        {"tls": TlsVersion.TLS_1_1},
        {"method": "POST"},
        {"body": "x"},
        {"keeps_connection": True},
        {"proxy": "http://127.0.0.1:1"},
    ):
        probe = Probe(name="p", site="p", what=Http(**{"url": turns.url()} | what))
        assert asking.ready(probe, Secrets()).way is None
    for version in VERSIONS:
        probe = Probe(name="p", site="p", what=Http(url=turns.url(), tls=version))
        assert asking.ready(probe, Secrets()).way is not None
    asking.close()


PIECES = st.sampled_from(
    [
        *(b"HTTP/1.1 ", b"HTTP/1.0 ", b"200", b"404", b" OK", b"\r\n", b"\n", b"\r", b" ", b":", b"\t", b","),
        *(b"Content-Length: ", b"3", b"0", b"-", b"Transfer-Encoding: chunked", b"Connection: close"),
        *(b"X", b"yes", b"\0", b"\xff"),
    ]
)


@given(st.lists(PIECES, max_size=14).map(b"".join), st.booleans())
@example(b"\r\nServer : x\r\nContent-Length: 3\r\n\r\nyes", True)
@settings(max_examples=25)
def test_whatever_is_answered_means_the_same(server: Turns, said: bytes, is_begun: bool) -> None:
    try:
        one, other = both(server, saying((b"HTTP/1.1 200" if is_begun else b"") + said), has=("yes",))
    finally:
        server.manner = GOOD
    assert shown(one)[:5] == shown(other)[:5]


@given(st.lists(PIECES, max_size=14).map(b"".join), st.booleans())
@settings(max_examples=25)
def test_whatever_is_answered_without_tls_means_the_same(
    plain_server: Turns, said: bytes, is_begun: bool
) -> None:
    try:
        one, other = both(plain_server, saying((b"HTTP/1.1 200" if is_begun else b"") + said), has=("yes",))
    finally:
        plain_server.manner = GOOD
    assert shown(one) == shown(other)


def test_who_gives_answers_that_libcurl_must_read_is_asked_by_it(plain_server: Turns) -> None:
    asking = Asking(Http(url=plain_server.url()))
    assert asking.ask().state is UP
    assert asking.is_without_libcurl()
    plain_server.manner = saying(ANSWERS["in parts"])
    assert asking.ask().state is UP
    plain_server.manner = GOOD
    for _ in range(3):
        assert not asking.is_without_libcurl()
        assert asking.ask().state is UP
    asking.asking.close()
