"""Periods: the stretches of time that promises are judged over, by the calendar of a zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from upheld.chrono.instant import DAY, Instant, format_instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.recurrence import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    DateRange,
    MonthlyRule,
    PeriodRule,
    RollingDays,
    RollingMonths,
    RollingRule,
    add_months,
    counted,
    first_day,
    number_of,
)
from upheld.chrono.zone import WallTime, Zone, wall_date, wall_midnight
from upheld.errors import TimeError

__all__ = [
    "BillingMonth",
    "CalendarMonth",
    "CalendarQuarter",
    "CalendarYear",
    "DateRange",
    "MonthlyRule",
    "Period",
    "PeriodRule",
    "RollingDays",
    "RollingMonths",
    "RollingRule",
    "add_months",
    "date_range",
    "ending_within",
    "parse_period",
    "period_after",
    "period_before",
    "period_containing",
    "period_ending",
    "period_to_date",
]


@dataclass(frozen=True, slots=True)
class Period:
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
    found = _monthly(rule, number, zone)
    # Where clocks went back across midnight, the date shown can be the last one of the period before.
    return _monthly(rule, number + 1, zone) if at >= found.interval.end else found


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
    time from one date up to another; `28 days to 2026-03-31` and `3 months to 2026-03-31` end with that
    day, and with an instant in place of the date they end then. A single date needs the rule it belongs
    to: it is the first one of a billing month, or the last one of a rolling period. Raises `TimeError` that
    says what would be right.
    """
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text.strip()):
            return read(match, zone)
    if _DATE.fullmatch(text.strip()):
        return _from_single_date(_date(text.strip()), zone, rule)
    raise TimeError(f"`{text}` is not a period; {_meant(text)}")


def _ending_within(rule: PeriodRule, interval: Interval, zone: Zone) -> Iterator[Period]:
    found = period_containing(rule, interval.start, zone)
    while found.interval.end <= interval.end:
        yield found
        if found.interval.end == interval.end:
            return
        found = period_after(found, zone)


def _monthly(rule: MonthlyRule, number: int, zone: Zone) -> Period:
    first = first_day(rule, number)
    start = zone.first_reaching(wall_midnight(first))
    end = zone.first_reaching(wall_midnight(first_day(rule, number + 1)))
    return Period(rule, zone.name, Interval(start, end), _monthly_label(rule, first))


def _monthly_label(rule: MonthlyRule, first: date) -> str:
    match rule:
        case CalendarMonth():
            return f"{first.year:04}-{first.month:02}"
        case CalendarQuarter():
            return f"{first.year:04}-Q{first.month // 3 + 1}"
        case CalendarYear():
            return f"{first.year:04}"
        case BillingMonth():
            return first.isoformat()


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
    wall = wall_midnight(zone.date(at))
    while (end := zone.first_reaching(wall)) <= at:
        wall = WallTime(wall + DAY)
    return end


def _days_from(end: Instant, days: int, zone: Zone) -> Instant:
    """Move an end by a calendar day, and over dates that were skipped."""
    wall = WallTime(zone.wall(Instant(end - 1)) + 1 + days * DAY)
    while (found := zone.first_reaching(wall)) == end:
        wall = WallTime(wall + days * DAY)
    return found


def _from_month(match: re.Match[str], zone: Zone) -> Period:
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise TimeError(f"`{match[0]}` is not a month; months run from {match[1]}-01 to {match[1]}-12")
    return _monthly(CalendarMonth(), number_of(CalendarMonth(), _first_of(year, month)), zone)


def _from_quarter(match: re.Match[str], zone: Zone) -> Period:
    year, quarter = int(match[1]), int(match[2])
    if not 1 <= quarter <= 4:
        raise TimeError(f"`{match[0]}` is not a quarter; quarters run from {match[1]}-Q1 to {match[1]}-Q4")
    return _monthly(CalendarQuarter(), number_of(CalendarQuarter(), _first_of(year, 3 * quarter)), zone)


def _from_year(match: re.Match[str], zone: Zone) -> Period:
    return _monthly(CalendarYear(), number_of(CalendarYear(), _first_of(int(match[1]), 1)), zone)


def _from_dates(match: re.Match[str], zone: Zone) -> Period:
    return date_range(_date(match[1]), _date(match[2]), zone)


def _from_rolling(match: re.Match[str], zone: Zone) -> Period:
    count = int(match[1])
    rule = RollingDays(count) if match[2] == "day" else RollingMonths(count)
    if _DATE.fullmatch(match[3]):
        return period_ending(rule, zone.day(_date(match[3])).end, zone)
    return period_ending(rule, parse_instant(match[3]), zone)


def _from_single_date(day: date, zone: Zone, rule: PeriodRule | None) -> Period:
    if isinstance(rule, RollingDays | RollingMonths):
        return period_ending(rule, zone.day(day).end, zone)
    if not isinstance(rule, BillingMonth):
        raise TimeError(f"`{day}` is a date, not a period; {_FORMS_IN_WORDS}")
    number = number_of(rule, day)
    first, following = first_day(rule, number), first_day(rule, number + 1)
    if day != first:
        raise TimeError(f"no {rule} begins on {day}; one begins on {first} and the next on {following}")
    return _monthly(rule, number, zone)


def _first_of(year: int, month: int) -> date:
    if year < 1:
        raise TimeError("year 0000 does not exist; dates lie in the years 0001 to 9999")
    return date(year, month, 1)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise TimeError(f"`{text}` is not a date that exists: {error}") from error


def _meant(text: str) -> str:
    """Say what would be right, guessing at what was meant."""
    found = re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text)
    rest = text.replace(found[0], "", 1) if found else ""
    if found and (month := re.fullmatch(r"[-/. ]*(0?[1-9]|1[0-2])[-/. ]*", rest)):
        return f"did you mean {found[0]}-{int(month[1]):02}?"
    if found and (quarter := re.fullmatch(r"[-/. ]*[Qq]([1-4])[-/. ]*", rest)):
        return f"did you mean {found[0]}-Q{quarter[1]}?"
    return _FORMS_IN_WORDS


_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_DATE = re.compile(_DAY)
_FORMS = (
    (re.compile(r"([0-9]{4})-([0-9]{2})"), _from_month),
    (re.compile(r"([0-9]{4})-[Qq]([0-9])"), _from_quarter),
    (re.compile(r"([0-9]{4})"), _from_year),
    (re.compile(rf"{_DAY}/{_DAY}"), _from_dates),
    (re.compile(r"([0-9]{1,5}) (day|month)s? to (\S+)"), _from_rolling),
)
_FORMS_IN_WORDS = (
    "write a month as 2026-03, a quarter as 2026-Q1, a year as 2026, other dates as 2026-03-01/2026-03-15 "
    "(up to the start of the second), a rolling period as `28 days to 2026-03-31`"
)
