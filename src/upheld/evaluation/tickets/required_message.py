"""Required messages: which message on a ticket must contain what is promised, as far as its log tells."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from upheld.agreement.clock import ClockKind, Reply
from upheld.agreement.conduct import Moment
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.reply import Bearing, bearing
from upheld.evaluation.tickets.known_ticket import KnownTicket, is_told
from upheld.evidence.ticket import Actor, EventKind, TicketEvent


class Unsaid(Enum):
    """What it means that something was not told in some messages."""

    TOO_LATE = "too late"
    """It should have been in them."""
    MAY_COME = "may come"
    """Another message may still tell it."""
    WAIVED = "waived"
    """The customer ended the matter first: nobody waits for it."""


class Reading(Struct, frozen=True):
    """The messages that count, and what it means where they lack something."""

    messages: tuple[TicketEvent, ...]
    unsaid: Unsaid
    ended_by: TicketEvent | None = None
    """The event with which it was too late, or waived; absent while another message may come."""

    @property
    def events(self) -> tuple[TicketEvent, ...]:
        """Everything it rests on, in order."""
        if self.ended_by is None or self.ended_by in self.messages:
            return self.messages
        return (*self.messages, self.ended_by)


class RequiredMessage(Struct, frozen=True):
    """One occasion on which something must be told, under each reading of what nobody judged."""

    known: KnownTicket
    what: str
    began_at: Instant
    readings: tuple[Reading, ...]

    @property
    def judged_at(self) -> Instant:
        """The instant whose priority judges it: of the first message that may be it, or the last event."""
        return (*self.readings[0].events[:1], self.known.events[-1])[0].at


def required_messages(known: KnownTicket, moment: Moment) -> Iterator[RequiredMessage]:
    """Give the occasions on which a ticket's messages must contain something.

    There is one for each update, and one a ticket at every other moment. What is told in several messages of
    one instant is told at once; after a resolution, and where any message will do, it may be spread over all
    of them.
    """
    if moment is Moment.EVERY_UPDATE:
        for event in known.events:
            if event.kind is EventKind.UPDATE and is_told(event):
                told = (Reading((event,), Unsaid.TOO_LATE, event),)
                yield RequiredMessage(known, f"update of ticket {known.number}", event.at, told)
        return
    what = {
        Moment.FIRST_RESPONSE: "first response to",
        Moment.RESOLUTION: "resolution of",
        Moment.AFTERWARDS: "messages after the resolution of",
        Moment.ANY: "messages on",
    }[moment]
    readings = tuple(_readings(known, moment))
    yield RequiredMessage(known, f"{what} ticket {known.number}", known.opened_at, readings)


def _readings(known: KnownTicket, moment: Moment) -> Iterator[Reading]:
    match moment:
        case Moment.FIRST_RESPONSE:
            return _first_responses(known)
        case Moment.RESOLUTION:
            return _resolution(known)
        case Moment.AFTERWARDS:
            return _afterwards(known)
        case _:
            return iter((_open_ended(known, known.messages),))


def _first_responses(known: KnownTicket) -> Iterator[Reading]:
    """Give each message that may be the first response, up to the first that certainly is."""
    for event in known.events[1:]:
        bears = bearing(event, ClockKind.RESPONSE, Reply.SUBSTANTIVE)
        if bears is Bearing.PASSED_OVER:
            continue
        if event.actor is Actor.CUSTOMER:
            yield Reading((), Unsaid.WAIVED, event)
        else:
            yield Reading(_at_once(known, event), Unsaid.TOO_LATE, event)
        if bears is Bearing.ANSWERS:
            return
    yield _open_ended(known, ())


def _resolution(known: KnownTicket) -> Iterator[Reading]:
    resolved = known.resolved
    if resolved is None:
        yield _open_ended(known, ())
    elif resolved.actor is Actor.CUSTOMER:
        yield Reading((), Unsaid.WAIVED, resolved)
    else:
        yield Reading(_at_once(known, resolved), Unsaid.TOO_LATE, resolved)


def _afterwards(known: KnownTicket) -> Iterator[Reading]:
    """The messages from the resolution on: there is no time by which they must have come."""
    resolved = known.resolved
    told = () if resolved is None else tuple(each for each in known.messages if each.at >= resolved.at)
    yield Reading(told, Unsaid.MAY_COME)


def _open_ended(known: KnownTicket, told: tuple[TicketEvent, ...]) -> Reading:
    """Messages that others may follow, until the ticket is closed."""
    closed = known.closed
    if closed is None:
        return Reading(told, Unsaid.MAY_COME)
    by_customer = closed.actor is Actor.CUSTOMER
    return Reading(told, Unsaid.WAIVED if by_customer else Unsaid.TOO_LATE, closed)


def _at_once(known: KnownTicket, event: TicketEvent) -> tuple[TicketEvent, ...]:
    """The messages of one instant: a desk writes a solution and its message as two rows."""
    return tuple(each for each in known.messages if each.at == event.at)
