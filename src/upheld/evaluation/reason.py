"""Reasons: why a figure is what it is, as a tree from the verdict down to rows of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evidence.measurement import Scale
from upheld.quantity import Money


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio shown as a percentage; 1 is 100 %."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time; `basis` says which time is counted, such as `business hours`."""

    value: Micros
    basis: str = "elapsed"


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something."""

    value: int
    of: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant."""

    value: Instant


@dataclass(frozen=True, slots=True)
class Stretch:
    """An interval of time."""

    value: Interval


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money."""

    value: Money


@dataclass(frozen=True, slots=True)
class Words:
    """A figure that is a word, such as a priority or a convention."""

    value: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a measure, exact, in the smallest unit of its scale, such as microseconds or millionths.

    Shares are `Share`, and lengths of whole microseconds may be `Length`.
    """

    value: Fraction
    scale: Scale


@dataclass(frozen=True, slots=True)
class NoData:
    """No figure, and why."""

    why: str


Figure = Share | Length | Count | Moment | Stretch | Sum | Words | Measured | NoData


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of an explanation; `because` holds the steps it rests on."""

    rule: str
    """Stable name of the rule applied, such as `availability.bounds`."""
    says: str
    """One sentence for a person; figures stand in `figure`, not only in the words."""
    figure: Figure | None = None
    clause: Clause | None = None
    evidence: tuple[str, ...] = ()
    """Natural keys of the first few rows it rests on; `evidence_count` has how many there are."""
    evidence_count: int = 0
    because: tuple[Reason, ...] = ()
