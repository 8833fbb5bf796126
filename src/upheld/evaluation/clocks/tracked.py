"""Tracked clocks: the time tickets took that are promised none, measured to be reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.clock import RunsOn
from upheld.agreement.convention import Conventions, PauseEffect, Reopening
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.pauses import pauses_of, union
from upheld.evaluation.clocks.ticket_clock import Matter, leaves_open, waits_of
from upheld.evaluation.clocks.waits import Wait
from upheld.evaluation.clocks.words import BASIS
from upheld.evaluation.reason import Count, Length, Reason
from upheld.evaluation.statement import TrackedClock
from upheld.evidence.ticket import EventKind, TicketEvent


def track(
    matter: Matter, calendars: ClockCalendars, conventions: Conventions, as_of: Instant
) -> Iterator[TrackedClock]:
    """Measure every run of a ticket's clock, in service hours where it has any; the stop is the certain one.

    Pauses that would leave time out, and exclusions, do so here as well.
    """
    events = matter.known(as_of)
    pauses = pauses_of(events, conventions, as_of)
    runs_on = RunsOn.WALL_CLOCK if calendars.is_day_and_night else RunsOn.SERVICE_HOURS
    doubt = matter.begun.missing
    if not doubt and leaves_open(events, calendars.clock):
        doubt = "a message that nobody judged may have stopped it earlier"
    for wait in waits_of(matter.begun, events, calendars.clock, conventions, unjudged_counts=False):
        end = as_of if wait.stopped is None else wait.stopped.at
        paused = union(pauses, wait.since, end)
        apart = _left_out(wait, paused, matter.excluded, conventions)
        yield TrackedClock(
            ticket=matter.ticket.number,
            priority=_priority(events),
            basis=BASIS[runs_on],
            started_at=wait.since,
            stopped_at=None if wait.stopped is None else end,
            paused=tuple(paused),
            excluded=_within(matter.excluded, wait.since, end),
            elapsed=calendars.counted(runs_on).elapsed(wait.since, end, apart),
            doubt=doubt,
            evidence=tuple(_rows(wait, matter)),
        )


def tracked_reasons(tracked: Sequence[TrackedClock]) -> Iterator[Reason]:
    """Say how many tickets were tracked, and the median and the longest time of those that are over."""
    if not tracked:
        return
    tickets = len({clock.ticket for clock in tracked})
    yield Reason(
        rule="clocks.tracked",
        says="tracked: measured, with no time promised",
        figure=Count(tickets, "tickets"),
        because=tuple(_figures(tracked)),
    )


def median_of(tracked: Sequence[TrackedClock]) -> Length | None:
    """Give the median time of the clocks that are over, by nearest rank; nothing while none is."""
    over = sorted((each for each in tracked if each.stopped_at is not None), key=lambda each: each.elapsed)
    if not over:
        return None
    middle = over[(len(over) - 1) // 2]
    return Length(middle.elapsed, middle.basis)


def _figures(tracked: Sequence[TrackedClock]) -> Iterator[Reason]:
    median = median_of(tracked)
    over = [each for each in tracked if each.stopped_at is not None]
    if median is not None:
        yield Reason(rule="clocks.median", says="the median, by nearest rank", figure=median)
        longest = max(over, key=lambda each: each.elapsed)
        yield _of(longest, "clocks.longest", "the longest")
    running = [each for each in tracked if each.stopped_at is None]
    if running:
        yield _of(max(running, key=lambda each: each.elapsed), "clocks.open", "the longest still open")
    uncertain = sum(bool(each.doubt) for each in tracked)
    if uncertain:
        yield Reason(
            rule="clocks.uncertain",
            says="uncertain, for want of a start or of somebody's judgement of a message",
            figure=Count(uncertain, "clocks"),
        )


def _of(clock: TrackedClock, rule: str, which: str) -> Reason:
    return Reason(
        rule=rule,
        says=f"{which}: ticket {clock.ticket}",
        figure=Length(clock.elapsed, clock.basis),
        evidence=clock.evidence,
        evidence_count=len(clock.evidence),
    )


def _left_out(
    wait: Wait, paused: IntervalSet, excluded: IntervalSet, conventions: Conventions
) -> IntervalSet:
    apart = excluded
    if paused and conventions.pauses is PauseEffect.LEFT_OUT:
        apart = apart | paused
    if wait.reopenings and conventions.reopening is Reopening.RESUME:
        apart = apart | IntervalSet.from_iterable(each.interval for each in wait.reopenings)
    return apart


def _within(time: IntervalSet, start: Instant, end: Instant) -> tuple[Interval, ...]:
    return tuple(time.within(Interval(start, end))) if start < end else ()


def _priority(events: Sequence[TicketEvent]) -> str | None:
    """The one it has in the end."""
    return [event.priority for event in events if event.kind in (EventKind.OPENED, EventKind.PRIORITY)][-1]


def _rows(wait: Wait, matter: Matter) -> Iterator[str]:
    ticket = matter.ticket
    own = wait.started.identity(ticket.source, ticket.number)
    yield own
    if wait.started.kind is EventKind.OPENED and matter.begun.evidence != own:
        yield matter.begun.evidence
    if wait.stopped is not None:
        yield wait.stopped.identity(ticket.source, ticket.number)
