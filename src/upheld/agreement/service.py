"""Services and the measurement points where they are observed."""

from __future__ import annotations

import math
from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.chrono.instant import Instant, Micros


class Quorum(Enum):
    """How many of n members must fail before the whole fails, or how else their availabilities count."""

    ANY = "any"
    HALF = "half"
    """At least half: 1 of 2, 2 of 3, 2 of 4."""
    MAJORITY = "majority"
    """More than half: 2 of 2, 2 of 3, 3 of 4."""
    ALL = "all"
    MEAN = "mean"
    """No quorum: the figure is the mean of the members' own availabilities."""
    POOLED = "pooled"
    """No quorum: the figure is the good time of all members over the time of all members."""
    LOWEST = "lowest"
    """No quorum: the figure is the lowest of the members' own availabilities."""
    EACH = "each"
    """No whole: each member is judged by itself, with a figure, a verdict and breaches of its own."""


class AtLeast(Struct, frozen=True):
    """A quorum by number: at least `count` members fail."""

    count: int


class ShareFails(Struct, frozen=True):
    """A quorum by share: at least so much of the members fail, or more than that."""

    share: Fraction
    is_strict: bool = False

    def needed(self, members: int) -> int:
        """Of how many failures on that is so, with so many members; one at least."""
        part = self.share * members
        return math.floor(part) + 1 if self.is_strict else max(math.ceil(part), 1)


DownWhen = Quorum | AtLeast | ShareFails

WITHOUT_QUORUM = frozenset({Quorum.MEAN, Quorum.POOLED, Quorum.LOWEST, Quorum.EACH})
"""Where every member has an availability of its own."""
WEIGHED = frozenset({Quorum.MEAN, Quorum.POOLED})
"""Where a member may count for more than another one."""


class Point(Struct, frozen=True, kw_only=True):
    """A measurement point: its name, and from when to when it stands in for the service (half-open)."""

    name: str
    since: Instant | None = None
    until: Instant | None = None
    weight: Fraction | None = None
    """How much it counts for in a mean, or its time where that of all points is pooled; 1 where absent."""


class Service(Struct, frozen=True, kw_only=True):
    """What is promised to work, where it is observed, and how observations become its state."""

    name: str
    points: tuple[Point, ...]
    as_recorded: bool = False
    """Whether its points are those that the evidence names, and none are listed."""
    down_when: DownWhen = Quorum.ANY
    """Over the points."""
    locations_down_when: DownWhen = Quorum.ANY
    """Over the locations that watch one point."""
    at_least_members: int = 1
    """So many points must stand for it at once; while fewer do, nothing is promised."""
    sampled_every: Micros | None = None
    """The interval at which each point is checked; also the uncertainty of each edge of an outage.

    Absent where states are recorded as they change: then their edges are exact.
    """
    stale_after: Micros = Micros(0)
    """How long one sample holds at most; after it the state is unknown. Samples hold for no time at 0."""
    confirmed_by: int = 1
    """Failing checks in a row, at one point and location, that make an outage."""
    minimum_outage: Micros = Micros(0)
    """Outages of the service shorter than this do not count."""
    place: Place
