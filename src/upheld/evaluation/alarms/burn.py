"""Burn rates: how many times faster than evenly over its period an allowance is used up.

Two windows are looked at: the long one tells that it matters, the short one that it goes on. The rates are
those of the Site Reliability Workbook (Google, 2018), chapter 5, "Multiwindow, Multi-Burn-Rate Alerts": at
14.4 a fiftieth of the allowance of 30 days is gone in an hour, at 6 a twentieth in six hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.statement import Outage


class Burn(Struct, frozen=True, kw_only=True):
    """A rate that raises an alarm where both windows reach it."""

    long: Micros
    short: Micros
    rate: Fraction


BURNS = (
    Burn(long=HOUR, short=Micros(5 * MINUTE), rate=Fraction(144, 10)),
    Burn(long=Micros(6 * HOUR), short=Micros(30 * MINUTE), rate=Fraction(6)),
)
"""The fastest first, where nobody has said others."""
LONGEST = DAY
"""Downtime is remembered for so long: no window is longer."""


class Spent(Struct, frozen=True):
    """Downtime that counts, and the stretch it lies in."""

    stretch: Interval
    counted: Micros

    def within(self, window: Interval) -> Fraction:
        """What of it lies in a window: it is taken to lie evenly in its stretch."""
        common = min(self.stretch.end, window.end) - max(self.stretch.start, window.start)
        return Fraction(self.counted * max(common, 0), self.stretch.length) if common > 0 else Fraction(0)


def spent_of_late(outages: Iterable[Outage], as_of: Instant) -> tuple[Spent, ...]:
    """Give the downtime that counts and lies in the longest window that may be looked at, at least partly."""
    late = (each for each in outages if each.interval.end > as_of - LONGEST)
    return tuple(Spent(each.interval, each.counted) for each in late if each.counted)


class Budget(Struct, frozen=True):
    """The downtime that a target leaves in a whole period."""

    period: Interval
    allowance: Micros

    def rate(self, spent: Iterable[Spent], window: Interval) -> Fraction | None:
        """How many times faster than evenly it was used in a window; absent where there is none to use."""
        if self.allowance <= 0 or not self.period.length:
            return None
        evenly = Fraction(self.allowance * window.length, self.period.length)
        return sum((each.within(window) for each in spent), Fraction(0)) / evenly


def reaches(budget: Budget, spent: Iterable[Spent], burn: Burn, at: Instant) -> tuple[bool, bool]:
    """Tell whether the long window before an instant reaches a rate, and whether the short one does."""
    downtime = tuple(spent)
    rates = (budget.rate(downtime, Interval(Instant(at - length), at)) for length in (burn.long, burn.short))
    is_long, is_short = (rate is not None and rate >= burn.rate for rate in rates)
    return is_long, is_short
