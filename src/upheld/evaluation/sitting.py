"""Sittings: which periods of each objective a statement judges, and as of when.

A statement for a month holds every objective whose period ends in that month, and the state to date, at the
end of the month, of those whose period goes on. A rolling period is judged where the statement's ends, or
for every day that ends in it, as the agreement declares.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import Rolling
from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import (
    Period,
    PeriodRule,
    RollingDays,
    RollingMonths,
    ending_within,
    period_containing,
    period_ending,
)
from upheld.chrono.zone import Zone


class Sitting(Struct, frozen=True):
    """One period of an objective, the part of it in force, and the instant as of which it is judged."""

    objective: Objective
    period: Period
    interval: Interval
    as_of: Instant
    days: tuple[Sitting, ...] = ()
    """Where every day has a rolling period of its own, those of all days; this one is the last of them."""

    @property
    def begins(self) -> Instant:
        """The first instant that is judged."""
        return min((day.interval.start for day in self.days), default=self.interval.start)

    def of(self, objective: Objective, within: Interval | None) -> tuple[Sitting, ...]:
        """The same of an objective as it is promised to a subscription, as far as it falls in some time."""
        days = tuple(each for day in self.days for each in day.of(objective, within))
        if within is None:
            return (self,) if objective is self.objective else (self._with(objective, self.interval, days),)
        start, end = max(self.interval.start, within.start), min(self.interval.end, within.end)
        if start >= min(end, self.as_of) or (self.days and not days):
            return ()
        return (self._with(objective, Interval(start, end), days),)

    def _with(self, objective: Objective, interval: Interval, days: tuple[Sitting, ...]) -> Sitting:
        return replace(self, objective=objective, interval=interval, days=days)


def sittings(
    objective: Objective, rule: PeriodRule, asked: Period, as_of: Instant, in_force: Interval, zone: Zone
) -> Iterator[Sitting]:
    """Give the periods of an objective that belong in the statement for the period asked, and have begun.

    The rule is that of its period, with the dates of a contract where it is counted from its beginning.
    """
    days = tuple(_days(objective, rule, asked, as_of, in_force, zone))
    if days:
        yield replace(days[-1], days=days)
        return
    for period, at in _periods(rule, asked, as_of, zone):
        yield from _in_force(objective, period, at, in_force)


def _in_force(objective: Objective, period: Period, at: Instant, in_force: Interval) -> Iterator[Sitting]:
    """The part of a period in force, where any of it has passed."""
    start = max(period.interval.start, in_force.start)
    end = min(period.interval.end, in_force.end)
    if start < min(end, at):
        yield Sitting(objective, period, Interval(start, end), at)


def _days(
    objective: Objective, rule: PeriodRule, asked: Period, as_of: Instant, in_force: Interval, zone: Zone
) -> Iterator[Sitting]:
    """The rolling period of every day that has ended, where each is judged by itself.

    On the first day of a statement none has ended: then the one up to that moment is judged once.
    """
    rolls = isinstance(rule, RollingDays | RollingMonths)
    if rolls and objective.conventions.rolling is Rolling.EVERY_DAY:
        for period in ending_within(rule, asked.interval, zone):
            if asked.interval.start < period.interval.end <= as_of:
                yield from _in_force(objective, period, as_of, in_force)


def _periods(rule: PeriodRule, asked: Period, as_of: Instant, zone: Zone) -> Iterator[tuple[Period, Instant]]:
    until = asked.interval.end
    if isinstance(rule, RollingDays | RollingMonths):
        yield period_ending(rule, min(until, as_of), zone), as_of
        return
    for period in ending_within(rule, asked.interval, zone):
        yield period, as_of
    current = period_containing(rule, Instant(until - 1), zone)
    if current.interval.end > until:
        yield current, min(as_of, until)
