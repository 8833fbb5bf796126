"""Service points: what incidents count by their length and priority, where credits go by the sum of it."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.figure_stretch import Stretch


class PointsRow(Struct, frozen=True, kw_only=True):
    """How many points an outage or a late case counts, by its length."""

    stretch: Stretch
    points: Fraction
    priorities: tuple[str, ...] = ()
    """Whose tickets it is for; every one where empty."""

    def fits(self, length: Fraction, priority: str | None) -> bool:
        """Whether it is for something of such a length, in microseconds, and of such a priority."""
        return self.stretch.holds(length) and (not self.priorities or priority in self.priorities)


class ServicePoints(Struct, frozen=True, kw_only=True):
    """A table of points: of several rows that fit, the one for the longest counts."""

    rows: tuple[PointsRow, ...]
    doubled_within: int = 0
    """They count twice where the promise was missed before, within so many months with this one; 0: never."""

    def of(self, length: Fraction, priority: str | None) -> Fraction:
        """How many points something counts; none where no row fits."""
        fitting = [each for each in self.rows if each.fits(length, priority)]
        return max(fitting, key=lambda each: each.stretch.lower).points if fitting else Fraction(0)
