"""Priorities: the classes of tickets, from the gravest down, and by which impact each is told."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Clause, Place


class Workaround(Enum):
    """Whether there is a way around the trouble of a class."""

    NONE = "none"
    """Only troubles without one belong to it."""
    AVAILABLE = "available"
    """Only troubles with one belong to it."""
    ANY = "any"
    """It makes no difference."""


class Classifier(Enum):
    """Who says which priority a ticket has."""

    PROVIDER = "provider"
    CUSTOMER = "customer"
    BOTH = "both parties"


class Priority(Struct, frozen=True, kw_only=True):
    """A class of tickets; the order of an agreement's priorities is their rank, the gravest first."""

    name: str
    impact: str | None = None
    """The impact that puts a ticket into it, in the words of the text."""
    examples: tuple[str, ...] = ()
    """Situations that the text names; a ticket that records one of them belongs here."""
    workaround: Workaround = Workaround.ANY
    clause: Clause | None = None
    place: Place
