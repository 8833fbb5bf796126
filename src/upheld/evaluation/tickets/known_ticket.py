"""Known tickets: those an objective is about, each with its log as it stood when it is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.cause import Subject
from upheld.agreement.convention import PriorityHistory
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.caseload import narrowed_to, tickets_of, unrecorded_scope, why_out_of_scope
from upheld.evaluation.clocks.cells import SETS_PRIORITY
from upheld.evaluation.exclusions.exclusion import weigh_exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Count, Reason
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent


class KnownTicket(Struct, frozen=True):
    """A ticket, its log up to an instant, and what is not recorded that decides whether it is concerned."""

    ticket: Ticket
    events: tuple[TicketEvent, ...]
    """In order; the first one opened it."""
    scope: str

    @property
    def number(self) -> str:
        """As its source gives it."""
        return self.ticket.number

    @property
    def opened_at(self) -> Instant:
        """When it was reported."""
        return self.events[0].at

    @property
    def priorities(self) -> tuple[TicketEvent, ...]:
        """The events that set its priority, the opening first."""
        return tuple(event for event in self.events if event.kind in SETS_PRIORITY)

    @property
    def closed(self) -> TicketEvent | None:
        """The event that closed it, if it stands closed."""
        return self._standing(EventKind.CLOSED)

    @property
    def resolved(self) -> TicketEvent | None:
        """The event that resolved it, if it was not reopened since."""
        return self._standing(EventKind.RESOLVED)

    @property
    def messages(self) -> tuple[TicketEvent, ...]:
        """What people told the customer, each a reply, an update or a solution."""
        return tuple(event for event in self.events if is_told(event))

    def priority_at(self, at: Instant, history: PriorityHistory) -> str | None:
        """Give the priority that judges an instant: the one in force then, or the final one."""
        final = history is PriorityHistory.FINAL
        return [event.priority for event in self.priorities if final or event.at <= at][-1]

    def row(self, event: TicketEvent) -> str:
        """Give the row of evidence an event is."""
        return event.identity(self.ticket.source, self.ticket.number)

    def _standing(self, kind: EventKind) -> TicketEvent | None:
        standing: TicketEvent | None = None
        for event in self.events:
            if event.kind is kind:
                standing = event
            elif event.kind is EventKind.REOPENED:
                standing = None
        return standing


def is_told(event: TicketEvent) -> bool:
    """Tell whether an event is a message of a person to the customer."""
    says = event.kind in (EventKind.REPLY, EventKind.UPDATE, EventKind.RESOLVED)
    return says and event.public and event.actor is Actor.AGENT


class KnownTickets(Struct, frozen=True):
    """The tickets an objective is about, in order of opening, and how many were left out, by why."""

    tickets: tuple[KnownTicket, ...]
    left_out: tuple[tuple[str, int], ...]

    def reasons(self) -> Iterator[Reason]:
        """Say how many were left out and why."""
        for why, count in self.left_out:
            yield Reason(rule="tickets.left_out", says=f"left out: {why}", figure=Count(count, "tickets"))


def known_tickets(hearing: Hearing) -> KnownTickets:
    """Give the tickets of the hearing as they stood at its `as_of`."""
    objective = hearing.objective
    excused = weigh_exclusions(hearing, Subject.CLOCKS, objective.excluding, objective.services).excused
    left_out: Counter[str] = Counter()
    found: list[KnownTicket] = []
    for ticket in tickets_of(hearing):
        if why := why_out_of_scope(ticket, objective.services, excused):
            left_out[why] += 1
        else:
            found.append(known(ticket, hearing))
    return KnownTickets(tuple(found), tuple(sorted(left_out.items())))


def known(ticket: Ticket, hearing: Hearing) -> KnownTicket:
    """Give a ticket as it stood at the hearing's `as_of`."""
    events = sorted(
        (event for event in ticket.events if event.at <= hearing.as_of),
        key=lambda event: (event.at, event.sequence),
    )
    return KnownTicket(ticket, tuple(events), unrecorded_scope(ticket, (), narrowed_to(hearing)))
