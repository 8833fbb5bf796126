"""Promised times: each time a ticket of a priority is promised, in the order of the file, made comparable."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.clock import Cell, RunsOn, TicketClock, TimeTarget
from upheld.agreement.objective import Objective
from upheld.chrono.instant import DAY
from upheld.errors import PhraseError
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.quantity import Duration, Unit

_DAYS = frozenset({Unit.DAY, Unit.CALENDAR_DAY, Unit.BUSINESS_DAY})


class PromisedTime(Struct, frozen=True):
    """A time in the cell of a priority."""

    written: Written[Objective]
    clock: TicketClock
    cell: Cell
    time: TimeTarget
    is_outside: bool
    """Whether it is the time of tickets from outside hours."""
    length: int
    """To be compared with those that are counted in the same time; 0 where there is nothing to compare."""

    @property
    def objective(self) -> Objective:
        """The objective it belongs to."""
        return self.written.value


def promised_times(draft: Draft) -> Iterator[PromisedTime]:
    """Every time of every ticket clock."""
    for written in draft.objectives:
        clock = written.value.indicator
        if isinstance(clock, TicketClock):
            for cell in clock.cells:
                yield PromisedTime(written, clock, cell, cell.inside, False, _length(cell.inside))
                if cell.outside is not None:
                    yield PromisedTime(written, clock, cell, cell.outside, True, _length(cell.outside))


def _length(time: TimeTarget) -> int:
    bound: Duration = time.target.bound
    if time.runs_on is RunsOn.BUSINESS_DAYS:
        return int(bound.count) * DAY
    try:
        return bound.micros
    except PhraseError:
        return int(bound.count) * DAY if bound.unit in _DAYS else 0
