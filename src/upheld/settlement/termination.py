"""Termination rights held against a record of breaches: whether each has arisen, when, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.termination import BreachesWithin, ConsecutiveMonths, Ground, Penalty, TerminationRight
from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Moment, Reason
from upheld.evaluation.wording import listed
from upheld.settlement.breach_record import BreachRecord, DatedBreach
from upheld.settlement.breach_window import Together, may_stand_together, standing_together
from upheld.settlement.time_limit import Deadline, Since, Unlimited, deadline_in_words, is_over, time_limit


class RightState(Enum):
    """Whether there is a right to terminate."""

    ARISEN = "has arisen"
    LAPSED = "is over"
    UNKNOWN = "not known"
    NOT_ARISEN = "has not arisen"
    OTHER_PLAN = "not on this plan"
    PLAN_UNKNOWN = "depends on the plan, which is not given"
    AMBIGUOUS = "depends on how the text is read"


class Arising(Struct, frozen=True, kw_only=True):
    """A right arises, or arises anew: with the breach that completes its ground."""

    at: Instant
    proof: Together
    """As few breaches as make up the ground, in order of time."""
    exercise_by: Deadline


class HeldRight(Struct, frozen=True, kw_only=True):
    """A termination right, and what the breaches known by `as_of` make of it."""

    right: TerminationRight
    state: RightState
    first: Arising | None = None
    latest: Arising | None = None
    """When it arose last; each breach that completes the ground again gives the right anew."""
    reason: Reason


def hold_right(
    right: TerminationRight, record: BreachRecord, plan: str | None, calendars: Calendars, as_of: Instant
) -> HeldRight:
    """Hold a right against the breaches of several months.

    What lies before the record's first month plays no part. A month in doubt leaves the right unknown where
    breaches in it would give it.
    """
    if right.plans and plan not in right.plans:
        state = RightState.PLAN_UNKNOWN if plan is None else RightState.OTHER_PLAN
        return HeldRight(right=right, state=state, reason=_reason(right, state, ()))
    ours = record.of(right.objectives)
    arisings = [_arising(right, proof, calendars) for proof in standing_together(right.ground, ours)]
    if not arisings:
        return _not_arisen(right, ours)
    in_order = sorted(arisings, key=lambda arising: arising.at)
    first, latest = in_order[0], in_order[-1]
    zone = calendars.zone(calendars.agreement.time_zone)
    state, when = RightState.ARISEN, f" on {zone.date(first.at)}"
    if is_over(latest.exercise_by, as_of):
        state, when = RightState.LAPSED, f"; it arose last on {zone.date(latest.at)}"
    steps = (*_proof(first, zone), *_terms(right, latest, zone))
    reason = replace(_reason(right, state, steps, when), figure=Moment(first.at))
    return HeldRight(right=right, state=state, first=first, latest=latest, reason=reason)


def _not_arisen(right: TerminationRight, record: BreachRecord) -> HeldRight:
    """A right without its ground, as far as anybody knows."""
    may = may_stand_together(right.ground, record)
    state = RightState.UNKNOWN if may else RightState.NOT_ARISEN
    doubts = tuple(Reason(rule="termination.doubt", says=doubt.says) for doubt in record.doubts if may)
    return HeldRight(right=right, state=state, reason=_reason(right, state, doubts))


def ground_in_words(ground: Ground) -> str:
    """The ground as a sentence says it."""
    match ground:
        case ConsecutiveMonths(months):
            return f"{months} consecutive months with a breach"
        case BreachesWithin(at_least=count, months=months):
            return f"{count} breaches or more within {months} months"


def _arising(right: TerminationRight, proof: Together, calendars: Calendars) -> Arising:
    at = proof[-1].breach.at
    within = right.exercised_within
    until = Unlimited() if within is None else time_limit(within, Since(at), calendars)
    return Arising(at=at, proof=proof, exercise_by=until)


def _reason(
    right: TerminationRight, state: RightState, because: tuple[Reason, ...], when: str = ""
) -> Reason:
    of = f" of {listed(right.objectives)}" if right.objectives else ""
    by = f", counted by {right.ground.counted_by.value}" if isinstance(right.ground, BreachesWithin) else ""
    return Reason(
        rule="termination.right",
        says=f"a right to terminate after {ground_in_words(right.ground)}{of}{by}: {state.value}{when}",
        clause=right.clause,
        because=because,
    )


def _proof(arising: Arising, zone: Zone) -> Iterator[Reason]:
    for each in arising.proof:
        yield _step(each, zone)


def _step(each: DatedBreach, zone: Zone) -> Reason:
    breach = each.breach
    return Reason(
        rule="termination.breach",
        says=f"{breach.subject} was breached on {zone.date(breach.at)}: {breach.what}",
        figure=Moment(breach.at),
        clause=breach.clause,
        evidence=breach.evidence,
        evidence_count=len(breach.evidence),
    )


def _terms(right: TerminationRight, latest: Arising, zone: Zone) -> Iterator[Reason]:
    """On which terms it is exercised."""
    if not isinstance(latest.exercise_by, Unlimited):
        says = f"to be exercised {deadline_in_words(latest.exercise_by, zone)}"
        figure = latest.exercise_by if isinstance(latest.exercise_by, Moment) else None
        yield Reason(rule="termination.exercise", says=says, figure=figure, clause=right.clause)
    if right.notice is not None:
        says = f"notice is to be given {right.notice} before it takes effect"
        yield Reason(rule="termination.notice", says=says, clause=right.clause)
    if right.penalty is not None:
        free = right.penalty is Penalty.NONE
        says = "leaving costs nothing" if free else "leaving early costs what the contract says"
        yield Reason(rule="termination.penalty", says=says, clause=right.clause)
