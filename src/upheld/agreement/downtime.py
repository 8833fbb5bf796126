"""Downtime: which outages count as such, from when on, and how much of each."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.quantity import Target


class CountedPart(Enum):
    """How much counts of an outage that lasted long enough."""

    WHOLE = "whole"
    BEYOND = "beyond the minimum"


class PartialMinutes(Enum):
    """What becomes of the seconds of an outage that make no whole minute."""

    KEPT = "as they are"
    DROPPED = "dropped"
    WHOLE = "counted as whole"
    NEAREST = "rounded to the nearest"
    """Half a minute and more is a whole one, and less is none."""


class BeginsAt(Enum):
    """The event with which an outage begins to count."""

    OCCURRENCE = "occurrence"
    DETECTION = "detection"
    """When monitoring, or the provider, saw it."""
    REPORT = "report"
    """When the customer reported it."""
    FIRST_KNOWN = "detection or report"
    """The earlier of the two."""


class Weighting(Enum):
    """By what the length of an outage is multiplied."""

    NOTHING = "nothing"
    AFFECTED = "affected share"


class Overlapping(Enum):
    """Whom outages at one time affect together."""

    OPEN = "open"
    """Nobody knows whether they affected the same: at least the largest share, at most the sum of all."""
    ADDED_UP = "added up"
    """All of their shares together, at most everybody."""
    LARGEST = "largest"


class Impact(Struct, frozen=True):
    """Whom an outage must have affected to count: `>= 5 %` of `users`."""

    target: Target[Fraction]
    of: str
    """In the words of the text; empty where it does not say."""

    def __str__(self) -> str:
        return f"{self.target} of {self.of}" if self.of else str(self.target)


class Downtime(Struct, frozen=True, kw_only=True):
    """What of the time in which a service was down counts as downtime.

    Whatever is not affected enough, or fails a condition, is no downtime; then each unbroken outage is
    counted by itself: from its beginning, if it lasts long enough, without what exclusions take off it, what
    is spared at its start, and its partial minutes; then it is weighted.
    """

    lasting: Target[Micros] | None = None
    """How long an outage must last, `>=` or `>`; any length where absent."""
    counted: CountedPart = CountedPart.WHOLE
    grace: Micros = Micros(0)
    """The first so much of each outage never counts."""
    partial_minutes: PartialMinutes = PartialMinutes.KEPT
    begins_at: BeginsAt = BeginsAt.OCCURRENCE
    affecting: Impact | None = None
    weighted_by: Weighting = Weighting.NOTHING
    overlapping: Overlapping = Overlapping.OPEN
    provided: tuple[str, ...] = ()
    """Conditions in words that must hold for an outage to count, such as what the customer has to do."""

    @property
    def spared(self) -> Micros:
        """How much at the start of each outage never counts."""
        if self.counted is CountedPart.BEYOND and self.lasting is not None:
            return self.lasting.bound
        return self.grace


class OutOf(Enum):
    """The time that a downtime is held against: the denominator of an availability."""

    IN_FORCE = "time in force"
    """The period as far as the agreement was in force."""
    WHOLE_PERIOD = "whole period"
    """The whole period, in force or not; what was not in force counts as up."""
    SUBSCRIBED = "time subscribed"
    """The part of it in which the customer had subscribed."""


class FixedLength(Struct, frozen=True):
    """A denominator that is the same for each period, such as 30 days or 730 hours."""

    length: Micros


Denominator = OutOf | FixedLength
