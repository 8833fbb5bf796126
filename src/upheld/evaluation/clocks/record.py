"""Clock records: a run of a clock written down, with the reasons from its verdict to the ticket's log."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.agreement.objective import Objective
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.pauses import pausing_events
from upheld.evaluation.clocks.reasons import because
from upheld.evaluation.clocks.ticket_clock import Heard, in_order
from upheld.evaluation.clocks.words import BASIS, outcome, written
from upheld.evaluation.reason import Length, Reason
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import EventKind, TicketEvent
from upheld.quantity.identity import once_for_each


def record_of(heard: Heard, objective: Objective, calendars: ClockCalendars) -> ClockRecord:
    """Write down one run of a ticket's clock, and the steps to its verdict unless it was kept."""
    judgement, course = heard.judgement, heard.judgement.course
    limit, phase = judgement.limit, judgement.limit.phase
    open_to_doubt = heard.state is ClockState.INDETERMINATE
    return ClockRecord(
        ticket=heard.matter.ticket.number,
        priority=phase.stretch.priority,
        cell=phase.choice.cell,
        target=written(phase.choice.target.target),
        basis=BASIS[phase.allowance.runs_on],
        started_at=course.start,
        stopped_at=course.end if course.wait.stopped else None,
        paused=tuple(judgement.paused),
        excluded=tuple(judgement.excluded),
        elapsed=judgement.elapsed,
        due=limit.due,
        last_compliant=limit.edges.latest,
        remaining=heard.remaining,
        state=heard.state,
        breached_at=None if open_to_doubt else judgement.breached_at,
        evidence=rows_of(heard),
        services=heard.matter.ticket.services,
        resources=heard.matter.ticket.resources,
        incident=heard.matter.ticket.incident or "",
        reason=None if heard.state is ClockState.KEPT else reason_of(heard, objective, calendars),
    )


def reason_of(heard: Heard, objective: Objective, calendars: ClockCalendars) -> Reason:
    """Give the steps from the verdict on a run to the rows of its ticket's log."""
    ticket, rows = heard.matter.ticket.number, rows_of(heard)
    figure = Length(heard.judgement.elapsed, BASIS[heard.judgement.limit.phase.allowance.runs_on])

    def step(rule: str, says: str, steps: Iterable[Reason]) -> Reason:
        return Reason(
            rule=rule,
            says=f"ticket {ticket}: {says}",
            figure=figure,
            clause=objective.clause,
            evidence=rows,
            evidence_count=len(rows),
            because=tuple(steps),
        )

    steps = because(heard, calendars, objective.conventions)
    found = step(f"clock.{heard.found.value}", outcome(heard, calendars.clock.kind), steps)
    return found if heard.state is heard.found else step("clock.scope", heard.matter.scope, (found,))


@once_for_each
def rows_of(heard: Heard) -> tuple[str, ...]:
    """Give the rows of evidence a run rests on: the log's in its order, and that of the start elsewhere."""
    ticket = heard.matter.ticket
    rows = tuple(event.identity(ticket.source, ticket.number) for event in deciding_events(heard))
    row = heard.matter.begun.evidence
    is_first = heard.judgement.course.wait.started.kind is EventKind.OPENED
    return (*rows, row) if is_first and row not in rows else rows


def deciding_events(heard: Heard) -> list[TicketEvent]:
    """Give the events a run rests on, in the order of the log: start, stop, pauses, changes of priority."""
    course = heard.judgement.course
    events = [course.wait.started, *(stretch.begun for stretch in course.stretches)]
    for each in course.wait.reopenings:
        events += [each.resolved, each.reopened]
    events += pausing_events(heard.pauses, course.start, course.end)
    if course.wait.stopped is not None:
        events.append(course.wait.stopped)
    return in_order(events)
