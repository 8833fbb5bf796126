"""What is asked by HTTP, and what counts as a good answer."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.collect.probes.secret import Text

MEBIBYTE = 1 << 20


class Family(Enum):
    """By which version of the internet protocol."""

    ANY = "any"
    FOUR = "4"
    SIX = "6"


class TlsVersion(Enum):
    """A version of TLS."""

    TLS_1_0 = "1.0"
    TLS_1_1 = "1.1"
    TLS_1_2 = "1.2"
    TLS_1_3 = "1.3"


class Basic(Struct, frozen=True, tag="basic", tag_field="by", forbid_unknown_fields=True):
    """A user and a password."""

    user: Text
    password: Text


class Bearer(Struct, frozen=True, tag="bearer", tag_field="by", forbid_unknown_fields=True):
    """A token."""

    token: Text


class ExpectedHeader(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A header of the answer: there, absent, or matching."""

    name: str
    matches: str | None = None
    """A regular expression that is found in the value; any value where there is none."""
    is_absent: bool = False


class ExpectedValue(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value in a body of JSON."""

    path: str
    """Such as `$.checks[0].status`."""
    is_: str | None = None
    """The value as JSON; any value that is there where none is said."""


class Http(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="http", forbid_unknown_fields=True):
    """A request, and what is expected."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, Text], ...] = ()
    body: Text | None = None
    sign_in: Basic | Bearer | None = None
    redirects: int = 5
    """How many are followed; where it is 0, a redirect is an answer like others."""
    status: tuple[tuple[int, int], ...] = ((200, 299),)
    """Ranges, both ends included."""
    has: tuple[str, ...] = ()
    """Texts that must stand in the body."""
    lacks: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    """Regular expressions that must be found in the body."""
    json: tuple[ExpectedValue, ...] = ()
    is_health: bool = False
    """The body is `application/health+json`: pass is up, warn degraded, fail down."""
    expected_headers: tuple[ExpectedHeader, ...] = ()
    is_verified: bool = True
    """Certificates are checked."""
    authorities: str | None = None
    """Certificates of authorities in PEM that are trusted instead of the machine's."""
    tls: TlsVersion = TlsVersion.TLS_1_2
    """The least version that is accepted."""
    body_limit: int = MEBIBYTE
    """Bytes read, decompressed; then the answer is cut, and judged by what was read."""
    degraded_above: Micros | None = None
    """An answer that took longer in all is degraded."""
    keeps_connection: bool = False
    """Connections are kept from one attempt to the next; then most have no lookup, connect and TLS phase."""
    lookup_every: Micros = Micros(0)
    """How long a looked-up address may be used again."""
    family: Family = Family.ANY
    proxy: str | None = None
    """The only proxy used; those of the environment are ignored."""
