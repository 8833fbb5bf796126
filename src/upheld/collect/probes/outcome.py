"""Outcomes: what one attempt of a probe saw."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Instant, Micros
from upheld.evidence.observation import State

MOST_BYTES_KEPT = 2048
"""Of what was received, so much is kept."""


class Phases(Struct, frozen=True):
    """How long each part of an attempt took, in microseconds; a part that did not take place is absent.

    Parts follow each other and don't overlap; where redirects were followed, each is the sum over all.
    """

    dns: Micros | None = None
    connect: Micros | None = None
    """Until the connection of TCP stood, the lookup not counted."""
    tls: Micros | None = None
    first_byte: Micros | None = None
    """From the request to the first byte of the answer."""
    total: Micros | None = None
    """All of it, from the start of the attempt to its end.

    Of echo requests it is the mean round trip; of a page, until it is loaded.
    """


class Certificate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A certificate in a few words."""

    subject: str
    issuer: str
    not_before: Instant
    not_after: Instant
    names: tuple[str, ...] = ()
    """Host names and addresses it is for, at most twenty of them."""
    serial: str = ""
    """In hexadecimal."""
    sha256: str = ""
    key: str = ""
    """Such as `RSA 2048` or `EC secp256r1`."""
    signature: str = ""


class Received(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came back; bounded, and without secrets: neither those sent nor those a server sets."""

    address: str = ""
    """The address and port that was asked, such as `192.0.2.1:443` or `[2001:db8::1]:443`."""
    status: int | None = None
    """Of HTTP, SMTP, and others that have one."""
    headers: tuple[tuple[str, str], ...] = ()
    start: str = ""
    """The first bytes, at most `MOST_BYTES_KEPT`, as text; what is no text is replaced."""
    size: int | None = None
    """Bytes received, decompressed; of a body that was cut, those until then."""
    is_cut: bool = False
    """More would have come."""
    chain: tuple[str, ...] = ()
    """Where redirects led, without queries."""
    certificate: Certificate | None = None


class Measured(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A figure beside up and down."""

    measure: str
    value: str
    """An exact number as text; the sum of several values where there is a `count`."""
    unit: str
    count: int | None = None
    """Of how many values the value is the sum, as in the table `measurements`."""
    labels: tuple[tuple[str, str], ...] = ()


class Seen(Struct, frozen=True, kw_only=True):
    """What a kind makes of one attempt."""

    state: State
    method: str
    """Such as `https`, `tcp`, `tcp instead of icmp`."""
    phases: Phases = Phases()
    trouble: str = ""
    """A code and words, as `trouble.py` makes them; empty where the state is up."""
    received: Received | None = None
    measured: tuple[Measured, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one attempt of a probe saw, and when and from where."""

    probe: str
    site: str
    source: str
    location: str
    due_at: Instant
    at: Instant
    """When it started, by the clock of the prober."""
    state: State
    is_retry: bool = False
    method: str
    phases: Phases = Phases()
    trouble: str = ""
    received: Received | None = None
    measured: tuple[Measured, ...] = ()
