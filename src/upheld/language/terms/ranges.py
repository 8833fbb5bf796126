"""Times that may be understood in two ways: ranges of which one end binds, and bare days."""

from __future__ import annotations

import re
from typing import Any

from upheld.errors import PhraseError
from upheld.language.diagnostic import Code, shortened
from upheld.language.directive import T_co, Within
from upheld.language.kind import Phrase
from upheld.language.node import Node
from upheld.quantity import Duration, Operator, Target, Unit
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import write_number

_RANGE = Pattern(
    r"(?P<lead>(?:within|in|up to|under|less than|at most|<=?|≤) ?)?(?:between )?(?P<low>[0-9]+(?:\.[0-9]+)?)"
    r" ?(?P<unit>[a-z]+(?: [a-z]+)*)? ?(?:-|–|—|\.\.|to|and|or) ?(?P<high>[0-9]+(?:\.[0-9]+)?) "
    r"?(?P<last>[a-z ]+)",
    re.IGNORECASE,
)
_SORTS = ("hours", "business days")


class Time(Phrase[T_co], frozen=True):
    """A time; where a range or a bare day is written, what it means is asked."""

    def read(self, node: Node, within: Within) -> T_co:
        """Give what it says, the upper end of a range; note what keeps it from being read."""
        phrase = " ".join(within.scalar(node, self.what).text.split())
        ends = self._ends(phrase)
        if ends is not None:
            asks = (
                f"`{shortened(phrase)}` is a range, and only one of its ends can bind: whatever lies "
                "between them "
                f"is in time by the one and late by the other"
            )
            meanings = ("the upper end binds", "the lower end binds, and the upper one is no promise")
            within.ask(Code.RANGE_BOUND, node, asks, dict(zip(ends, meanings, strict=True)))
            return self.parse(ends[0])
        value = Phrase.read(self, node, within)
        self._ask_for_day(value, node, within)
        return value

    def _ends(self, phrase: str) -> tuple[str, str] | None:
        """The upper and the lower end of a range, each as it would be written by itself."""
        found = _RANGE.fullmatch(phrase)
        if found is None:
            return None
        lead, unit = found["lead"] or "", found["last"]
        high, low = f"{lead}{found['high']} {unit}", f"{lead}{found['low']} {found['unit'] or unit}"
        try:
            return self._written(high), self._written(low)
        except PhraseError:
            return None

    def _written(self, phrase: str) -> str:
        """A time as it would be written by itself; PhraseError where it is none."""
        target = self.parse(phrase)
        if not isinstance(target, Target) or target.operator is not Operator.AT_MOST:
            return phrase
        return str(target.bound)

    @staticmethod
    def _ask_for_day(value: Any, node: Node, within: Within) -> None:  # noqa: ANN401
        """Ask what a bare day is, where the agreement knows business days too."""
        bound = value.bound if isinstance(value, Target) else None
        if not isinstance(bound, Duration) or bound.unit is not Unit.DAY or bound.count.denominator != 1:
            return
        if not any(within.reader.names.get(sort) for sort in _SORTS):
            return
        count = write_number(bound.count)
        asks = f"`{bound}` may be so many times 24 hours, or days on which the business is open"
        lead = "" if value.operator is Operator.AT_MOST else f"{value.operator.value} "
        wordings = {
            f"{lead}{write_number(bound.count * 24)} h": "round the clock, weekends and holidays too",
            f"{lead}{count} business day{'' if count == '1' else 's'}": "days of the agreed hours",
        }
        within.ask(Code.AMBIGUOUS_DAY, node, asks, wordings)
