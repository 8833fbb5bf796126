"""Channels: the ways a customer reaches the provider, what each is for, and what a report must bring."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Clause, Place


class ChannelKind(Enum):
    """What sort of channel it is."""

    E_MAIL = "e-mail"
    PHONE = "phone"
    CHAT = "chat"
    SHARED_CHANNEL = "shared channel"
    """A room of a messenger that customer and provider share."""
    PORTAL = "portal"
    TICKETING_SYSTEM = "ticketing system"
    STATUS_PAGE = "status page"


class ChannelRole(Enum):
    """What a channel is for."""

    ENTRY = "entry"
    """Reports may be made by it; each is linked to a ticket."""
    SOURCE_OF_TRUTH = "source of truth"
    """What it records is what happened, and when."""
    ESCALATION = "escalation"
    UPDATES = "updates"
    """The provider tells there how things stand."""


class Channel(Struct, frozen=True, kw_only=True):
    """A way to reach the provider, or to be told something by it."""

    name: str
    kind: ChannelKind
    roles: tuple[ChannelRole, ...] = (ChannelRole.ENTRY,)
    plans: tuple[str, ...] = ()
    """Plans that have it; all of them where empty."""
    priorities: tuple[str, ...] = ()
    """Priorities it is meant for; all of them where empty."""
    hours: str | None = None
    """Service hours in which it is staffed; always where absent."""
    address: str | None = None
    clause: Clause | None = None
    place: Place


class RequestKind(Struct, frozen=True, kw_only=True):
    """A sort of request that may be made, by whom, and about what."""

    name: str
    open_to: str | None = None
    """Who may make it, in words; every customer where absent."""
    about: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    """Channels it is taken by; all of them where empty."""
    place: Place


class Intake(Struct, frozen=True, kw_only=True):
    """What a report must bring, and where its customer can follow it."""

    fields: tuple[str, ...] = ()
    """What a ticket must record."""
    followed_at: str | None = None
    """Where the customer sees how it stands, at any time."""
    requests: tuple[RequestKind, ...] = ()
    clause: Clause | None = None
    place: Place
