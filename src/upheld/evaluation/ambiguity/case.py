"""Cases: what a matter comes to under combinations of readings, told by the lines that make a difference."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from upheld.agreement.interpretation import Choices, OpenTerm, TermPath, line_of
from upheld.agreement.provenance import Place
from upheld.evaluation.reason import Figure
from upheld.evaluation.statement import Finding, Verdict


class Case(Struct, frozen=True, kw_only=True):
    """The findings on an objective under one combination of the readings that touch it."""

    choices: Choices
    findings: tuple[Finding, ...]
    """One for each period judged; none where these readings do not promise it."""


Sign: TypeAlias = tuple[tuple[Verdict, Figure, int], ...]


def sign_of(findings: Iterable[Finding]) -> Sign:
    """What tells findings apart: verdict, figure and breaches of each."""
    return tuple((each.verdict, each.figure, each.breaches) for each in findings)


Chosen: TypeAlias = frozenset[tuple[OpenTerm, int]]
"""A combination of readings that can stand in a set."""


def told_apart(several: Iterable[Choices]) -> list[Choices]:
    """Combinations that come to the same, without the terms whose every reading is among them."""
    left = {frozenset(choices.items()) for choices in several}
    terms = {term for chosen in left for term, _ in chosen}
    shrinks = True
    while shrinks:
        shrinks = False
        for term in sorted(terms, key=_rank, reverse=True):
            for rest in _whatever_is_meant_by(term, left):
                shrinks = True
                left = (left - {rest | {(term, number)} for number in range(len(term.readings))}) | {rest}
    found = (dict(sorted(chosen, key=_order)) for chosen in left)
    return sorted(found, key=lambda each: [_order(choice) for choice in each.items()])


def makes_difference(term: OpenTerm, several: Iterable[tuple[Choices, Hashable]]) -> bool:
    """Whether what combinations come to differs by the reading of a term, all else being read the same.

    It does too where other questions are open under one of its readings than under another.
    """
    by_rest: dict[Chosen, dict[int, Hashable]] = {}
    for choices, result in several:
        if term in choices:
            rest = frozenset(choices.items()) - {(term, choices[term])}
            by_rest.setdefault(rest, {})[choices[term]] = result
    return any(
        len(by_number) < len(term.readings) or len(set(by_number.values())) > 1
        for by_number in by_rest.values()
    )


def _whatever_is_meant_by(term: OpenTerm, several: Iterable[Chosen]) -> Iterator[Chosen]:
    """What is chosen besides a term where each of its readings is among some combinations."""
    counts: dict[Chosen, int] = {}
    for chosen in several:
        number = next((number for other, number in chosen if other == term), None)
        if number is not None:
            rest = chosen - {(term, number)}
            counts[rest] = counts.get(rest, 0) + 1
    yield from (rest for rest, count in counts.items() if count == len(term.readings))


def _rank(term: OpenTerm) -> tuple[Place, str]:
    return term.place, term.asks


def _order(choice: tuple[OpenTerm, int]) -> tuple[tuple[Place, str], int]:
    return _rank(choice[0]), choice[1]


def lines_of(choices: Choices, within: TermPath = ()) -> tuple[str, ...]:
    """The lines that declare readings, in the order of the file, as seen from a mapping of it."""
    return tuple(line_of(term, number, within) for term, number in sorted(choices.items(), key=_order))


def terms_in(several: Iterable[Choices]) -> tuple[OpenTerm, ...]:
    """The open terms that some combinations read, in the order of the file."""
    found = {term for choices in several for term in choices}
    return tuple(sorted(found, key=_rank))
