"""TCP: a connection, what is said on it, and what is heard."""

from __future__ import annotations

from msgspec import structs

from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.expression import is_found
from upheld.collect.probes.failure import Failure, seen_by
from upheld.collect.probes.outcome import MOST_BYTES_KEPT, Phases, Received, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.ticks import since, ticks
from upheld.collect.probes.wire import Wire, connected
from upheld.evidence.observation import State

MOST_HEARD = 64 * 1024
"""Bytes in which what is expected must come."""
_METHOD = "tcp"


def ask(probe: Probe, secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Connect, say what is to be said, and listen until what is expected has come."""
    target = probe.what
    assert isinstance(target, Tcp)  # noqa: S101 - by the table of kinds
    said = b"" if target.send is None else secrets.text(target.send).encode()
    began = ticks()
    address, heard, phases = "", bytearray(), Phases()
    try:
        with connected(target.host, target.port, probe.may_be_private, clockwork, MOST_HEARD) as wire:
            address = wire.address
            try:
                if said:
                    wire.send(said)
                if target.expect is not None:
                    _listen(wire, target.expect, heard)
            finally:
                phases = wire.phases(began)
    except Failure as failure:
        if phases.total is None:
            phases = Phases(total=since(began))
        return seen_by(failure, _METHOD, phases, _received(address, heard, secrets))
    phases = structs.replace(phases, total=since(began))
    took = phases.total or 0
    if target.degraded_above is not None and took > target.degraded_above:
        words = f"{took / 1000:.0f} ms is more than {target.degraded_above / 1000:.0f} ms"
        slow = Failure(trouble.SLOW, words, State.DEGRADED)
        return seen_by(slow, _METHOD, phases, _received(address, heard, secrets))
    received = _received(address, heard, secrets)
    return Seen(state=State.UP, method=_METHOD, phases=phases, received=received)


def _listen(wire: Wire, expected: str, heard: bytearray) -> None:
    searched = 0
    while came := wire.receive():
        heard += came
        # Beyond some length searched only after twice as much: an answer in single bytes must not cost more.
        if len(heard) <= MOST_BYTES_KEPT or len(heard) >= 2 * searched:
            searched = len(heard)
            if is_found(expected, heard.decode("utf-8", "replace")):
                return
    if not is_found(expected, heard.decode("utf-8", "replace")):
        raise Failure(
            trouble.ANSWER, f"`{expected}` does not match what came before the connection was closed"
        )


def _received(address: str, heard: bytearray, secrets: Secrets) -> Received | None:
    if not address:
        return None
    start = secrets.struck_out(bytes(heard[: 4 * MOST_BYTES_KEPT]).decode("utf-8", "replace"))
    return Received(address=address, start=start[:MOST_BYTES_KEPT].replace("\0", "\ufffd"), size=len(heard))
