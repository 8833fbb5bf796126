"""What is asked of mail servers that take mail."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Micros


class Security(Enum):
    """Whether and when TLS begins."""

    NONE = "none"
    STARTTLS = "starttls"
    """After the greeting, by a command."""
    TLS = "tls"
    """From the first byte (RFC 8314)."""


class Smtp(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="smtp", forbid_unknown_fields=True):
    """A greeting, and what the server says it can do; nobody signs in and no mail is sent."""

    host: str
    port: int | None = None
    """25; 587 with STARTTLS, and 465 by TLS, where absent."""
    security: Security = Security.NONE
    says_it_is: str = "localhost"
    """The name given with EHLO."""
    greeting: str | None = None
    """A regular expression that is found in the greeting."""
    can: tuple[str, ...] = ()
    """What the answer to EHLO must name, such as `PIPELINING`; the last one, where TLS begins in between."""
    is_verified: bool = True
    authorities: str | None = None
    """Certificates of authorities in PEM that are trusted instead of the machine's."""
    degraded_above: Micros | None = None
    """A greeting that took longer is degraded."""
