"""A ticket's clocks: every run over its log, judged under both readings of events nobody judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter

from msgspec import Struct

from upheld.agreement.clock import ClockKind, TicketClock, UpdateEffect
from upheld.agreement.convention import Conventions
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.doubt import doubt_of
from upheld.evaluation.clocks.judgement import Judgement, judge
from upheld.evaluation.clocks.pauses import Pause, pauses_of
from upheld.evaluation.clocks.reply import Bearing, bearing, ending
from upheld.evaluation.clocks.starts import Begun, counted_from
from upheld.evaluation.clocks.stretches import course_of
from upheld.evaluation.clocks.waits import Wait, next_responses, resolutions, responses, updates
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import Ticket, TicketEvent

_PLACE_IN_LOG = attrgetter("at", "sequence")
"""The order of a log; no two events share a place."""


def in_order(events: Iterable[TicketEvent]) -> list[TicketEvent]:
    """Give events in the order of their log, each once."""
    return sorted({_PLACE_IN_LOG(event): event for event in events}.values(), key=_PLACE_IN_LOG)


class Matter(Struct, frozen=True):
    """A ticket as it comes before its clock."""

    ticket: Ticket
    begun: Begun
    excluded: IntervalSet
    """Time that exclusions take out."""
    scope: str = ""
    """What is not recorded that decides whether it is promised this at all; empty where nothing is amiss."""

    def known(self, as_of: Instant) -> tuple[TicketEvent, ...]:
        """Give the log as it stood at an instant, that instant included, in order."""
        return tuple(sorted((event for event in self.ticket.events if event.at <= as_of), key=_PLACE_IN_LOG))


class Heard(Struct, frozen=True):
    """One run as judged, with the part of the log it was judged on."""

    matter: Matter
    judgement: Judgement
    found: ClockState
    """The judgement's own state, or INDETERMINATE where there is a doubt that matters."""
    events: tuple[TicketEvent, ...]
    pauses: tuple[Pause, ...]
    doubt: str = ""
    """What would have to be known, as the rest of a sentence."""

    @property
    def state(self) -> ClockState:
        """What it came to: a breach is undecided where nobody knows whether the ticket is promised this."""
        out_of_scope = self.matter.scope and self.found is ClockState.BREACHED
        return ClockState.INDETERMINATE if out_of_scope else self.found

    @property
    def remaining(self) -> Micros:
        """What is left of the target; negative where it is overspent."""
        return Micros(self.judgement.limit.budget - self.judgement.elapsed)

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls: at the breach or the stop; nothing while the clock runs.

        Where a doubt leaves it open, it falls where the breach would.
        """
        if self.judgement.breached_at is not None:
            return self.judgement.breached_at
        return self.judgement.course.end if self.judgement.course.wait.stopped else None


def hear(
    matter: Matter, calendars: ClockCalendars, conventions: Conventions, as_of: Instant
) -> tuple[Heard, ...]:
    """Judge every run of a clock on a ticket, from its log as it stood at an instant, that instant included.

    Nothing where nothing is promised for its priorities.
    """
    events = matter.known(as_of)
    pauses = pauses_of(events, conventions, as_of)

    def judged(unjudged_counts: bool) -> Iterator[Judgement]:
        for wait in waits_of(matter.begun, events, calendars.clock, conventions, unjudged_counts):
            course = course_of(wait, events, calendars, conventions, as_of)
            if course is not None:
                judgement = judge(course, pauses, matter.excluded, calendars, conventions)
                if judgement.state is ClockState.BREACHED or not wait.superseded:
                    yield judgement

    found: Iterable[tuple[Judgement, ClockState]]
    strict = list(judged(unjudged_counts=False))
    if leaves_open(events, calendars.clock):
        found = _reconciled(strict, list(judged(unjudged_counts=True)))
    else:
        found = ((each, each.state) for each in strict)
    doubted = ((*each, doubt_of(*each, matter.begun, calendars.clock, conventions)) for each in found)
    return tuple(
        Heard(matter, judgement, ClockState.INDETERMINATE if doubt else state, events, pauses, doubt)
        for judgement, state, doubt in doubted
    )


def waits_of(
    began: Begun,
    events: Sequence[TicketEvent],
    clock: TicketClock,
    conventions: Conventions,
    unjudged_counts: bool,
) -> Iterator[Wait]:
    """Give the runs of a clock over a log; what nobody judged counts, or does not."""
    counting = (Bearing.ANSWERS, Bearing.UNJUDGED) if unjudged_counts else (Bearing.ANSWERS,)

    def answers(event: TicketEvent) -> bool:
        return bearing(event, clock.kind, clock.until) in counting

    def ends(event: TicketEvent) -> bool:
        return ending(event, clock.solved_by) in counting

    return counted_from(began, _waits(events, clock, conventions, answers, ends))


def leaves_open(events: Iterable[TicketEvent], clock: TicketClock) -> bool:
    """Tell whether a log has an event that may answer or end its clock, and nobody judged whether it does."""
    may_count = partial(_may_count, clock=clock)
    return any(map(may_count, events))


def _may_count(event: TicketEvent, clock: TicketClock) -> bool:
    if ending(event, clock.solved_by) is Bearing.UNJUDGED:
        return True
    is_asked = clock.kind is not ClockKind.RESOLUTION
    return is_asked and bearing(event, clock.kind, clock.until) is Bearing.UNJUDGED


def _waits(
    events: Sequence[TicketEvent],
    clock: TicketClock,
    conventions: Conventions,
    answers: Callable[[TicketEvent], bool],
    ends: Callable[[TicketEvent], bool],
) -> Iterator[Wait]:
    match clock.kind:
        case ClockKind.RESPONSE:
            return responses(events, answers)
        case ClockKind.NEXT_RESPONSE:
            return next_responses(events, answers, conventions.next_reply)
        case ClockKind.UPDATE:
            return updates(events, answers, ends)
        case ClockKind.RESOLUTION:
            return resolutions(events, conventions.reopening, ends)
        case ClockKind.RESOLUTION_OR_UPDATE if clock.update is UpdateEffect.RESTARTS:
            return updates(events, answers, ends)
        case ClockKind.RESOLUTION_OR_UPDATE:
            return responses(events, lambda event: ends(event) or answers(event))


def _reconciled(
    strict: Sequence[Judgement], generous: Sequence[Judgement]
) -> Iterator[tuple[Judgement, ClockState]]:
    """Give the runs on which both readings agree, and those they leave open as INDETERMINATE.

    An event that counts cuts a run short, so every run of the generous reading lies within one of the strict
    one; where one of those is broken, the whole is, whatever somebody makes of the events.
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
