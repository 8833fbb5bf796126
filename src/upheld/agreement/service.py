"""Services and the measurement points where they are observed."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.chrono.instant import Instant, Micros


class Quorum(Enum):
    """How many of n members must fail before the whole fails."""

    ANY = "any"
    HALF = "half"
    """At least half: 1 of 2, 2 of 3, 2 of 4."""
    MAJORITY = "majority"
    """More than half: 2 of 2, 2 of 3, 3 of 4."""
    ALL = "all"
    MEAN = "mean"
    """No quorum: the figure is the mean of the members' own availabilities."""


class AtLeast(Struct, frozen=True):
    """A quorum by number: at least `count` members fail."""

    count: int


DownWhen = Quorum | AtLeast


class Point(Struct, frozen=True, kw_only=True):
    """A measurement point: its name, and from when to when it stands in for the service (half-open)."""

    name: str
    since: Instant | None = None
    until: Instant | None = None


class Service(Struct, frozen=True, kw_only=True):
    """What is promised to work, where it is observed, and how observations become its state."""

    name: str
    points: tuple[Point, ...]
    down_when: DownWhen = Quorum.ANY
    """Over the points."""
    locations_down_when: DownWhen = Quorum.ANY
    """Over the locations that watch one point."""
    sampled_every: Micros
    """The interval at which each point is checked; also the uncertainty of each edge of an outage."""
    stale_after: Micros
    """How long one sample holds at most; after it the state is unknown."""
    confirmed_by: int = 1
    """Failing checks in a row, at one point and location, that make an outage."""
    minimum_outage: Micros = Micros(0)
    """Outages of the service shorter than this do not count."""
    place: Place
