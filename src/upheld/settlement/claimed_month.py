"""The claimed month: what of a month's credit was claimed, what can be, and what each claim is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.claim import ClaimBy, Claims
from upheld.agreement.credit import PlanAt
from upheld.chrono.instant import LATEST, Instant
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.statement import Statement
from upheld.evidence.account import ClaimCase
from upheld.settlement.adjustment import AdjustmentKind
from upheld.settlement.amount import Owed
from upheld.settlement.balance import is_nothing, less, nothing_of
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.breaches import claimed_breaches
from upheld.settlement.claim_matching import failures_named, is_about, names_nothing
from upheld.settlement.claim_window import Claimable, claimable
from upheld.settlement.claimed_part import claimed_part
from upheld.settlement.claims import IN_FORCE, Claim, ClaimState, hear_claim
from upheld.settlement.settlement import Settlement
from upheld.settlement.time_limit import Deadline, is_over

Settle: TypeAlias = Callable[[Statement], Settlement]
"""Works out what is owed for a statement, by the agreement and the fee of its month."""

_PROGRESS = (ClaimState.SUBMITTED, ClaimState.VERIFIED, ClaimState.SETTLED)


class Entitled(Struct, frozen=True, kw_only=True):
    """A credit that is due, and the claim that made it so where one was needed."""

    claim: Claim | None
    amount: Owed


class ClaimedMonth(Struct, frozen=True, kw_only=True):
    """Where the credit of one month stands."""

    state: ClaimState
    """What is to be done next, or how far it has come."""
    claims: tuple[Claim, ...]
    open: tuple[Claimable, ...]
    """Failures that nobody has claimed for, and that still can be."""
    lapsed: tuple[Claimable, ...]
    """Failures that can't be claimed for any more."""
    entitled: tuple[Entitled, ...]
    """What is due, claim by claim; together never more than what is owed for the month."""
    still_open: Owed
    """How much more would be due if everything that is open were claimed."""

    @property
    def claim_by(self) -> tuple[Deadline, ...]:
        """Until when what is open, or else what was claimed or lapsed, must be claimed; each once."""
        claimed = [each for claim in self.claims for each in (*claim.in_time, *claim.too_late)]
        return tuple(dict.fromkeys(each.claim_by for each in self.open or claimed or self.lapsed))


def claimed_month(
    statement: Statement,
    settlement: Settlement,
    cases: Sequence[ClaimCase],
    calendars: Calendars,
    as_of: Instant,
    settle: Settle,
) -> ClaimedMonth:
    """Hold the claims for a month against its breaches; `cases` in the order they were submitted."""
    terms = calendars.agreement.claims
    if terms is None or terms.by is ClaimBy.AUTOMATIC:
        return _unasked(settlement)
    hearing = _Month(statement, settlement, terms, calendars, as_of, settle)
    claims = tuple(claim for case in cases if (claim := hearing.hear(case)) is not None)
    entitled = hearing.entitled(claims)
    taken = {_key(each) for claim in claims if claim.state in IN_FORCE for each in claim.in_time}
    refused = {_key(each) for claim in claims if claim.state is ClaimState.REJECTED for each in claim.in_time}
    told = _told(claims)
    failures = (told.get(_key(each), each) if _is_open(each) else each for each in hearing.failures())
    left = [each for each in failures if _key(each) not in taken | refused]
    lapsed = tuple(each for each in left if _lapsed(each, as_of))
    still = tuple(each for each in left if each not in lapsed)
    return ClaimedMonth(
        state=_state(claims, still, lapsed),
        claims=claims,
        open=still,
        lapsed=lapsed,
        entitled=entitled,
        still_open=hearing.worth_more(claims, still),
    )


def _unasked(settlement: Settlement) -> ClaimedMonth:
    owed, is_something = settlement.certain, bool(settlement.lines or settlement.adjustments)
    return ClaimedMonth(
        state=ClaimState.UNASKED if is_something else ClaimState.UNFOUNDED,
        claims=(),
        open=(),
        lapsed=(),
        entitled=(Entitled(claim=None, amount=owed),) if is_something else (),
        still_open=nothing_of(owed),
    )


