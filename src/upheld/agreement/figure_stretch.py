"""Stretches of figures: from which figure to which something holds, in what they are counted in."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from upheld.quantity import write_share
from upheld.quantity.measured import measured


class BandUnit(Enum):
    """What the edges of bands are counted in."""

    SHARE = "share"
    """1 being 100 %."""
    TIME = "length of time"
    """Microseconds."""
    RATE = "rate"
    """Bits per second."""
    NUMBER = "number"

    def write(self, value: Fraction) -> str:
        """Write an edge as an agreement does: `99.9 %`, `4 h`."""
        match self:
            case BandUnit.SHARE:
                return write_share(value)
            case BandUnit.TIME:
                return measured(value, "microseconds")
            case BandUnit.RATE:
                return measured(value, "bits per second")
            case BandUnit.NUMBER:
                return measured(value, "pieces")


class Edge(Struct, frozen=True, order=True):
    """A cut through the line of figures: right below a figure, or right above it."""

    value: Fraction
    is_above: bool = False


LOWEST = Edge(Fraction(0))
"""The cut below all figures."""


class Stretch(Struct, frozen=True):
    """The figures between two edges; without an upper one, all that lie above the lower."""

    lower: Edge
    upper: Edge | None
    unit: BandUnit = BandUnit.SHARE

    def holds(self, value: Fraction) -> bool:
        """Whether an unrounded figure lies in it."""
        return self.lower <= Edge(value) and is_before(Edge(value), self.upper)

    @property
    def holds_whole_number(self) -> bool:
        """Whether a count can lie in it."""
        least = floor(self.lower.value) + 1 if self.lower.is_above else ceil(self.lower.value)
        return is_before(Edge(Fraction(least)), self.upper)

    def __str__(self) -> str:
        low = self.unit.write(self.lower.value)
        above = f"{'above' if self.lower.is_above else 'at least'} {low}"
        if self.upper is None:
            return above
        high = self.unit.write(self.upper.value)
        if self.lower == Edge(self.upper.value):
            return f"exactly {high}"
        below = f"{'at most' if self.upper.is_above else 'below'} {high}"
        return below if self.lower == LOWEST else f"{above} and {below}"


def is_before(edge: Edge, upper: Edge | None) -> bool:
    """Whether an edge comes before the upper one of a stretch, which may have none."""
    return upper is None or edge < upper
