"""Doubts: what is not known of a run of a clock, as far as its verdict hangs on it."""

from __future__ import annotations

from upheld.agreement.clock import ClockKind, TicketClock
from upheld.agreement.convention import Conventions, DayUnit
from upheld.evaluation.clocks.cells import cell_for
from upheld.evaluation.clocks.judgement import Judgement
from upheld.evaluation.clocks.starts import Begun
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import EventKind
from upheld.quantity import Unit

_DAYS = frozenset({Unit.DAY, Unit.BUSINESS_DAY})


def doubt_of(
    judgement: Judgement, state: ClockState, began: Begun, clock: TicketClock, conventions: Conventions
) -> str:
    """Say what would have to be known to judge a run, as the rest of a sentence; nothing where all is.

    `state` is what both readings of the events come to.
    """
    if began.missing and _hangs_on_start(judgement, began, clock, conventions):
        when = "no later" if began.is_earliest else "no earlier" if began.is_latest else "then"
        return f"if it began {when}; {began.missing}"
    if state is not ClockState.INDETERMINATE:
        return ""
    if clock.kind is ClockKind.RESOLUTION:
        return "unless it was solved by what may have been a workaround"
    return "unless a reply that nobody judged was substantive"


def _hangs_on_start(judgement: Judgement, began: Begun, clock: TicketClock, conventions: Conventions) -> bool:
    """Whether a start at another instant might come to another verdict.

    An earlier one leaves a breach a breach, if it can't have chosen another target. A later one leaves a run
    that was kept kept; the runs after the first begin with what an agent did, and stand as they are where
    somebody was aware by then.
    """
    if began.is_earliest and judgement.state is ClockState.KEPT:
        return len(judgement.course.stretches) > 1 or _may_differ(judgement, clock, conventions)
    if judgement.course.wait.started.kind is not EventKind.OPENED:
        return not began.is_latest and judgement.state is not ClockState.KEPT
    if not began.is_latest or judgement.state is not ClockState.BREACHED:
        return True
    return len(judgement.course.stretches) > 1 or _may_differ(judgement, clock, conventions)


def _may_differ(judgement: Judgement, clock: TicketClock, conventions: Conventions) -> bool:
    """Whether the target may be another one, or of another length, for a clock that started otherwise."""
    phase = judgement.limit.phase
    cell = cell_for(clock, phase.stretch.priority)
    by_length = conventions.business_day is DayUnit.BUSINESS_LENGTH
    is_day = phase.choice.target.target.bound.unit in _DAYS
    return (cell is not None and cell.outside is not None) or (is_day and by_length)
