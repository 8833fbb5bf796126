"""A probe: what is asked, how often, from where, and what counts as an answer."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from upheld.chrono.instant import DAY, SECOND, Micros
from upheld.collect.probes.secret import SecretRef, Secrets, Text
from upheld.collect.probes.targets.dns import Dns
from upheld.collect.probes.targets.download import Download
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Http
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.imap import Imap
from upheld.collect.probes.targets.page import Page
from upheld.collect.probes.targets.smtp import Smtp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import Tls

__all__ = ["LONGEST", "SHORTEST", "Probe", "SecretRef", "Secrets", "Target", "Text", "kind_of", "secrets_of"]

SHORTEST = SECOND
LONGEST = DAY
"""Between these a probe is asked."""

Target = Http | Tcp | Icmp | Dns | Tls | Download | Page | Smtp | Imap | Heartbeat
"""What is asked: its tag is the kind."""


class Probe(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A probe as it is defined beside an agreement; lengths of time are microseconds."""

    name: str
    """A slug, of one probe of a dossier."""
    site: str
    """The measurement point, as samples call it."""
    source: str = "probe"
    every: Micros = Micros(60 * SECOND)
    timeout: Micros = Micros(10 * SECOND)
    """For one attempt, all redirects together; at most `every`."""
    retries: int = 0
    """So many attempts follow one that failed, until one does not; each is a sample of its own."""
    retry_after: Micros = Micros(2 * SECOND)
    """From the end of one attempt to the start of the next."""
    locations: tuple[str, ...] = ()
    """Where it is asked from; from everywhere where none is named."""
    what: Target
    witness: str | None = None
    """The probe that tells whether the network works: while it fails, no answer is unknown, not down."""
    may_be_private: bool = False
    """Addresses that are not of the public internet are refused otherwise."""


def kind_of(target: Target) -> str:
    """The word for a kind, such as `http`."""
    tag = target.__struct_config__.tag
    assert isinstance(tag, str)  # noqa: S101 - every target has one
    return tag


def secrets_of(probe: Probe) -> frozenset[str]:
    """The names of the secrets a probe needs."""
    found: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, SecretRef):
            found.add(value.name)
        elif isinstance(value, Struct):
            for name in value.__struct_fields__:
                look(getattr(value, name))
        elif isinstance(value, tuple):
            for each in value:
                look(each)

    look(probe.what)
    return frozenset(found)


def encoded(probe: Probe) -> bytes:
    """A probe as JSON; what is as usual is left out."""
    return msgspec.json.encode(probe)


def decoded(data: bytes) -> Probe:
    """A probe from JSON. Raises msgspec.ValidationError for what is none."""
    return msgspec.json.decode(data, type=Probe)
