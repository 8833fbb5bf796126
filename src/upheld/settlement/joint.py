"""Joint readings: what several matters come to together, each combination of readings being one for all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from operator import contains
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from msgspec import Struct

from upheld.agreement.interpretation import Choices

MOST_TOGETHER = 4096
"""Ways in which the outcomes of several matters may meet that are looked at."""

_Key = TypeVar("_Key")
_P = TypeVar("_P", bound="_Path")

Score: TypeAlias = tuple[int, ...]
"""What counts against somebody, the gravest first; those of several matters add up."""


Rank: TypeAlias = tuple[Score, int]
"""The score, and the less the more readings are not the first."""


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
    def rank(self) -> Rank:
        """Of several ways to the same results, the one with the highest rank stands for them."""
        return _rank(self.score, self.choices.values())


Results: TypeAlias = tuple[int, ...]
"""What each of some matters comes to."""


def jointly(matters: Sequence[Sequence[Row]]) -> dict[Results, Way] | None:
    """Find all that some matters can come to together, with the way that ranks highest for each.

    A term is read the same in all of them. Matters that share no term are not multiplied by each other's
    combinations, but by what these come to. `None` where there are more than can be looked at.
    """
    terms = _Terms(matters)
    numbered = [
        [_Line(terms.numbered(row.choices), row.score, row.result) for row in rows] for rows in matters
    ]
    states: dict[tuple[_Part, Results], _Path] = {(frozenset(), ()): _Path({}, ())}
    for number, lines in enumerate(numbered):
        later, earlier = _terms_of(numbered[number + 1 :]), _terms_of(numbered[:number])
        several = [(line, _among(line.choices, earlier)) for line in _distinct(lines, later | earlier)]
        grown: dict[tuple[_Part, Results], _Path] = {}
        for (_, results), path in states.items():
            for line, met in several:
                if not met or _agree(path.choices, met):
                    further = _Path({**path.choices, **line.choices}, _sum(path.score, line.score))
                    key = (_part(further.choices, later), (*results, line.result))
                    _keep_best(grown, key, further)
            if len(grown) > MOST_TOGETHER:
                return None
        states = grown
    found: dict[Results, _Path] = {}
    for (_, results), path in states.items():
        _keep_best(found, results, path)
    return {
        results: Way(choices=terms.named(path.choices), score=path.score) for results, path in found.items()
    }


def enough(
    way: Way,
    effect: Hashable,
    matters: Sequence[Sequence[Row]],
    several: Iterable[tuple[Results, Hashable]],
) -> Choices:
    """As few of a way's readings as are enough for its effect, whatever else is meant.

    `several` is what follows from the results of each way.
    """
    others = [results for results, other in several if other != effect]
    terms = _Terms(matters, way.choices)
    numbered = [[(terms.numbered(row.choices), row.result) for row in rows] for rows in matters]
    asking = [{term for choices, _ in rows for term in choices} for rows in numbered]
    kept = terms.numbered(way.choices)
    possible = [_results(rows, kept) for rows in numbered]
    for term in sorted(way.choices, key=lambda each: (each.place, each.asks)):
        left_out = terms.numbers[term]
        fewer = {other: number for other, number in kept.items() if other != left_out}
        further = [
            _results(rows, fewer) if left_out in asked else results
            for rows, asked, results in zip(numbered, asking, possible, strict=True)
        ]
        if not any(all(map(contains, further, results)) for results in others):
            kept, possible = fewer, further
    return terms.named(kept)


_Part: TypeAlias = frozenset[tuple[int, int]]
_Numbered: TypeAlias = Mapping[int, int]
"""A reading, by its number, for each of some terms, by their numbers."""


class _Terms:
    """Terms by number: they are looked up so often that it matters how quickly they are told apart."""

    def __init__(self, matters: Iterable[Iterable[Row]], also: Choices = MappingProxyType({})) -> None:
        met = (term for rows in matters for row in rows for term in row.choices)
        self._terms = [*dict.fromkeys((*met, *also))]
        self.numbers = {term: number for number, term in enumerate(self._terms)}

    def numbered(self, choices: Choices) -> _Numbered:
        return {self.numbers[term]: reading for term, reading in choices.items()}

    def line(self, row: Row) -> _Line:
        return _Line(self.numbered(row.choices), row.score, row.result)

    def named(self, choices: _Numbered) -> Choices:
        return {self._terms[number]: reading for number, reading in choices.items()}


class _Path(Struct, frozen=True):
    """A way, its terms by number."""

    choices: _Numbered
    score: Score

    @property
    def rank(self) -> Rank:
        """As of a way."""
        return _rank(self.score, self.choices.values())


class _Line(_Path, frozen=True):
    """A row, its terms by number."""

    result: int


def _rank(score: Score, readings: Iterable[int]) -> Rank:
    return score, -sum(number > 0 for number in readings)


def _distinct(lines: Iterable[_Line], shared: frozenset[int]) -> list[_Line]:
    """One line for each result and each reading of the terms that others share."""
    found: dict[tuple[_Part, int], _Line] = {}
    for line in lines:
        _keep_best(found, (_part(line.choices, shared), line.result), line)
    return list(found.values())


def _keep_best(ways: dict[_Key, _P], key: _Key, way: _P) -> None:
    known = ways.get(key)
    if known is None or way.rank > known.rank:
        ways[key] = way


def _terms_of(matters: Iterable[Iterable[_Line]]) -> frozenset[int]:
    return frozenset(term for lines in matters for line in lines for term in line.choices)


def _part(choices: _Numbered, terms: frozenset[int]) -> _Part:
    return frozenset(_among(choices, terms).items())


def _among(choices: _Numbered, terms: frozenset[int]) -> _Numbered:
    """The readings of some terms."""
    return {term: number for term, number in choices.items() if term in terms}


def _results(rows: Iterable[tuple[_Numbered, int]], read: _Numbered) -> set[int]:
    """What a matter may come to by some readings, whatever else is meant."""
    return {result for choices, result in rows if _agree(read, choices)}


def _agree(one: _Numbered, other: _Numbered) -> bool:
    return all(one.get(term, number) == number for term, number in other.items())


def _sum(one: Score, other: Score) -> Score:
    if not one or not other:
        return one or other
    return tuple(left + right for left, right in zip(one, other, strict=True))
