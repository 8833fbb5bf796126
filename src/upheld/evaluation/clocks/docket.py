"""The docket: the tickets an objective judges, each with its clocks, and how many it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BelongsTo
from upheld.errors import TimeError
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.cells import cell_for
from upheld.evaluation.clocks.record import record_of
from upheld.evaluation.clocks.ticket_clock import Heard, hear
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Docket:
    """The records of each ticket judged, in order of opening, and how many are promised nothing."""

    tickets: tuple[tuple[ClockRecord, ...], ...]
    other_channel: int
    other_priority: int


def docket_of(hearing: Hearing, clock: TicketClock) -> Docket:
    """Judge the tickets that are promised this and belong to the hearing's interval, as declared.

    A ticket at a time: a bulk path for many of them (chrono.bulk) would stand here, for logs without pauses,
    changes of priority and reopenings.
    """
    calendars = ClockCalendars(hearing.calendars, clock)
    judged: list[tuple[ClockRecord, ...]] = []
    other_channel = other_priority = 0
    for ticket in _candidates(hearing):
        if clock.channels and ticket.channel is not None and ticket.channel not in clock.channels:
            other_channel += 1
        elif not _has_cell(ticket, clock):
            other_priority += 1
        elif records := tuple(_records(ticket, hearing, calendars)):
            judged.append(records)
    return Docket(tuple(judged), other_channel, other_priority)


def _candidates(hearing: Hearing) -> list[Ticket]:
    """Tickets of the customer that may belong to the interval; one that names no customer is everybody's."""
    customer = hearing.subscription.customer
    by_opening = hearing.objective.conventions.belongs_to is BelongsTo.OPENING
    found = [
        ticket
        for ticket in hearing.evidence.tickets
        if ticket.opened_at < hearing.interval.end
        and ticket.opened_at <= hearing.as_of
        and not (by_opening and ticket.opened_at < hearing.interval.start)
        and (customer is None or ticket.customer is None or ticket.customer == customer)
    ]
    return sorted(found, key=lambda ticket: (ticket.opened_at, ticket.source, ticket.number))


def _has_cell(ticket: Ticket, clock: TicketClock) -> bool:
    """Whether something is promised for any priority it had."""
    if cell_for(clock, ticket.events[0].priority) is not None:
        return True
    return any(cell_for(clock, event.priority) is not None for event in ticket.events if event.priority)


def _records(ticket: Ticket, hearing: Hearing, calendars: ClockCalendars) -> Iterator[ClockRecord]:
    """Write down the clocks of a ticket; TimeError, naming it, where a due time lies beyond the calendars."""
    unknown_channel = calendars.clock.channels and ticket.channel is None
    try:
        for heard in hear(ticket, calendars, hearing.objective.conventions, hearing.as_of):
            if _belongs(heard, hearing):
                record = record_of(heard, ticket, hearing.objective, calendars)
                yield _in_doubt(record, calendars.clock) if unknown_channel else record
    except TimeError as error:
        raise TimeError(
            f"ticket {ticket.number} can't be judged with the calendars at hand, which cover "
            f"{hearing.calendars.span}: {error}; lock the agreement anew for a longer span"
        ) from error


def _belongs(heard: Heard, hearing: Hearing) -> bool:
    if hearing.objective.conventions.belongs_to is BelongsTo.OPENING:
        return True
    if heard.falls_at is None:
        return hearing.as_of < hearing.interval.end
    return heard.falls_at in hearing.interval


def _in_doubt(record: ClockRecord, clock: TicketClock) -> ClockRecord:
    """Leave a breach undecided where nobody knows whether its channel is promised this."""
    if record.state is not ClockState.BREACHED:
        return record
    reason = Reason(
        rule="clock.channel",
        says=f"ticket {record.ticket}: channel not recorded; promised for {', '.join(clock.channels)} only",
        figure=record.reason.figure,
        clause=record.reason.clause,
        evidence=record.evidence,
        evidence_count=len(record.evidence),
        because=(record.reason,),
    )
    return replace(record, state=ClockState.INDETERMINATE, breached_at=None, reason=reason)
