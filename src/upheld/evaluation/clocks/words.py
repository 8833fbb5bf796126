"""Clock words: one sentence on what became of a run of a clock, for somebody new to it."""

from __future__ import annotations

from upheld.agreement.clock import ClockKind, RunsOn
from upheld.chrono.instant import Micros
from upheld.evaluation.clocks.judgement import Judgement
from upheld.evaluation.clocks.ticket_clock import Heard
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import EventKind, TicketEvent
from upheld.quantity import Duration, Operator, Target, Unit, write_length
from upheld.quantity.identity import once_for_each

_DONE = {
    ClockKind.RESPONSE: "answered",
    ClockKind.NEXT_RESPONSE: "answered",
    ClockKind.UPDATE: "updated",
    ClockKind.RESOLUTION: "resolved",
    ClockKind.RESOLUTION_OR_UPDATE: "resolved or updated",
}
_STOPS = {
    EventKind.ACKNOWLEDGED: "acknowledged",
    EventKind.RESOLVED: "resolved",
    EventKind.CLOSED: "closed",
    EventKind.PRIORITY: "moved to a priority that is promised nothing",
    EventKind.CUSTOMER_MESSAGE: "not answered before the customer wrote again",
    EventKind.REOPENED: "not answered before the customer wrote again",
}
BASIS = {
    RunsOn.WALL_CLOCK: "elapsed",
    RunsOn.SERVICE_HOURS: "business hours",
    RunsOn.BUSINESS_DAYS: "business-day hours",
}
"""What people call the time a clock counts."""


def outcome(heard: Heard, kind: ClockKind) -> str:
    """Say what happened, after how much time of which kind, and what was promised."""
    return f"{_happened(heard, kind)}; promised {promise(heard.judgement)}"


def promise(judgement: Judgement) -> str:
    """Say what was promised, such as `within 4 business hours`."""
    return promised(judgement.limit.phase.choice.target.target)


@once_for_each
def promised(target: Target[Duration]) -> str:
    """Say a target: `within 4 business hours`, `in less than 1 h`, `by the next business day`."""
    if target.bound.unit is Unit.NEXT_BUSINESS_DAY:
        return f"by the {target.bound}"
    if target.operator is Operator.AT_MOST:
        return f"within {target.bound}"
    return f"in less than {target.bound}" if target.operator is Operator.LESS else str(target)


@once_for_each
def written(target: Target[Duration]) -> str:
    """Write a target as the text has it, such as `<= 4 business hours`."""
    return str(target)


def counted_in_words(length: Micros, runs_on: RunsOn) -> str:
    """Write a counted length, such as `5 h 12 min of business hours`."""
    of = "" if runs_on is RunsOn.WALL_CLOCK else f" of {BASIS[runs_on]}"
    return write_length(length) + of


def stop_in_words(stop: TicketEvent | None, kind: ClockKind) -> str:
    """Say what the event that stopped a clock did, such as `answered` or `resolved`."""
    return _DONE[kind] if stop is None else _STOPS.get(stop.kind, _DONE[kind])


def _happened(heard: Heard, kind: ClockKind) -> str:
    judgement = heard.judgement
    spent = counted_in_words(judgement.elapsed, judgement.limit.phase.allowance.runs_on)
    stop = judgement.course.wait.stopped
    late = _too_late(Micros(judgement.elapsed - judgement.limit.budget))
    match heard.found:
        case ClockState.INDETERMINATE if heard.matter.begun.missing and stop is not None:
            return f"{stop_in_words(stop, kind)} after {spent}, {heard.doubt}"
        case ClockState.INDETERMINATE:
            return f"not {_DONE[kind]} for {spent}, {heard.doubt}"
        case ClockState.RUNNING:
            awaited = heard.matter.begun.awaited
            left = write_length(judgement.limit.budget - judgement.elapsed)
            says = f"not yet {_DONE[kind]} after {spent}, {left} left"
            return f"its time has not begun, since it is {awaited}" if awaited else says
        case ClockState.BREACHED if stop is None:
            return f"not {_DONE[kind]} after {spent}, {late}"
        case ClockState.BREACHED:
            return f"{stop_in_words(stop, kind)} after {spent}, {late}"
        case ClockState.KEPT:
            return f"{stop_in_words(stop, kind)} after {spent}"


def _too_late(by: Micros) -> str:
    return f"{write_length(by)} too late" if by > 0 else "too late"
