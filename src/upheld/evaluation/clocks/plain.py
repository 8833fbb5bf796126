"""Plain runs: the clocks of tickets that were opened, and answered or not, judged many at once in arrays.

A ticket is plain where its clock runs once, from a start that is recorded, on one target: nobody leaves
unjudged what might have stopped it, its priority never changes, it is not reopened, and pauses do no more
than leave time out. All other tickets are heard one at a time, and these come to the very same when they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from upheld.agreement.clock import RunsOn
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.stamps import Stamps
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.cells import Choice
from upheld.evaluation.clocks.pauses import pauses_of, pausing_events, union
from upheld.evaluation.clocks.ticket_clock import Matter, in_order
from upheld.evaluation.clocks.words import BASIS, written
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import TicketEvent


class Rule(Struct, frozen=True):
    """What some plain runs are judged by, in the words of their records."""

    cell: str
    target: str
    basis: str

    @classmethod
    def of(cls, choice: Choice, runs_on: RunsOn) -> Rule:
        """Write down a target chosen, and the time it counts."""
        return cls(choice.cell, written(choice.target.target), BASIS[runs_on])


class PlainRuns(Struct, frozen=True, eq=False):
    """Columns of plain runs, one row a ticket; instants and lengths in microseconds."""

    judged: Stamps
    """The place of every plain ticket among all, also of those that belong to other periods."""
    places: Stamps
    """The place of each ticket that belongs to this one, in order."""
    stops: Sequence[TicketEvent | None]
    """The event that stopped each; absent while it runs."""
    rules: Sequence[Rule]
    rule: Stamps
    """Which of `rules` judges each."""
    starts: Stamps
    elapsed: Stamps
    remaining: Stamps
    due: Stamps
    last_compliant: Stamps
    severities: Stamps
    """What each came to, as an index of `SEVERITY`."""

    @classmethod
    def none(cls) -> PlainRuns:
        """No runs at all."""
        empty = np.zeros(0, dtype=np.int64)
        return cls(empty, empty, (), (), *[empty] * 7)

    def record(self, row: int, stop: TicketEvent, matter: Matter, bench: Bench) -> ClockRecord:
        """Write down a run that was kept."""
        ticket, rule = matter.ticket, self.rules[self.rule[row]]
        start, as_of = Instant(int(self.starts[row])), bench.hearing.as_of
        known = [event for event in ticket.events if event.at <= as_of]
        pauses = pauses_of(known, bench.conventions, as_of)
        events = in_order((ticket.events[0], *pausing_events(pauses, start, stop.at), stop))
        rows = (event.identity(ticket.source, ticket.number) for event in events)
        within = matter.excluded.within(Interval(start, stop.at)) if start < stop.at else ()
        return ClockRecord(
            ticket=ticket.number,
            priority=ticket.events[0].priority,
            cell=rule.cell,
            target=rule.target,
            basis=rule.basis,
            started_at=start,
            stopped_at=stop.at,
            paused=tuple(union(pauses, start, stop.at)),
            excluded=tuple(within),
            elapsed=Micros(int(self.elapsed[row])),
            due=Instant(int(self.due[row])),
            last_compliant=Instant(int(self.last_compliant[row])),
            remaining=Micros(int(self.remaining[row])),
            state=ClockState.KEPT,
            breached_at=None,
            evidence=tuple(dict.fromkeys((*rows, matter.begun.evidence))),
            services=ticket.services,
            resources=ticket.resources,
        )
