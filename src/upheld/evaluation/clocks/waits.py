"""Waits: the runs of a clock over a ticket's log, each from its start event to the one that stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from upheld.agreement.convention import NextReply, Reopening
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evidence.ticket import Actor, EventKind, TicketEvent

Answers = Callable[[TicketEvent], bool]
"""Whether an event is what the clock waits for."""

Ends = Callable[[TicketEvent], bool]
"""Whether an event ends a ticket, until it is reopened."""

ENDINGS = frozenset({EventKind.RESOLVED, EventKind.CLOSED})


class Reopened(Struct, frozen=True):
    """A ticket resolved, and some time later reopened."""

    resolved: TicketEvent
    reopened: TicketEvent

    @property
    def interval(self) -> Interval:
        """The time in which it stood resolved."""
        return Interval(self.resolved.at, self.reopened.at)


class Wait(Struct, frozen=True):
    """One run of a clock; `stopped` is absent while it still runs."""

    since: Instant
    """From when it runs: from the event that started it, unless the agreement starts the clock otherwise."""
    started: TicketEvent
    stopped: TicketEvent | None
    reopenings: tuple[Reopened, ...] = ()
    """Where it was resolved in between."""
    superseded: bool = False
    """A later message took its place: it matters only where it was broken before that."""


def responses(events: Sequence[TicketEvent], answers: Answers) -> Iterator[Wait]:
    """Give the wait from the opening of a ticket to the first answer."""
    yield Wait(events[0].at, events[0], next((event for event in events[1:] if answers(event)), None))


def next_responses(events: Sequence[TicketEvent], answers: Answers, counts: NextReply) -> Iterator[Wait]:
    """Give the waits from a customer's message to the next answer, that to the opening left to its own clock.

    A message on a ticket that stands resolved waits for nothing, unless the customer reopens it.
    """
    waiting: TicketEvent | None = None
    resolved = False
    for event in events[1:]:
        asks = event.kind is EventKind.CUSTOMER_MESSAGE and not resolved
        if asks or (event.kind is EventKind.REOPENED and event.actor is Actor.CUSTOMER):
            if waiting is None:
                waiting = event
            elif counts is NextReply.LATEST:
                yield Wait(waiting.at, waiting, event, superseded=True)
                waiting = event
        elif waiting is not None and answers(event):
            yield Wait(waiting.at, waiting, event)
            waiting = None
        resolved = _stands_resolved(resolved, event)
    if waiting is not None:
        yield Wait(waiting.at, waiting, None)


def updates(events: Sequence[TicketEvent], answers: Answers, ends: Ends) -> Iterator[Wait]:
    """Give every silence: from opening or reopening to the first update, on to the next, until resolved."""
    silent_since: TicketEvent | None = events[0]
    for event in events[1:]:
        if silent_since is None:
            silent_since = event if event.kind is EventKind.REOPENED else None
        elif ends(event):
            yield Wait(silent_since.at, silent_since, event)
            silent_since = None
        elif answers(event):
            yield Wait(silent_since.at, silent_since, event)
            silent_since = event
    if silent_since is not None:
        yield Wait(silent_since.at, silent_since, None)


def resolutions(events: Sequence[TicketEvent], reopening: Reopening, ends: Ends) -> Iterator[Wait]:
    """Give the waits from the opening to the resolution; a ticket merely closed waits no longer either."""
    cycles = list(_cycles(events, ends))
    if reopening is Reopening.IGNORE:
        started, stopped = cycles[0]
        yield Wait(started.at, started, stopped)
    elif reopening is Reopening.NEW_CYCLE:
        yield from (Wait(started.at, started, stopped) for started, stopped in cycles)
    else:
        reopenings = (
            Reopened(stopped, reopened)
            for (_, stopped), (reopened, _) in pairwise(cycles)
            if stopped is not None and stopped.at < reopened.at
        )
        yield Wait(events[0].at, cycles[0][0], cycles[-1][1], reopenings=tuple(reopenings))


def _cycles(events: Sequence[TicketEvent], ends: Ends) -> Iterator[tuple[TicketEvent, TicketEvent | None]]:
    """Each opening or reopening, with the resolution that followed it."""
    begun: TicketEvent | None = events[0]
    for event in events[1:]:
        if begun is None:
            begun = event if event.kind is EventKind.REOPENED else None
        elif ends(event):
            yield begun, event
            begun = None
    if begun is not None:
        yield begun, None


def _stands_resolved(before: bool, event: TicketEvent) -> bool:
    if event.kind in ENDINGS:
        return True
    return before and event.kind is not EventKind.REOPENED
