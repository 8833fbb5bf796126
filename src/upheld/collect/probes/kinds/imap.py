"""Mail servers that hand mail out: greeting, TLS, and what they say they can do."""

from __future__ import annotations

from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.kinds.mail_server import Manner, Spoken, ask_server
from upheld.collect.probes.mail import imap_abilities, imap_greeting, imap_starts_tls
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.imap import Imap
from upheld.collect.probes.targets.smtp import Security
from upheld.collect.probes.wire import Wire

_PORTS = {Security.NONE: 143, Security.STARTTLS: 143, Security.TLS: 993}


def ask(probe: Probe, _secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Hear the greeting, ask what the server can do, and take leave."""
    target = probe.what
    assert isinstance(target, Imap)  # noqa: S101 - by the table of kinds
    manner = Manner("imap", _greeting, imap_starts_tls, _abilities)
    return ask_server(probe, target, _PORTS[target.security], manner, clockwork)


def _greeting(wire: Wire, spoken: Spoken) -> None:
    spoken.greeting = imap_greeting(wire)


def _abilities(wire: Wire) -> tuple[str, ...]:
    found = imap_abilities(wire)
    wire.send(b"a9 LOGOUT\r\n")
    return found
