"""The ticket log: tickets and their events, gathered from all files into one ordered log a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.event_rows import read_events
from upheld.collect.opening_rows import OPENING, read_openings
from upheld.collect.problem import Problems, Row, nearest, quoted
from upheld.collect.records import Records
from upheld.evidence.evidence import Flag
from upheld.evidence.ticket import EventKind, Ticket, TicketEvent

Key = tuple[str, str]
"""Source and number."""

_UNOPENED = "the table `tickets` must tell when it was opened"
_MOST_COMPARED = 1000
_ENDS = frozenset({EventKind.RESOLVED, EventKind.CLOSED})
_ORDER = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredTickets:
    """All tickets, in order of source and number."""

    tickets: tuple[Ticket, ...]
    repeated: int
    flags: tuple[Flag, ...]


@dataclass(slots=True)
class TicketGatherer:
    """Takes the batches of `tickets` and `ticket_events`, and joins them when all are there."""

    _openings: dict[Key, tuple[Ticket, Row]] = field(default_factory=dict)
    _events: dict[Key, list[tuple[TicketEvent, Row]]] = field(default_factory=dict)
    _repeated: int = 0

    def take_tickets(self, records: Records, problems: Problems) -> None:
        """Add a batch of `tickets`; two rows of one ticket that differ are a problem."""
        for index, ticket in enumerate(read_openings(records, problems)):
            row = records.row(index)
            key = ticket.source, ticket.number
            known = self._openings.setdefault(key, (ticket, row))
            if known[1] is row:
                continue
            self._repeated += 1
            if known[0] != ticket:
                problems.of_pair(
                    row,
                    known[1],
                    f"ticket {key[1]} is told differently in {{other}}",
                    "keep the row that is right",
                )

    def take_events(self, records: Records, problems: Problems) -> None:
        """Add a batch of `ticket_events`."""
        events = read_events(records, problems)
        for index, (key, event) in enumerate(zip(_keys(records), events, strict=True)):
            row = records.row(index)
            self._events.setdefault(key, []).append((event, row))

    def gather(self, problems: Problems) -> GatheredTickets:
        """Join events with their tickets; an event of no ticket, or before the opening, is a problem."""
        self._refuse_strays(problems)
        tickets: list[Ticket] = []
        flags: list[Flag] = []
        for key in sorted(self._openings):
            ticket, row = self._openings[key]
            events = self._ordered(key, ticket.opened_at, row, problems)
            flags.extend(_out_of_order(key, self._events.get(key, [])))
            tickets.append(replace(ticket, events=(*ticket.events, *events)))
        return GatheredTickets(tickets=tuple(tickets), repeated=self._repeated, flags=tuple(flags))

    def _refuse_strays(self, problems: Problems) -> None:
        by_source: dict[str, list[str]] = {}
        for source, number in self._openings:
            by_source.setdefault(source, []).append(number)
        for source, number in sorted(self._events.keys() - self._openings.keys()):
            for _, row in self._events[source, number]:
                known = [] if problems.are_enough else by_source.get(source, [])[:_MOST_COMPARED]
                problems.of_row(
                    row,
                    f"there is no ticket {quoted(number)} of {quoted(source)}",
                    nearest(number, known, _UNOPENED),
                    column="ticket",
                )

    def _ordered(self, key: Key, opened_at: Instant, row: Row, problems: Problems) -> tuple[TicketEvent, ...]:
        """Sort the events of a ticket by time and sequence, repeated ones once, the others numbered."""
        logged = sorted(self._events.get(key, []), key=lambda entry: _rank(entry[0]))
        for event, place in logged:
            if event.at < opened_at:
                problems.of_pair(
                    place,
                    row,
                    f"ticket {key[1]} had the event `{event.kind.value}` at {format_instant(event.at)}, "
                    f"before it was opened at {format_instant(opened_at)} ({{other}})",
                    "one of the two times is wrong",
                )
        kept: list[tuple[TicketEvent, Row]] = []
        for event, place in logged:
            if kept and kept[-1][0] == event:
                self._repeated += 1
                continue
            if kept and event.sequence >= 0 and _same_key(kept[-1][0], event):
                problems.of_pair(
                    place,
                    kept[-1][1],
                    f"the event contradicts {{other}}: same ticket {key[1]}, time and sequence",
                    "keep the one that is right, or number them differently",
                )
            kept.append((event, place))
        _refuse_waiting_when_over(key, kept, problems)
        return tuple(_numbered(event for event, _ in kept))


def _keys(records: Records) -> Iterator[Key]:
    sources, numbers = records.texts["source"].texts(), records.texts["ticket"].texts()
    return ((source or "", number or "") for source, number in zip(sources, numbers, strict=True))


def _refuse_waiting_when_over(key: Key, log: list[tuple[TicketEvent, Row]], problems: Problems) -> None:
    """Refuse a pause of a ticket that was resolved or closed, and not reopened: it can't be both."""
    over: tuple[TicketEvent, Row] | None = None
    for event, row in log:
        if event.kind is EventKind.REOPENED:
            over = None
        elif event.kind is EventKind.PAUSED and over is not None:
            ended, other = over
            problems.of_pair(
                row,
                other,
                f"ticket {key[1]} waits from {format_instant(event.at)} on, and was {ended.kind.value} at "
                f"{format_instant(ended.at)} ({{other}})",
                "add the event `reopened` between the two, or correct one of them",
            )
        elif event.kind in _ENDS and not event.is_workaround:
            over = over or (event, row)


def _rank(event: TicketEvent) -> tuple[object, ...]:
    """The order of a log: time, then sequence, unnumbered events last; never the order of the file."""
    return (
        event.at,
        event.sequence < 0,
        event.sequence,
        _ORDER[event.kind],
        event.actor.value,
        event.public,
        event.substance.value,
        event.priority or "",
        event.reason or "",
        event.by or "",
        event.contains,
        (event.is_workaround is None, event.is_workaround is True),
    )


def _same_key(one: TicketEvent, other: TicketEvent) -> bool:
    return one.at == other.at and one.sequence == other.sequence


def _numbered(events: Iterable[TicketEvent]) -> Iterator[TicketEvent]:
    """Number events without a sequence, after those of their instant that have one."""
    at, last = None, OPENING
    for event in events:
        last = last if event.at == at else OPENING
        at, last = event.at, event.sequence if event.sequence >= 0 else last + 1
        yield event if event.sequence == last else replace(event, sequence=last)


def _out_of_order(key: Key, logged: list[tuple[TicketEvent, Row]]) -> Iterator[Flag]:
    """Flag a log that is not in order of time; one that is newest first throughout is."""
    first_seen = list(dict.fromkeys((event, row.file) for event, row in logged))
    pairs = [(one[0].at, two[0].at) for one, two in pairwise(first_seen) if one[1] == two[1]]
    steps = [pair for pair in pairs if pair[1] < pair[0]]
    if steps and not (len(steps) > 1 and len(steps) == len(pairs)):
        before, after = steps[0]
        yield Flag(
            code="events-out-of-order",
            source=key[0],
            says=f"the events of ticket {key[1]} are not in order of time, first {format_instant(before)} "
            f"and then {format_instant(after)}; they were sorted",
        )
