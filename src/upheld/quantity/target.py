"""Targets: a bound and the operator of the text, strict or not: `>= 99.9 %`, `within 4 business hours`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

from upheld.errors import PhraseError
from upheld.quantity.phrase import nearest, tidy
from upheld.quantity.share import write_share


class Ordered(Protocol):
    """A value that can be smaller than another of its kind."""

    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401
    def __le__(self, other: Any, /) -> bool: ...  # noqa: ANN401


Q = TypeVar("Q")
R = TypeVar("R")
O = TypeVar("O", bound=Ordered)  # noqa: E741


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


@dataclass(frozen=True, slots=True)
class Target(Generic[Q]):
    """What a figure is held against."""

    operator: Operator
    bound: Q

    def kept_by(self: Target[O], value: O) -> bool:
        """Whether an unrounded figure keeps the target: one hour exactly breaks `< 1 h` and keeps `<= 1 h`."""
        return self.operator.holds(value, self.bound)

    def map(self, change: Callable[[Q], R]) -> Target[R]:
        """The same operator over a bound of another kind, such as a duration in microseconds."""
        return Target(self.operator, change(self.bound))

    def __str__(self) -> str:
        bound = write_share(self.bound) if isinstance(self.bound, Fraction) else str(self.bound)
        return f"{self.operator.value} {bound}"


_BEFORE: dict[Operator, tuple[str, ...]] = {
    Operator.AT_LEAST: (
        ">=",
        "≥",
        "⩾",
        "at least",
        "not less than",
        "no less than",
        "not fewer than",
        "no fewer than",
        "not below",
        "not under",
        "not lower than",
        "no lower than",
        "a minimum of",
        "minimum",
        "minimum of",
        "greater than or equal to",
    ),
    Operator.AT_MOST: (
        "<=",
        "≤",
        "⩽",
        "at most",
        "within",
        "no more than",
        "not more than",
        "no longer than",
        "not longer than",
        "no later than",
        "not later than",
        "not exceeding",
        "not over",
        "not above",
        "up to",
        "a maximum of",
        "maximum",
        "maximum of",
        "less than or equal to",
    ),
    Operator.MORE: (
        ">",
        "more than",
        "greater than",
        "higher than",
        "longer than",
        "above",
        "over",
        "exceeding",
    ),
    Operator.LESS: (
        "<",
        "less than",
        "fewer than",
        "lower than",
        "shorter than",
        "faster than",
        "under",
        "below",
    ),
}
_AFTER: dict[Operator, tuple[str, ...]] = {
    Operator.AT_LEAST: ("or more", "or higher", "or greater", "or above", "or longer", "minimum", "at least"),
    Operator.AT_MOST: (
        "or less",
        "or lower",
        "or fewer",
        "or below",
        "or faster",
        "or shorter",
        "maximum",
        "at most",
    ),
}
_VAGUE = re.compile(
    r"(?:approximately|approx\.?|about|around|roughly|typically|circa|ca\.?|~|≈)(?: |(?=\d))", re.I
)
_EQUAL = re.compile(r"(?:==?|!=|<>|≠|=<|=>|exactly|equal to)", re.I)


def _longest_first(phrases: dict[Operator, tuple[str, ...]]) -> list[tuple[str, Operator]]:
    """Every phrase with its operator; longer ones first, since `less than` starts `less than or equal to`."""
    pairs = [(phrase, operator) for operator, known in phrases.items() for phrase in known]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_PREFIXES = _longest_first(_BEFORE)
_SUFFIXES = _longest_first(_AFTER)


def parse_target(text: str, parse: Callable[[str], Q], default: Operator | None = None) -> Target[Q]:
    """The target a phrase names: `>= 99.9 %`, `under 2.5 s`, `100 Mbps or higher`; `parse` reads the bound.

    `default` is the operator of a bare bound, such as `<=` where the key already says `within`. Raises
    PhraseError for a bare bound without default, for two comparisons, for an approximate figure, and for what
    `parse` refuses.
    """
    phrase = tidy(text)
    _refuse_vague(phrase)
    before, bound = _strip_prefix(phrase)
    after, bound = _strip_suffix(bound)
    if before is not None and after is not None:
        raise PhraseError(f"`{phrase}` compares twice", "keep one of the two comparisons")
    operator = before or after or default
    value = _parse_bound(phrase, bound, parse)
    if operator is None:
        raise PhraseError(
            f"`{phrase}` doesn't say whether more or less is right", f"write `>= {phrase}` or `<= {phrase}`"
        )
    return Target(operator, value)


def _refuse_vague(phrase: str) -> None:
    """Raise PhraseError for comparisons that nothing can be held against."""
    if _VAGUE.match(phrase):
        raise PhraseError(
            f"`{phrase}` is approximate, and can't be kept or missed", "write the figure that binds"
        )
    if _EQUAL.match(phrase):
        raise PhraseError(f"`{phrase}` is not a bound", "compare with one of <, <=, > and >=")


def _strip_prefix(phrase: str) -> tuple[Operator | None, str]:
    """The operator a phrase starts with, and the rest."""
    for words, operator in _PREFIXES:
        rest = phrase[len(words) :]
        if phrase[: len(words)].lower() == words and (not words[-1].isalpha() or rest.startswith(" ")):
            return operator, rest.strip(" ")
    return None, phrase


def _strip_suffix(phrase: str) -> tuple[Operator | None, str]:
    """The operator a phrase ends with, and what stands before it."""
    for words, operator in _SUFFIXES:
        if phrase.lower().endswith(f" {words}"):
            return operator, phrase[: -len(words)].strip(" ")
    return None, phrase


def _parse_bound(phrase: str, bound: str, parse: Callable[[str], Q]) -> Q:
    """The bound; where it can't be read because of a misspelt comparison, say that instead."""
    try:
        return parse(bound)
    except PhraseError:
        words = re.match(r"[^\d]+?(?= ?\d)", bound)
        close = words and nearest(words[0].strip(), [known for known, _ in _PREFIXES])
        if words is None or close is None:
            raise
        message = f"`{words[0].strip()}` in `{phrase}` is not a comparison"
        raise PhraseError(message, f"did you mean `{close}`?") from None
