"""Measured time: how long each state held in the time that counts, and the shares it makes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import ExclusionArithmetic
from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.availability.counted import Counted, Scaled
from upheld.evaluation.availability.member import Conditions
from upheld.evaluation.availability.quorum import ABSENT
from upheld.evaluation.reason import NoData, Share
from upheld.evidence.observation import State

NOTHING_MEASURED = NoData("nothing was to be measured")
NOTHING_KNOWN = NoData("no evidence for any of the time measured")


Length = int | Fraction
"""Microseconds; of a time that is weighted, a fraction of them."""


class MeasuredTime(Struct, frozen=True, kw_only=True):
    """Lengths of time by state, and what share of degraded time counts as down; they add up exactly."""

    up: Length = 0
    degraded: Length = 0
    down: Length = 0
    unknown: Length = 0
    degraded_counts: Fraction

    @property
    def known(self) -> Length:
        """Time for which there is evidence."""
        return self.up + self.degraded + self.down

    @property
    def measured(self) -> int:
        """All the time that counts; a whole number of microseconds, whatever its parts are."""
        return int(self.known + self.unknown)

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

    def times(self, factor: Fraction) -> MeasuredTime:
        """All of it so many times."""
        return MeasuredTime(
            up=self.up * factor,
            degraded=self.degraded * factor,
            down=self.down * factor,
            unknown=self.unknown * factor,
            degraded_counts=self.degraded_counts,
        )

    def out_of(self, whole: int) -> MeasuredTime:
        """The same downtime out of another time: what that has more or less was up.

        Where there is more downtime than that, all of it was down.
        """
        down = min(self.down, whole)
        degraded = min(self.degraded, whole - down)
        unknown = min(self.unknown, whole - down - degraded)
        return MeasuredTime(
            up=whole - down - degraded - unknown,
            degraded=degraded,
            down=down,
            unknown=unknown,
            degraded_counts=self.degraded_counts,
        )


def measure(
    counted: Counted,
    region: IntervalSet,
    excluded: IntervalSet,
    arithmetic: ExclusionArithmetic,
    degraded_counts: Fraction,
    *,
    is_part: bool = False,
) -> MeasuredTime:
    """Add up the states over a region, excluded time entering as the agreement declares.

    Removed from both sides, it is not measured. Counted as up, it is up whatever was seen. Not counted as
    down, it is measured as seen, but what was down or degraded counts as up. Time at which nothing stood for
    the service is never measured.

    Downtime beyond what was bad, such as the rest of a started minute, takes the place of time that was up:
    in the region itself, or around it where that is only a part of the time judged.
    """
    if not region:
        return MeasuredTime(degraded_counts=degraded_counts)
    span = Interval(region.starts[0], region.ends[-1])
    conditions = counted.conditions.within(span)
    forgiven = excluded.within(span) & region
    left = region - forgiven
    up, degraded, down, unknown = (
        (conditions.where(state) & left).length
        for state in (State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN)
    )
    if arithmetic is ExclusionArithmetic.COUNTED_AS_UP:
        up = Micros(up + (forgiven - conditions.where(ABSENT)).length)
    elif arithmetic is ExclusionArithmetic.NOT_COUNTED_AS_DOWN:
        unknown = Micros(unknown + (conditions.where(State.UNKNOWN) & forgiven).length)
        up = Micros(up + (forgiven - conditions.where(ABSENT, State.UNKNOWN)).length)
    time = MeasuredTime(up=up, degraded=degraded, down=down, unknown=unknown, degraded_counts=degraded_counts)
    if not counted.scaled and not counted.added:
        return time
    return _adjusted(time, counted, conditions, left, is_part=is_part)


def _adjusted(
    time: MeasuredTime, counted: Counted, conditions: Conditions, left: IntervalSet, *, is_part: bool
) -> MeasuredTime:
    """The time with what counts for less than its length, or for more."""
    up, degraded, down, unknown = time.up, time.degraded, time.down, time.unknown
    is_down, is_degraded = conditions.where(State.DOWN) & left, conditions.where(State.DEGRADED) & left
    for each in _within(counted.scaled, conditions.bounds):
        of_down = is_down.within(each.interval).length
        of_degraded = is_degraded.within(each.interval).length
        down -= of_down * (1 - each.least)
        degraded -= of_degraded * (1 - each.least)
        unknown += (of_down + of_degraded) * (each.most - each.least)
        up += (of_down + of_degraded) * (1 - each.most)
    least = most = Fraction(0)
    first = bisect_left(counted.added, conditions.bounds.start, key=lambda each: each.at)
    last = bisect_left(counted.added, conditions.bounds.end, key=lambda each: each.at)
    for added in counted.added[first:last]:
        if added.at in left and conditions.at(added.at) not in (State.UP, ABSENT):
            least, most = least + added.least, most + added.most
    if not is_part:
        least, most = min(least, Fraction(up)), min(most, Fraction(up))
    return MeasuredTime(
        up=up - most,
        degraded=degraded,
        down=down + least,
        unknown=unknown + most - least,
        degraded_counts=time.degraded_counts,
    )


def _within(scaled: Sequence[Scaled], span: Interval) -> Sequence[Scaled]:
    """Those that share time with a span, of many in order of time."""
    first = bisect_right(scaled, span.start, key=lambda each: each.interval.end)
    return scaled[first : bisect_left(scaled, span.end, key=lambda each: each.interval.start)]


class Bounds(Struct, frozen=True, kw_only=True):
    """What the evidence says of an availability: as observed, and with unknown time as bad and as good."""

    observed: Share | NoData
    worst: Share | NoData
    best: Share | NoData
    coverage: Share | NoData
