"""Echo requests: loss, round trips, and how much those differ; by TCP where the system allows no ICMP."""

from __future__ import annotations

import contextlib
import socket
import time
from fractions import Fraction
from itertools import pairwise

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.echo import Echoes, NotAllowed, echo
from upheld.collect.probes.failure import Failure, of_system
from upheld.collect.probes.names import allowed_addresses
from upheld.collect.probes.outcome import Measured, Phases, Received, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.ticks import since, ticks
from upheld.evidence.observation import State
from upheld.quantity import write_length
from upheld.quantity.phrase import shift_point

_METHOD = "icmp"
_INSTEAD = "tcp instead of icmp"
_SENT_AGAIN_AFTER = SECOND
"""The system asks for a connection once more after a second (RFC 6298): a later answer may be to that."""
_MILLION = 1_000_000


def ask(probe: Probe, _secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Send the requests and count the answers."""
    assert isinstance(probe.what, Icmp)  # noqa: S101 - by the table of kinds
    target, began = probe.what, ticks()
    try:
        addresses = allowed_addresses(target.host, probe.may_be_private, clockwork, target.family)
        dns = since(began)
        echoes = _echoes(target, addresses[0], clockwork)
    except Failure as failure:
        return Seen(
            state=failure.state, method=_METHOD, phases=Phases(total=since(began)), trouble=str(failure)
        )
    came = [each for each in echoes.times if each is not None]
    # How long an answer took is what total is read for, not how long the requests were spread over.
    took = Micros(sum(came) // len(came)) if came else since(began)
    return _seen(target, addresses[0], echoes, Phases(dns=dns, total=took))


def _echoes(target: Icmp, address: str, clockwork: Clockwork) -> Echoes:
    """Ask one address; the first that the system prefers, as a ping does."""
    sending = (target.packets - 1) * target.gap
    try:
        wait = Micros(int(clockwork.remaining() * _MILLION) - sending)
        if wait <= 0:
            raise TimeoutError
        return echo(address, target.packets, target.gap, wait, target.size)
    except NotAllowed:
        return _by_tcp(target, address, clockwork)
    except TimeoutError:
        raise Failure(trouble.OWN, "there was no time left to send all requests", State.UNKNOWN) from None
    except OSError as error:
        raise of_system(error, f"echo request to {address}") from None


def _by_tcp(target: Icmp, address: str, clockwork: Clockwork) -> Echoes:
    """Open connections instead. A refused one is an answer as good as any: the host is there."""
    times: list[Micros | None] = []
    begun = ticks()
    for number in range(target.packets):
        time.sleep(max(begun + number * target.gap - ticks(), 0) / _MILLION)
        began = ticks()
        try:
            wait = min(clockwork.remaining(), _SENT_AGAIN_AFTER / _MILLION)
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection((address, target.tcp_port), timeout=wait).close()
            times.append(since(began))
        except TimeoutError:
            times.append(None)
        except OSError as error:
            failure = of_system(error, f"{address} port {target.tcp_port}")
            if failure.state is State.UNKNOWN:
                raise failure from None
            times.append(None)
    return Echoes(_INSTEAD, tuple(times))


def _seen(target: Icmp, address: str, echoes: Echoes, phases: Phases) -> Seen:
    sent = len(echoes.times)
    came = [each for each in echoes.times if each is not None]
    lost = Fraction(sent - len(came), sent)
    state, said = State.UP, ""
    down_above = Fraction(target.down_above_loss, _MILLION) if target.down_above_loss is not None else 1
    if not came:
        state, said = State.DOWN, trouble.trouble(trouble.TIMEOUT, f"none of {sent} requests was answered")
    elif lost > down_above:
        state, said = State.DOWN, _loss(sent, came, target.down_above_loss)
    elif target.degraded_above_loss is not None and lost > Fraction(target.degraded_above_loss, _MILLION):
        state, said = State.DEGRADED, _loss(sent, came, target.degraded_above_loss)
    elif target.degraded_above is not None and Fraction(sum(came), len(came)) > target.degraded_above:
        mean = sum(came) // len(came)
        limit = write_length(target.degraded_above)
        words = f"answers took {write_length(mean)} in the mean, more than {limit}"
        state, said = State.DEGRADED, trouble.trouble(trouble.SLOW, words)
    return Seen(
        state=state,
        method=echoes.method,
        phases=phases,
        trouble=said,
        received=Received(address=address),
        measured=tuple(measured(echoes)),
    )


def _loss(sent: int, came: list[Micros], most: int | None) -> str:
    share = shift_point(most or 0, 4).rstrip("0").rstrip(".")
    words = f"{sent - len(came)} of {sent} requests got no answer, more than {share} %"
    return trouble.trouble(trouble.LOSS, words)


def measured(echoes: Echoes) -> list[Measured]:
    """Give loss, round trips and jitter, each as a sum with its count, so that nothing is rounded.

    Jitter is the mean of the differences between round trips that follow each other, whichever way they go
    (RFC 3393, section 4.5, one way doubled); an answer that is missing parts no pair but its own two.
    """
    sent = len(echoes.times)
    came = [each for each in echoes.times if each is not None]
    found = [Measured(measure="packet loss", value=str(sent - len(came)), count=sent, unit="ratio")]
    if came:
        found.append(Measured(measure="round trip", value=str(sum(came)), count=len(came), unit="us"))
        found.append(Measured(measure="longest round trip", value=str(max(came)), unit="us"))
    differences = [
        abs(second - first)
        for first, second in pairwise(echoes.times)
        if first is not None and second is not None
    ]
    if differences:
        found.append(
            Measured(measure="jitter", value=str(sum(differences)), count=len(differences), unit="us")
        )
    return found
