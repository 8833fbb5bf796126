"""Governance records: changes made, notices sent, contract reviews held, facts attested."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Instant


class Change(Struct, frozen=True, kw_only=True):
    """A change made to a service, or asked for."""

    source: str
    number: str
    services: tuple[str, ...] = ()
    by: str | None = None
    """The side that made it: `provider` or `customer`."""
    what: str | None = None
    """What was changed, in the words of the change flow."""
    flow: str | None = None
    """The flow it went through, in the agreement's words; none where absent."""
    tickets: tuple[str, ...] = ()
    """Numbers of the tickets it was made for."""
    via: str | None = None
    announced_at: Instant | None = None
    approved_by: tuple[str, ...] = ()
    approved_at: Instant | None = None
    started_at: Instant
    ended_at: Instant | None = None

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"change:{self.source}/{self.number}"


class Notice(Struct, frozen=True, kw_only=True):
    """Something told to somebody: of an incident, of maintenance, of a change, or a report handed over."""

    source: str
    number: str
    kind: str
    """What it is, in the agreement's words: the kind of event it tells of, or the report it is."""
    about: str | None = None
    """Number of the incident, or name of what it is about."""
    customer: str | None = None
    """The customer told; all of them where absent."""
    audience: str | None = None
    """Who was told, where not the customer, such as an authority."""
    channel: str | None = None
    requested_at: Instant | None = None
    """When it was asked for, where it was."""
    sent_at: Instant | None = None
    """Absent where it was asked for and never sent."""
    delivered_at: Instant | None = None
    contains: tuple[str, ...] = ()
    """What it told, in the agreement's words."""
    resources: tuple[str, ...] = ()
    """The circuits, machines or the like that it is about."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"notice:{self.source}/{self.number}"


class ContractReview(Struct, frozen=True, kw_only=True):
    """A review of the agreement, or of something in it."""

    source: str
    of: str
    held_at: Instant

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"review:{self.source}/{self.of}/{self.held_at}"


class AttestationKind(Enum):
    """How a fact was shown."""

    ATTESTATION = "attestation"
    """Somebody stated it."""
    EXERCISE = "exercise"
    """It was tried."""
    PROBE = "probe"
    """A check of a measurement point found it so."""


class Attestation(Struct, frozen=True, kw_only=True):
    """A fact shown to hold, or not to, from an instant until it expires."""

    source: str
    number: str
    control: str
    """The objective whose fact it is, by name."""
    kind: AttestationKind = AttestationKind.ATTESTATION
    point: str | None = None
    """The measurement point that was checked, for a probe."""
    holds: bool = True
    by: str | None = None
    document: str | None = None
    given_at: Instant
    expires_at: Instant | None = None

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"attestation:{self.source}/{self.number}"
