"""The ticket log: tickets and their events, gathered from all files into one ordered log a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.event_log import (
    EventLog,
    contradictions,
    in_order,
    joined,
    numbered,
    steps_back,
    waiting_when_over,
)
from upheld.collect.event_rows import KINDS, EventRows
from upheld.collect.opening_rows import Opening, read_openings
from upheld.collect.problem import Problems, nearest, quoted
from upheld.collect.records import Records, names_in
from upheld.collect.tables.tickets import PARTIES
from upheld.collect.whereabouts import Whereabouts
from upheld.evidence.evidence import Flag
from upheld.evidence.ticket import Actor, Substance, Ticket, TicketEvent

Key = tuple[str, str]
"""Source and number."""

_UNOPENED = "the table `tickets` must tell when it was opened"
_MOST_COMPARED = 1000
_ACTORS, _SUBSTANCES = tuple(Actor), (*Substance, Substance.UNJUDGED)
_TRUTHS = (False, True, None)


class GatheredTickets(Struct, frozen=True, kw_only=True):
    """All tickets, in order of source and number."""

    tickets: tuple[Ticket, ...]
    repeated: int
    flags: tuple[Flag, ...]


class TicketGatherer(Struct):
    """Takes the batches of `tickets` and `ticket_events`, and joins them when all are there."""

    _openings: dict[Key, tuple[Opening, int]] = field(default_factory=dict)
    """Tickets, and where among all rows each was first told."""
    _where_opened: Whereabouts = field(default_factory=Whereabouts)
    _numbers: dict[Key, int] = field(default_factory=dict)
    """Tickets with events, numbered as they come."""
    _rows: EventRows = field(default_factory=EventRows)
    _parts: list[dict[str, Any]] = field(default_factory=list)
    """Columns of each batch of events."""
    _where: Whereabouts = field(default_factory=Whereabouts)
    _repeated: int = 0

    def take_tickets(self, records: Records, problems: Problems) -> None:
        """Add a batch of `tickets`; two rows of one ticket that differ are a problem."""
        before = self._where_opened.size
        self._where_opened.add(records)
        for place, opening in enumerate(read_openings(records, problems), start=before):
            key = opening.source, opening.number
            known, first = self._openings.setdefault(key, (opening, place))
            if first == place:
                continue
            self._repeated += 1
            if known != opening:
                problems.of_pair(
                    self._where_opened.row(place),
                    self._where_opened.row(first),
                    f"ticket {key[1]} is told differently in {{other}}",
                    "keep the row that is right",
                )

    def take_events(self, records: Records, problems: Problems) -> None:
        """Add a batch of `ticket_events`."""
        self._parts.append(self._rows.read(records, self._numbered(records), problems))
        self._where.add(records)

    def hold_together(self, problems: Problems) -> None:
        """Hold events against each other that are not all there are."""
        if self._parts:
            self._refuse_contradictions(in_order(joined(self._parts), self._rows), problems)

    def gather(self, problems: Problems) -> GatheredTickets:
        """Join events with their tickets; an event of no ticket, or before the opening, is a problem."""
        events: dict[Key, tuple[TicketEvent, ...]] = {}
        flags: list[Flag] = []
        if self._parts:
            log = in_order(joined(self._parts), self._rows)
            self._repeated += int(log.repeated.sum())
            self._refuse_strays(log, problems)
            self._refuse_early(log, problems)
            self._refuse_contradictions(log, problems)
            self._refuse_waits(log, problems)
            flags.extend(self._out_of_order(log))
            events = self._events(log)
        return GatheredTickets(
            tickets=tuple(
                self._openings[key][0].ticket(events.get(key, ())) for key in sorted(self._openings)
            ),
            repeated=self._repeated,
            flags=tuple(flags),
        )

    def _numbered(self, records: Records) -> NDArray[np.int32]:
        """Give each event the number of its ticket."""
        sources, tickets = records.texts["source"], records.texts["ticket"]
        pairs = sources.codes.astype(np.int64) * len(tickets.words) + tickets.codes
        found, places = np.unique(pairs, return_inverse=True)
        keys = (divmod(pair, len(tickets.words)) for pair in found.tolist())
        numbers = [
            self._numbers.setdefault((sources.words[source], tickets.words[ticket]), len(self._numbers))
            for source, ticket in keys
        ]
        return np.array(numbers, dtype=np.int32)[places]

    def _refuse_strays(self, log: EventLog, problems: Problems) -> None:
        """Refuse events of tickets that nobody opened."""
        unopened = [number for key, number in self._numbers.items() if key not in self._openings]
        if not unopened:
            return
        keys, by_source = list(self._numbers), dict[str, list[str]]()
        for source, number in self._openings:
            by_source.setdefault(source, []).append(number)
        for place in np.flatnonzero(np.isin(log.columns.ticket, unopened)).tolist():
            source, number = keys[log.columns.ticket[place]]
            known = [] if problems.are_enough else by_source.get(source, [])[:_MOST_COMPARED]
            problems.of_row(
                self._where.row(place),
                f"there is no ticket {quoted(number)} of {quoted(source)}",
                nearest(number, known, _UNOPENED),
                column="ticket",
            )

    def _refuse_early(self, log: EventLog, problems: Problems) -> None:
        """Refuse events from before their ticket was opened."""
        keys = list(self._numbers)
        opened = np.array([self._openings[key][0].at if key in self._openings else 0 for key in keys])
        columns = log.columns
        for place in log.order[columns.at[log.order] < opened[columns.ticket[log.order]]].tolist():
            key = keys[columns.ticket[place]]
            if key not in self._openings:
                continue
            opening, told = self._openings[key]
            problems.of_pair(
                self._where.row(place),
                self._where_opened.row(told),
                f"ticket {key[1]} had the event `{KINDS[columns.kind[place]].value}` at "
                f"{format_instant(Instant(int(columns.at[place])))}, before it was opened at "
                f"{format_instant(opening.at)} ({{other}})",
                "one of the two times is wrong",
            )

    def _refuse_contradictions(self, log: EventLog, problems: Problems) -> None:
        """Refuse events of one time and number that differ."""
        keys, columns = list(self._numbers), log.columns
        for first, second in contradictions(log):
            problems.of_pair(
                self._where.row(second),
                self._where.row(first),
                f"the event contradicts {{other}}: same ticket {keys[columns.ticket[first]][1]}, time and "
                "sequence",
                "keep the one that is right, or number them differently",
            )

    def _refuse_waits(self, log: EventLog, problems: Problems) -> None:
        """Refuse waits of what is over."""
        keys, columns = list(self._numbers), log.columns
        for ended, paused in waiting_when_over(log):
            problems.of_pair(
                self._where.row(paused),
                self._where.row(ended),
                f"ticket {keys[columns.ticket[paused]][1]} waits from {_moment(log, paused)} on, and was "
                f"{KINDS[columns.kind[ended]].value} at {_moment(log, ended)} ({{other}})",
                "add the event `reopened` between the two, or correct one of them",
            )

    def _out_of_order(self, log: EventLog) -> Iterator[Flag]:
        """Flag tickets whose events are not in order of time within a file."""
        keys = list(self._numbers)
        for before, after in steps_back(log, self._where.files()):
            source, number = keys[log.columns.ticket[before]]
            yield Flag(
                code="events-out-of-order",
                source=source,
                says=f"the events of ticket {number} are not in order of time, first {_moment(log, before)} "
                f"and then {_moment(log, after)}; they were sorted",
            )

    def _events(self, log: EventLog) -> dict[Key, tuple[TicketEvent, ...]]:
        """Give the events of each ticket, in order."""
        events = tuple(self._each(log))
        sizes = np.bincount(log.columns.ticket[log.kept], minlength=len(self._numbers)).tolist()
        ends = accumulate(sizes)
        return {
            key: events[end - size : end] for key, size, end in zip(self._numbers, sizes, ends, strict=True)
        }

    def _each(self, log: EventLog) -> Iterator[TicketEvent]:
        columns, kept = log.columns, log.kept
        priorities = [None, *self._rows.priorities.words()[1:]]
        reasons = [None, *self._rows.reasons.words()[1:]]
        contents = [names_in(word) for word in self._rows.contents.words()]
        rows = zip(
            *(
                values[kept].tolist()
                for values in (columns.at, columns.kind, columns.actor, columns.public, columns.substance)
            ),
            *(values[kept].tolist() for values in (columns.priority, columns.by, columns.reason)),
            *(values[kept].tolist() for values in (columns.contains, columns.workaround)),
            numbered(log).tolist(),
            strict=True,
        )
        parties = (*PARTIES, None)
        for at, kind, actor, public, substance, priority, by, reason, contains, workaround, sequence in rows:
            yield TicketEvent(
                at=at,
                sequence=sequence,
                kind=KINDS[kind],
                actor=_ACTORS[actor],
                public=public,
                substance=_SUBSTANCES[substance],
                priority=priorities[priority],
                reason=reasons[reason],
                contains=contents[contains],
                is_workaround=_TRUTHS[workaround],
                by=parties[by],
            )


def _moment(log: EventLog, position: int) -> str:
    return format_instant(Instant(int(log.columns.at[position])))
