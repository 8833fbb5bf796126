"""What is asked of the domain name system."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Micros


class Carrier(Enum):
    """How questions are carried."""

    UDP = "udp"
    """By TCP once more where an answer was cut."""
    TCP = "tcp"
    TLS = "tls"
    """RFC 7858."""


class Validation(Enum):
    """What is asked of DNSSEC."""

    NONE = "none"
    RESOLVER = "by resolver"
    """The resolver says that it validated the answer (the bit AD). That is its word, and no more."""
    OWN = "own"
    """Signatures are checked here, from a trust anchor down to the answer."""


class Dns(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="dns", forbid_unknown_fields=True):
    """A question, and what is expected."""

    name: str
    record: str = "A"
    """The type of record that is asked for."""
    servers: tuple[str, ...] = ()
    """Who is asked, one after another until one answers; the machine's resolvers where none is named."""
    port: int | None = None
    """53, and 853 by TLS, where absent."""
    by: Carrier = Carrier.UDP
    server_name: str | None = None
    """What the certificate must be for, by TLS; the server as it is written where absent."""
    authorities: str | None = None
    """Certificates of authorities in PEM that are trusted instead of the machine's, by TLS."""
    is_recursive: bool = True
    """The server is to look further; no, where the servers are those of the zone."""
    code: str = "NOERROR"
    """The code the answer must have, such as `NXDOMAIN`."""
    has: tuple[str, ...] = ()
    """Values that the answer must have, as zone files write them; any value will do where none is named."""
    is_exact: bool = False
    """The answer has no other values than those."""
    validated: Validation = Validation.NONE
    anchors: tuple[str, ...] = ()
    """DS records that are trusted, such as `example. 12345 13 2 …`; else the root's."""
    degraded_above: Micros | None = None
    """An answer that took longer is degraded."""