class _Month(Struct, frozen=True):
    """All that the claims for one month are judged by."""

    statement: Statement
    settlement: Settlement
    terms: Claims
    calendars: Calendars
    as_of: Instant
    settle: Settle

    def hear(self, case: ClaimCase) -> Claim | None:
        """Judge a claim, if it is about this month."""
        zone = self.calendars.zone(self.calendars.agreement.time_zone)
        on_plan = self._on_plan_of(case)
        settlement = self.settlement if on_plan is self.statement else self.settle(on_plan)
        breaches = claimed_breaches(self.statement, settlement.lines)
        if not is_about(case, self.statement.period, breaches, zone):
            return None
        named = set(failures_named(case, breaches, zone))
        found = claimable(breaches, self.terms, self.statement, self.calendars, case.aware_at)
        about = [each for each in found if _key(each) in named]
        claim = hear_claim(case, about, self.terms, self.statement.period, self.calendars, self.as_of)
        return None if names_nothing(case) and not claim.in_time else claim

    def failures(self) -> tuple[Claimable, ...]:
        """Give the failures that a credit is owed for, with their deadlines; none for nothing."""
        if is_nothing(self.settlement.owed):
            return ()
        breaches = claimed_breaches(self.statement, self.settlement.lines)
        return claimable(breaches, self.terms, self.statement, self.calendars)

    def entitled(self, claims: Iterable[Claim]) -> tuple[Entitled, ...]:
        """Give what each claim adds to those before it, so that no failure is credited twice."""
        before: list[Claimable] = []
        found = [*self._carried()]
        for claim in claims:
            if claim.state in IN_FORCE:
                found.append(Entitled(claim=claim, amount=self._added(before, claim.in_time, claim.case)))
                before += claim.in_time
        return tuple(found)

    def _carried(self) -> Iterator[Entitled]:
        """What an earlier month left above its cap: it was claimed then."""
        if any(each.kind is AdjustmentKind.CARRIED for each in self.settlement.adjustments):
            yield Entitled(claim=None, amount=self.settle(claimed_part(self.statement, ())).certain)

    def worth_more(self, claims: Iterable[Claim], still: Sequence[Claimable]) -> Owed:
        """Give what everything still open would add."""
        before = [each for claim in claims if claim.state in IN_FORCE for each in claim.in_time]
        return self._added(before, still, None)

    def _added(self, before: Sequence[Claimable], more: Sequence[Claimable], case: ClaimCase | None) -> Owed:
        if not more:
            return nothing_of(self.settlement.certain)
        statement = self.statement if case is None else self._on_plan_of(case)
        without = self.settle(claimed_part(statement, before)).certain
        return less(self.settle(claimed_part(statement, [*before, *more])).certain, without)

    def _on_plan_of(self, case: ClaimCase) -> Statement:
        """The statement a claim is settled by: on the plan of the day of the claim, where that counts."""
        credits = self.calendars.agreement.credits
        if credits is None or credits.plan_at is not PlanAt.CLAIM or case.plan is None:
            return self.statement
        return replace(self.statement, subscription=replace(self.statement.subscription, plan=case.plan))


def _told(claims: Iterable[Claim]) -> dict[tuple[Breach, Failure], Claimable]:
    """Failures with the days that claims tell, which say when the customer knew: the earliest of each."""
    heard = [each for claim in claims for each in (*claim.in_time, *claim.too_late) if not _is_open(each)]
    return {_key(each): each for each in sorted(heard, key=_last_day, reverse=True)}


def _is_open(each: Claimable) -> bool:
    """Whether it is not known until when a failure must be reported or claimed."""
    return isinstance(each.claim_by, NoData) or isinstance(each.report_by, NoData)


def _last_day(each: Claimable) -> Instant:
    days = (each.claim_by, each.report_by)
    return min((day.value for day in days if isinstance(day, Moment)), default=LATEST)


def _key(each: Claimable) -> tuple[Breach, Failure]:
    return each.breach, each.failure


def _lapsed(each: Claimable, as_of: Instant) -> bool:
    return is_over(each.claim_by, as_of) or is_over(each.report_by, as_of)


def _state(claims: Sequence[Claim], still: Sequence[Claimable], lapsed: Sequence[Claimable]) -> ClaimState:
    states = [claim.state for claim in claims]
    if still:
        return ClaimState.UNDECIDED if ClaimState.UNDECIDED in states else ClaimState.OPEN
    for state in (ClaimState.UNDECIDED, *_PROGRESS):
        if state in states:
            return state
    if states:
        return states[-1]
    return ClaimState.LAPSED if lapsed else ClaimState.UNFOUNDED
