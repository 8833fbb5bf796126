"""What an objective promises, in words: short for a table, and in full."""

from __future__ import annotations

from upheld.agreement.clock import Cell, ClockKind, RunsOn, TicketClock, TimeTarget
from upheld.agreement.objective import Availability, Objective, kind_of
from upheld.quantity import Operator


def promised_briefly(objective: Objective) -> str:
    """A few words for a table: `>= 99.5 %`, `within 4 business hours`, `3 priorities, >= 90 % in time`."""
    match objective.indicator:
        case Availability():
            return "tracked" if objective.target is None else str(objective.target)
        case TicketClock(cells=cells):
            limits = _limits(cells)
            share = "" if objective.target is None else f", {objective.target} in time"
            return limits + share
        case _:
            return "tracked" if objective.target is None else str(objective.target)


def promised_in_full(objective: Objective) -> str:
    """One sentence with everything that is promised, such as `>= 99.5 % availability of platform`.

    Words of the text that weaken the promise stand behind it, as they are quoted.
    """
    weakened = "".join(f"; “{words}”" for words in objective.qualified_by)
    return _promise(objective) + weakened


def _promise(objective: Objective) -> str:
    match objective.indicator:
        case Availability(of=service, excluding=excluding, during=during):
            target = "no target for the" if objective.target is None else str(objective.target)
            hours = f" during {during}" if during else ""
            without = f", {_joined(excluding)} left out" if excluding else ""
            return f"{target} availability of {service}{hours} in each {objective.period}{without}"
        case TicketClock() as clock:
            return f"{_clock(clock)}; {_how_many(objective)} of each {objective.period}"
        case other:
            target = "no target for the" if objective.target is None else str(objective.target)
            return f"{target} {kind_of(other)} in each {objective.period}"


def _clock(clock: TicketClock) -> str:
    what = clock.kind.value
    until = "" if clock.kind is ClockKind.RESOLUTION else f" ({_stopped_by(clock)})"
    channels = f" by {_joined(clock.channels)}" if clock.channels else ""
    hours = f", on {clock.hours}" if clock.hours else ""
    cells = [_cell(cell, mixed=clock.hours is not None) for cell in clock.cells]
    tracked = [f"{priority or 'any other'} tracked" for priority in clock.tracked]
    return f"{what}{until}{channels} {'; '.join((*cells, *tracked))}{hours}"


def _stopped_by(clock: TicketClock) -> str:
    effect = f", an update {clock.update.value}" if clock.kind is ClockKind.RESOLUTION_OR_UPDATE else ""
    return f"{clock.until.value}{effect}"


def _cell(cell: Cell, *, mixed: bool) -> str:
    who = "" if cell.priority is None else f"{cell.priority} "
    inside = time_target(cell.inside, mixed=mixed)
    if cell.outside is None:
        return f"{who}{inside}"
    return f"{who}{inside} inside hours, {time_target(cell.outside, mixed=mixed)} outside"


def time_target(target: TimeTarget, *, mixed: bool) -> str:
    """A time target in words: `within 4 business hours`, `in less than 1 h by the wall clock`.

    `mixed` says that the promise also knows service hours, so that a wall clock must be told apart.
    """
    word = {Operator.AT_MOST: "within", Operator.LESS: "in less than"}.get(
        target.target.operator, target.target.operator.value
    )
    basis = " by the wall clock" if mixed and target.runs_on is RunsOn.WALL_CLOCK else ""
    return f"{word} {target.target.bound}{basis}"


def _limits(cells: tuple[Cell, ...]) -> str:
    if len(cells) == 1:
        return _cell(cells[0], mixed=False)
    return f"a time for each of {len(cells)} priorities"


def _how_many(objective: Objective) -> str:
    return "every ticket" if objective.target is None else f"{objective.target} of the tickets"


def _joined(names: tuple[str, ...]) -> str:
    return ", ".join(names)
