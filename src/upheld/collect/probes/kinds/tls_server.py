"""What a server of TLS does with versions that should be gone, and with a wish for a staple."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from cryptography.x509 import ocsp
from msgspec import Struct, field
from msgspec.structs import replace

from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, own
from upheld.collect.probes.hello import (
    MOST_BYTES,
    SSL_3_0,
    TLS_1_0,
    TLS_1_1,
    TLS_1_2,
    VERSION_NAMES,
    NotTaken,
    answer_to_hello,
    client_hello,
)
from upheld.collect.probes.mail import (
    imap_greeting,
    imap_starts_tls,
    smtp_abilities,
    smtp_reply,
    smtp_starts_tls,
)
from upheld.collect.probes.outcome import Certificate, Phases, Received
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.http import TlsVersion
from upheld.collect.probes.targets.tls import Before, Tls
from upheld.collect.probes.trust import is_address
from upheld.collect.probes.wire import Wire, connected
from upheld.evidence.observation import State

_BELOW = {
    TlsVersion.TLS_1_0: (SSL_3_0,),
    TlsVersion.TLS_1_1: (SSL_3_0, TLS_1_0),
    TlsVersion.TLS_1_2: (SSL_3_0, TLS_1_0, TLS_1_1),
    TlsVersion.TLS_1_3: (SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2),
}
_LEFT_FOR_OTHERS = 0.5
"""Of the time: a server that says nothing to one version must not keep others from being tried."""


class Found(Struct):
    """What is known of a server, as far as the attempt came."""

    address: str = ""
    phases: Phases = Phases()
    version: str = ""
    certificate: Certificate | None = None
    refused: dict[str, str] = field(default_factory=dict)
    """Each old version that is refused, and in which words."""
    taken: list[str] = field(default_factory=list)
    untried: dict[str, str] = field(default_factory=dict)
    """Of these nothing could be found out, and why."""

    def received(self) -> Received:
        """All of it, as it is kept."""
        lines = [("agreed on", self.version)] if self.version else []
        lines += [(version, f"refused: {words}") for version, words in self.refused.items()]
        lines += [(version, "taken") for version in self.taken]
        lines += [(version, f"not found out: {words}") for version, words in self.untried.items()]
        return Received(address=self.address, headers=tuple(lines), certificate=self.certificate)

    def tried(self) -> list[tuple[str, bool]]:
        """Each old version of which it was found out, and whether it is taken."""
        return sorted([(each, False) for each in self.refused] + [(each, True) for each in self.taken])


@contextlib.contextmanager
def begun(probe: Probe, target: Tls, clockwork: Clockwork) -> Iterator[Wire]:
    """Connect, and say what is to be said before TLS begins."""
    most = 4 * MOST_BYTES
    with connected(target.host, target.port, probe.may_be_private, clockwork, most=most) as wire:
        if target.before is Before.SMTP:
            smtp_reply(wire, 220, "greeting")
            smtp_starts_tls(wire, smtp_abilities(wire, "localhost"))
        elif target.before is Before.IMAP:
            imap_greeting(wire)
            imap_starts_tls(wire)
        yield wire


def try_old_versions(probe: Probe, target: Tls, clockwork: Clockwork, found: Found) -> None:
    """Offer each version below the floor, on a connection of its own."""
    for version in _BELOW[target.least]:
        name = VERSION_NAMES[version]
        try:
            shared = _part_of(clockwork)
            with begun(probe, target, shared) as wire:
                wire.send(client_hello(version, _asked_for(target)))
                answer = answer_to_hello(wire)
        except TimeoutError:
            found.untried[name] = "there was no time left"
        except Failure as failure:
            # An end without a word, after a connection that stood, is how many servers refuse a version.
            if failure.code == trouble.RESET and failure.state is State.DOWN:
                found.refused[name] = failure.words
            else:
                found.untried[name] = failure.words
        else:
            if isinstance(answer, NotTaken):
                found.refused[name] = answer.words
            elif answer.version in VERSION_NAMES and VERSION_NAMES[answer.version] not in found.taken:
                found.taken.append(VERSION_NAMES[answer.version])


def staple_failure(probe: Probe, target: Tls, clockwork: Clockwork) -> Failure | None:
    """Say what is wrong with the word of the certificate's authority that a server hands over.

    It is read where TLS 1.2 shows it in the clear; its signature is not checked.
    """
    with begun(probe, target, clockwork) as wire:
        wire.send(client_hello(TLS_1_2, _asked_for(target), asks_for_staple=True))
        answer = answer_to_hello(wire, reads_all=True)
    if isinstance(answer, NotTaken) or answer.version != TLS_1_2:
        return own("a staple is seen by TLS 1.2 alone, which the server does not take")
    if not answer.staple:
        return Failure(
            trouble.CERTIFICATE, "the server staples no word that it is not revoked", State.DEGRADED
        )
    try:
        read = ocsp.load_der_ocsp_response(answer.staple)
        is_revoked = read.certificate_status is ocsp.OCSPCertStatus.REVOKED
        ends = read.next_update_utc
    except ValueError:
        return Failure(trouble.CERTIFICATE, "the staple can't be read", State.DEGRADED)
    if is_revoked:
        return Failure(trouble.CERTIFICATE, "the certificate is revoked, by its staple")
    if ends is not None and ends.timestamp() * 1_000_000 < clockwork.now():
        return Failure(trouble.CERTIFICATE, "the staple is out of date", State.DEGRADED)
    return None


def _asked_for(target: Tls) -> str | None:
    name = target.server_name or target.host
    return None if is_address(name) else name


def _part_of(clockwork: Clockwork) -> Clockwork:
    return replace(clockwork, deadline=clockwork.deadline - clockwork.remaining() * _LEFT_FOR_OTHERS)
