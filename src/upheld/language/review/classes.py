"""Classes of tickets whose words overlap, or leave a trouble without a class."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

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


class Trouble(Struct, frozen=True):
    """What a class is for, as far as a degree says it: its words, and what they are about."""

    words: str
    sort: frozenset[str]
    """Whether something fails or is impaired."""
    subjects: frozenset[str]

    @property
    def signs(self) -> tuple[tuple[str, str], ...]:
        """What it has in common with another one that may be the same."""
        return tuple((sort, subject) for sort in sorted(self.sort) for subject in sorted(self.subjects))


def review_classes(draft: Draft, reader: Reader) -> None:
    """Warn of two priorities for one trouble, and of a trouble that has none."""
    _review_overlaps(draft.priorities, reader)
    taken = False
    for written in reversed(draft.priorities):
        if written is not draft.priorities[-1] and not taken and _needs_no_workaround(written.value):
            _report_gap(written, reader)
        taken = taken or _takes_trouble(written.value)


def _review_overlaps(priorities: tuple[Written[Priority], ...], reader: Reader) -> None:
    """Compare each class with the first above it that is for the same trouble."""
    known: dict[tuple[str, str], tuple[Written[Priority], Trouble]] = {}
    for written in priorities:
        troubles = tuple(_troubles(written.value))
        met = ((*known[sign], each) for each in troubles for sign in each.signs if sign in known)
        higher = next(met, None)
        if higher is not None:
            _report_overlap(higher, written, reader)
        for each in troubles:
            for sign in each.signs:
                known.setdefault(sign, (written, each))


def _report_overlap(
    met: tuple[Written[Priority], Trouble, Trouble], lower: Written[Priority], reader: Reader
) -> None:
    higher, one, other = met
    message = (
        f"“{other.words}” of `{lower.value.name}` may be “{one.words}” of `{higher.value.name}`: a ticket "
        "has "
        f"the time of the one or of the other as one names it"
    )
    remedy = "say what tells them apart, such as how many users or which share of requests, " + or_accept(
        Code.PRIORITY_OVERLAP, ("priorities", lower.value.name)
    )
    reader.report(Code.PRIORITY_OVERLAP, lower.name, message, remedy)


def _report_gap(written: Written[Priority], reader: Reader) -> None:
    priority = written.value
    message = (
        f"`{priority.name}` is for troubles without a workaround only, and no priority below it is for "
        "those with "
        f"one: such a ticket has no class, and so no time"
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
