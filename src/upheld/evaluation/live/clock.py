"""A clock that goes on: what it has used by its last turn, and when it will have used how much."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import BreachTest, Conventions
from upheld.chrono.instant import MINUTE, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.judgement import Judgement, Limit, bound_of, judge
from upheld.evaluation.clocks.legs import Leg, counted, used_up
from upheld.evaluation.clocks.stretches import Course
from upheld.evaluation.clocks.ticket_clock import Heard
from upheld.evaluation.clocks.waits import ENDINGS
from upheld.evaluation.clocks.words import BASIS, promise
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import Ticket

HALF = Fraction(1, 2)
THREE_QUARTERS = Fraction(3, 4)
WHOLE = Fraction(1)


class GoingClock(Struct, frozen=True, kw_only=True):
    """A run of a ticket's clock that nothing has stopped yet; lengths are microseconds of the time it counts.

    It changes when something happens to its ticket, and when it is broken; time alone does not change it.
    """

    ticket: str
    source: str
    customer: str | None
    objective: str
    priority: str | None
    cell: str
    promise: str
    """Such as `within 4 business hours`."""
    basis: str
    """Which time it counts, such as `business hours`."""
    opened_at: Instant
    started_at: Instant
    state: ClockState
    paused_for: tuple[str, ...]
    """Why it stands still, each reason by itself; none where it runs."""
    budget: Micros
    spent: Micros
    """By `turned_at`."""
    turned_at: Instant
    """When something last happened to the ticket, as far as it moves this clock."""
    due: Instant | None
    """The earliest instant at which the target is used up; absent where that does not come as it stands."""
    last_compliant: Instant | None
    half_at: Instant | None
    three_quarters_at: Instant | None
    full_at: Instant | None
    breaks_at: Instant | None
    """When it was broken, or the last instant that keeps it if nothing changes; none of one in doubt."""
    windows: tuple[Interval, ...]
    """In which it counts, from `turned_at` until its target is used up."""
    doubt: str
    """What would have to be known, as the rest of a sentence; empty where nothing is in doubt."""
    services: tuple[str, ...]


def going_on(
    heard: Heard, objective: str, calendars: ClockCalendars, conventions: Conventions
) -> GoingClock | None:
    """Say how a run goes on; nothing where it was stopped."""
    if heard.judgement.course.wait.stopped is not None:
        return None
    still = _still(heard)
    judgement = _until_still(heard, still, calendars, conventions) if still else heard.judgement
    limit, ticket = judgement.limit, heard.matter.ticket
    turned = still[0][0] if still else _last_turn(heard)
    moments = {share: _used_at(limit, share, turned if still else None) for share in _SHARES}
    is_used = moments[WHOLE] is not None
    in_doubt = heard.state is ClockState.INDETERMINATE
    return GoingClock(
        ticket=ticket.number,
        source=ticket.source,
        customer=ticket.customer,
        objective=objective,
        priority=limit.phase.stretch.priority,
        cell=limit.phase.choice.cell,
        promise=promise(judgement),
        basis=BASIS[limit.phase.allowance.runs_on],
        opened_at=ticket.opened_at,
        started_at=judgement.course.start,
        state=heard.state,
        paused_for=tuple(sorted({reason for _, reason in still})),
        budget=limit.budget,
        spent=_spent(limit, turned),
        turned_at=turned,
        due=limit.due if is_used else None,
        last_compliant=_last_compliant(limit, conventions) if is_used else None,
        half_at=moments[HALF],
        three_quarters_at=moments[THREE_QUARTERS],
        full_at=moments[WHOLE],
        breaks_at=None if in_doubt else _breaks_at(heard, limit, conventions, is_still=bool(still)),
        windows=() if still else _windows(limit, turned),
        doubt=heard.doubt,
        services=ticket.services,
    )


def left_at(clock: GoingClock, at: Instant) -> Micros:
    """Give what is left of a clock's target at an instant if nothing has happened since its last turn."""
    return left_of(clock.budget, clock.spent, ((each.start, each.end) for each in clock.windows), at)


