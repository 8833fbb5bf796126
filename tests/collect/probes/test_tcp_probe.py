"""TCP: connections that stand, break, hang, and what is said on them."""

from __future__ import annotations

import socket
import struct
import time

import pytest
from server import Manner, served

from upheld.chrono.instant import Micros
from upheld.collect.probes.attempt import attempt_once
from upheld.collect.probes.outcome import MOST_BYTES_KEPT, Outcome
from upheld.collect.probes.probe import Probe, SecretRef, Secrets, Text
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.trouble import code_of
from upheld.evidence.observation import State

NONE = Secrets()


def asked(
    port: int,
    expect: str | None = None,
    send: Text | None = None,
    *,
    host: str = "127.0.0.1",
    seconds: float = 60,
    private: bool = True,
    secrets: Secrets = NONE,
    degraded_above: Micros | None = None,
) -> Outcome:
    what = Tcp(host=host, port=port, expect=expect, send=send, degraded_above=degraded_above)
    timeout = Micros(int(seconds * 1e6))
    return attempt_once(
        Probe(name="a", site="a", what=what, timeout=timeout, may_be_private=private), secrets
    )


def found(outcome: Outcome) -> tuple[State, str]:
    return outcome.state, code_of(outcome.trouble)


def greeting(stream: socket.socket) -> None:
    stream.sendall(b"220 ready\r\n")
    stream.sendall(b"you said " + stream.recv(100))
    time.sleep(1)


def dripping(stream: socket.socket) -> None:
    for byte in b"ready" * 20:
        stream.sendall(bytes([byte]))
        time.sleep(0.05)


def resetting(stream: socket.socket) -> None:
    # Not before the other side has said something: a reset may else come while it still connects.
    stream.recv(100)
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def pouring(stream: socket.socket) -> None:
    for _ in range(1 << 14):
        stream.sendall(b"x" * 65536)


@pytest.mark.parametrize(
    ("manner", "expect", "expected"),
    [
        (lambda stream: time.sleep(1), None, (State.UP, "")),
        (greeting, "^220 ", (State.UP, "")),
        (greeting, "^221 ", (State.DOWN, "timeout")),
        (dripping, "ready", (State.UP, "")),
        (dripping, "steady", (State.DOWN, "timeout")),
        (lambda stream: None, "ready", (State.DOWN, "answer")),
        (pouring, "ready", (State.DOWN, "protocol")),
        (lambda stream: time.sleep(20), "ready", (State.DOWN, "timeout")),
    ],
)
def test_connections(manner: Manner, expect: str | None, expected: tuple[State, str]) -> None:
    with served(manner) as port:
        seen = asked(port, expect, seconds=1 if expected[1] == "timeout" else 60)
    assert found(seen) == expected
    assert seen.method == "tcp"
    assert seen.received is not None
    assert len(seen.received.start) <= MOST_BYTES_KEPT


def test_a_reset_is_told_with_the_address_it_came_from() -> None:
    with served(resetting) as port:
        seen = asked(port, "ready", "hello")
    assert found(seen) == (State.DOWN, "reset")
    assert seen.received is not None
    assert (seen.received.address, seen.received.size) == (f"127.0.0.1:{port}", 0)


def test_what_is_said_is_heard_and_no_secret_is_kept() -> None:
    secrets = Secrets({"word": "very-secret"})
    with served(greeting) as port:
        seen = asked(port, "you said very", SecretRef("word"), secrets=secrets)
    assert found(seen) == (State.UP, "")
    assert "very-secret" not in repr(seen)


def test_nobody_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert found(asked(port)) == (State.DOWN, "refused")


def test_a_slow_one_is_degraded() -> None:
    with served(lambda stream: time.sleep(0.1)) as port:
        assert found(asked(port, degraded_above=Micros(1))) == (State.DEGRADED, "slow")


def test_a_private_address_is_not_asked() -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        assert found(asked(9, host=host, private=False)) == (State.UNKNOWN, "private-address")
