"""Approximate figures in the text that are not what the exact target allows."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreement.objective import Availability, Objective
from upheld.chrono.recurrence import PromisedPeriod
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import ListNode, MapNode, Node
from upheld.language.patch import Edit, written
from upheld.language.question import Reading
from upheld.language.quotations import Quotation, spot
from upheld.language.reader import Reader
from upheld.language.review.period_lengths import longest, shortest
from upheld.quantity import parse_duration, write_length, write_share

_ABOUT = re.compile(
    r"\b(?:approximately|approx\.?|about|around|roughly|circa|ca\.|nearly|almost|some)\s+"
    r"(?P<figure>[0-9]+(?:\.[0-9]+)?\s*(?:seconds|minutes|hours|days|secs?|mins?|hrs?|h|s)\b)",
    re.IGNORECASE,
)


def review_figures(draft: Draft, reader: Reader) -> None:
    """Ask which binds where a text gives its allowance in round figures that its percentage does not give."""
    of_name = {each.name.text: each for each in draft.objectives}
    for quotation in draft.quoted:
        if quotation.section == "objectives" and len(quotation.path) > 1:
            objective = of_name.get(quotation.path[1].text)
            if objective is not None:
                _review(objective, quotation, reader)


def _review(promised: Written[Objective], quotation: Quotation, reader: Reader) -> None:
    objective = promised.value
    if objective.share_target is None or not isinstance(objective.indicator, Availability):
        return
    found = _ABOUT.search(quotation.text.text)
    if found is None or any(found["figure"].lower() in words.lower() for words in objective.qualified_by):
        return
    about, share = _length(found["figure"]), objective.share_target.bound
    least, most = (
        _allowance(share, shortest(objective.period)),
        _allowance(share, longest(objective.period)),
    )
    if about is None or least == most == about:
        return
    message = (
        f"“{' '.join(found[0].split())}” is not what {write_share(share)} allows: {write_length(least)} in "
        "the shortest "
        f"{_noun(objective.period)}, {write_length(most)} in the longest"
        + (f"; {_between(least, about)} are a miss by the one and none by the other" if about > least else "")
    )
    at = spot(found, quotation.text, reader)
    readings = _readings(promised, " ".join(found[0].split()), found["figure"], at, reader)
    reader.ask(Code.APPROXIMATE_FIGURE, at, message, readings)


def _readings(
    objective: Written[Objective], words: str, figure: str, at: Node, reader: Reader
) -> tuple[Reading, ...]:
    path, allowed = reader.path_of(objective.node), f"<= {parse_duration(figure)}"
    return (
        Reading(
            f"qualified_by: {words}",
            "the percentage binds, and the words only illustrate it",
            (Edit((*path, "qualified_by"), _with(objective.node, written(words, at.place))),),
        ),
        Reading(
            f"target: {allowed}",
            "so much downtime is allowed, however long the period is",
            (Edit((*path, "target"), written(allowed, at.place)),),
        ),
    )


def _with(objective: Node, words: Node) -> Node:
    """The words beside others that weaken the promise, if there are any."""
    others = objective.find("qualified_by") if isinstance(objective, MapNode) else None
    if others is None:
        return words
    return ListNode((*(others.items if isinstance(others, ListNode) else (others,)), words), words.place)


def _allowance(share: Fraction, length: int) -> int:
    return int((1 - share) * length)


def _between(least: int, about: int) -> str:
    """A round length of downtime that one figure allows and the other does not."""
    minute = 60_000_000
    middle = (least + about) // 2
    rounded = middle // minute * minute
    return write_length(rounded if rounded > least else middle)


def _length(phrase: str) -> int | None:
    try:
        return parse_duration(phrase).micros
    except PhraseError:
        return None


def _noun(rule: PromisedPeriod) -> str:
    return str(rule)
