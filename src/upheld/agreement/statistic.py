"""Statistics: one figure made from the values of a measure over a period."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.measure import Label
from upheld.agreement.part_target import REGION, PartTarget
from upheld.chrono.instant import Micros
from upheld.quantity import Target


class Summary(Enum):
    """How values become one figure."""

    MEAN = "mean"
    """The sum over the number, each value weighing the same."""
    RATIO = "ratio"
    """What was counted over all there was, pooled over the period."""
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    TOTAL = "total"
    """The sum of all values, such as how many messages were infected."""


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


class Within(Struct, frozen=True):
    """The share of values that keep a bound, such as requests answered within 500 ms."""

    bound: FigureTarget

    def __str__(self) -> str:
        return f"share {self.bound}"


class Silence(Enum):
    """What a slice of time counts as in which nothing was measured, or too little."""

    UNKNOWN = "unknown"
    GOOD = "good"
    LEFT_OUT = "left out"


class TimeShare(Struct, frozen=True, kw_only=True):
    """The share of slices of time whose own figure keeps a bound, or lies beyond it."""

    of: Micros
    """The length of a slice; they are counted from the beginning of the period."""
    summary: Summary | Percentile
    """What the figure of a slice is."""
    bound: FigureTarget
    is_beyond: bool = False
    """Whether slices are counted that lie beyond a bound, which are the bad ones."""
    empty: Silence = Silence.UNKNOWN
    at_least: int = 1
    """Values that a slice must have to be judged; one with fewer counts as empty."""


class Jitter(Enum):
    """How much values vary from one to the next."""

    MEAN_DIFFERENCE = "mean difference"
    """The mean of the absolute differences between successive values of a series."""
    LARGEST_DIFFERENCE = "largest difference"


class Excess(Struct, frozen=True):
    """By what share a figure exceeds another one: the ratio of the two, less 1."""

    summary: Summary | Percentile
    """What both figures are."""
    over: FigureTarget | None = None
    """The fixed figure that is exceeded, its comparison left aside; absent where another measure is."""


Making = Summary | Percentile | Within | TimeShare | Jitter | Excess
"""How values become one figure."""


class RegionShare(Struct, frozen=True, kw_only=True):
    """The promise is kept where it is kept in so many of the regions, each with a figure of its own."""

    share: Target[Fraction]
    among: tuple[str, ...] = ()
    """The regions that count; every region of the agreement where empty."""
    by: str = REGION
    """The label that tells them apart."""
    parts: tuple[PartTarget, ...] = ()
    """What is promised of each, where that differs; the objective's target where empty."""


class TooFew(Enum):
    """What a promise comes to in a period with fewer values than it takes to judge it."""

    UNDECIDED = "undecided"
    NOT_APPLICABLE = "does not apply"


class Statistic(Struct, frozen=True, kw_only=True):
    """A figure made from the values of a measure."""

    of: str
    summary: Making
    out_of: str | None = None
    """For a ratio of two counts, the measure that counts everything; for an excess, the one exceeded."""
    at_least: int = 1
    """Fewer samples in a period decide nothing."""
    with_fewer: TooFew = TooFew.UNDECIDED
    where: tuple[Label, ...] = ()
    """Labels that count for this promise, beyond those of the measure."""
    load: str | None = None
    """The named load under which alone this is promised, where the measure names none."""
    regions: RegionShare | None = None
    """Absent, one figure is made from all regions together."""
    during: str | None = None
    """Service hours in which alone values count."""
