"""Promised times: each time a ticket of a priority is promised, in the order of the file, made comparable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreement.clock import Cell, RunsOn, TicketClock, TimeTarget
from upheld.agreement.objective import Objective
from upheld.chrono.instant import DAY
from upheld.errors import PhraseError
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.quantity import Duration, Unit

_DAYS = frozenset({Unit.DAY, Unit.CALENDAR_DAY, Unit.BUSINESS_DAY})


@dataclass(frozen=True, slots=True)
class PromisedTime:
    """A time in the cell of a priority."""

    written: Written[Objective]
    clock: TicketClock
    cell: Cell
    time: TimeTarget
    is_outside: bool
    """Whether it is the time of tickets from outside hours."""

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
                yield PromisedTime(written, clock, cell, cell.inside, is_outside=False)
                if cell.outside is not None:
                    yield PromisedTime(written, clock, cell, cell.outside, is_outside=True)


def is_longer(one: TimeTarget, other: TimeTarget) -> bool:
    """Whether a time is surely more than another: both counted in the same time, and of comparable units."""
    return one.runs_on is other.runs_on and _length(one) > _length(other) > 0


def _length(time: TimeTarget) -> int:
    """A length to compare with those of the same sort of time; 0 where there is none."""
    bound: Duration = time.target.bound
    if time.runs_on is RunsOn.BUSINESS_DAYS:
        return int(bound.count) * DAY
    try:
        return bound.micros
    except PhraseError:
        return int(bound.count) * DAY if bound.unit in _DAYS else 0
