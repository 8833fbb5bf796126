"""The caseload: the tickets an objective is about, and those it leaves out, each with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BelongsTo
from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.chrono.stamps import Stamps
from upheld.evaluation.clocks.cells import SETS_PRIORITY, Footing, footing_of
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.evaluation.wording import listed
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import EventKind, Ticket

FEW = 32
"""Up to so many tickets are looked at one at a time, which is quicker than laying out tables for them."""


class Stray(Struct, frozen=True):
    """A ticket of a priority that the agreement does not declare: nobody can say what it is promised."""

    ticket: Ticket
    says: str


class Caseload(Struct, frozen=True):
    """Tickets to judge and tickets to track, in order of opening, and what is left out."""

    judged: tuple[Ticket, ...]
    tracked: tuple[Ticket, ...]
    left_out: Mapping[str, int]
    """How many tickets are left out, by why."""
    strays: tuple[Stray, ...] = ()


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
    tickets, customer = hearing.evidence.tickets, hearing.subscription.customer
    found = _few(hearing, tickets) if len(tickets) <= FEW else _many(hearing, tickets)
    if hearing.away and hearing.objective.conventions.belongs_to is BelongsTo.OPENING:
        found = [ticket for ticket in found if ticket.events[0].at not in hearing.away]
    if customer is None:
        return found
    return [ticket for ticket in found if ticket.customer is None or ticket.customer == customer]


def _few(hearing: Hearing, tickets: Sequence[Ticket]) -> list[Ticket]:
    until = min(hearing.interval.end, hearing.as_of + 1)
    by_opening = hearing.objective.conventions.belongs_to is BelongsTo.OPENING
    since = hearing.interval.start if by_opening else EARLIEST
    found = [ticket for ticket in tickets if since <= ticket.events[0].at < until]
    return sorted(found, key=lambda ticket: (ticket.events[0].at, ticket.source, ticket.number))


def _many(hearing: Hearing, tickets: Sequence[Ticket]) -> list[Ticket]:
    opened = np.fromiter((ticket.events[0].at for ticket in tickets), np.int64, len(tickets))
    chosen = (opened < hearing.interval.end) & (opened <= hearing.as_of)
    if hearing.objective.conventions.belongs_to is BelongsTo.OPENING:
        chosen &= opened >= hearing.interval.start
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(opened[rows], kind="stable")]
    return _ties_in_order([tickets[row] for row in rows.tolist()], opened[rows])


def _ties_in_order(tickets: list[Ticket], opened: Stamps) -> list[Ticket]:
    """Put tickets of one instant in order of source and number; all come in order of opening."""
    is_tied = np.diff(opened, prepend=EARLIEST - 1, append=LATEST + 1) == 0
    firsts = np.flatnonzero(~is_tied[:-1] & is_tied[1:])
    lasts = np.flatnonzero(is_tied[:-1] & ~is_tied[1:])
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        tied = slice(first, last + 1)
        tickets[tied] = sorted(tickets[tied], key=lambda ticket: (ticket.source, ticket.number))
    return tickets


def caseload_of(hearing: Hearing, clock: TicketClock, excused: Mapping[str, Excluded]) -> Caseload:
    """Pick the tickets that are promised something, and those that are tracked.

    Left out are tickets of other services, channels and priorities, and those that exclusions excuse. What a
    ticket does not record leaves nothing out, and neither does a priority that nobody declared.
    """
    judged: list[Ticket] = []
    tracked: list[Ticket] = []
    left_out: Counter[str] = Counter()
    strays: list[Stray] = []
    declared = tuple(each.name for each in hearing.agreement.priorities)
    services = hearing.objective.services
    is_conditional = bool(services or clock.channels or excused)
    footing_by_opening: dict[str | None, Footing] = {}
    for ticket in tickets_of(hearing):
        if is_conditional and (why := _why_left_out(ticket, clock, services, excused)):
            left_out[why] += 1
            continue
        priority = ticket.events[0].priority
        footing = footing_by_opening.get(priority)
        if footing is None:
            footing = footing_by_opening[priority] = footing_of(ticket.events[:1], clock)
        if footing is not Footing.PROMISED:
            footing = footing_of((event for event in ticket.events if event.at <= hearing.as_of), clock)
        match footing:
            case Footing.PROMISED:
                judged.append(ticket)
            case Footing.TRACKED:
                tracked.append(ticket)
            case Footing.NOTHING if says := _undeclared(ticket, declared, hearing.as_of):
                strays.append(Stray(ticket, says))
            case Footing.NOTHING:
                left_out[_nothing_for("priority")] += 1
    return Caseload(tuple(judged), tuple(tracked), dict(sorted(left_out.items())), tuple(strays))


def _undeclared(ticket: Ticket, declared: Sequence[str], as_of: Instant) -> str:
    """Say that a ticket had a priority which the agreement does not have; nothing where it had none such."""
    if not declared:
        return ""
    had = (event.priority for event in ticket.events if event.at <= as_of and event.kind in SETS_PRIORITY)
    strange = next((name for name in had if name is not None and name not in declared), None)
    if strange is None:
        return ""
    return f"ticket {ticket.number} has priority `{strange}`, and the priorities here are {listed(declared)}"


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


def narrowed_to(hearing: Hearing) -> tuple[str, ...]:
    """The services that a promise is for; none where they are all that the agreement has."""
    services, declared = hearing.objective.services, hearing.agreement.services
    is_for_all = bool(declared) and all(each.name in services for each in declared)
    return () if is_for_all else services


def unrecorded_scope(ticket: Ticket, channels: Sequence[str], services: Sequence[str]) -> str:
    """Say what a ticket does not record that decides whether it is promised this; nothing where it does."""
    if channels and ticket.channel is None:
        return f"channel not recorded; promised for {', '.join(channels)} only"
    if services and not ticket.services:
        return f"service not recorded; promised for {', '.join(services)} only"
    return ""
