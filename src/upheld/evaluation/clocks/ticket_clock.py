"""A ticket's clocks: every run over its log, judged under both readings of replies nobody judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from upheld.agreement.clock import ClockKind, TicketClock, UpdateEffect
from upheld.agreement.convention import Conventions
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.judgement import Judgement, judge
from upheld.evaluation.clocks.pauses import Pause, pauses_of
from upheld.evaluation.clocks.reply import Bearing, bearing
from upheld.evaluation.clocks.stretches import course_of
from upheld.evaluation.clocks.waits import ENDINGS, Wait, next_responses, resolutions, responses, updates
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import Ticket, TicketEvent

PLACE_IN_LOG = attrgetter("at", "sequence")
"""The order of a log; no two events share a place."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One run as judged, with the part of the log it was judged on."""

    judgement: Judgement
    state: ClockState
    """The judgement's own, or INDETERMINATE where it rests on replies that nobody judged."""
    events: tuple[TicketEvent, ...]
    pauses: tuple[Pause, ...]

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls: at the breach or the stop; nothing while the clock runs.

        Where replies nobody judged leave it open, it falls where the breach would.
        """
        if self.judgement.breached_at is not None:
            return self.judgement.breached_at
        return self.judgement.course.end if self.judgement.course.wait.stopped else None


def hear(
    ticket: Ticket, calendars: ClockCalendars, conventions: Conventions, as_of: Instant
) -> tuple[Heard, ...]:
    """Judge every run of a clock on a ticket, from its log as it stood at an instant, that instant included.

    Nothing where nothing is promised for its priorities.
    """
    events = tuple(sorted((event for event in ticket.events if event.at <= as_of), key=PLACE_IN_LOG))
    pauses = pauses_of(events, conventions, as_of)

    def judged(unjudged_answers: bool) -> Iterator[Judgement]:
        for wait in _waits(events, calendars.clock, conventions, unjudged_answers):
            course = course_of(wait, events, calendars, conventions, as_of)
            if course is not None:
                judgement = judge(course, pauses, calendars, conventions)
                if judgement.state is ClockState.BREACHED or not wait.superseded:
                    yield judgement

    strict = list(judged(unjudged_answers=False))
    clock = calendars.clock
    if clock.kind is ClockKind.RESOLUTION or not _leaves_open(events, clock):
        return tuple(Heard(each, each.state, events, pauses) for each in strict)
    generous = list(judged(unjudged_answers=True))
    return tuple(Heard(each, state, events, pauses) for each, state in _reconciled(strict, generous))


def _leaves_open(events: Sequence[TicketEvent], clock: TicketClock) -> bool:
    return any(bearing(event, clock.kind, clock.until) is Bearing.UNJUDGED for event in events)


def _waits(
    events: Sequence[TicketEvent], clock: TicketClock, conventions: Conventions, unjudged_answers: bool
) -> Iterator[Wait]:
    answering = {Bearing.ANSWERS, Bearing.UNJUDGED} if unjudged_answers else {Bearing.ANSWERS}

    def answers(event: TicketEvent) -> bool:
        return bearing(event, clock.kind, clock.until) in answering

    match clock.kind:
        case ClockKind.RESPONSE:
            return responses(events, answers)
        case ClockKind.NEXT_RESPONSE:
            return next_responses(events, answers, conventions.next_reply)
        case ClockKind.UPDATE:
            return updates(events, answers)
        case ClockKind.RESOLUTION:
            return resolutions(events, conventions.reopening)
        case ClockKind.RESOLUTION_OR_UPDATE if clock.update is UpdateEffect.RESTARTS:
            return updates(events, answers)
        case ClockKind.RESOLUTION_OR_UPDATE:
            return responses(events, lambda event: event.kind in ENDINGS or answers(event))


def _reconciled(
    strict: Sequence[Judgement], generous: Sequence[Judgement]
) -> Iterator[tuple[Judgement, ClockState]]:
    """Give the runs on which both readings agree, and those they leave open as INDETERMINATE.

    A reply that counts cuts a run short, so every run of the generous reading lies within one of the strict
    one; where one of those is broken, the whole is, whatever somebody makes of the replies.
    """
    for whole in strict:
        parts = [part for part in generous if _lies_within(part, whole)]
        broken = next((part for part in parts if part.state is ClockState.BREACHED), None)
        if broken is not None:
            yield broken, broken.state
        elif parts and parts[-1].state is whole.state:
            yield whole, whole.state
        else:
            yield whole, ClockState.INDETERMINATE


def _lies_within(part: Judgement, whole: Judgement) -> bool:
    """Whether a run begins within another; one that begins where the other was stopped is the next."""
    started, course = part.course.start, whole.course
    if started == course.start or course.start < started < course.end:
        return True
    return started == course.end and course.wait.stopped is None
