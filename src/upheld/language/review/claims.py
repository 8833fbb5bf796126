"""Claims whose time is over before anybody can know that there is something to claim."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.claim import Claims, ClaimStart, ClaimWindow
from upheld.agreement.clock import TicketClock
from upheld.agreement.objective import Availability, Force, Objective
from upheld.chrono.instant import DAY
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import MapNode, Node
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.period_lengths import longest_days
from upheld.quantity import Duration, Unit

_FROM_FAILURE = frozenset(
    {ClaimStart.FAILURE, ClaimStart.END_OF_FAILURE, ClaimStart.AWARENESS, ClaimStart.REPORT_OF_FAILURE}
)
_DAYS = frozenset({Unit.DAY, Unit.CALENDAR_DAY, Unit.BUSINESS_DAY})


def review_claims(draft: Draft, reader: Reader) -> None:
    """Warn of a time to claim that runs from a failure and ends before its period can be judged."""
    claims = draft.agreement.claims if draft.agreement is not None else None
    if (
        claims is None
        or not isinstance(claims.window, ClaimWindow)
        or claims.window.start not in _FROM_FAILURE
    ):
        return
    allowed = _days(claims.window.within)
    late = [
        each for each in _judged_late(draft) if allowed is not None and allowed < longest_days(each.period)
    ]
    if late:
        _report(claims, late[0], draft, reader)


def _report(claims: Claims, objective: Objective, draft: Draft, reader: Reader) -> None:
    within = claims.window.within if isinstance(claims.window, ClaimWindow) else ""
    last = longest_days(objective.period)
    message = (
        f"what fails on the first day must be claimed within {within}, and `{objective.name}` is judged "
        "over a "
        f"{objective.period} of up to {last} days: the time is over before anybody can know that it was "
        "missed"
    )
    remedy = "write `from: end of the month`, or a longer time, " + or_accept(
        Code.CLAIM_CLOSES_EARLY, ("claims",)
    )
    reader.report(Code.CLAIM_CLOSES_EARLY, _at(draft), message, remedy)


def _judged_late(draft: Draft) -> Iterator[Objective]:
    """The guarantees of which a failure alone is no breach: what counts is the whole period."""
    for written in draft.objectives:
        objective = written.value
        whole = not isinstance(objective.indicator, TicketClock) or objective.target is not None
        if whole and not _misses_at_once(objective) and objective.force is Force.GUARANTEE:
            yield objective


def _misses_at_once(objective: Objective) -> bool:
    """Whether the first outage misses an availability, however short it is."""
    target = objective.share_target
    by_time = isinstance(objective.indicator, Availability) and objective.indicator.requests is None
    return by_time and target is not None and target.bound == 1


def _days(within: Duration) -> int | None:
    """The whole days of a time to claim; `None` for months and longer, which no period of days outlasts."""
    if within.unit in _DAYS:
        return int(within.count)
    try:
        return within.micros // DAY
    except PhraseError:
        return None


def _at(draft: Draft) -> Node:
    root = draft.fields.node
    claims = root.find("claims") if isinstance(root, MapNode) else None
    found = claims.find("within") if isinstance(claims, MapNode) else None
    return found or claims or root
