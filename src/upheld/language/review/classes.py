"""Classes of tickets whose words overlap, or leave a trouble without a class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from upheld.agreement.priority import Priority, Workaround
from upheld.language.diagnostic import Code, shortened
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept

_DEGREE = re.compile(
    r"\b(?:severe(?:ly)?|major|serious(?:ly)?|significant(?:ly)?|substantial(?:ly)?|considerable)\b"
)
"""Degrees of which nobody can say which is the graver."""
_FAILURE = frozenset(
    {"failure", "outage", "interruption", "unavailability", "unavailable", "down", "breakdown"}
)
_IMPAIRMENT = frozenset(
    {
        "degradation",
        "issue",
        "problem",
        "impact",
        "slowness",
        "disruption",
        "impairment",
        "trouble",
        "defect",
        "error",
    }
)
_EMPTY = frozenset(
    re.findall(r"[a-z]+", "a an and affect at by for from in is it its of on our that the to which with")
)
"""Words that are about nothing."""
_WITHOUT_WORKAROUND = re.compile(r"\b(?:without|no) (?:a |any |direct |known )*workaround", re.IGNORECASE)
_REACH = 4
"""Words after a degree that it may be the degree of."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a class is for, as far as a degree says it: its words, and what they are about."""

    words: str
    sort: frozenset[str]
    """Whether something fails or is impaired."""
    subjects: frozenset[str]


def review_classes(draft: Draft, reader: Reader) -> None:
    """Warn of two priorities for one trouble, and of a trouble that has none."""
    for higher, lower in combinations(draft.priorities, 2):
        _review_overlap(higher, lower, reader)
    for rank, written in enumerate(draft.priorities):
        _review_gap(written, draft.priorities[rank + 1 :], reader)


def _review_overlap(higher: Written[Priority], lower: Written[Priority], reader: Reader) -> None:
    for one in _troubles(higher.value):
        for other in _troubles(lower.value):
            if one.subjects & other.subjects and one.sort & other.sort:
                message = (
                    f"“{other.words}” of `{lower.value.name}` may be “{one.words}” of "
                    f"`{higher.value.name}`: a ticket "
                    f"has the time of the one or of the other as one names it"
                )
                remedy = (
                    "say what tells them apart, such as how many users or which share of requests, "
                    + or_accept(Code.PRIORITY_OVERLAP, ("priorities", lower.value.name))
                )
                reader.report(Code.PRIORITY_OVERLAP, lower.name, message, remedy)
                return


def _review_gap(written: Written[Priority], lower: tuple[Written[Priority], ...], reader: Reader) -> None:
    """Report a class that asks for the lack of a workaround where no class below takes what has one."""
    priority = written.value
    if not lower or not _needs_no_workaround(priority) or any(_takes_trouble(each.value) for each in lower):
        return
    message = (
        f"`{priority.name}` is for troubles without a workaround only, and no priority below it is for "
        "those with one: "
        f"such a ticket has no class, and so no time"
    )
    remedy = (
        "declare one, such as `medium: {impact: some function fails, workaround: available}`, "
        + or_accept(Code.PRIORITY_GAP, ("priorities", priority.name))
    )
    reader.report(Code.PRIORITY_GAP, written.name, message, remedy)


def _needs_no_workaround(priority: Priority) -> bool:
    said = _WITHOUT_WORKAROUND.search(priority.impact or "") is not None
    return priority.workaround is Workaround.NONE or (priority.workaround is Workaround.ANY and said)


def _takes_trouble(priority: Priority) -> bool:
    """Whether a class is for something that does not work as it should, workaround or not."""
    words = {_stem(word) for text in _texts(priority) for word in _words(text)}
    works_not = any("not work" in text or "n't work" in text or "fail" in text for text in _texts(priority))
    takes_one = priority.workaround is Workaround.AVAILABLE
    return takes_one or works_not or bool(words & (_FAILURE | _IMPAIRMENT))


def _troubles(priority: Priority) -> Iterator[Trouble]:
    for text in _texts(priority):
        for found in _DEGREE.finditer(text):
            after = _words(text[found.end() :])[:_REACH]
            stems = frozenset(map(_stem, after)) - _EMPTY
            sort = frozenset(
                name for name, known in (("failure", _FAILURE), ("impairment", _IMPAIRMENT)) if stems & known
            )
            words = shortened(" ".join([found[0], *_up_to_trouble(after)]))
            yield Trouble(words, sort, stems - _FAILURE - _IMPAIRMENT)


def _up_to_trouble(words: list[str]) -> list[str]:
    """The words up to the one that says what happens."""
    for count, word in enumerate(words, start=1):
        if _stem(word) in _FAILURE | _IMPAIRMENT:
            return words[:count]
    return words


def _texts(priority: Priority) -> tuple[str, ...]:
    return tuple(text.lower() for text in (priority.impact or "", *priority.examples) if text)


def _words(text: str) -> list[str]:
    """The words up to the end of the clause."""
    return re.findall(r"[a-z]+", re.split(r"[.,;:()]| or ", text)[0])


def _stem(word: str) -> str:
    """The word without its plural."""
    return word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word
