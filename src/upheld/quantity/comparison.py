"""Comparisons: the four operators of a bound, and the words contracts use for them."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, Protocol

from upheld.errors import PhraseError
from upheld.quantity.pattern import Pattern


class Ordered(Protocol):
    """A value that can be smaller than another of its kind."""

    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401
    def __le__(self, other: Any, /) -> bool: ...  # noqa: ANN401


class Operator(Enum):
    """How a figure must lie to its bound; the value is how it is written back."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    @property
    def is_ceiling(self) -> bool:
        """Whether figures must stay below the bound (`<`, `<=`) rather than above it."""
        return self in (Operator.LESS, Operator.AT_MOST)

    def holds(self, value: Ordered, bound: Ordered) -> bool:
        """Whether `value` keeps to `bound`; both unrounded, both of one kind."""
        match self:
            case Operator.LESS:
                return value < bound
            case Operator.AT_MOST:
                return value <= bound
            case Operator.MORE:
                return bound < value
            case Operator.AT_LEAST:
                return bound <= value


_BEFORE = {
    Operator.AT_LEAST: ">=|≥|⩾|at least|minimum|minimum of|a minimum of|not less than|no less than"
    "|not fewer than|no fewer than|not lower than|no lower than|not below|not under|greater than or equal to",
    Operator.AT_MOST: "<=|≤|⩽|at most|maximum|maximum of|a maximum of|within|up to|no more than|not more than"
    "|no longer than|not longer than|no later than|not later than|no higher than|not higher than"
    "|not exceeding|not over|not above|less than or equal to",
    Operator.MORE: ">|more than|greater than|higher than|longer than|above|over|exceeding",
    Operator.LESS: "<|less than|fewer than|lower than|shorter than|faster than|under|below",
}
_AFTER = {
    Operator.AT_LEAST: "or more|or higher|or greater|or above|or longer|minimum|at least",
    Operator.AT_MOST: "or less|or lower|or fewer|or below|or faster|or shorter|maximum|at most",
}


def _longest_first(phrases: dict[Operator, str]) -> dict[str, Operator]:
    """Every phrase with its operator; longer ones first, since `less than` starts `less than or equal to`."""
    pairs = [(phrase, operator) for operator, known in phrases.items() for phrase in known.split("|")]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


LEADING = _longest_first(_BEFORE)
"""What may stand before a bound."""
TRAILING = _longest_first(_AFTER)
"""What may stand after it."""

_LEADING_BY_SIGN = {
    sign: tuple((words, operator) for words, operator in LEADING.items() if words[0] == sign)
    for sign in {words[0] for words in LEADING}
}
"""The same by the first character, in the same order."""
_TRAILING_WORDS = tuple(TRAILING)

_AMID = Pattern(
    r"([0-9.]+|[a-z-]+(?: \([0-9]+\))?) (or (?:more|less|fewer)) ([a-z ]+)",
    re.IGNORECASE,
    needs=("or more ", "or less ", "or fewer "),
)
"""A number, a comparison and its unit: `five or more minutes`."""

_VAGUE = re.compile(
    r"(?:approximately|approx\.?|about|around|roughly|typically|usually|circa|ca\.?|~|≈)(?: |(?=[0-9]))", re.I
)
_NOT_A_BOUND = re.compile(r"==?|!=|<>|≠|=<|exactly |equal to ", re.I)


def take_comparison(phrase: str) -> tuple[Operator | None, str]:
    """The operator that stands before or after the bound of a tidy phrase, if any does, and the bound.

    Raises PhraseError where one stands on both sides, and for words nothing can be held against.
    """
    if _VAGUE.match(phrase):
        raise PhraseError(
            f"`{phrase}` is approximate, and can't be kept or missed", "write the figure that binds"
        )
    if _NOT_A_BOUND.match(phrase):
        raise PhraseError(f"`{phrase}` sets no bound", "compare with one of `<`, `<=`, `>` and `>=`")
    before, bound = _before(phrase)
    after, bound = _after(_moved_behind(bound))
    if before is not None and after is not None:
        raise PhraseError(f"`{phrase}` compares twice", "keep one of the two comparisons")
    return before or after, bound


def _moved_behind(bound: str) -> str:
    """The bound with a comparison that stands before its unit behind it: `five or more minutes`."""
    found = _AMID.fullmatch(bound)
    return bound if found is None else f"{found[1]} {found[3]} {found[2]}"


def _before(phrase: str) -> tuple[Operator | None, str]:
    """The operator a phrase starts with, and the rest."""
    for words, operator in _LEADING_BY_SIGN.get(phrase[:1].lower(), ()):
        rest = phrase[len(words) :]
        if phrase[: len(words)].lower() == words and (rest.startswith(" ") or not words[-1].isalpha()):
            return operator, rest.strip(" ")
    return None, phrase


def _after(phrase: str) -> tuple[Operator | None, str]:
    """The operator a phrase ends with, and what stands before it."""
    if not phrase.lower().endswith(_TRAILING_WORDS):
        return None, phrase
    for words, operator in TRAILING.items():
        if phrase.lower().endswith(f" {words}"):
            return operator, phrase[: -len(words)].strip(" ")
    return None, phrase
