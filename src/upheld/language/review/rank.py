"""Rank: which priority stands above which."""

from __future__ import annotations

import re
from collections.abc import Iterable

from upheld.agreement.objective import clock_of
from upheld.language.draft import Draft

_WORDS = {
    word: height
    for height, words in enumerate(
        (
            ("emergency", "blocker", "catastrophic"),
            ("critical", "urgent"),
            ("high", "major", "important"),
            ("medium", "normal", "moderate", "standard", "average"),
            ("low", "minor"),
            ("lowest", "trivial", "cosmetic"),
        )
    )
    for word in words
}
"""What priorities are called, from the gravest down."""
_NUMBERED = re.compile(r"(.*?) ?([0-9]{1,3})")


def ranks(draft: Draft) -> dict[str, int]:
    """The priorities from the highest, 0, on: as they are declared, or by what their names say.

    Where these say nothing, as the file first names them.
    """
    if draft.priorities:
        return {written.value.name: rank for rank, written in enumerate(draft.priorities)}
    named = (
        cell.priority
        for written in draft.objectives
        if (clock := clock_of(written.value)) is not None
        for cell in clock.cells
        if cell.priority is not None
    )
    names = list(dict.fromkeys(named))
    return _by_words(names) or _by_numbers(names) or {name: rank for rank, name in enumerate(names)}


def says_rank(names: Iterable[str]) -> bool:
    """Whether the names of priorities tell by themselves which stands above which."""
    several = list(names)
    return bool(_by_words(several) or _by_numbers(several))


def _by_words(names: list[str]) -> dict[str, int]:
    heights = {name: _height_of(name.lower().split()) for name in names}
    known = {name: height for name, height in heights.items() if height is not None}
    return known if len(known) == len(names) and len(set(known.values())) == len(names) else {}


def _height_of(words: list[str]) -> int | None:
    return next((_WORDS[each] for each in (*words[-1:], *words[:1]) if each in _WORDS), None)


def _by_numbers(names: list[str]) -> dict[str, int]:
    """The ranks of `P1`, `P2` or `level 1`, `level 2`: one word with numbers, of which 1 is the highest."""
    found = {name: _NUMBERED.fullmatch(name) for name in names}
    numbered = {name: (each[1].lower(), int(each[2])) for name, each in found.items() if each is not None}
    stems = {stem for stem, _ in numbered.values()}
    if len(numbered) < len(names) or len(stems) != 1:
        return {}
    return {name: number for name, (_, number) in numbered.items()}
