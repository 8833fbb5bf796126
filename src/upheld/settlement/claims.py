"""Claims held against the agreement: in time and in form or not, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.claim import Claims
from upheld.chrono.instant import Instant
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Moment, NoData, Reason
from upheld.evaluation.wording import listed, spoken_moment
from upheld.evidence.account import ClaimCase
from upheld.settlement.claim_form import Fault, faults_of
from upheld.settlement.claim_window import Claimable
from upheld.settlement.giving import UNVERIFIED, give_by
from upheld.settlement.time_limit import (
    Deadline,
    Since,
    Unlimited,
    deadline_in_words,
    is_over,
    opening_in_words,
    time_limit,
)

_SHOWN = 20
"""So many failures are named in the reasons of a claim."""


class ClaimState(Enum):
    """How far a credit has come on its way to the customer."""

    UNASKED = "given unasked"
    OPEN = "to be claimed"
    LAPSED = "not claimed in time"
    UNRECORDED = "not known whether it was claimed"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    SETTLED = "settled"
    REJECTED = "rejected"
    TOO_LATE = "claimed too late"
    TOO_EARLY = "claimed too early"
    """Nothing keeps the customer from claiming again."""
    INVALID = "not claimed as agreed"
    UNFOUNDED = "nothing to claim"
    UNDECIDED = "undecided"
    AMBIGUOUS = "depends on how the text is read"


IN_FORCE = frozenset({ClaimState.SUBMITTED, ClaimState.VERIFIED, ClaimState.SETTLED})
"""The states of a claim that entitles to a credit."""


class Claim(Struct, frozen=True, kw_only=True):
    """What somebody claimed for one month, and what became of it by `as_of`."""

    case: ClaimCase
    state: ClaimState
    in_time: tuple[Claimable, ...]
    """The failures it is in time for."""
    too_late: tuple[Claimable, ...] = ()
    too_early: tuple[Claimable, ...] = ()
    undecided: tuple[Claimable, ...] = ()
    """Those of which nobody can say until when they could be claimed."""
    answer_by: Deadline
    """Until when the answer is due."""
    give_by: Deadline
    """Until when the credit is due."""
    reason: Reason


def hear_claim(
    case: ClaimCase,
    about: Sequence[Claimable],
    claims: Claims,
    month: Period,
    calendars: Calendars,
    as_of: Instant,
) -> Claim:
    """Judge a claim for a month as it is known at `as_of`, on all the failures it is about."""
    zone = calendars.zone(calendars.agreement.time_zone)
    timely = [(each, _in_time(each, case)) for each in about]
    faults = faults_of(case, claims, calendars.agreement.channels)
    in_time, too_early, too_late, undecided = (
        tuple(each for each, found in timely if found is wanted) for wanted in _Timely
    )
    state = _state(case, in_time, too_early, too_late, undecided, faults)
    answer_by = _answer_by(case, claims, calendars)
    due_by = give_by(claims.applied, month, calendars, case)
    return Claim(
        case=case,
        state=state,
        in_time=in_time,
        too_late=too_late,
        too_early=too_early,
        undecided=undecided,
        answer_by=answer_by,
        give_by=due_by,
        reason=Reason(
            rule="claim.state",
            says=f"claim {case.number} of {spoken_moment(case.submitted_at, zone)}: {state.value}",
            figure=Moment(case.submitted_at),
            clause=claims.clause,
            evidence=(case.identity,),
            evidence_count=1,
            because=(
                *_form(faults, claims),
                *(_timeliness(each, found, zone) for each, found in timely[:_SHOWN]),
                *_history(case, zone),
                *_answer(case, answer_by, as_of, claims, zone),
                *_giving(case, state, due_by, as_of, claims, zone),
            ),
        ),
    )


class _Timely(Enum):
    IN_TIME = "in time"
    TOO_EARLY = "too early"
    TOO_LATE = "too late"
    UNDECIDED = "that can't be said"


def known_by(case: ClaimCase, as_of: Instant) -> ClaimCase:
    """A claim as far as its history had come by an instant."""

    def known(at: Instant | None) -> Instant | None:
        return at if at is not None and at <= as_of else None

    return replace(
        case,
        verified_at=known(case.verified_at),
        rejected_at=known(case.rejected_at),
        settled_at=known(case.settled_at),
    )


def _in_time(each: Claimable, case: ClaimCase) -> _Timely:
    """A claim reports its failure itself, where nobody did before."""
    reported_at = case.submitted_at if case.reported_at is None else case.reported_at
    acts = ((each.claim_by, case.submitted_at), (each.report_by, reported_at))
    if any(is_over(deadline, at) for deadline, at in acts):
        return _Timely.TOO_LATE
    if isinstance(each.claim_from, Moment) and case.submitted_at < each.claim_from.value:
        return _Timely.TOO_EARLY
    if isinstance(each.claim_from, NoData) or any(isinstance(deadline, NoData) for deadline, _ in acts):
        return _Timely.UNDECIDED
    return _Timely.IN_TIME


def _state(
    case: ClaimCase,
    in_time: Sequence[Claimable],
    too_early: Sequence[Claimable],
    too_late: Sequence[Claimable],
    undecided: Sequence[Claimable],
    faults: Sequence[Fault],
) -> ClaimState:
    if not (in_time or too_early or too_late or undecided):
        return ClaimState.UNFOUNDED
    if any(fault.is_certain for fault in faults):
        return ClaimState.INVALID
    if not in_time:
        early = ClaimState.TOO_EARLY if too_early else ClaimState.TOO_LATE
        return ClaimState.UNDECIDED if undecided else early
    acts = _acts(case)
    if acts:
        return acts[-1][1]
    return ClaimState.UNDECIDED if faults else ClaimState.SUBMITTED


def _acts(case: ClaimCase) -> list[tuple[Instant, ClaimState]]:
    """What was done about a claim, in order of time."""
    known = (
        (case.verified_at, ClaimState.VERIFIED),
        (case.rejected_at, ClaimState.REJECTED),
        (case.settled_at, ClaimState.SETTLED),
    )
    done = [(at, state) for at, state in known if at is not None]
    return sorted(done, key=lambda act: act[0])


def _answer_by(case: ClaimCase, claims: Claims, calendars: Calendars) -> Deadline:
    if claims.decided_within is None:
        return Unlimited()
    return time_limit(claims.decided_within, Since(case.submitted_at), calendars)


def _form(faults: Sequence[Fault], claims: Claims) -> Iterator[Reason]:
    for fault in faults:
        yield Reason(rule="claim.form", says=fault.says, clause=claims.clause)


def _timeliness(each: Claimable, found: _Timely, zone: Zone) -> Reason:
    until = listed(
        [
            f"{what} {deadline_in_words(deadline, zone)}"
            for what, deadline in (("reported", each.report_by), (_claimed(each, zone), each.claim_by))
            if what != "reported" or not isinstance(deadline, Unlimited)
        ]
    )
    began = spoken_moment(each.failure.began_at, zone)
    return Reason(
        rule="claim.time",
        says=f"{each.breach.subject}, {each.failure.said} at {began}: to be {until}; {found.value}",
        figure=each.claim_by if isinstance(each.claim_by, Moment) else None,
        clause=each.breach.clause,
        evidence=each.failure.evidence,
        evidence_count=len(each.failure.evidence),
    )


def _claimed(each: Claimable, zone: Zone) -> str:
    """Say `claimed`, and from when on where that is not at once."""
    return f"claimed{opening_in_words(each.claim_from, zone)}"


def _history(case: ClaimCase, zone: Zone) -> Iterator[Reason]:
    for at, state in _acts(case):
        says = f"{state.value} on {zone.date(at)}"
        yield Reason(rule="claim.history", says=says, figure=Moment(at), evidence=(case.identity,))


def _answer(
    case: ClaimCase, answer_by: Deadline, as_of: Instant, claims: Claims, zone: Zone
) -> Iterator[Reason]:
    """Until when the answer is due, and whether it came too late."""
    if isinstance(answer_by, Unlimited):
        return
    acts = _acts(case)
    late = is_over(answer_by, acts[0][0] if acts else as_of)
    overdue = "; it came later" if acts and late else "; it is overdue" if late else ""
    yield Reason(
        rule="claim.answer",
        says=f"the answer is due {deadline_in_words(answer_by, zone)}{overdue}",
        figure=answer_by if isinstance(answer_by, Moment) else None,
        clause=claims.clause,
    )


def _giving(
    case: ClaimCase, state: ClaimState, due_by: Deadline, as_of: Instant, claims: Claims, zone: Zone
) -> Iterator[Reason]:
    """Until when the credit is to be given, and whether it came too late."""
    if isinstance(due_by, Unlimited) or due_by == UNVERIFIED or state not in IN_FORCE:
        return
    late = is_over(due_by, case.settled_at or as_of)
    overdue = "" if not late else "; it is overdue" if case.settled_at is None else "; it came later"
    yield Reason(
        rule="claim.giving",
        says=f"the credit is to be given {deadline_in_words(due_by, zone)}{overdue}",
        figure=due_by if isinstance(due_by, Moment) else None,
        clause=claims.clause,
    )
