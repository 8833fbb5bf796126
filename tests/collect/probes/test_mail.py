"""Mail servers: how they greet, and what they say they can do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from asking import asked
from certificates import Authority, serving
from listening import drop_by_drop, endless, garbage, listening, reset, silence
from msgspec.structs import replace

from upheld.chrono.instant import Micros
from upheld.collect.probes.probe import Target
from upheld.collect.probes.targets.imap import Imap
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.evidence.observation import State

AUTHORITY = Authority()

Serve = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return serving(AUTHORITY.server(tmp_path_factory.mktemp("certificates")))


def smtp(
    greeting: str = "220 mail.example ESMTP ready", context: ssl.SSLContext | None = None, after: bytes = b""
) -> Serve:
    """A server that knows EHLO, STARTTLS and QUIT."""

    def serve(connection: socket.socket) -> None:
        with ExitStack() as opened:
            connection.sendall(f"{greeting}\r\n".encode())
            while line := connection.recv(1000):
                if line.startswith(b"EHLO"):
                    starts = (
                        b"250-STARTTLS\r\n" if context and not isinstance(connection, ssl.SSLSocket) else b""
                    )
                    connection.sendall(
                        b"250-mail.example\r\n" + starts + b"250-PIPELINING\r\n250 SIZE 1000000\r\n"
                    )
                elif line.startswith(b"STARTTLS") and context:
                    connection.sendall(b"220 go on\r\n" + after)
                    connection = opened.enter_context(context.wrap_socket(connection, server_side=True))
                else:
                    connection.sendall(b"221 bye\r\n")
                    return

    return serve


def imap(greeting: str = "* OK IMAP4rev2 ready", context: ssl.SSLContext | None = None) -> Serve:
    """A server that knows CAPABILITY, STARTTLS and LOGOUT."""

    def serve(connection: socket.socket) -> None:
        with ExitStack() as opened:
            connection.sendall(f"{greeting}\r\n".encode())
            while line := connection.recv(1000):
                tag, command = line.decode().split()[:2]
                if command == "CAPABILITY":
                    connection.sendall(f"* CAPABILITY IMAP4rev2 IDLE\r\n{tag} OK done\r\n".encode())
                elif command == "STARTTLS" and context:
                    connection.sendall(f"{tag} OK go on\r\n".encode())
                    connection = opened.enter_context(context.wrap_socket(connection, server_side=True))
                elif command == "LOGOUT":
                    return
                else:
                    connection.sendall(f"{tag} BAD what\r\n".encode())

    return serve


def under_tls(context: ssl.SSLContext, serve: Serve) -> Serve:
    def secured(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inner:
            serve(inner)

    return secured


def test_a_greeting_and_what_the_server_can_do() -> None:
    with listening(smtp()) as port:
        seen = asked(Smtp(host="127.0.0.1", port=port, greeting="^220 mail\\.example", can=("PIPELINING",)))
    assert (seen.state, seen.method, seen.trouble) == (State.UP, "smtp", "")
    assert seen.received is not None
    assert (seen.received.status, seen.received.address) == (220, f"127.0.0.1:{port}")
    assert seen.received.start == "220 mail.example ESMTP ready\nPIPELINING\nSIZE 1000000"
    with listening(imap()) as port:
        plain = Imap(host="127.0.0.1", port=port, security=Security.NONE, greeting="IMAP4rev2", can=("idle",))
        seen = asked(plain)
    assert (seen.state, seen.method) == (State.UP, "imap")
    assert seen.received is not None
    assert seen.received.start == "* OK IMAP4rev2 ready\nIMAP4REV2\nIDLE"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_under_tls(context: ssl.SSLContext, security: Security) -> None:
    for serve, kind, name in ((smtp, Smtp, "smtp"), (imap, Imap, "imap")):
        inner = serve(context=context)
        served = inner if security is Security.STARTTLS else under_tls(context, inner)
        with listening(served) as port:
            target = kind(host="localhost", port=port, security=security, authorities=AUTHORITY.pem)
            seen = asked(target)
            assert (seen.state, seen.method) == (State.UP, f"{name}, {security.value}")
            assert seen.received is not None
            assert seen.received.certificate is not None
            assert seen.phases.tls is not None
            distrusted = asked(kind(host="localhost", port=port, security=security))
            assert distrusted.trouble == "certificate: unable to get local issuer certificate"
            assert distrusted.state is State.DOWN


@pytest.mark.parametrize(
    ("target", "serve", "trouble"),
    [
        (Smtp(host=""), smtp("554 no service here"), "status: greeting: `554 no service here`, expected 220"),
        (Smtp(host=""), smtp("hello"), "protocol: greeting: `hello` is no answer of SMTP"),
        (
            Smtp(host="", greeting="other"),
            smtp(),
            "greeting: `220 mail.example ESMTP ready` does not match `other`",
        ),
        (Smtp(host="", can=("SMTPUTF8",)), smtp(), "answer: the server does not say that it can `SMTPUTF8`"),
        (Smtp(host="", security=Security.STARTTLS), smtp(), "tls: the server does not offer STARTTLS"),
        (
            Imap(host="", security=Security.NONE),
            imap("* BYE full"),
            "greeting: the server is not ready: `* BYE full`",
        ),
        (Imap(host="", security=Security.NONE), imap("hello"), "protocol: `hello` is no greeting of IMAP"),
        (Imap(host="", security=Security.STARTTLS), imap(), "status: STARTTLS: `a0 BAD what`"),
    ],
)
def test_what_a_server_says_wrong(target: Target, serve: Serve, trouble: str) -> None:
    with listening(serve) as port:
        seen = asked(_at(target, port))
    assert (seen.state, seen.trouble) == (State.DOWN, trouble)


def test_what_is_sent_before_tls_is_not_taken_for_what_comes_under_it(context: ssl.SSLContext) -> None:
    with listening(smtp(context=context, after=b"250 injected\r\n")) as port:
        seen = asked(Smtp(host="localhost", port=port, security=Security.STARTTLS, authorities=AUTHORITY.pem))
    assert seen.trouble == "protocol: more was sent before TLS than was asked for"


@pytest.mark.parametrize("target", [Smtp(host=""), Imap(host="", security=Security.NONE)])
@pytest.mark.parametrize(
    ("serve", "code"),
    [
        (silence, "timeout"),
        (reset, "timeout"),
        (garbage, "protocol"),
        (endless, "protocol"),
        (drop_by_drop(b"220-" * 100), "timeout"),
        (lambda _: None, "reset"),
    ],
)
def test_servers_that_misbehave_are_down_in_time(target: Target, serve: Serve, code: str) -> None:
    with listening(serve) as port:
        seen = asked(_at(target, port), seconds=0.4 if code == "timeout" else 60)
    assert (seen.state, seen.trouble.partition(":")[0]) == (State.DOWN, code)


def test_an_answer_of_endless_lines_is_bounded() -> None:
    def serve(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"220-more\r\n" * 100)

    with listening(serve) as port:
        seen = asked(Smtp(host="127.0.0.1", port=port))
    assert seen.trouble == "protocol: greeting: the answer has more than 200 lines"


def test_a_slow_greeting_is_degraded() -> None:
    with listening(smtp()) as port:
        seen = asked(Smtp(host="127.0.0.1", port=port, degraded_above=Micros(1)))
    assert seen.state is State.DEGRADED
    assert seen.trouble.startswith("slow: it took ")


def test_authorities_that_cannot_be_read_are_the_failure_of_the_probe() -> None:
    with listening(smtp()) as port:
        seen = asked(Smtp(host="127.0.0.1", port=port, authorities="nonsense"))
    assert (seen.state, seen.trouble) == (
        State.UNKNOWN,
        "own: the certificates of authorities can't be read: they must be PEM",
    )


def _at(target: Target, port: int) -> Target:
    return replace(target, host="127.0.0.1", port=port)
