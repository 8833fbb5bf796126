"""What is asked of mail servers that hand mail out."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.collect.probes.targets.smtp import Security


class Imap(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="imap", forbid_unknown_fields=True):
    """A greeting, and what the server says it can do; nobody signs in."""

    host: str
    port: int | None = None
    """143, and 993 by TLS, where absent."""
    security: Security = Security.TLS
    greeting: str | None = None
    """A regular expression that is found in the greeting."""
    can: tuple[str, ...] = ()
    """What the server must name among its capabilities, such as `IDLE`."""
    is_verified: bool = True
    authorities: str | None = None
    """Certificates of authorities in PEM that are trusted instead of the machine's."""
    degraded_above: Micros | None = None
    """A greeting that took longer is degraded."""
