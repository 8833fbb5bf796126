"""The caseload: the tickets an objective is about, and those it leaves out, each with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BelongsTo
from upheld.evaluation.clocks.cells import Footing, footing_of
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import EventKind, Ticket


@dataclass(frozen=True, slots=True)
class Caseload:
    """Tickets to judge and tickets to track, in order of opening, and what is left out."""

    judged: tuple[Ticket, ...]
    tracked: tuple[Ticket, ...]
    left_out: Mapping[str, int]
    """How many tickets are left out, by why."""


def unknown_tickets(evidence: Evidence) -> str:
    """Name the table without which nothing is known of tickets, or of what became of them."""
    if Table.TICKETS not in evidence.tables and not evidence.tickets:
        return f"no table `{Table.TICKETS.value}` in the evidence: nothing is known about tickets"
    if evidence.tickets and Table.TICKET_EVENTS not in evidence.tables:
        events = (event for ticket in evidence.tickets for event in ticket.events)
        if all(event.kind is EventKind.OPENED for event in events):
            return f"no table `{Table.TICKET_EVENTS.value}` in the evidence: nothing is known of any reply"
    return ""


def tickets_of(hearing: Hearing) -> list[Ticket]:
    """Give the customer's tickets that may belong to the hearing's interval, in order of opening.

    One that names no customer is everybody's. Where tickets belong by their breach, an earlier one may.
    """
    customer = hearing.subscription.customer
    by_opening = hearing.objective.conventions.belongs_to is BelongsTo.OPENING
    since = hearing.interval.start if by_opening else None
    until = min(hearing.interval.end - 1, hearing.as_of)
    opened = [(ticket.events[0].at, ticket) for ticket in hearing.evidence.tickets]
    found = [
        (at, ticket.source, ticket.number, ticket)
        for at, ticket in opened
        if at <= until
        and (since is None or since <= at)
        and (customer is None or ticket.customer is None or ticket.customer == customer)
    ]
    found.sort(key=lambda each: each[:3])
    return [ticket for *_, ticket in found]


def caseload_of(hearing: Hearing, clock: TicketClock, excused: Mapping[str, Excluded]) -> Caseload:
    """Pick the tickets that are promised something, and those that are tracked.

    Left out are tickets of other services, channels and priorities, and those that exclusions excuse, by
    their own number or by that of their incident. What a ticket does not record leaves nothing out.
    """
    judged: list[Ticket] = []
    tracked: list[Ticket] = []
    left_out: Counter[str] = Counter()
    for ticket in tickets_of(hearing):
        if why := _why_left_out(ticket, clock, hearing.objective.services, excused):
            left_out[why] += 1
            continue
        known = (event for event in ticket.events if event.at <= hearing.as_of)
        match footing_of(known, clock):
            case Footing.PROMISED:
                judged.append(ticket)
            case Footing.TRACKED:
                tracked.append(ticket)
            case Footing.NOTHING:
                left_out[_nothing_for("priority")] += 1
    return Caseload(tuple(judged), tuple(tracked), dict(sorted(left_out.items())))


def _why_left_out(
    ticket: Ticket, clock: TicketClock, services: Sequence[str], excused: Mapping[str, Excluded]
) -> str:
    if clock.channels and ticket.channel is not None and ticket.channel not in clock.channels:
        return _nothing_for("channel")
    return why_out_of_scope(ticket, services, excused)


def why_out_of_scope(ticket: Ticket, services: Sequence[str], excused: Mapping[str, Excluded]) -> str:
    """Say why a ticket is left out, by its services or by an exclusion; nothing where it is not.

    An exclusion excuses it by its own number or by that of its incident.
    """
    if services and ticket.services and set(services).isdisjoint(ticket.services):
        return _nothing_for("service")
    if excused:
        record = excused.get(ticket.number) or excused.get(ticket.incident or "")
        return f"excluded by {record.exclusion}" if record else ""
    return ""


def _nothing_for(what: str) -> str:
    return f"nothing is promised here for tickets of this {what}"


def unrecorded_scope(ticket: Ticket, channels: Sequence[str], services: Sequence[str]) -> str:
    """Say what a ticket does not record that decides whether it is promised this; nothing where it does."""
    if channels and ticket.channel is None:
        return f"channel not recorded; promised for {', '.join(channels)} only"
    if services and not ticket.services:
        return f"service not recorded; promised for {', '.join(services)} only"
    return ""
