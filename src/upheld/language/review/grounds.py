"""Grounds to leave that never come about, because nothing is judged by the months they count."""

from __future__ import annotations

from upheld.agreement.objective import Force, Objective
from upheld.agreement.termination import ConsecutiveMonths, TerminationRight
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
        longer = _judged_longer(right, draft)
        if isinstance(right.ground, ConsecutiveMonths) and _are_months(right.ground) and longer:
            _report(number, right.ground.count, longer[0], draft, reader)


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


def _at(number: int, draft: Draft) -> Node:
    root = draft.fields.node
    found = root.find("termination") if isinstance(root, MapNode) else None
    right = found.items[number] if isinstance(found, ListNode) else found
    key = right.find("consecutive_months_with_breach") if isinstance(right, MapNode) else None
    return key or right or root
