"""Targets: a bound with the operator of the text, strict or not, such as `>= 99.9 %` and `< 1 h`."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Generic, TypeVar

from msgspec import Struct

from upheld.errors import PhraseError
from upheld.quantity.comparison import LEADING, Operator, Ordered, take_comparison
from upheld.quantity.phrase import nearest, tidy
from upheld.quantity.share import write_share

Q = TypeVar("Q")
R = TypeVar("R")
Measured = TypeVar("Measured", bound=Ordered)


class Target(Struct, Generic[Q], frozen=True):
    """What a figure is held against; a bound that is a Fraction is a share."""

    operator: Operator
    bound: Q

    def kept_by(self: Target[Measured], value: Measured) -> bool:
        """Whether an unrounded figure keeps the target: one hour exactly breaks `< 1 h`, keeps `<= 1 h`.

        Durations have no order, since business hours and months don't compare: hold lengths against
        `target.map(lambda bound: bound.micros)`.
        """
        return self.operator.holds(value, self.bound)

    def map(self, change: Callable[[Q], R]) -> Target[R]:
        """The same operator over a bound of another kind, such as a duration in microseconds."""
        return Target(self.operator, change(self.bound))

    def __str__(self) -> str:
        bound = write_share(self.bound) if isinstance(self.bound, Fraction) else str(self.bound)
        return f"{self.operator.value} {bound}"


def parse_target(text: str, parse: Callable[[str], Q], default: Operator | None = None) -> Target[Q]:
    """The target a phrase names: `>= 99.9 %`, `under 2.5 s`, `100 Mbps or higher`; `parse` reads the bound.

    `default` is the operator of a bare bound, such as `<=` where the key already says `within`. Raises
    PhraseError for a bare bound without default, two comparisons, an approximate figure, and whatever `parse`
    refuses.
    """
    phrase = tidy(text)
    said, bound = take_comparison(phrase)
    value = _parse_bound(phrase, bound, parse)
    operator = said or default
    if operator is None:
        message = f"`{phrase}` doesn't say whether more or less is right"
        raise PhraseError(message, f"write `>= {phrase}` or `<= {phrase}`")
    return Target(operator, value)


def _parse_bound(phrase: str, bound: str, parse: Callable[[str], Q]) -> Q:
    """The bound; where a misspelt comparison is what keeps it from being read, say that instead."""
    try:
        return parse(bound)
    except PhraseError:
        words = re.match(r"[^0-9]+?(?= ?[0-9])", bound)
        close = words and nearest(words[0], LEADING)
        if not words or not close:
            raise
        message = f"`{words[0]}` in `{phrase}` is not a comparison"
        raise PhraseError(message, f"did you mean `{close}`?") from None
