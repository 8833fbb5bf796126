"""Cells: which target of a matrix of priorities and hours binds a ticket, if any."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from upheld.agreement.clock import Cell, TicketClock, TimeTarget
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evidence.ticket import EventKind, TicketEvent

SETS_PRIORITY = frozenset({EventKind.OPENED, EventKind.PRIORITY})
"""Events that give a ticket its priority."""


class Choice(Struct, frozen=True):
    """The target chosen, and the cell it stands in, such as `critical, outside service hours`."""

    target: TimeTarget
    cell: str


class Footing(Enum):
    """What a clock is to a ticket, by the priorities it had."""

    PROMISED = "promised"
    """One of them is promised a time."""
    TRACKED = "tracked"
    """None is promised a time, and one is measured all the same."""
    NOTHING = "nothing"


def cell_for(clock: TicketClock, priority: str | None) -> Cell | None:
    """Give the cell of a priority, or the one for every other priority; nothing where none is promised."""
    if priority in clock.tracked:
        return None
    for cell in clock.cells:
        if cell.priority is not None and cell.priority == priority:
            return cell
    return next((cell for cell in clock.cells if cell.priority is None), None)


def is_tracked(clock: TicketClock, priority: str | None) -> bool:
    """Tell whether a priority is measured without a target."""
    if priority in clock.tracked:
        return True
    return None in clock.tracked and all(cell.priority != priority for cell in clock.cells)


def footing_of(events: Iterable[TicketEvent], clock: TicketClock) -> Footing:
    """Tell what a clock is to a ticket: a promise, where any priority it had is promised a time."""
    priorities = [event.priority for event in events if event.kind in SETS_PRIORITY]
    if any(cell_for(clock, priority) is not None for priority in priorities):
        return Footing.PROMISED
    if any(is_tracked(clock, priority) for priority in priorities):
        return Footing.TRACKED
    return Footing.NOTHING


def choose(calendars: ClockCalendars, priority: str | None, at: Instant) -> Choice | None:
    """Choose by the priority, and by whether it came (on arrival, or by a change) in service hours."""
    cell = cell_for(calendars.clock, priority)
    return None if cell is None else choice_in(cell, cell.outside is None or calendars.is_inside(at))


def choice_in(cell: Cell, is_inside: bool) -> Choice:
    """Give the target of a cell for what came inside service hours, or outside them."""
    name = cell.priority or "every priority"
    if cell.outside is None:
        return Choice(cell.inside, name)
    if is_inside:
        return Choice(cell.inside, f"{name}, inside service hours")
    return Choice(cell.outside, f"{name}, outside service hours")
