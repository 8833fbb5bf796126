"""Periods: the stretches of time that promises are judged over, by the calendar of a zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from msgspec import Struct

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period_phrase import FORMS_IN_WORDS, EndingAt, EndingWith, Numbered, read_period_phrase
from upheld.chrono.recurrence import (
    BillingMonth,
    CalendarDay,
    CalendarMonth,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
    ContractPeriod,
    DateRange,
    MonthlyRule,
    MonthsFrom,
    PeriodRule,
    PromisedPeriod,
    RollingDays,
    RollingMonths,
    RollingRule,
    TilingRule,
    add_months,
    counted,
    first_day,
    months_of,
    number_of,
)
from upheld.chrono.zone import WallTime, Zone, wall_date, wall_midnight
from upheld.errors import TimeError

__all__ = [
    "BillingMonth",
    "CalendarDay",
    "CalendarMonth",
    "CalendarQuarter",
    "CalendarWeek",
    "CalendarYear",
    "ContractPeriod",
    "DateRange",
    "MonthlyRule",
    "MonthsFrom",
    "Period",
    "PeriodRule",
    "PromisedPeriod",
    "RollingDays",
    "RollingMonths",
    "RollingRule",
    "add_months",
    "date_range",
    "ending_within",
    "months_of",
    "parse_period",
    "period_after",
    "period_before",
    "period_containing",
    "period_ending",
    "period_to_date",
]


class Period(Struct, frozen=True):
    """One period of a rule in a zone; `label` is how people write it, and reads back as the same period."""

    rule: PeriodRule | DateRange
    zone: str
    interval: Interval
    label: str

    def __str__(self) -> str:
        return self.label


def period_containing(rule: PeriodRule, at: Instant, zone: Zone) -> Period:
    """Give the period an instant lies in; for a rolling rule, the one that ends with that local day."""
    if isinstance(rule, RollingDays | RollingMonths):
        return period_ending(rule, _end_of_day(at, zone), zone)
    number = number_of(rule, zone.date(at))
    found = _tile(rule, number, zone)
    # Where clocks went back across midnight, the date shown can be the last one of the period before.
    return _tile(rule, number + 1, zone) if at >= found.interval.end else found


def period_ending(rule: RollingRule, end: Instant, zone: Zone) -> Period:
    """Give the rolling period up to an instant, which need not be the end of a day.

    Days and months are counted back on the wall clock: seven days to 18:00 begin at 18:00, whether or not
    the clocks changed between. Where the wall clock skipped that time, the period begins at the end of the
    gap; where it showed it twice, at the first.
    """
    # The clock as it nears the end reads 24:00 at a midnight that a gap swallows.
    until = WallTime(zone.wall(Instant(end - 1)) + 1)
    match rule:
        case RollingDays(days):
            since = WallTime(until - days * DAY)
        case RollingMonths(months):
            day = wall_date(until)
            since = WallTime(until + wall_midnight(add_months(day, -months)) - wall_midnight(day))
    interval = Interval(zone.first_reaching(since), end)
    return Period(rule, zone.name, interval, _rolling_label(rule, end, zone))


def period_before(period: Period, zone: Zone) -> Period:
    """Give the period before; for a rolling rule, the one that ended a calendar day earlier."""
    rule = _recurring(period, zone)
    if isinstance(rule, RollingDays | RollingMonths):
        return period_ending(rule, _days_from(period.interval.end, -1, zone), zone)
    return period_containing(rule, Instant(period.interval.start - 1), zone)


def period_after(period: Period, zone: Zone) -> Period:
    """Give the period after; for a rolling rule, the one that ends a calendar day later."""
    rule = _recurring(period, zone)
    if isinstance(rule, RollingDays | RollingMonths):
        return period_ending(rule, _days_from(period.interval.end, 1, zone), zone)
    return period_containing(rule, period.interval.end, zone)


def ending_within(rule: PeriodRule, interval: Interval, zone: Zone) -> tuple[Period, ...]:
    """Give the periods that end in an interval, or exactly with it; a rolling rule has one for each day.

    These are the periods a statement for that interval judges: a month that ends with it is its own.
    """
    return tuple(_ending_within(rule, interval, zone))


def period_to_date(period: Period, as_of: Instant) -> Interval:
    """Give the part of a period that has passed; `TimeError` where it has not begun."""
    if as_of <= period.interval.start:
        raise TimeError(
            f"period {period.label} begins at {format_instant(period.interval.start)} and had not begun "
            f"as of {format_instant(as_of)}; ask for an earlier period"
        )
    return Interval(period.interval.start, min(as_of, period.interval.end))


def date_range(since: date, until: date, zone: Zone) -> Period:
    """Give the time from the start of one date to the start of another."""
    rule = DateRange(since, until)
    return Period(rule, zone.name, Interval(zone.midnight(since), zone.midnight(until)), str(rule))


def parse_period(text: str, zone: Zone, rule: PeriodRule | None = None) -> Period:
    """Read a period as people write it, and as `label` does.

    `2026-03`, `2026-Q1` and `2026` are a calendar month, quarter and year; `2026-03-01/2026-03-15` is the
    time from one date up to another; `quarter from 2026-02-01`, `year from 2026-07-01` and `week from
    2026-06-01` begin on that date;
    `28 days to 2026-03-31` and `3 months to 2026-03-31` end with that
    day, and with an instant in place of the date they end then. A single date needs the rule it belongs
    to: it is the first one of a billing month, the last one of a rolling period, or a calendar day. Raises
    `TimeError` that says what would be right.
    """
    match read_period_phrase(text):
        case Numbered(tiling, number):
            return _tile(tiling, number, zone)
        case DateRange(since, until):
            return date_range(since, until, zone)
        case EndingWith(rolling, last):
            return period_ending(rolling, zone.day(last).end, zone)
        case EndingAt(rolling, end):
            return period_ending(rolling, end, zone)
        case day:
            return _from_single_date(day, zone, rule)


def _ending_within(rule: PeriodRule, interval: Interval, zone: Zone) -> Iterator[Period]:
    found = period_containing(rule, interval.start, zone)
    while found.interval.end <= interval.end:
        yield found
        if found.interval.end == interval.end:
            return
        found = period_after(found, zone)


@lru_cache(maxsize=1024)
def _tile(rule: TilingRule, number: int, zone: Zone) -> Period:
    first = first_day(rule, number)
    start = zone.first_reaching(wall_midnight(first))
    end = zone.first_reaching(wall_midnight(first_day(rule, number + 1)))
    return Period(rule, zone.name, Interval(start, end), _tile_label(rule, first))


def _tile_label(rule: TilingRule, first: date) -> str:
    match rule:
        case CalendarMonth():
            return f"{first.year:04}-{first.month:02}"
        case CalendarQuarter():
            return f"{first.year:04}-Q{first.month // 3 + 1}"
        case CalendarYear():
            return f"{first.year:04}"
        case BillingMonth() | CalendarDay():
            return first.isoformat()
        case CalendarWeek():
            return f"week from {first.isoformat()}"
        case MonthsFrom():
            return f"{rule.noun} from {first.isoformat()}"


def _rolling_label(rule: RollingRule, end: Instant, zone: Zone) -> str:
    length = counted(rule.days, "day") if isinstance(rule, RollingDays) else counted(rule.months, "month")
    last = zone.date(Instant(end - 1))
    ends_with_day = zone.first_reaching(WallTime(wall_midnight(last) + DAY)) == end
    return f"{length} to {last if ends_with_day else format_instant(end)}"


def _recurring(period: Period, zone: Zone) -> PeriodRule:
    if period.zone != zone.name:
        raise TimeError(f"period {period.label} is one of {period.zone}, not of {zone.name}")
    if isinstance(period.rule, DateRange):
        raise TimeError(
            f"the dates {period.label} belong to no rule, so no period comes before or after them"
        )
    return period.rule


def _end_of_day(at: Instant, zone: Zone) -> Instant:
    """Give the end of the local day an instant lies in, as `Zone.day` has it."""
    wall = WallTime(wall_midnight(zone.date(at)) + DAY)
    while (end := zone.first_reaching(wall)) <= at:
        wall = WallTime(wall + DAY)
    return end


def _days_from(end: Instant, days: int, zone: Zone) -> Instant:
    """Move an end by a calendar day, and over dates that were skipped."""
    wall = WallTime(zone.wall(Instant(end - 1)) + 1 + days * DAY)
    while (found := zone.first_reaching(wall)) == end:
        wall = WallTime(wall + days * DAY)
    return found


def _from_single_date(day: date, zone: Zone, rule: PeriodRule | None) -> Period:
    if isinstance(rule, RollingDays | RollingMonths):
        return period_ending(rule, zone.day(day).end, zone)
    if isinstance(rule, CalendarDay):
        return _tile(rule, number_of(rule, day), zone)
    if not isinstance(rule, BillingMonth):
        raise TimeError(f"`{day}` is a date, not a period; {FORMS_IN_WORDS}")
    number = number_of(rule, day)
    first, following = first_day(rule, number), first_day(rule, number + 1)
    if day != first:
        raise TimeError(f"no {rule} begins on {day}; one begins on {first} and the next on {following}")
    return _tile(rule, number, zone)
