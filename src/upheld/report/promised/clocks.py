"""What ticket clocks promise."""

from __future__ import annotations

from upheld.agreement.clock import Cell, ClockKind, Solution, Start, TicketClock
from upheld.report.promised.times import joined, running_on, time_target


def limits(clock: TicketClock) -> str:
    """The time promised, or for how many priorities there is one: for a table."""
    if not clock.cells:
        return "tracked"
    if len(clock.cells) == 1:
        return _cell(clock.cells[0], mixed=False)
    return f"a time for each of {len(clock.cells)} priorities"


def clock_in_full(clock: TicketClock) -> str:
    """What the clock waits for, from when on, by which channels, and every cell."""
    channels = f" by {joined(clock.channels)}" if clock.channels else ""
    since = "" if clock.starts_at is Start.REPORT else f", counted from {clock.starts_at.value}"
    cells = [_cell(cell, mixed=clock.hours is not None) for cell in clock.cells]
    others = "any other" if clock.cells else "of every ticket"
    tracked = [f"{priority or others} tracked" for priority in clock.tracked]
    calendars = running_on(clock.hours, clock.business_days)
    return (
        f"{clock.kind.value}{_stopped_by(clock)}{channels} {'; '.join((*cells, *tracked))}{since}{calendars}"
    )


def _stopped_by(clock: TicketClock) -> str:
    """What ends it, in brackets, where the kind does not say so by itself."""
    what = [] if clock.kind is ClockKind.RESOLUTION else [clock.until.value]
    if clock.kind is ClockKind.RESOLUTION_OR_UPDATE:
        what.append(f"an update {clock.update.value}")
    resolves = clock.kind in (ClockKind.RESOLUTION, ClockKind.RESOLUTION_OR_UPDATE)
    if resolves and clock.solved_by is Solution.SOLUTION:
        what.append("a workaround is not enough")
    return f" ({', '.join(what)})" if what else ""


def _cell(cell: Cell, *, mixed: bool) -> str:
    who = "" if cell.priority is None else f"{cell.priority} "
    inside = time_target(cell.inside, mixed=mixed)
    if cell.outside is None:
        return f"{who}{inside}"
    return f"{who}{inside} inside hours, {time_target(cell.outside, mixed=mixed)} outside"
