"""Phrases for periods as people write them, before a zone makes time of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from msgspec import Struct

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.recurrence import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
    DateRange,
    MonthsFrom,
    RollingDays,
    RollingMonths,
    RollingRule,
    TilingRule,
    number_of,
)
from upheld.chrono.window import Weekday
from upheld.errors import TimeError


class Numbered(Struct, frozen=True):
    """A month, quarter, year or week by its rule and number, such as `2026-03`."""

    rule: TilingRule
    number: int


class EndingWith(Struct, frozen=True):
    """A rolling period up to the end of a day, such as `28 days to 2026-03-31`."""

    rule: RollingRule
    day: date


class EndingAt(Struct, frozen=True):
    """A rolling period up to an instant, such as `7 days to 2026-03-20T18:00:00Z`."""

    rule: RollingRule
    end: Instant


PeriodPhrase = Numbered | EndingWith | EndingAt | DateRange | date
"""A date alone is what the rule says: the first of a billing month, the last that rolls, or a day."""

FORMS_IN_WORDS = (
    "write a month as 2026-03, a quarter as 2026-Q1, a year as 2026, other dates as 2026-03-01/2026-03-15 "
    "(up to the start of the second), a rolling period as `28 days to 2026-03-31`, a month, quarter, half-"
    "year or year that begins otherwise as `quarter from 2026-02-01`, a week as `week from 2026-06-01`"
)


def read_period_phrase(text: str) -> PeriodPhrase:
    """Read a phrase that names a period; `TimeError` says what would be right."""
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text.strip()):
            return read(match)
    raise TimeError(f"`{text}` is not a period; {_meant(text)}")


def _month(match: re.Match[str]) -> PeriodPhrase:
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise TimeError(f"`{match[0]}` is not a month; months run from {match[1]}-01 to {match[1]}-12")
    return _numbered(CalendarMonth(), year, month)


def _quarter(match: re.Match[str]) -> PeriodPhrase:
    year, quarter = int(match[1]), int(match[2])
    if not 1 <= quarter <= 4:
        raise TimeError(f"`{match[0]}` is not a quarter; quarters run from {match[1]}-Q1 to {match[1]}-Q4")
    return _numbered(CalendarQuarter(), year, 3 * quarter)


def _year(match: re.Match[str]) -> PeriodPhrase:
    return _numbered(CalendarYear(), int(match[1]), 1)


def _numbered(rule: TilingRule, year: int, month: int) -> Numbered:
    if year < 1:
        raise TimeError("year 0000 does not exist; dates lie in the years 0001 to 9999")
    return Numbered(rule, number_of(rule, date(year, month, 1)))


def _date_range(match: re.Match[str]) -> PeriodPhrase:
    return DateRange(_date(match[1]), _date(match[2]))


def _rolling(match: re.Match[str]) -> PeriodPhrase:
    count = int(match[1])
    rule = RollingDays(count) if match[2] == "day" else RollingMonths(count)
    if _ISO_DATE.fullmatch(match[3]):
        return EndingWith(rule, _date(match[3]))
    return EndingAt(rule, parse_instant(match[3]))


def _months_from(match: re.Match[str]) -> PeriodPhrase:
    day = _date(match[2])
    months = _MONTHS[match[1].lower()]
    rule = BillingMonth(day.day) if months == 1 else MonthsFrom(months, day.month, day.day)
    return Numbered(rule, number_of(rule, day))


def _week_from(match: re.Match[str]) -> PeriodPhrase:
    day = _date(match[1])
    rule = CalendarWeek(Weekday(day.weekday()))
    return Numbered(rule, number_of(rule, day))


def _single_date(match: re.Match[str]) -> PeriodPhrase:
    return _date(match[0])


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise TimeError(f"`{text}` is not a date that exists: {error}") from error


def _meant(text: str) -> str:
    """Say what would be right, guessing at what was meant."""
    found = re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text)
    rest = text.replace(found[0], "", 1).strip("-/. ") if found else ""
    if found and re.fullmatch(r"0?[1-9]|1[0-2]", rest):
        return f"did you mean {found[0]}-{int(rest):02}?"
    if found and re.fullmatch(r"[Qq][1-4]", rest):
        return f"did you mean {found[0]}-{rest.upper()}?"
    return FORMS_IN_WORDS


_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_ISO_DATE = re.compile(_DAY)
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], PeriodPhrase]], ...] = (
    (re.compile(r"([0-9]{4})-([0-9]{2})"), _month),
    (re.compile(r"([0-9]{4})-[Qq]([0-9])"), _quarter),
    (re.compile(r"([0-9]{4})"), _year),
    (re.compile(rf"{_DAY}/{_DAY}"), _date_range),
    (re.compile(r"([0-9]{1,5}) (day|month)s? to (\S+)"), _rolling),
    (re.compile(rf"([Mm]onth|[Qq]uarter|[Hh]alf-year|[Yy]ear) from {_DAY}"), _months_from),
    (re.compile(rf"[Ww]eek from {_DAY}"), _week_from),
    (_ISO_DATE, _single_date),
)
