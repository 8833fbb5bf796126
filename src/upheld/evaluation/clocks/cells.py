"""Cells: which target of a matrix of priorities and hours binds a ticket."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreement.clock import Cell, TicketClock, TimeTarget
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.calendars import ClockCalendars


@dataclass(frozen=True, slots=True)
class Choice:
    """The target chosen, and the cell it stands in, such as `critical, outside service hours`."""

    target: TimeTarget
    cell: str


def cell_for(clock: TicketClock, priority: str | None) -> Cell | None:
    """Give the cell of a priority, or the one for every other priority; nothing where none is promised."""
    if priority in clock.tracked:
        return None
    for cell in clock.cells:
        if cell.priority is not None and cell.priority == priority:
            return cell
    return next((cell for cell in clock.cells if cell.priority is None), None)


def choose(calendars: ClockCalendars, priority: str | None, at: Instant) -> Choice | None:
    """Choose by the priority, and by whether it came (on arrival, or by a change) in service hours."""
    cell = cell_for(calendars.clock, priority)
    if cell is None:
        return None
    name = cell.priority or "every priority"
    if cell.outside is None:
        return Choice(cell.inside, name)
    if calendars.is_inside(at):
        return Choice(cell.inside, f"{name}, inside service hours")
    return Choice(cell.outside, f"{name}, outside service hours")
