"""What is alike of mail servers, whether they take mail or hand it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.expression import is_found
from upheld.collect.probes.failure import Failure, seen_by
from upheld.collect.probes.mail import MOST_BYTES, kept, short
from upheld.collect.probes.outcome import Certificate, Phases, Received, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.imap import Imap
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.ticks import since, ticks
from upheld.collect.probes.trust import certificate_of, context_for, secure
from upheld.collect.probes.wire import Wire, connected
from upheld.evidence.observation import State
from upheld.quantity import write_length


class Spoken(Struct):
    """What a server said, as far as the conversation came."""

    address: str = ""
    status: int | None = None
    greeting: str = ""
    abilities: tuple[str, ...] = ()
    certificate: Certificate | None = None
    phases: Phases = Phases()

    def received(self) -> Received:
        """All of it, as it is kept."""
        lines = [each for each in (self.greeting, *self.abilities) if each]
        return Received(
            address=self.address, status=self.status, start=kept(lines), certificate=self.certificate
        )


class Manner(NamedTuple):
    """How a protocol goes about it."""

    name: str
    greeting: Callable[[Wire, Spoken], None]
    to_tls: Callable[[Wire], None]
    abilities: Callable[[Wire], tuple[str, ...]]


def ask_server(probe: Probe, target: Smtp | Imap, port: int, manner: Manner, clockwork: Clockwork) -> Seen:
    """Hold the conversation and judge it."""
    began, spoken = ticks(), Spoken(phases=Phases())
    method = manner.name if target.security is Security.NONE else f"{manner.name}, {target.security.value}"
    try:
        _converse(probe, target, port, manner, clockwork, spoken, began)
        _judge(target, spoken, since(began))
    except Failure as failure:
        phases = spoken.phases if spoken.phases.total is not None else Phases(total=since(began))
        return seen_by(failure, method, phases, spoken.received())
    return Seen(state=State.UP, method=method, phases=spoken.phases, received=spoken.received())


def _converse(
    probe: Probe,
    target: Smtp | Imap,
    port: int,
    manner: Manner,
    clockwork: Clockwork,
    spoken: Spoken,
    began: Micros,
) -> None:
    context = context_for(target.is_verified, target.authorities)
    with connected(
        target.host, target.port or port, probe.may_be_private, clockwork, most=MOST_BYTES
    ) as wire:
        spoken.address = wire.address
        try:
            if target.security is Security.TLS:
                secure(wire, context, target.host)
            manner.greeting(wire, spoken)
            if target.security is Security.STARTTLS:
                manner.to_tls(wire)
                secure(wire, context, target.host)
            spoken.certificate = certificate_of(wire)
            spoken.abilities = manner.abilities(wire)
        finally:
            spoken.phases = wire.phases(began)


def _judge(target: Smtp | Imap, spoken: Spoken, took: Micros) -> None:
    if target.greeting is not None and not is_found(target.greeting, spoken.greeting):
        words = f"`{short(spoken.greeting)}` does not match `{short(target.greeting)}`"
        raise Failure(trouble.GREETING, words)
    for each in target.can:
        if each.upper() not in spoken.abilities:
            raise Failure(trouble.ANSWER, f"the server does not say that it can `{short(each)}`")
    if target.degraded_above is not None and took > target.degraded_above:
        words = f"it took {write_length(took)}, more than {write_length(target.degraded_above)}"
        raise Failure(trouble.SLOW, words, State.DEGRADED)
