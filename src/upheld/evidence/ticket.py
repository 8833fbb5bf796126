"""Tickets and the log of what happened to them."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Instant


class EventKind(Enum):
    """What happened to a ticket."""

    # members are hashed many times for each statement, and by their names, in Python, unless said otherwise
    __hash__ = object.__hash__

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    """Taken into work, without a message."""
    REPLY = "reply"
    """A message to the customer."""
    NOTE = "note"
    """A message among agents."""
    CUSTOMER_MESSAGE = "customer message"
    UPDATE = "update"
    """A status update to the customer."""
    PAUSED = "paused"
    RESUMED = "resumed"
    PRIORITY = "priority"
    RESOLVED = "resolved"
    """A solution or a workaround."""
    REOPENED = "reopened"
    CLOSED = "closed"
    DIAGNOSED = "diagnosed"
    """The fault was located, or its cause found."""
    DISPATCHED = "dispatched"
    """Somebody, or a part, was sent out."""


class Actor(Enum):
    """Who did it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    AUTOMATIC = "automatic"
    SYSTEM = "system"


class Substance(Enum):
    """Whether somebody judged a reply to be substantive."""

    SUBSTANTIVE = "substantive"
    HOLDING = "holding"
    UNJUDGED = "unjudged"


class TicketEvent(Struct, frozen=True, kw_only=True):
    """One line of a ticket's log."""

    at: Instant
    sequence: int
    """Order among events of one instant, as the source gives it."""
    kind: EventKind
    actor: Actor
    public: bool = True
    substance: Substance = Substance.UNJUDGED
    priority: str | None = None
    """For `OPENED` and `PRIORITY`, the priority from here on."""
    reason: str | None = None
    """For `PAUSED` and `RESUMED`, why; a `RESUMED` without a reason ends every pause."""
    contains: tuple[str, ...] = ()
    """What a message told, in the agreement's words, such as `next step`."""
    is_workaround: bool | None = None
    """For `RESOLVED`, whether by a way around the trouble, not a solution; not recorded where absent."""
    by: str | None = None
    """For `OPENED` and `PRIORITY`, the side that set the priority: `provider` or `customer`."""

    def identity(self, source: str, ticket: str) -> str:
        """The natural key of one event; the same whatever file or store it is kept in."""
        return f"ticket:{source}/{ticket}/{self.at}/{self.sequence}"


class Ticket(Struct, frozen=True, kw_only=True):
    """A request or report of a customer; `events` in order of time and sequence, the first one `OPENED`."""

    source: str
    number: str
    customer: str | None = None
    subscription: str | None = None
    """Which of the customer's subscriptions it is about; any of them where absent."""
    channel: str | None = None
    services: tuple[str, ...] = ()
    """Services it is about; not recorded where empty."""
    resources: tuple[str, ...] = ()
    """Resources it is about, such as the circuit that failed; not recorded where empty."""
    request: str | None = None
    """Which kind of request, in the agreement's words."""
    situations: tuple[str, ...] = ()
    """Situations found, in the words of the priorities' examples."""
    has_workaround: bool | None = None
    """Whether there was a way around the trouble when it was classified."""
    records: tuple[str, ...] = ()
    """Which fields were filled in, in the agreement's words, such as `impact`."""
    incident: str | None = None
    """Number of the incident it belongs to."""
    occurred_at: Instant | None = None
    detected_at: Instant | None = None
    first_contact_at: Instant | None = None
    """When the customer first called or wrote, where that came before the ticket."""
    aware_at: Instant | None = None
    events: tuple[TicketEvent, ...]

    @property
    def opened_at(self) -> Instant:
        """When it was reported."""
        return self.events[0].at
