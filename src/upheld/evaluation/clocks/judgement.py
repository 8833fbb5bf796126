"""The judgement of one run of a clock: what it counted, when its target was used up, whether it was kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from upheld.agreement.convention import BreachTest, Conventions, PauseEffect, PriorityChange, Reopening
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.clocks.allowance import Allowance, allowance
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.cells import SETS_PRIORITY, Choice
from upheld.evaluation.clocks.legs import Edges, Leg, counted, counted_within, used_up
from upheld.evaluation.clocks.pauses import Pause, union
from upheld.evaluation.clocks.stretches import Course, Stretch
from upheld.evaluation.statement import ClockState
from upheld.quantity import Operator, Target


class Phase(Struct, frozen=True):
    """A stretch in which something is promised, as the clock counts it."""

    stretch: Stretch
    choice: Choice
    allowance: Allowance
    leg: Leg


class Limit(Struct, frozen=True):
    """What binds in one phase: how much may be counted since the clock, or its latest restart, began."""

    phase: Phase
    since: int
    """Index of the phase the count begins with."""
    budget: Micros
    edges: Edges
    legs: tuple[Leg, ...]
    """What counts towards the budget; the last of them runs on."""
    left_out: IntervalSet
    """Time that does not."""

    @property
    def due(self) -> Instant:
        """When the budget is used up: at the earliest, or at the opening a target names."""
        return self.edges.latest if self.phase.allowance.ends_at_opening else self.edges.earliest


class Judgement(Struct, frozen=True, kw_only=True):
    """What one run came to, and by which limit: the first that was broken, or else the last."""

    course: Course
    limit: Limit
    paused: IntervalSet
    excluded: IntervalSet
    """Time of the run that exclusions take out."""
    elapsed: Micros
    state: ClockState
    breached_at: Instant | None


def judge(
    course: Course,
    pauses: Sequence[Pause],
    excluded: IntervalSet,
    calendars: ClockCalendars,
    conventions: Conventions,
) -> Judgement:
    """Judge a run, each stretch by its own target and calendar; a breach that happened stays.

    Excluded time is never counted, whatever pauses do. A breach falls where the target is used up and no
    answer would keep it any more, but never before the change of priority or the reopening that makes it one.
    """
    paused = union(pauses, course.start, course.end)
    held = paused - excluded if paused and excluded else paused
    left_out, added = _effect(course, held, excluded, conventions)
    phases = _phases(course, held, calendars, conventions)
    for limit in _limits(phases, left_out, added, conventions):
        elapsed = counted([phase.leg for phase in phases[limit.since :]], left_out)
        breached_at = _breached_at(limit, elapsed, course, conventions)
        if breached_at is not None:
            break
    if breached_at is not None:
        state = ClockState.BREACHED
    else:
        state = ClockState.KEPT if course.wait.stopped else ClockState.RUNNING
    return Judgement(
        course=course,
        limit=limit,
        paused=paused,
        excluded=_part_of(excluded, course),
        elapsed=elapsed,
        state=state,
        breached_at=breached_at,
    )


def _part_of(time: IntervalSet, course: Course) -> IntervalSet:
    """Give the part of some time that lies in a run."""
    return time.within(Interval(course.start, course.end)) if time and course.start < course.end else EMPTY


def _effect(
    course: Course, held: IntervalSet, excluded: IntervalSet, conventions: Conventions
) -> tuple[IntervalSet, IntervalSet]:
    """Give the time that is left out of the count, and the time the target grows by."""
    left_out = excluded
    if held and conventions.pauses is PauseEffect.LEFT_OUT:
        left_out = held | excluded
    added = held if conventions.pauses is PauseEffect.ADDED_TO_TARGET else EMPTY
    if course.wait.reopenings and conventions.reopening is Reopening.RESUME:
        left_out = left_out | IntervalSet.from_iterable(each.interval for each in course.wait.reopenings)
    return left_out, added


def _phases(
    course: Course, paused: IntervalSet, calendars: ClockCalendars, conventions: Conventions
) -> list[Phase]:
    shift = paused.length if conventions.pauses is PauseEffect.SHIFTS_START else 0
    origin = Instant(min(course.start + shift, course.end))
    carries = conventions.priority_change is PriorityChange.CARRY
    phases = []
    for stretch in course.stretches:
        if stretch.choice is None or (stretch.end <= origin and stretch is not course.stretches[-1]):
            continue
        start = max(stretch.start, origin)
        allowed = allowance(stretch.choice.target, origin if carries else start, calendars, conventions)
        leg = Leg(start, stretch.end, allowed.open_time)
        phases.append(Phase(stretch, stretch.choice, allowed, leg))
    return phases


def _limits(
    phases: Sequence[Phase], left_out: IntervalSet, added: IntervalSet, conventions: Conventions
) -> Iterator[Limit]:
    used = Fraction(0)
    for index, phase in enumerate(phases):
        since = index if conventions.priority_change is PriorityChange.RESTART else 0
        legs = [each.leg for each in phases[since : index + 1]]
        length: int | Fraction = phase.allowance.length
        if conventions.priority_change is PriorityChange.PROPORTIONAL and len(phases) > 1:
            length = _net(legs[:-1], left_out, added) + (1 - used) * length
            used += _share(_net(legs[-1:], left_out, added), phase.allowance.length)
        budget = _whole(length + counted_within(legs, added), phase)
        yield Limit(phase, since, budget, used_up(legs, budget, left_out), tuple(legs), left_out)


def _net(legs: Sequence[Leg], left_out: IntervalSet, added: IntervalSet) -> int:
    return counted(legs, left_out) - counted_within(legs, added)


def _share(spent: int, length: Micros) -> Fraction:
    return Fraction(spent, length) if length else Fraction(1)


def _whole(budget: int | Fraction, phase: Phase) -> Micros:
    """Give the budget in whole microseconds that the very same counts keep."""
    strict = phase.choice.target.target.operator is Operator.LESS
    return Micros(max(0, ceil(budget) if strict else floor(budget)))


def bound_of(limit: Limit, conventions: Conventions) -> Instant:
    """The last instant that keeps a limit if nothing moves it any more, or the first that breaks it."""
    strict = limit.phase.choice.target.target.operator is Operator.LESS
    test = conventions.breach_test
    at_earliest = strict if test is BreachTest.ELAPSED else test is BreachTest.DUE_CLOSE
    return max(limit.edges.earliest if at_earliest else limit.edges.latest, limit.phase.stretch.start)


def _breached_at(limit: Limit, elapsed: Micros, course: Course, conventions: Conventions) -> Instant | None:
    stretch, operator = limit.phase.stretch, limit.phase.choice.target.target.operator
    strict = operator is Operator.LESS
    test = conventions.breach_test
    at_earliest = strict if test is BreachTest.ELAPSED else test is BreachTest.DUE_CLOSE
    bound = limit.edges.earliest if at_earliest else limit.edges.latest
    falls = _unless_resolved(bound_of(limit, conventions), course, strict)
    if stretch is not course.stretches[-1] or _is_released(course):
        broken = falls < stretch.end
    elif test is BreachTest.ELAPSED:
        broken = not Target(operator, limit.budget).kept_by(elapsed)
    else:
        broken = bound <= course.end if strict else bound < course.end
    return falls if broken else None


def _is_released(course: Course) -> bool:
    """Whether a run ended because nothing is promised for its priority any more, and not with an answer."""
    stopped = course.wait.stopped
    return stopped is not None and stopped.kind in SETS_PRIORITY


def _unless_resolved(at: Instant, course: Course, strict: bool) -> Instant:
    """Move a breach that would fall on a resolved ticket to its reopening."""
    for each in course.wait.reopenings:
        resolved = each.interval
        if resolved.start < at < resolved.end or (at == resolved.start and not strict):
            return resolved.end
    return at
