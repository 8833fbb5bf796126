"""Targets of figures: one figure promised twice, and words that turn a target round."""

from __future__ import annotations

import re

from msgspec.structs import replace

from upheld.agreement.objective import Availability, Objective
from upheld.agreement.statistic import Statistic
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.quotations import Quotation, nodes_under, spot
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept

_FALLING = re.compile(
    r"\b(?:(?:fall|drop|go|sink)(?:s|es|ping|ing)? (?:below|under|beneath|short of)"
    r"|(?:is|are|be) (?:below|under|beneath)(?! *[<≤]? *[0-9]))\b(?: [a-z]+){0,3}",
    re.IGNORECASE,
)
"""`is under 600 ms` states a target; `is under the threshold` tells of a miss."""


_ANY_PLAN = ""


def review_figure_targets(draft: Draft, reader: Reader) -> None:
    """Warn of two targets for one figure, and of words that call a figure a miss which keeps its target."""
    figures = [
        each for each in draft.objectives if isinstance(each.value.indicator, Availability | Statistic)
    ]
    if not reader.found_errors:
        _review_contradictions(figures, draft, reader)
    by_name = {each.value.name: each.value for each in figures}
    for quotation in draft.quoted:
        _review_direction(quotation, by_name, reader)


def _review_contradictions(figures: list[Written[Objective]], draft: Draft, reader: Reader) -> None:
    """Compare what is promised of one figure: on each plan, with the first that promises it there."""
    promised: dict[object, dict[str, Written[Objective]]] = {}
    told_apart = _told_apart(draft)
    for written in figures:
        objective = written.value
        same = (_figure(objective), objective.force, objective.period, objective.services)
        by_plan = promised.setdefault(same, {})
        plans = objective.plans or (_ANY_PLAN,)
        others = (*plans, _ANY_PLAN) if objective.plans else by_plan
        met = [by_plan[plan] for plan in others if plan in by_plan]
        contrary = [each for each in met if each.value.target != objective.target]
        if contrary and not _are_steps(contrary[0].value, objective, told_apart):
            _report_contradiction(contrary[0], written, reader)
        by_plan |= {plan: written for plan in plans if plan not in by_plan}


def _told_apart(draft: Draft) -> list[frozenset[str]]:
    """Which promises credits, caps and rights to leave are for, where they name some."""
    named: list[tuple[str, ...]] = []
    if draft.credits is not None:
        named += [rule.objectives for rule in draft.credits.rules]
        named += [cap.objectives for cap in draft.credits.caps]
    if draft.agreement is not None:
        named += [right.objectives for right in draft.agreement.termination]
    return [frozenset(each) for each in named if each]


def _are_steps(one: Objective, other: Objective, told_apart: list[frozenset[str]]) -> bool:
    """Whether two targets of one figure are steps the same way, with consequences of their own."""
    targets = [each for each in (one.target, other.target) if each is not None]
    ways = {each.operator.is_ceiling for each in targets}
    apart = any((one.name in each) != (other.name in each) for each in told_apart)
    return apart and len(targets) == 2 and len(ways) == 1


def _figure(objective: Objective) -> object:
    """What is measured, whatever is left out of it."""
    match objective.indicator:
        case Availability() as availability:
            return replace(availability, excluding=())
        case indicator:
            return indicator


def _report_contradiction(one: Written[Objective], other: Written[Objective], reader: Reader) -> None:
    line = one.name.place.line
    message = (
        f"`{other.value.name}` promises `{other.value.target or 'tracked'}` of what `{one.value.name}` on "
        f"line {line} "
        f"promises as `{one.value.target or 'tracked'}`"
    )
    remedy = (
        "keep the one that is meant; if both are, say what tells them apart: `plans`, `period` or `force`"
    )
    at = next(nodes_under(other.node, "target"), other.name)
    reader.report(Code.CONTRADICTORY_TARGETS, at, message, remedy)


def _review_direction(quotation: Quotation, figures: dict[str, Objective], reader: Reader) -> None:
    found = _FALLING.search(quotation.text.text)
    if found is None:
        return
    turned = [name for name in _named(quotation) if name in figures and _is_ceiling(figures[name])]
    if turned:
        names = ", ".join(f"`{name}`" for name in turned)
        example = figures[turned[0]]
        message = (
            f"“{' '.join(found[0].split())}” can't be meant for {names}: a figure below `{example.target}` "
            "keeps it"
        )
        path = [key.text for key in quotation.path[:2]]
        remedy = "judge it by its target, which says which way is good, " + or_accept(
            Code.REVERSED_WORDS, path
        )
        reader.report(Code.REVERSED_WORDS, spot(found, quotation.text, reader), message, remedy)


def _named(quotation: Quotation) -> list[str]:
    """The objectives that the words are about: the one that quotes them, or those of a credit rule."""
    if quotation.section == "objectives":
        return [key.text for key in quotation.path[1:2]]
    return [text for key in ("for", "objectives") for text in _texts(quotation.term.find(key))]


def _texts(node: Node | None) -> list[str]:
    match node:
        case ScalarNode(text):
            return [text.strip()]
        case ListNode(items):
            return [text for item in items for text in _texts(item)]
        case MapNode() | _:
            return []


def _is_ceiling(objective: Objective) -> bool:
    return objective.target is not None and objective.target.operator.is_ceiling
