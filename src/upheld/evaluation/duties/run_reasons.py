"""Run reasons: the steps behind the judgement of something with a deadline."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.clock import RunsOn
from upheld.chrono.instant import Micros
from upheld.evaluation.clocks.words import counted_in_words, promised, written
from upheld.evaluation.duties.deadline import Run
from upheld.evaluation.reason import Moment, Reason, Words
from upheld.evaluation.statement import ClockState
from upheld.quantity import Unit, write_length


def run_reasons(run: Run, after: str) -> Iterator[Reason]:
    """Give the steps as a person would go through them; `after` says from when the time runs."""
    deadline, timing = run.deadline, run.deadline.timing
    target = timing.target.target
    counted = timing.calendars.name(deadline.allowance.runs_on)
    yield Reason(rule="duty.start", says=f"the time runs from when {after}", figure=Moment(deadline.began))
    yield Reason(
        rule="duty.target",
        says=f"promised {promised(target)}, counted by {counted}",
        figure=Words(written(target)),
    )
    yield from _day(run)
    yield Reason(rule="duty.due", says="the time is used up", figure=Moment(deadline.edges.close))
    if deadline.edges.next_open != deadline.edges.close:
        says = "and no more of it is counted before"
        yield Reason(rule="duty.next_open", says=says, figure=Moment(deadline.edges.next_open))
    if run.state is ClockState.BREACHED:
        yield Reason(rule="duty.breach", says="broken from then on", figure=Moment(deadline.at))


def spent(run: Run) -> str:
    """Say how much time was counted, such as `2 h of business hours`."""
    return counted_in_words(run.counted, run.deadline.allowance.runs_on)


def too_late(run: Run) -> str:
    """Say by how much a run was too late, as it follows what happened."""
    by = Micros(run.counted - run.deadline.allowance.length)
    return f", {write_length(by)} too late" if by > 0 else ", too late"


def _day(run: Run) -> Iterator[Reason]:
    """How a day is read, where the time is one of business days."""
    target, conventions = run.deadline.timing.target, run.deadline.timing.conventions
    unit = target.target.bound.unit
    if unit is Unit.NEXT_BUSINESS_DAY:
        read = f"{conventions.next_business_day.value}; {conventions.next_day_after.value}"
        yield Reason(rule="duty.day", says=f"the next business day is read as: {read}")
    elif unit is Unit.BUSINESS_DAY or (unit is Unit.DAY and target.runs_on is not RunsOn.WALL_CLOCK):
        yield Reason(rule="duty.day", says=f"a day is read as: {conventions.business_day.value}")
