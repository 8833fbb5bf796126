"""Clock records: a run of a clock written down, with the reasons from its verdict to the ticket's log."""

from __future__ import annotations

from upheld.agreement.objective import Objective
from upheld.chrono.instant import Micros
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.reasons import because
from upheld.evaluation.clocks.ticket_clock import PLACE_IN_LOG, Heard
from upheld.evaluation.clocks.words import BASIS, outcome, written
from upheld.evaluation.reason import Length, Reason
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Ticket, TicketEvent


def record_of(heard: Heard, ticket: Ticket, objective: Objective, calendars: ClockCalendars) -> ClockRecord:
    """Write down one run of a ticket's clock."""
    judgement, course = heard.judgement, heard.judgement.course
    limit, phase = judgement.limit, judgement.limit.phase
    basis = BASIS[phase.allowance.runs_on]
    evidence = tuple(event.identity(ticket.source, ticket.number) for event in deciding_events(heard))
    open_to_doubt = heard.state is ClockState.INDETERMINATE
    return ClockRecord(
        ticket=ticket.number,
        priority=phase.stretch.priority,
        cell=phase.choice.cell,
        target=written(phase.choice.target.target),
        basis=basis,
        started_at=course.start,
        stopped_at=course.end if course.wait.stopped else None,
        paused=tuple(judgement.paused),
        elapsed=judgement.elapsed,
        due=limit.due,
        last_compliant=limit.edges.latest,
        remaining=Micros(limit.budget - judgement.elapsed),
        state=heard.state,
        breached_at=None if open_to_doubt else judgement.breached_at,
        evidence=evidence,
        reason=Reason(
            rule=f"clock.{heard.state.value}",
            says=f"ticket {ticket.number}: {outcome(judgement, heard.state, calendars.clock.kind)}",
            figure=Length(judgement.elapsed, basis),
            clause=objective.clause,
            evidence=evidence,
            evidence_count=len(evidence),
            because=tuple(because(heard, ticket, calendars, objective.conventions)),
        ),
    )


def deciding_events(heard: Heard) -> list[TicketEvent]:
    """Give the events a run rests on, in the order of the log: start, stop, pauses, changes of priority."""
    course = heard.judgement.course
    events = [course.wait.started, *(stretch.begun for stretch in course.stretches)]
    for each in course.wait.reopenings:
        events += [each.resolved, each.reopened]
    for pause in heard.pauses:
        if pause.interval.start < course.end and course.start < pause.interval.end:
            events += [pause.begun] if pause.ended is None else [pause.begun, pause.ended]
    if course.wait.stopped is not None:
        events.append(course.wait.stopped)
    return sorted({PLACE_IN_LOG(event): event for event in events}.values(), key=PLACE_IN_LOG)
