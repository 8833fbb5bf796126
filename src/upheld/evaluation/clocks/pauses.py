"""Pauses: the time in which a ticket waits for somebody else, as far as the agreement lets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from upheld.agreement.convention import Conventions
from upheld.chrono.instant import Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evidence.ticket import Actor, EventKind, TicketEvent


class Pause(Struct, frozen=True):
    """Time paused for one reason, and the events that began and ended it; one still open has no end event."""

    interval: Interval
    reason: str
    begun: TicketEvent
    ended: TicketEvent | None


def pauses_of(events: Sequence[TicketEvent], conventions: Conventions, as_of: Instant) -> tuple[Pause, ...]:
    """Give the pauses of a log, for each declared reason by itself, in the order in which they end.

    A pause ends when it is resumed for its reason or for none, when the ticket is resolved or closed, and,
    where it waited for the customer, at the customer's next message, not when somebody clicks. One still open
    is known up to `as_of`.
    """
    if not any(event.kind is EventKind.PAUSED for event in events):
        return ()
    begun: dict[str, TicketEvent] = {}
    found: list[Pause] = []
    for event in events:
        if event.kind is EventKind.PAUSED:
            if event.reason is not None and event.reason in conventions.pause_reasons:
                begun.setdefault(event.reason, event)
            continue
        for reason in [reason for reason in begun if _ends(event, reason, conventions)]:
            found.extend(_pause(reason, begun.pop(reason), event.at, event))
    for reason, event in begun.items():
        found.extend(_pause(reason, event, as_of, None))
    return tuple(found)


def union(pauses: Sequence[Pause], start: Instant, end: Instant) -> IntervalSet:
    """Give the time in a stretch that is paused for any reason: hours paused for two reasons count once."""
    if not pauses or start >= end:
        return EMPTY
    return IntervalSet.from_iterable(pause.interval for pause in pauses).within(Interval(start, end))


def pausing_events(pauses: Sequence[Pause], start: Instant, end: Instant) -> Iterator[TicketEvent]:
    """Give the events that began and ended the pauses of a stretch."""
    for pause in pauses:
        if pause.interval.start < end and start < pause.interval.end:
            yield pause.begun
            if pause.ended is not None:
                yield pause.ended


def _ends(event: TicketEvent, reason: str, conventions: Conventions) -> bool:
    match event.kind:
        case EventKind.RESUMED:
            return event.reason is None or event.reason == reason
        case EventKind.RESOLVED | EventKind.CLOSED:
            return True
        case EventKind.CUSTOMER_MESSAGE:
            return reason in conventions.ended_by_customer
        case EventKind.REOPENED:
            return event.actor is Actor.CUSTOMER and reason in conventions.ended_by_customer
        case _:
            return False


def _pause(reason: str, begun: TicketEvent, end: Instant, ended: TicketEvent | None) -> Iterable[Pause]:
    if begun.at < end:
        yield Pause(Interval(begun.at, end), reason, begun, ended)
