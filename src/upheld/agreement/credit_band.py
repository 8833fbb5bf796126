"""Credit bands: what a missed promise earns by how far it was missed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from upheld.agreement.figure_stretch import LOWEST as LOWEST
from upheld.agreement.figure_stretch import BandUnit as BandUnit
from upheld.agreement.figure_stretch import Edge as Edge
from upheld.agreement.figure_stretch import Stretch as Stretch
from upheld.agreement.figure_stretch import is_before as is_before
from upheld.agreement.price import Price
from upheld.agreement.provenance import Place
from upheld.agreement.service_points import ServicePoints


class Band(Struct, frozen=True, kw_only=True):
    """What is owed where the figure lies in a stretch."""

    stretch: Stretch
    amount: Price
    place: Place


class BandsCounted(Enum):
    """Which of the bands that hold a figure are owed."""

    HIGHEST = "highest only"
    """The one for the gravest misses: of an availability, the one that begins the lowest."""
    CUMULATIVE = "cumulative"
    """All of them together."""


class BetweenBands(Enum):
    """What a figure earns that lies in none of the bands, and is no better than all of them."""

    NOTHING = "nothing"
    ABOVE = "band above"
    BELOW = "band below"


class BandsBy(Enum):
    """What is looked up in the bands."""

    FIGURE = "figure"
    """What the promise itself came to: an availability, a percentile, a share of tickets."""
    DOWNTIME = "downtime"
    """That of the period, all outages together."""
    EACH_OUTAGE = "each outage"
    """The length of each, which earns its own amount."""
    EACH_CASE = "each case"
    """The time that each late ticket or occasion took, which earns its own amount."""
    MISSED_CASES = "missed cases"
    """How many tickets were late, duties not kept, or outages there were."""
    MISSED_MONTHS = "missed months"
    """How many months missed the promise, this one among them: a second miss, a third."""
    POINTS = "points"
    """The service points of all outages or late cases, by a table."""


_COUNTS = (BandsBy.MISSED_CASES, BandsBy.MISSED_MONTHS, BandsBy.POINTS)
"""What is looked up in whole numbers."""


class MissedWithin(Struct, frozen=True):
    """Among which months missed ones are counted, the one judged being the last."""

    months: int = 0
    """So many; where it is 0, those in a row."""

    def __str__(self) -> str:
        return f"within {self.months} months" if self.months else "in a row"


class Worse(Enum):
    """In which direction figures get worse."""

    LOWER = "lower"
    HIGHER = "higher"


class TieredCredit(Struct, frozen=True, kw_only=True):
    """An amount by the band a figure lies in, owed once for the time judged, or once for each outage."""

    bands: tuple[Band, ...]
    counted: BandsCounted = BandsCounted.HIGHEST
    between: BetweenBands = BetweenBands.NOTHING
    by: BandsBy = BandsBy.FIGURE
    worse: Worse = Worse.LOWER
    missed_within: MissedWithin | None = None
    """Beside missed months alone."""
    points: ServicePoints | None = None
    """Beside points alone."""

    @property
    def months(self) -> int:
        """How many months its bands look at, the one judged among them; 0 where they don't."""
        if self.missed_within is None:
            return 0 if self.points is None else self.points.doubled_within
        edges = (
            edge.value for band in self.bands for edge in (band.stretch.lower, band.stretch.upper) if edge
        )
        return self.missed_within.months or int(max(edges, default=Fraction(0))) + 1

    def holding(self, value: Fraction) -> tuple[Band, ...]:
        """The bands that a figure lies in, the gravest last."""
        return tuple(band for band in self.by_gravity if band.stretch.holds(value))

    def owed_at(self, value: Fraction) -> tuple[Band, ...]:
        """The bands that are owed for a figure, the gravest last."""
        holding = self.holding(value)
        if self.counted is BandsCounted.HIGHEST:
            holding = holding[-1:]
        return holding or tuple(self._beside(value))

    def _beside(self, value: Fraction) -> Iterator[Band]:
        """The band that stands in where a figure lies in none, but a milder one is over."""
        above = [band for band in self.bands if Edge(value) < band.stretch.lower]
        below = [band for band in self.bands if not is_before(Edge(value), band.stretch.upper)]
        milder = above if self.worse is Worse.LOWER else below
        if milder and above and self.between is BetweenBands.ABOVE:
            yield min(above, key=lambda band: band.stretch.lower)
        elif milder and below and self.between is BetweenBands.BELOW:
            yield max(below, key=lambda band: band.stretch.upper or LOWEST)

    @property
    def unit(self) -> BandUnit:
        """What the bands are counted in."""
        return self.bands[0].stretch.unit

    @property
    def by_gravity(self) -> tuple[Band, ...]:
        """The bands from the mildest to the gravest."""
        if self.worse is Worse.LOWER:
            return tuple(sorted(self.bands, key=_height, reverse=True))
        return tuple(sorted(self.bands, key=_depth))

    @property
    def begins(self) -> Edge:
        """Where the mildest band begins, and with it the credit."""
        first = self.by_gravity[0].stretch
        return first.lower if self.worse is Worse.HIGHER or first.upper is None else first.upper

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        """The figures worse than where the bands begin that lie in none, from the lowest to the highest."""
        stretches = sorted((band.stretch for band in self.bands), key=lambda each: each.lower)
        reached: Edge | None = LOWEST if self.worse is Worse.LOWER else stretches[0].lower
        found = []
        for stretch in stretches:
            if reached is not None and reached < stretch.lower:
                found.append(Stretch(reached, stretch.lower, self.unit))
            reached = _further(reached, stretch.upper)
        if self.worse is Worse.HIGHER and reached is not None:
            found.append(Stretch(reached, None, self.unit))
        return tuple(each for each in found if self.by not in _COUNTS or each.holds_whole_number)

    @property
    def overlaps(self) -> tuple[tuple[Band, Band, Stretch], ...]:
        """Pairs of different amounts that hold the same figures, the milder first, and which figures."""
        found = []
        for mild, grave in combinations(self.by_gravity, 2):
            one, other = mild.stretch, grave.stretch
            lower, upper = max(one.lower, other.lower), _nearer(one.upper, other.upper)
            if is_before(lower, upper) and mild.amount != grave.amount:
                found.append((mild, grave, Stretch(lower, upper, self.unit)))
        return tuple(found)


def _height(band: Band) -> tuple[bool, Edge, Edge]:
    upper = band.stretch.upper
    return upper is None, upper or LOWEST, band.stretch.lower


def _depth(band: Band) -> tuple[Edge, bool, Edge]:
    upper = band.stretch.upper
    return band.stretch.lower, upper is None, upper or LOWEST


def _further(one: Edge | None, other: Edge | None) -> Edge | None:
    """The upper edge that lies further up, none being the furthest."""
    return None if one is None or other is None else max(one, other)


def _nearer(one: Edge | None, other: Edge | None) -> Edge | None:
    """The upper edge that lies less far up."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
