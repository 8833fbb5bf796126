"""Termination rights: after which breaches a customer may leave."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration


class CountedBy(Enum):
    """How a window of some months is laid over breaches."""

    DATES = "dates"
    """It may begin on any day: all breaches lie within so many months of the first."""
    MONTHS = "calendar months"
    """It is so many whole calendar months, one after the other."""


class ConsecutiveMonths(Struct, frozen=True):
    """So many calendar months in a row, each with a breach."""

    months: int


class BreachesWithin(Struct, frozen=True, kw_only=True):
    """So many breaches or more in a window of some months."""

    at_least: int
    months: int
    counted_by: CountedBy


Ground = ConsecutiveMonths | BreachesWithin


class Penalty(Enum):
    """What leaving early costs a customer who has the right to."""

    NONE = "none"
    AS_AGREED = "as the contract says"


class TerminationRight(Struct, frozen=True, kw_only=True):
    """A right to terminate, once there is its ground."""

    ground: Ground
    objectives: tuple[str, ...] = ()
    """Objectives whose breaches count; all guarantees where empty."""
    plans: tuple[str, ...] = ()
    """Plans that have the right; all of them where empty."""
    penalty: Penalty | None = None
    """`None` where the agreement does not say."""
    notice: Duration | None = None
    """How long before it takes effect the customer must say so."""
    exercised_within: Duration | None = None
    """How long the right lasts, from the breach that completes its ground."""
    clause: Clause | None = None
    place: Place
