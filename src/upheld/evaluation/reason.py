"""Reasons: why a figure is what it is, as a tree from the verdict down to rows of evidence."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evidence.measurement import Scale
from upheld.quantity import Money


class Share(Struct, frozen=True):
    """A ratio shown as a percentage; 1 is 100 %."""

    value: Fraction


class Length(Struct, frozen=True):
    """A length of time; `basis` says which time is counted, such as `business hours`."""

    value: Micros
    basis: str = "elapsed"


class Count(Struct, frozen=True):
    """How many of something."""

    value: int
    of: str


class Moment(Struct, frozen=True):
    """An instant."""

    value: Instant


class Stretch(Struct, frozen=True):
    """An interval of time."""

    value: Interval


class Sum(Struct, frozen=True):
    """An amount of money."""

    value: Money


class Words(Struct, frozen=True):
    """A figure that is a word, such as a priority or a convention."""

    value: str


class Measured(Struct, frozen=True):
    """A figure of a measure, exact, in the smallest unit of its scale, such as microseconds or millionths.

    Shares are `Share`, and lengths of whole microseconds may be `Length`.
    """

    value: Fraction
    scale: Scale


class NoData(Struct, frozen=True):
    """No figure, and why."""

    why: str


Figure = Share | Length | Count | Moment | Stretch | Sum | Words | Measured | NoData


class Reason(Struct, frozen=True, kw_only=True):
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
