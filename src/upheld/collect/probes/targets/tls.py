"""What is asked by TLS."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import DAY, Micros
from upheld.collect.probes.targets.http import TlsVersion


class About(Enum):
    """Of what the state tells."""

    ENDPOINT = "endpoint"
    """Whether it works as it should: it can be reached, its certificate holds, old versions are refused."""
    VERSIONS = "versions"
    """Whether old versions are refused, and nothing else: unknown where it can't be reached."""
    CERTIFICATE = "certificate"
    """Whether its certificate holds, and nothing else: unknown where it can't be reached."""


class Before(Enum):
    """What is said before TLS begins."""

    NOTHING = "nothing"
    SMTP = "smtp"
    IMAP = "imap"


class Tls(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="tls", forbid_unknown_fields=True):
    """A handshake, and which others must fail."""

    host: str
    port: int = 443
    server_name: str | None = None
    """Whom to ask for, and what the certificate must be for; the host where absent."""
    before: Before = Before.NOTHING
    about: About = About.ENDPOINT
    least: TlsVersion = TlsVersion.TLS_1_2
    """Every older version must be refused; each is tried, down to SSL 3.0."""
    is_verified: bool = True
    authorities: str | None = None
    """Certificates of authorities in PEM that are trusted instead of the machine's."""
    degraded_within: Micros = Micros(14 * DAY)
    """A certificate that expires within this time is degraded."""
    has_staple: bool = False
    """The server must staple word that its certificate is not revoked (OCSP, RFC 6066)."""
