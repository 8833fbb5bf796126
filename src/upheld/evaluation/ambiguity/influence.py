"""Influence: which questions come or go with the readings of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from upheld.agreement.interpretation import Choices, Interpretation, OpenTerm

Influence = Mapping[OpenTerm, frozenset[OpenTerm]]
"""Of each term that has any, the terms that are open under some of its readings and not under others."""


def influence_of(terms: Iterable[OpenTerm], at: Interpretation) -> Influence:
    """Try all readings of some terms, many in one go, and look closer only where other terms come or go."""
    several = tuple(terms)
    most = max((len(term.readings) for term in several), default=0)
    found: dict[OpenTerm, frozenset[OpenTerm]] = {}
    for number in range(1, most):
        having = {term: number for term in several if len(term.readings) > number}
        for term, moved in _moved(having, at):
            found[term] = found.get(term, frozenset()) | moved
    return found


def _moved(choices: Choices, at: Interpretation) -> Iterable[tuple[OpenTerm, frozenset[OpenTerm]]]:
    """The terms whose readings bring or take others; halves are tried until it is plain which they are."""
    under = at.read_as(choices) if choices else at
    expected = frozenset(at.open_terms) - choices.keys()
    moved = None if under is None else expected ^ frozenset(under.open_terms)
    if moved is not None and not moved:
        return
    terms = tuple(choices)
    if len(terms) > 1:
        middle = len(terms) // 2
        for half in (terms[:middle], terms[middle:]):
            yield from _moved({term: choices[term] for term in half}, at)
    elif moved:
        yield terms[0], moved
