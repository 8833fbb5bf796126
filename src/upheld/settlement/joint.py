"""Joint readings: what several matters come to together, each combination of readings being one for all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from operator import contains
from typing import TypeAlias, TypeVar

from msgspec import Struct

from upheld.agreement.interpretation import Choices, OpenTerm
from upheld.evaluation.ambiguity.case import Chosen

MOST_TOGETHER = 4096
"""Ways in which the outcomes of several matters may meet that are looked at."""

_Key = TypeVar("_Key")

Score: TypeAlias = tuple[int, ...]
"""What counts against somebody, the gravest first; those of several matters add up."""


class Row(Struct, frozen=True, kw_only=True):
    """One combination of the readings that touch a matter, and what it comes to."""

    choices: Choices
    result: int
    """Rows with the same number are the same to whoever asks."""
    score: Score = ()


class Way(Struct, frozen=True, kw_only=True):
    """A combination of readings for all matters at once."""

    choices: Choices
    score: Score

    @property
    def rank(self) -> tuple[Score, int]:
        """Of several ways to the same results, the one with the highest rank stands for them.

        It has the highest score, and of those the fewest readings that are not the first.
        """
        return self.score, -sum(number > 0 for number in self.choices.values())


Results: TypeAlias = tuple[int, ...]
"""What each of some matters comes to."""


def jointly(matters: Sequence[Sequence[Row]]) -> dict[Results, Way] | None:
    """Find all that some matters can come to together, with the way that ranks highest for each.

    A term is read the same in all of them. Matters that share no term are not multiplied by each other's
    combinations, but by what these come to. `None` where there are more than can be looked at.
    """
    states: dict[tuple[Chosen, Results], Way] = {(frozenset(), ()): Way(choices={}, score=())}
    for number, rows in enumerate(matters):
        later = _terms(matters[number + 1 :])
        several = _distinct(rows, later | _terms(matters[:number]))
        grown: dict[tuple[Chosen, Results], Way] = {}
        for (_, results), way in states.items():
            for row in several:
                if _agree(way.choices, row.choices):
                    further = Way(choices={**way.choices, **row.choices}, score=_sum(way.score, row.score))
                    key = (_part(further.choices, later), (*results, row.result))
                    _keep_best(grown, key, further)
            if len(grown) > MOST_TOGETHER:
                return None
        states = grown
    found: dict[Results, Way] = {}
    for (_, results), way in states.items():
        _keep_best(found, results, way)
    return found


def enough(
    way: Way, matters: Sequence[Sequence[Row]], several: Sequence[tuple[Results, Hashable]]
) -> Choices:
    """As few of a way's readings as are enough for what follows from it, whatever else is meant.

    `several` is what follows from the results of each way.
    """
    kept = dict(way.choices)
    for term in sorted(kept, key=lambda each: (each.place, each.asks)):
        fewer = {other: number for other, number in kept.items() if other != term}
        possible = [{row.result for row in rows if _agree(fewer, row.choices)} for rows in matters]
        if len({effect for results, effect in several if all(map(contains, possible, results))}) == 1:
            kept = fewer
    return kept


def _distinct(rows: Iterable[Row], shared: frozenset[OpenTerm]) -> list[Row]:
    """One row for each result and each reading of the terms that others share."""
    found: dict[tuple[Chosen, int], Row] = {}
    for row in rows:
        key = (_part(row.choices, shared), row.result)
        known = found.get(key)
        if known is None or _rank(row) > _rank(known):
            found[key] = row
    return list(found.values())


def _rank(row: Row) -> tuple[Score, int]:
    return Way(choices=row.choices, score=row.score).rank


def _keep_best(ways: dict[_Key, Way], key: _Key, way: Way) -> None:
    known = ways.get(key)
    if known is None or way.rank > known.rank:
        ways[key] = way


def _terms(matters: Iterable[Iterable[Row]]) -> frozenset[OpenTerm]:
    return frozenset(term for rows in matters for row in rows for term in row.choices)


def _part(choices: Choices, terms: frozenset[OpenTerm]) -> Chosen:
    return frozenset((term, number) for term, number in choices.items() if term in terms)


def _agree(one: Mapping[OpenTerm, int], other: Mapping[OpenTerm, int]) -> bool:
    return all(one.get(term, number) == number for term, number in other.items())


def _sum(one: Score, other: Score) -> Score:
    if not one or not other:
        return one or other
    return tuple(left + right for left, right in zip(one, other, strict=True))
