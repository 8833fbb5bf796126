"""Statistics: one figure made from the values of a measure over a period."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.measure import Label
from upheld.quantity import Target


class Summary(Enum):
    """How values become one figure."""

    MEAN = "mean"
    """The sum over the number, each value weighing the same."""
    RATIO = "ratio"
    """What was counted over all there was, pooled over the period."""
    MINIMUM = "minimum"
    MAXIMUM = "maximum"


class Rank(Enum):
    """Which value a percentile is."""

    NEAREST = "nearest rank"
    """The smallest value that is at least as large as so many of all."""
    INTERPOLATED = "linear interpolation"
    """Between the two values nearest to rank p (n - 1) + 1."""


class Percentile(Struct, frozen=True):
    """The value below which a share of all values lies, 0 < share < 1."""

    share: Fraction
    rank: Rank = Rank.NEAREST


class RegionShare(Struct, frozen=True, kw_only=True):
    """The promise is kept where it is kept in so many of the regions, each with a figure of its own."""

    share: Target[Fraction]
    among: tuple[str, ...] = ()
    """The regions that count; every region of the agreement where empty."""


class Statistic(Struct, frozen=True, kw_only=True):
    """A figure made from the values of a measure."""

    of: str
    summary: Summary | Percentile
    out_of: str | None = None
    """For a ratio of two counts, the measure that counts everything."""
    at_least: int = 1
    """Fewer samples in a period decide nothing."""
    where: tuple[Label, ...] = ()
    """Labels that count for this promise, beyond those of the measure."""
    load: str | None = None
    """The named load under which alone this is promised, where the measure names none."""
    regions: RegionShare | None = None
    """Absent, one figure is made from all regions together."""
    during: str | None = None
    """Service hours in which alone values count."""
