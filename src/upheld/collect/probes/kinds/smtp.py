"""Mail servers that take mail: greeting, TLS, and what they say they can do."""

from __future__ import annotations

from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.kinds.mail_server import Manner, Spoken, ask_server
from upheld.collect.probes.mail import smtp_abilities, smtp_reply, smtp_starts_tls
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.wire import Wire

_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


def ask(probe: Probe, _secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Hear the greeting, say EHLO, and take leave."""
    target = probe.what
    assert isinstance(target, Smtp)  # noqa: S101 - by the table of kinds

    def to_tls(wire: Wire) -> None:
        smtp_starts_tls(wire, smtp_abilities(wire, target.says_it_is))

    def abilities(wire: Wire) -> tuple[str, ...]:
        found = smtp_abilities(wire, target.says_it_is)
        wire.send(b"QUIT\r\n")
        return found

    manner = Manner("smtp", _greeting, to_tls, abilities)
    return ask_server(probe, target, _PORTS[target.security], manner, clockwork)


def _greeting(wire: Wire, spoken: Spoken) -> None:
    reply = smtp_reply(wire, 220, "greeting")
    spoken.status, spoken.greeting = reply.code, reply.words
