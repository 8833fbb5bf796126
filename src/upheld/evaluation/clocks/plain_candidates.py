"""Candidates for a bulk judgement: the plain ones among many tickets, sorted out in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field

from upheld.agreement.clock import Cell, Start
from upheld.chrono.instant import Instant
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.caseload import narrowed_to, unrecorded_scope
from upheld.evaluation.clocks.cells import cell_for
from upheld.evaluation.clocks.pauses import pauses_of
from upheld.evaluation.clocks.plain_log import plain_stop, stops_of
from upheld.evaluation.clocks.starts import begun
from upheld.evidence.ticket import Ticket, TicketEvent


class Candidates(Struct):
    """Plain tickets, by their place among all, in groups that are judged by the same; instants in columns."""

    places: list[int] = field(default_factory=list)
    stops: list[TicketEvent | None] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Where each stopped, or as far as it is known."""
    pauses: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, start and end of every pause."""
    groups: list[int] = field(default_factory=list)
    cells: list[tuple[Cell, IntervalSet]] = field(default_factory=list)
    """The cell of each group, and the time that exclusions take out of its clocks."""


def sort_out(bench: Bench, tickets: Sequence[Ticket]) -> Candidates:
    """Read every log once; what is not plain is left to be heard by itself."""
    found = Candidates()
    stops, starts = stops_of(bench.clock), _starts(bench)
    if stops is None:
        return found
    as_of, conventions = bench.hearing.as_of, bench.conventions
    by_terms: dict[tuple[str | None, tuple[str, ...]], int] = {}
    for place, ticket in enumerate(tickets):
        plain = plain_stop(ticket.events, stops, conventions, as_of)
        start = None if plain is None else starts(ticket)
        if plain is None or start is None:
            continue
        terms = ticket.events[0].priority, ticket.services
        if terms not in by_terms:
            cell = cell_for(bench.clock, terms[0])
            if cell is None:
                continue
            by_terms[terms] = len(found.cells)
            found.cells.append((cell, bench.excluded.of(ticket)))
        stop, is_paused = plain
        end = as_of if stop is None else stop.at
        start = start if start < end else end
        if is_paused:
            found.pauses += ((len(found.places), *each) for each in _pauses(bench, ticket, start, end))
        found.places.append(place)
        found.stops.append(stop)
        found.starts.append(start)
        found.ends.append(end)
        found.groups.append(by_terms[terms])
    return found


def _pauses(bench: Bench, ticket: Ticket, start: Instant, end: Instant) -> Iterator[tuple[int, int]]:
    """The pauses of a ticket as far as they lie in the run of its clock."""
    as_of = bench.hearing.as_of
    known = [event for event in ticket.events if event.at <= as_of]
    for pause in pauses_of(known, bench.conventions, as_of):
        begins, ends = max(pause.interval.start, start), min(pause.interval.end, end)
        if begins < ends:
            yield begins, ends


def _starts(bench: Bench) -> Callable[[Ticket], Instant | None]:
    """Give what tells when a ticket's clock began.

    It tells nothing where that, or whether the ticket is promised this at all, is not recorded.
    """
    clock, hearing = bench.clock, bench.hearing
    services = narrowed_to(hearing)
    by_report = clock.starts_at is Start.REPORT
    if by_report and not clock.channels and not services:
        return lambda ticket: ticket.events[0].at

    def start(ticket: Ticket) -> Instant | None:
        if unrecorded_scope(ticket, clock.channels, services):
            return None
        if by_report:
            return ticket.events[0].at
        began = begun(ticket, clock, bench.incidents, hearing.as_of)
        return None if began.missing else began.at

    return start
