"""Clock reasons: the steps behind the judgement of one run, each with the row of the log it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from upheld.agreement.clock import ClockKind, TicketClock
from upheld.agreement.convention import (
    BreachTest,
    Conventions,
    PauseEffect,
    PriorityChange,
    PriorityHistory,
    Reopening,
)
from upheld.chrono.interval import Interval
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.judgement import Judgement
from upheld.evaluation.clocks.reply import MESSAGES, Bearing, bearing, ending, why_passed_over
from upheld.evaluation.clocks.ticket_clock import Heard
from upheld.evaluation.clocks.words import promised, stop_in_words, written
from upheld.evaluation.reason import Moment, Reason, Stretch, Words
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent
from upheld.quantity import Unit

_STARTS = {
    EventKind.CUSTOMER_MESSAGE: "the customer wrote",
    EventKind.REOPENED: "reopened",
    EventKind.PRIORITY: "moved to a priority that is promised something",
}
_PAUSED = {
    PauseEffect.LEFT_OUT: "this time is not counted",
    PauseEffect.SHIFTS_START: "the start moves on by as much time on the wall clock",
    PauseEffect.ADDED_TO_TARGET: "as much counted time is added to the target",
}
_CHANGED = {
    PriorityChange.CARRY: "the time already counted is carried over",
    PriorityChange.RESTART: "the clock starts anew",
    PriorityChange.PROPORTIONAL: "the share of the target already used is carried over",
}
_REOPENED = {
    Reopening.RESUME: "this time is not counted",
    Reopening.CONTINUE: "this time counts",
}
_DAY_UNITS = frozenset({Unit.DAY, Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY})
_SHOWN = 5
"""So many messages that did not count are named, and no more."""


def because(heard: Heard, calendars: ClockCalendars, conventions: Conventions) -> Iterator[Reason]:
    """Give the steps as a person would go through them: start, target, what moved it, stop, due time."""
    judgement, ticket = heard.judgement, heard.matter.ticket
    yield _start(heard)
    yield from _target(judgement, calendars, conventions)
    yield from _changes_of_priority(judgement, ticket, conventions)
    yield from _time_apart(heard, conventions)
    yield from _passed_over(heard, calendars.clock)
    awaited = heard.matter.begun.awaited
    yield from _end(judgement, ticket, calendars.clock.kind, conventions, awaited)


def _start(heard: Heard) -> Reason:
    course, began = heard.judgement.course, heard.matter.begun
    begun = course.stretches[0].begun
    if begun.kind is EventKind.OPENED:
        says, row = began.says, began.evidence
    else:
        says = _STARTS.get(begun.kind, f"silent since the {begun.kind.value}")
        row = _id(begun, heard.matter.ticket)
    return Reason(
        rule="clock.start",
        says=f"{says}; {began.missing}" if began.missing else says,
        figure=Moment(course.start),
        evidence=(row,),
        evidence_count=1,
    )


def _target(judgement: Judgement, calendars: ClockCalendars, conventions: Conventions) -> Iterator[Reason]:
    phase = judgement.limit.phase
    counted = calendars.name(phase.allowance.runs_on)
    target = phase.choice.target.target
    yield Reason(
        rule="clock.target",
        says=f"for {phase.choice.cell}, promised {promised(target)}, counted by {counted}",
        figure=Words(written(target)),
    )
    if target.bound.unit in _DAY_UNITS:
        yield Reason(rule="clock.day", says=f"a day is read as: {_day(target.bound.unit, conventions)}")


def _day(unit: Unit, conventions: Conventions) -> str:
    if unit is not Unit.NEXT_BUSINESS_DAY:
        return conventions.business_day.value
    return f"the next business day, {conventions.next_business_day.value}; {conventions.next_day_after.value}"


def _changes_of_priority(judgement: Judgement, ticket: Ticket, conventions: Conventions) -> Iterator[Reason]:
    if conventions.priority_history is PriorityHistory.FINAL:
        yield Reason(rule="clock.priority", says=f"judged by its {conventions.priority_history.value}")
    for stretch in judgement.course.stretches[1:]:
        effect = _CHANGED[conventions.priority_change]
        if stretch.choice is None:
            effect = "nothing is promised, and no time counts"
        yield Reason(
            rule="clock.priority",
            says=f"priority changed to {stretch.priority or 'none'}: {effect}",
            figure=Moment(stretch.start),
            evidence=(_id(stretch.begun, ticket),),
            evidence_count=1,
        )


def _time_apart(heard: Heard, conventions: Conventions) -> Iterator[Reason]:
    course, ticket = heard.judgement.course, heard.matter.ticket
    for pause in heard.pauses:
        start, end = max(pause.interval.start, course.start), min(pause.interval.end, course.end)
        if start < end:
            events = (pause.begun,) if pause.ended is None else (pause.begun, pause.ended)
            yield Reason(
                rule="clock.pause",
                says=f"paused, {pause.reason}: {_PAUSED[conventions.pauses]}",
                figure=Stretch(Interval(start, end)),
                evidence=tuple(_id(event, ticket) for event in events),
                evidence_count=len(events),
            )
    for each in course.wait.reopenings:
        yield Reason(
            rule="clock.reopened",
            says=f"resolved, and reopened later: {_REOPENED[conventions.reopening]}",
            figure=Stretch(each.interval),
            evidence=(_id(each.resolved, ticket), _id(each.reopened, ticket)),
            evidence_count=2,
        )
    for interval in heard.judgement.excluded:
        yield Reason(
            rule="clock.excluded",
            says="left out by an exclusion: this time is not counted",
            figure=Stretch(interval),
        )


def _passed_over(heard: Heard, clock: TicketClock) -> Iterator[Reason]:
    course, ticket = heard.judgement.course, heard.matter.ticket
    passed_over = (
        event
        for event in heard.events
        if course.start <= event.at <= course.end
        and event is not course.wait.started
        and event is not course.wait.stopped
        and _is_passed_over(event, clock)
    )
    for event in islice(passed_over, _SHOWN):
        yield Reason(
            rule="clock.passed_over",
            says=f"a {event.kind.value} that does not count: {why_passed_over(event)}",
            figure=Moment(event.at),
            evidence=(_id(event, ticket),),
            evidence_count=1,
        )


def _is_passed_over(event: TicketEvent, clock: TicketClock) -> bool:
    """Whether somebody might have taken it for what the clock waits for, and it was not."""
    if event.kind is EventKind.RESOLVED:
        counts = ending(event, clock.solved_by) is Bearing.ANSWERS
        return not counts and clock.kind in (ClockKind.RESOLUTION, ClockKind.RESOLUTION_OR_UPDATE)
    if clock.kind is ClockKind.RESOLUTION or event.actor is Actor.CUSTOMER:
        return False
    told = event.kind in MESSAGES or event.kind is EventKind.NOTE
    return told and bearing(event, clock.kind, clock.until) is not Bearing.ANSWERS


def _end(
    judgement: Judgement, ticket: Ticket, kind: ClockKind, conventions: Conventions, awaited: str
) -> Iterator[Reason]:
    course, limit = judgement.course, judgement.limit
    stop = course.wait.stopped
    if stop is None:
        yield Reason(rule="clock.as_of", says="as far as is known", figure=Moment(course.end))
    else:
        yield Reason(
            rule="clock.stop",
            says=stop_in_words(stop, kind),
            figure=Moment(course.end),
            evidence=(_id(stop, ticket),),
            evidence_count=1,
        )
    if awaited:
        return
    yield Reason(rule="clock.due", says="the target is used up", figure=Moment(limit.due))
    if limit.edges.latest != limit.due:
        yield Reason(
            rule="clock.next_open",
            says="and no more time is counted before",
            figure=Moment(limit.edges.latest),
        )
    if conventions.breach_test is not BreachTest.ELAPSED:
        yield Reason(rule="clock.breach_test", says=f"a breach is a {conventions.breach_test.value}")
    if judgement.breached_at is not None:
        yield Reason(rule="clock.breach", says="broken from then on", figure=Moment(judgement.breached_at))


def _id(event: TicketEvent, ticket: Ticket) -> str:
    return event.identity(ticket.source, ticket.number)
