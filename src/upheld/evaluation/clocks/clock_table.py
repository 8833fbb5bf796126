"""The clock table: every clock of an objective in order of opening, written down when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from upheld.agreement.clock import Cases
from upheld.chrono.stamps import Stamps
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.plain import PlainRuns
from upheld.evaluation.clocks.ticket_clock import Heard
from upheld.evaluation.clocks.ticket_tally import SEVERITY, TicketTally
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Ticket


@dataclass(frozen=True, slots=True, eq=False)
class ClockTable(Sequence[ClockRecord]):
    """Clocks judged, one row each, in order of opening; two tables are equal if their records are.

    What each came to is known; its record is made whenever it is asked for, from the columns of runs judged
    in bulk, or by hearing its ticket again.
    """

    bench: Bench
    judged: Sequence[Ticket]
    """The tickets, in order of opening."""
    plain: PlainRuns
    remembered: Mapping[int, tuple[Heard, ...]]
    """What was heard of tickets, by their place; not of many, for that would take much memory."""
    tickets: Stamps
    """The place of each clock's ticket among those judged; the clocks of one stand together."""
    runs: Stamps
    """Which of its ticket's clocks each is, counted from 0."""
    rows: Stamps
    """The row of `plain` that judged it, -1 where it was heard by itself."""
    severities: Stamps
    """What each came to, as an index of `SEVERITY`."""
    remaining: Stamps
    """Microseconds; negative where the target is overspent."""
    _written: dict[int, ClockRecord] = field(default_factory=dict, init=False, repr=False)
    """Records of tickets that are remembered."""

    def __len__(self) -> int:
        return len(self.tickets)

    @overload
    def __getitem__(self, index: int) -> ClockRecord: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[ClockRecord]: ...

    def __getitem__(self, index: int | slice) -> ClockRecord | Sequence[ClockRecord]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        if not self.remembered:
            return self._record(index)
        if index not in self._written:
            self._written[index] = self._record(index)
        return self._written[index]

    def _record(self, index: int) -> ClockRecord:
        row = int(self.rows[index])
        stop = None if row < 0 else self.plain.stops[row]
        if stop is None or SEVERITY[self.severities[index]] is not ClockState.KEPT:
            return self.bench.record(self._heard(index))
        return self.plain.record(row, stop, self.bench.matter(self._ticket(index)), self.bench)

    def __iter__(self) -> Iterator[ClockRecord]:
        return map(self.__getitem__, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def reason(self, index: int) -> Reason:
        """Give the steps to the verdict on a clock, also on one that was kept."""
        return self.bench.reason(self._heard(index))

    def opening(self, index: int) -> str:
        """Give the row of evidence that opened a clock's ticket."""
        ticket = self._ticket(index)
        return ticket.events[0].identity(ticket.source, ticket.number)

    def most_telling(self, count: int) -> list[int]:
        """Give the worst clocks first, and among equals those with the least time left."""
        if self.remembered:
            order = zip(self.severities.tolist(), self.remaining.tolist(), range(len(self)), strict=True)
            return [place for _, _, place in sorted(order)[:count]]
        return np.lexsort((self.remaining, self.severities))[:count].tolist()  # type: ignore[no-any-return]

    def in_states(self, *states: ClockState) -> list[int]:
        """Give the clocks that came to one of some states, in order."""
        is_one = np.array([state in states for state in SEVERITY])
        return np.flatnonzero(is_one[self.severities]).tolist()

    def tally(self, cases: Cases = Cases.TICKETS) -> TicketTally:
        """Count the tickets, each by the worst of its clocks; or each clock by itself."""
        counts = [0] * len(SEVERITY)
        if self.remembered:
            for severity in self._severities_of(cases):
                counts[severity] += 1
        elif len(self):
            worst = self.severities
            if cases is Cases.TICKETS:
                firsts = np.flatnonzero(np.diff(self.tickets, prepend=-1))
                worst = np.minimum.reduceat(self.severities, firsts)
            counts = np.bincount(worst, minlength=len(SEVERITY)).tolist()
        breached, indeterminate, running, kept = counts
        return TicketTally(
            kept=kept, breached=breached, running=running, indeterminate=indeterminate, cases=cases
        )

    def _severities_of(self, cases: Cases) -> Iterable[int]:
        """What few clocks, or the worst of each ticket's, came to."""
        severities: list[int] = self.severities.tolist()
        if cases is not Cases.TICKETS:
            return severities
        worst: dict[int, int] = {}
        for ticket, severity in zip(self.tickets.tolist(), severities, strict=True):
            worst[ticket] = min(severity, worst.get(ticket, severity))
        return worst.values()

    def _ticket(self, index: int) -> Ticket:
        return self.judged[int(self.tickets[index])]

    def _heard(self, index: int) -> Heard:
        heard = self.remembered.get(int(self.tickets[index]))
        if heard is None:
            heard = self.bench.hear(self._ticket(index))
        return heard[int(self.runs[index])]
