"""Giving: until when a credit that is due must be given to the customer."""

from __future__ import annotations

from upheld.agreement.claim import Application, AppliedFrom
from upheld.chrono.period import Period
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import NoData
from upheld.evidence.account import ClaimCase
from upheld.settlement.time_limit import Deadline, Since, Unlimited, time_limit

UNVERIFIED = NoData("it runs from the verification of the claim, and the claim is not verified")


def give_by(
    applied: Application | None, month: Period, calendars: Calendars, case: ClaimCase | None = None
) -> Deadline:
    """Give the last instant at which a month's credit is given in time, for a claim where one was made."""
    if applied is None:
        return Unlimited()
    since = _since(applied.start, month, case)
    return since if isinstance(since, NoData) else time_limit(applied.within, since, calendars)


def _since(start: AppliedFrom, month: Period, case: ClaimCase | None) -> Since | NoData:
    match start:
        case AppliedFrom.END_OF_MONTH:
            return Since(month.interval.end, is_end_of_period=True)
        case AppliedFrom.CLAIM if case is not None:
            return Since(case.submitted_at)
        case AppliedFrom.VERIFICATION if case is not None and case.verified_at is not None:
            return Since(case.verified_at)
        case AppliedFrom.CLAIM:
            return NoData("it runs from the claim, and none is made")
        case AppliedFrom.VERIFICATION:
            return UNVERIFIED


def giving_in_words(applied: Application) -> str:
    """Say how long it may take: `within 60 days, counted from the verification`."""
    return f"within {applied.within}, counted from the {applied.start.value}"
