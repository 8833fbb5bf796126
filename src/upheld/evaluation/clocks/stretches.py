"""Stretches: a wait cut where the priority of its ticket changes, each with the target that binds in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import Conventions, PriorityHistory
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.cells import SETS_PRIORITY, Choice, choose
from upheld.evaluation.clocks.waits import Wait
from upheld.evidence.ticket import TicketEvent


class Stretch(Struct, frozen=True):
    """Part of a wait under one priority; a stretch that begins at the end of the wait may be empty."""

    start: Instant
    end: Instant
    priority: str | None
    choice: Choice | None
    """The target; absent where nothing is promised for the priority, and then no time counts."""
    begun: TicketEvent
    """The event that set the priority, or started the wait."""


class Course(Struct, frozen=True):
    """A wait with its stretches, the first and the last of which are promised something."""

    wait: Wait
    start: Instant
    end: Instant
    """Where it stopped, or as far as it is known."""
    stretches: tuple[Stretch, ...]


def course_of(
    wait: Wait,
    events: Sequence[TicketEvent],
    calendars: ClockCalendars,
    conventions: Conventions,
    as_of: Instant,
) -> Course | None:
    """Cut a wait at the changes of priority; nothing where no priority it had is promised anything.

    A clock begins with the first priority that is promised something, and ends with the change to one that is
    not, if no other follows: it is judged for as long as there was a promise.
    """
    end = as_of if wait.stopped is None else wait.stopped.at
    stretches = list(_stretches(wait, events, calendars, conventions, end))
    promised = [index for index, stretch in enumerate(stretches) if stretch.choice is not None]
    if not promised:
        return None
    first, last = promised[0], promised[-1]
    course = Course(wait, stretches[first].start, end, tuple(stretches[first : last + 1]))
    return _released(course, stretches[last + 1].begun) if last + 1 < len(stretches) else course


def _released(course: Course, release: TicketEvent) -> Course | None:
    """End a course where nothing is promised any more; at its resolution, where it stood resolved then.

    Nothing is left of a promise that came and went while the ticket stood resolved.
    """
    stop = release
    for each in course.wait.reopenings:
        if each.resolved.at <= release.at < each.reopened.at:
            stop = each.resolved
    if stop.at < course.start:
        return None
    kept = [
        replace(stretch, end=min(stretch.end, stop.at))
        for index, stretch in enumerate(course.stretches)
        if index == 0 or stretch.start < stop.at
    ]
    reopenings = tuple(each for each in course.wait.reopenings if each.reopened.at <= stop.at)
    wait = replace(course.wait, stopped=stop, reopenings=reopenings)
    last = max(index for index, stretch in enumerate(kept) if stretch.choice is not None)
    ended = replace(course, wait=wait, end=stop.at, stretches=tuple(kept[: last + 1]))
    return _released(ended, kept[last + 1].begun) if last + 1 < len(kept) else ended


def _stretches(
    wait: Wait,
    events: Sequence[TicketEvent],
    calendars: ClockCalendars,
    conventions: Conventions,
    end: Instant,
) -> Iterator[Stretch]:
    changes = [event for event in events if event.kind in SETS_PRIORITY]
    start = wait.since
    if conventions.priority_history is PriorityHistory.FINAL:
        final = changes[-1].priority
        yield Stretch(start, end, final, choose(calendars, final, start), wait.started)
        return
    begun, priority = wait.started, changes[0].priority
    for change in changes[1:]:
        if change.at <= start:
            priority = change.priority
        elif change.priority != priority and (change.at < end or wait.stopped is None):
            yield Stretch(start, change.at, priority, choose(calendars, priority, start), begun)
            start, begun, priority = change.at, change, change.priority
    yield Stretch(start, end, priority, choose(calendars, priority, start), begun)
