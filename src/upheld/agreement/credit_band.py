"""Credit bands: what a missed availability earns by how low it came out."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from upheld.agreement.fee import Amount
from upheld.agreement.provenance import Place
from upheld.quantity import write_share


class Edge(Struct, frozen=True, order=True):
    """A cut through the line of shares: right below a share, or right above it."""

    share: Fraction
    is_above: bool = False


LOWEST = Edge(Fraction(0))
"""The cut below all shares."""


class Stretch(Struct, frozen=True):
    """The shares between two edges."""

    lower: Edge
    upper: Edge

    def holds(self, share: Fraction) -> bool:
        """Whether an unrounded share lies in it."""
        return self.lower <= Edge(share) < self.upper

    def __str__(self) -> str:
        low, high = write_share(self.lower.share), write_share(self.upper.share)
        if self.lower == Edge(self.upper.share):
            return f"exactly {high}"
        below = f"{'at most' if self.upper.is_above else 'below'} {high}"
        if self.lower == LOWEST:
            return below
        return f"{'above' if self.lower.is_above else 'at least'} {low} and {below}"


class Band(Struct, frozen=True, kw_only=True):
    """What is owed where the measured share lies in a stretch."""

    stretch: Stretch
    amount: Amount
    place: Place


class BandsCounted(Enum):
    """Which of the bands that hold a share are owed."""

    HIGHEST = "highest only"
    """The one that begins the lowest."""
    CUMULATIVE = "cumulative"
    """All of them together."""


class BetweenBands(Enum):
    """What a share earns that lies in none of the bands, and not above them."""

    NOTHING = "nothing"
    ABOVE = "band above"
    BELOW = "band below"


class TieredCredit(Struct, frozen=True, kw_only=True):
    """An amount by the band that the measured share lies in, owed once for the time judged."""

    bands: tuple[Band, ...]
    counted: BandsCounted = BandsCounted.HIGHEST
    between: BetweenBands = BetweenBands.NOTHING

    def holding(self, share: Fraction) -> tuple[Band, ...]:
        """The bands that a share lies in, the highest shares first."""
        return tuple(band for band in self.downwards if band.stretch.holds(share))

    def owed_at(self, share: Fraction) -> tuple[Band, ...]:
        """The bands that are owed where a share was measured, the highest shares first."""
        holding = self.holding(share)
        if self.counted is BandsCounted.HIGHEST:
            holding = holding[-1:]
        return holding or tuple(self._beside(share))

    def _beside(self, share: Fraction) -> Iterator[Band]:
        """The band that stands in where a share lies in none, but below another."""
        above = [band for band in self.bands if Edge(share) < band.stretch.lower]
        below = [band for band in self.bands if band.stretch.upper <= Edge(share)]
        if above and self.between is BetweenBands.ABOVE:
            yield min(above, key=lambda band: band.stretch.lower)
        elif above and below and self.between is BetweenBands.BELOW:
            yield max(below, key=lambda band: band.stretch.upper)

    @property
    def downwards(self) -> tuple[Band, ...]:
        """The bands from the highest shares to the lowest."""
        return tuple(sorted(self.bands, key=_height, reverse=True))

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        """The shares below the highest band that lie in none, from the lowest to the highest."""
        reached, found = LOWEST, []
        for stretch in sorted((band.stretch for band in self.bands), key=lambda each: each.lower):
            if reached < stretch.lower:
                found.append(Stretch(reached, stretch.lower))
            reached = max(reached, stretch.upper)
        return tuple(found)

    @property
    def overlaps(self) -> tuple[tuple[Band, Band, Stretch], ...]:
        """Pairs of different amounts that hold the same shares, the higher first, and which."""
        return tuple(
            (high, low, Stretch(max(high.stretch.lower, low.stretch.lower), low.stretch.upper))
            for high, low in combinations(self.downwards, 2)
            if high.stretch.lower < low.stretch.upper and high.amount != low.amount
        )


def _height(band: Band) -> tuple[Edge, Edge]:
    return band.stretch.upper, band.stretch.lower
