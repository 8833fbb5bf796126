"""Sittings: which periods of each objective a statement judges, and as of when.

A statement for a month holds every objective whose period ends in that month, and the state to date, at the
end of the month, of those whose period goes on. A rolling period is judged where the statement's ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import (
    Period,
    RollingDays,
    RollingMonths,
    ending_within,
    period_containing,
    period_ending,
)
from upheld.chrono.zone import Zone


@dataclass(frozen=True, slots=True)
class Sitting:
    """One period of an objective, the part of it in force, and the instant as of which it is judged."""

    objective: Objective
    period: Period
    interval: Interval
    as_of: Instant


def sittings(
    objective: Objective, asked: Period, as_of: Instant, in_force: Interval, zone: Zone
) -> Iterator[Sitting]:
    """Give the periods of an objective that belong in the statement for the period asked, and have begun."""
    for period, at in _periods(objective, asked, as_of, zone):
        start = max(period.interval.start, in_force.start)
        end = min(period.interval.end, in_force.end)
        if start < min(end, at):
            yield Sitting(objective, period, Interval(start, end), at)


def _periods(
    objective: Objective, asked: Period, as_of: Instant, zone: Zone
) -> Iterator[tuple[Period, Instant]]:
    rule, until = objective.period, asked.interval.end
    if isinstance(rule, RollingDays | RollingMonths):
        yield period_ending(rule, min(until, as_of), zone), as_of
        return
    for period in ending_within(rule, asked.interval, zone):
        yield period, as_of
    current = period_containing(rule, Instant(until - 1), zone)
    if current.interval.end > until:
        yield current, min(as_of, until)