def left_of(budget: int, spent: int, windows: Iterable[tuple[int, int]], at: int) -> Micros:
    """The same of the parts in which a clock is kept; windows are pairs of instants."""
    used = sum(min(end, at) - start for start, end in windows if start < at)
    return Micros(budget - spent - used)


def looks_at(clock: GoingClock, as_of: Instant, *, has_exclusions: bool) -> Instant | None:
    """From when on time alone changes what a clock says: the moment after it breaks.

    Where time may be excluded that goes on, it moves all the while, and is looked at every minute.
    """
    breaks = clock.breaks_at
    instants = [] if breaks is None or clock.state is ClockState.BREACHED else [Instant(breaks + 1)]
    if has_exclusions:
        instants.append(Instant(as_of + MINUTE))
    return min((each for each in instants if each > as_of), default=None)


_SHARES = (HALF, THREE_QUARTERS, WHOLE)


def _still(heard: Heard) -> list[tuple[Instant, str]]:
    """Since when and why a run stands still, the earliest first."""
    start = heard.judgement.course.start
    found = [(max(each.interval.start, start), each.reason) for each in heard.pauses if each.ended is None]
    if heard.matter.begun.awaited:
        found.append((start, heard.matter.begun.awaited))
    return sorted(found)


def _until_still(
    heard: Heard,
    still: list[tuple[Instant, str]],
    calendars: ClockCalendars,
    conventions: Conventions,
) -> Judgement:
    """Judge a run up to where it came to stand still: what comes after is not known before it goes on."""
    pauses = [each for each in heard.pauses if each.ended is not None]
    course = _cut(heard.judgement.course, still[0][0])
    return judge(course, pauses, heard.matter.excluded, calendars, conventions)


def _cut(course: Course, end: Instant) -> Course:
    kept = [
        replace(each, end=min(each.end, end))
        for index, each in enumerate(course.stretches)
        if index == 0 or each.start < end
    ]
    return replace(course, end=end, stretches=tuple(kept))


def _last_turn(heard: Heard) -> Instant:
    """The last event of a ticket, or where the clock was started, whichever came later."""
    return max(heard.judgement.course.start, *(each.at for each in heard.events))


def _used_at(limit: Limit, share: Fraction, at_most: Instant | None) -> Instant | None:
    """When a share of the budget is used up; nothing where that is after the latest instant that is known."""
    at = used_up(limit.legs, Micros(floor(limit.budget * share)), limit.left_out).earliest
    return at if at_most is None or at <= at_most else None


def _spent(limit: Limit, until: Instant) -> Micros:
    legs = [
        Leg(each.start, min(each.end, until), each.open_time) for each in limit.legs if each.start < until
    ]
    return counted(legs, limit.left_out)


def _last_compliant(limit: Limit, conventions: Conventions) -> Instant:
    """The last instant that keeps it: the close of its hours, where that breaks it, else the next opening."""
    by_close = conventions.breach_test is BreachTest.DUE_CLOSE
    return bound_of(limit, conventions) if by_close else limit.edges.latest


def _breaks_at(heard: Heard, limit: Limit, conventions: Conventions, *, is_still: bool) -> Instant | None:
    if heard.judgement.breached_at is not None:
        return heard.judgement.breached_at
    return None if is_still else bound_of(limit, conventions)


def _windows(limit: Limit, since: Instant) -> tuple[Interval, ...]:
    until = limit.edges.earliest
    if until <= since:
        return ()
    last = limit.legs[-1]
    counting: IntervalSet = last.open_time.open.within(Interval(since, until))
    return tuple(counting - limit.left_out if limit.left_out else counting)


def is_over(ticket: Ticket, as_of: Instant) -> bool:
    """Whether the last thing that had happened to a ticket by an instant was its end."""
    known = [each for each in ticket.events if each.at <= as_of]
    return bool(known) and max(known, key=lambda each: (each.at, each.sequence)).kind in ENDINGS
