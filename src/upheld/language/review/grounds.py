"""Grounds to leave that never come about, by the months they count or the promises they name."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.objective import Force, Objective
from upheld.agreement.termination import (
    CappedMonths,
    ConsecutiveMonths,
    CreditsWithin,
    DowntimeWithin,
    LongOutage,
    OutagesWithin,
    TerminationRight,
)
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import ListNode, MapNode, Node
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.period_lengths import shortest_days

_LONGEST_MONTH = 31


def review_grounds(draft: Draft, reader: Reader) -> None:
    """Warn of months in a row where all that counts is judged over a longer time, and broken once in it."""
    if draft.agreement is None:
        return
    for number, right in enumerate(draft.agreement.termination):
        goals = () if isinstance(right.ground, _WHATEVER_IS_BROKEN) else _goals(right, draft)
        if goals:
            _report_goals(number, goals, draft, reader)
        longer = _judged_longer(right, draft)
        if isinstance(right.ground, ConsecutiveMonths) and _are_months(right.ground) and longer:
            _report(number, right.ground.count, longer[0], draft, reader)


_WHATEVER_IS_BROKEN = (OutagesWithin, DowntimeWithin, LongOutage, CreditsWithin, CappedMonths)
"""Grounds that do not go by breaches."""


def _goals(right: TerminationRight, draft: Draft) -> Sequence[str]:
    """The promises that a right names, where none of them is a guarantee."""
    named = [each.value for each in draft.objectives if each.value.name in right.objectives]
    is_any_kept = any(each.force is Force.GUARANTEE for each in named)
    return () if is_any_kept else [each.name for each in named]


def _report_goals(number: int, names: Sequence[str], draft: Draft, reader: Reader) -> None:
    several = ", ".join(f"`{name}`" for name in names)
    message = f"{several} is no guarantee: missing it is no breach, and the right never arises"
    path = ("termination", str(number))
    remedy = (
        "leave out its `force`, and let the rules of `credits` say what they are `for` where nothing is owed "
        f"for it, {or_accept(Code.RIGHT_OF_NO_GUARANTEE, path)}"
    )
    reader.report(Code.RIGHT_OF_NO_GUARANTEE, _at(number, draft, "of"), message, remedy)


def _are_months(ground: ConsecutiveMonths) -> bool:
    return not ground.of_quarters and ground.count > 1


def _judged_longer(right: TerminationRight, draft: Draft) -> list[Objective]:
    """The promises that count for a right, where none of them is judged by the month or oftener."""
    counted = [
        each.value
        for each in draft.objectives
        if each.value.force is Force.GUARANTEE
        and (not right.objectives or each.value.name in right.objectives)
    ]
    return counted if counted and all(shortest_days(each.period) > _LONGEST_MONTH for each in counted) else []


def _report(number: int, count: int, objective: Objective, draft: Draft, reader: Reader) -> None:
    message = (
        f"`{objective.name}` is judged over a {objective.period}, and a miss of it counts in one month: "
        f"there are never {count} months in a row with a breach"
    )
    path = ("termination", str(number))
    remedy = f"write `consecutive_quarters_with_breach: {count}` if quarters are meant, " + or_accept(
        Code.MONTHS_OF_LONGER_PERIOD, path
    )
    reader.report(Code.MONTHS_OF_LONGER_PERIOD, _at(number, draft), message, remedy)


def _at(number: int, draft: Draft, name: str = "consecutive_months_with_breach") -> Node:
    root = draft.fields.node
    found = root.find("termination") if isinstance(root, MapNode) else None
    right = found.items[number] if isinstance(found, ListNode) else found
    key = right.find(name) if isinstance(right, MapNode) else None
    return key or right or root
