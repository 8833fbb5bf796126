"""Extents: a figure of measured values, and what the evidence leaves open of it, in smallest units."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.evaluation.reason import NoData
from upheld.quantity import Target


class Unbounded(Enum):
    """No bound: as far as the evidence goes, the figure may lie anywhere on this side."""

    UNBOUNDED = "unbounded"


UNBOUNDED = Unbounded.UNBOUNDED

Edge = Fraction | Unbounded

NO_VALUES = NoData("no values were recorded")
NOT_EXACT = NoData("the records do not tell it exactly")


class Extent(Struct, frozen=True):
    """A figure as recorded, and how far the evidence leaves it open on either side.

    The figure is that of the values that count for certain, where they tell it exactly.
    """

    figure: Fraction | NoData
    lowest: Edge
    highest: Edge

    @classmethod
    def exactly(cls, figure: Fraction) -> Extent:
        """Give the extent of a figure that nothing leaves open."""
        return cls(figure, figure, figure)

    @classmethod
    def between(cls, lowest: Edge, highest: Edge) -> Extent:
        """Give the extent of a figure of which only bounds are known, unless they agree."""
        if isinstance(lowest, Fraction) and lowest == highest:
            return cls.exactly(lowest)
        return cls(NOT_EXACT, lowest, highest)

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left open."""
        return isinstance(self.figure, Fraction) and self.lowest == self.highest

    def keeps(self, target: Target[Fraction]) -> bool:
        """Whether every figure it leaves open keeps a target."""
        worst = self.highest if target.operator.is_ceiling else self.lowest
        return isinstance(worst, Fraction) and target.kept_by(worst)

    def misses(self, target: Target[Fraction]) -> bool:
        """Whether no figure it leaves open keeps a target."""
        best = self.lowest if target.operator.is_ceiling else self.highest
        return isinstance(best, Fraction) and not target.kept_by(best)


NOTHING = Extent(NO_VALUES, UNBOUNDED, UNBOUNDED)
"""What nothing is known of."""
