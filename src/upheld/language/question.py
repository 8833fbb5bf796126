"""Questions: what the words of an agreement leave open, and the readings they allow."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code
from upheld.language.patch import Edit


class Reading(Struct, frozen=True):
    """One way to understand words that allow several: what would be written, and what that means."""

    label: str
    """The line that declares it, such as `notice_is: duty`."""
    meaning: str
    """In a sentence, without its full stop."""
    edits: tuple[Edit, ...]
    """What is put into the file, so that it says this and nothing else."""


class Question(Struct, frozen=True):
    """What a text leaves open at a place; two readings or more, the first of which holds meanwhile."""

    code: Code
    place: Place
    asks: str
    readings: tuple[Reading, ...]


def remedy_of(readings: tuple[Reading, ...]) -> str:
    """What to do about a question: write one of the lines that answer it."""
    ways = [f"`{each.label}`" + (f" ({each.meaning})" if each.meaning else "") for each in readings]
    return f"write {', '.join(ways[:-1])} or {ways[-1]}"
