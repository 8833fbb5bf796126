"""Measured time: how long each state held in the time that counts, and the shares it makes."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import ExclusionArithmetic
from upheld.chrono.instant import Micros
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.availability.member import Conditions
from upheld.evaluation.availability.quorum import ABSENT
from upheld.evaluation.reason import NoData, Share
from upheld.evidence.observation import State

NOTHING_MEASURED = NoData("nothing was to be measured")
NOTHING_KNOWN = NoData("no evidence for any of the time measured")


class MeasuredTime(Struct, frozen=True, kw_only=True):
    """Lengths of time by state, and what share of degraded time counts as down; they add up exactly."""

    up: int = 0
    degraded: int = 0
    down: int = 0
    unknown: int = 0
    degraded_counts: Fraction

    @property
    def known(self) -> int:
        """Time for which there is evidence."""
        return self.up + self.degraded + self.down

    @property
    def measured(self) -> int:
        """All the time that counts."""
        return self.known + self.unknown

    @property
    def bad(self) -> Fraction:
        """Time that counts as down."""
        return self.down + self.degraded_counts * self.degraded

    @property
    def good(self) -> Fraction:
        """Time known to count as up."""
        return self.known - self.bad

    def __add__(self, other: MeasuredTime) -> MeasuredTime:
        return MeasuredTime(
            up=self.up + other.up,
            degraded=self.degraded + other.degraded,
            down=self.down + other.down,
            unknown=self.unknown + other.unknown,
            degraded_counts=self.degraded_counts,
        )


def measure(
    conditions: Conditions,
    region: IntervalSet,
    excluded: IntervalSet,
    arithmetic: ExclusionArithmetic,
    degraded_counts: Fraction,
) -> MeasuredTime:
    """Add up the states over a region, excluded time entering as the agreement declares.

    Removed from both sides, it is not measured. Counted as up, it is up whatever was seen. Not counted as
    down, it is measured as seen, but what was down or degraded counts as up. Time at which nothing stood for
    the service is never measured.
    """
    forgiven = excluded & region
    counted = region - forgiven
    up, degraded, down, unknown = (
        (conditions.where(state) & counted).length
        for state in (State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN)
    )
    if arithmetic is ExclusionArithmetic.COUNTED_AS_UP:
        up = Micros(up + (forgiven - conditions.where(ABSENT)).length)
    elif arithmetic is ExclusionArithmetic.NOT_COUNTED_AS_DOWN:
        unknown = Micros(unknown + (conditions.where(State.UNKNOWN) & forgiven).length)
        up = Micros(up + (forgiven - conditions.where(ABSENT, State.UNKNOWN)).length)
    return MeasuredTime(up=up, degraded=degraded, down=down, unknown=unknown, degraded_counts=degraded_counts)


class Bounds(Struct, frozen=True, kw_only=True):
    """What the evidence says of an availability: as observed, and with unknown time as bad and as good."""

    observed: Share | NoData
    worst: Share | NoData
    best: Share | NoData
    coverage: Share | NoData
