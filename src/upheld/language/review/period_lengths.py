"""Period lengths: the fewest and the most days that a period of a rule can have, clock changes left aside."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import product

from upheld.chrono.instant import DAY, Micros
from upheld.chrono.recurrence import (
    CalendarDay,
    CalendarWeek,
    ContractPeriod,
    MonthlyRule,
    PromisedPeriod,
    RollingDays,
    RollingMonths,
    add_months,
    first_day,
    months_of,
    number_of,
)

_YEARS = range(2021, 2025)
"""Four years of which one is a leap year."""


def shortest(rule: PromisedPeriod) -> Micros:
    """The length of the shortest period of a rule."""
    return Micros(shortest_days(rule) * DAY)


def longest(rule: PromisedPeriod) -> Micros:
    """The length of the longest."""
    return Micros(longest_days(rule) * DAY)


def shortest_days(rule: PromisedPeriod) -> int:
    """The days of the shortest period of a rule."""
    return min(_days(rule))


def longest_days(rule: PromisedPeriod) -> int:
    """The days of the longest."""
    return max(_days(rule))


@lru_cache(maxsize=256)
def _days(rule: PromisedPeriod) -> frozenset[int]:
    match rule:
        case RollingDays(days):
            return frozenset({days})
        case CalendarWeek():
            return frozenset({7})
        case CalendarDay():
            return frozenset({1})
        case RollingMonths(months) | ContractPeriod(months):
            return _months(months, day=1)
        case rule:
            return _of_four_years(rule)


def _of_four_years(rule: MonthlyRule) -> frozenset[int]:
    first = number_of(rule, date(_YEARS[0], 1, 1))
    numbers = range(first, first + 12 * len(_YEARS) // months_of(rule))
    return frozenset((first_day(rule, number + 1) - first_day(rule, number)).days for number in numbers)


def _months(count: int, *, day: int) -> frozenset[int]:
    return frozenset(
        (add_months(date(year, 1, day), month + count) - add_months(date(year, 1, day), month)).days
        for year, month in product(_YEARS, range(12))
    )
