"""Interpretations: an agreement under some readings of what its text leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.provenance import Place

TermPath: TypeAlias = tuple[str, ...]
"""Keys and names from the top of the file down: `("objectives", "uptime", "period")`."""


class TermReading(Struct, frozen=True):
    """One way to understand an open term."""

    line: str
    """The line that would declare it, such as `notice_is: duty`."""
    meaning: str
    """In a sentence without its full stop; empty where the line says it all."""
    within: TermPath = ()
    """The mapping in which the line would stand."""


class OpenTerm(Struct, frozen=True, kw_only=True):
    """Words of the text that allow several readings, and that the file does not settle."""

    code: str
    asks: str
    """What is left open, in a sentence without its full stop."""
    place: Place
    parts: tuple[TermPath, ...]
    """The parts of the file that a reading of it writes."""
    readings: tuple[TermReading, ...]
    """Two or more; the first holds meanwhile. They may say more once a term within one of them is read,
    and the term is the same still."""

    def __eq__(self, other: object) -> bool:
        return self._known() == other._known() if isinstance(other, OpenTerm) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.place)

    def _known(self) -> tuple[object, ...]:
        return self.code, self.asks, self.place, self.parts


Choices: TypeAlias = Mapping[OpenTerm, int]
"""A reading, by its number, for each of some open terms."""


class Interpretation(Protocol):
    """The agreement under some readings, and what these leave open."""

    @property
    def agreement(self) -> Agreement:
        """The agreement; of each term that is still open the first reading holds."""

    @property
    def open_terms(self) -> tuple[OpenTerm, ...]:
        """What is still open, in the order of the file."""

    def read_as(self, choices: Choices) -> Interpretation | None:
        """The agreement under further readings, with what they leave open or open anew.

        `None` where they contradict each other, so that together they are no agreement. UsageError where one
        of them leaves a value to be agreed.
        """


def line_of(term: OpenTerm, number: int, within: TermPath = ()) -> str:
    """The line that declares a reading, seen from a mapping: `conventions.one_breach: ticket`."""
    line, path = term.readings[number].line, term.readings[number].within
    below = path[len(within) :] if path[: len(within)] == within else path
    return f"{'.'.join(below)}.{line}" if below else line
