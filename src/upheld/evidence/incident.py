"""Incidents and outages: records that people open about trouble, and stretches that they say were down."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import Instant


class IncidentUpdate(Struct, frozen=True, kw_only=True):
    """Something said about an incident."""

    at: Instant
    public: bool = True
    channel: str | None = None
    contains: tuple[str, ...] = ()
    """What it told, such as `estimated resolution time`."""

    def identity(self, source: str, incident: str) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"incident:{source}/{incident}/{self.at}"


class Incident(Struct, frozen=True, kw_only=True):
    """Trouble of a kind, and when it happened, was seen, known and declared, as far as that is recorded."""

    source: str
    number: str
    kind: str
    """Which sort of event, in the agreement's words, such as `service-impacting issue`."""
    customer: str | None = None
    """Whose it is; everybody's where absent."""
    services: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    """What it affected, such as the circuit that failed; not recorded where empty."""
    priority: str | None = None
    occurred_at: Instant | None = None
    detected_at: Instant | None = None
    aware_at: Instant | None = None
    declared_at: Instant | None = None
    resolved_at: Instant | None = None
    holds: tuple[str, ...] = ()
    """Conditions decided to hold, such as `legally required`."""
    fails: tuple[str, ...] = ()
    """Conditions decided not to hold."""
    updates: tuple[IncidentUpdate, ...] = ()
    """In order of time."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"incident:{self.source}/{self.number}"


class Outage(Struct, frozen=True, kw_only=True):
    """A stretch in which somebody says services were down; it explains states, and does not make them."""

    source: str
    number: str
    services: tuple[str, ...] = ()
    """All where empty."""
    resources: tuple[str, ...] = ()
    """Instances, machines or circuits that were affected."""
    since: Instant
    until: Instant | None = None
    """Absent while it lasts."""
    foreseen: bool | None = None
    """Whether it was expected, where somebody said so."""
    incident: str | None = None
    detected_at: Instant | None = None
    """When monitoring, or the provider, saw it."""
    reported_at: Instant | None = None
    """When the customer reported it."""
    never_reported: bool = False
    """Whether it is known that the customer did not report it."""
    affected: Fraction | None = None
    """The share of users, or of whatever the agreement counts, that it affected: 0 to 1."""
    holds: tuple[str, ...] = ()
    """Conditions decided to hold, such as `the customer retries with back-off`."""
    fails: tuple[str, ...] = ()
    """Conditions decided not to hold."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"outage:{self.source}/{self.number}"
