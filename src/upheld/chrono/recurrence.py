"""Recurrences: the rules by which an agreement cuts the calendar into periods."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from msgspec import Struct

from upheld.chrono.window import Weekday
from upheld.errors import TimeError


class CalendarMonth(Struct, frozen=True):
    """From the first of a month to the first of the next."""

    def __str__(self) -> str:
        return "calendar month"


class CalendarQuarter(Struct, frozen=True):
    """Three calendar months from January, April, July or October."""

    def __str__(self) -> str:
        return "calendar quarter"


class CalendarYear(Struct, frozen=True):
    """From 1 January to 1 January."""

    def __str__(self) -> str:
        return "calendar year"


class CalendarWeek(Struct, frozen=True):
    """Seven days from a Monday, or from another day of the week."""

    begins: Weekday = Weekday.MONDAY

    def __str__(self) -> str:
        return f"calendar week from {self.begins.name.capitalize()}"


class CalendarDay(Struct, frozen=True):
    """From a midnight to the next."""

    def __str__(self) -> str:
        return "calendar day"


class BillingMonth(Struct, frozen=True):
    """From a day of each month to that day of the next; the last day of months too short to have it."""

    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 31:
            raise TimeError(
                f"a billing month can't begin on day {self.day}; days of a month run from 1 to 31"
            )

    def __str__(self) -> str:
        return f"billing month from day {self.day}"


class MonthsFrom(Struct, frozen=True):
    """Quarters, half-years or years that begin in some month and on some day of it.

    A fiscal year from July is `MonthsFrom(12, 7, 1)`; quarters from 15 February begin on the 15th of May,
    August and November too. Months too short to have the day begin theirs on the last one.
    """

    months: int
    """3, 6 or 12."""
    month: int
    day: int = 1

    def __post_init__(self) -> None:
        if self.months not in _NOUNS or self.months == 1:
            raise TimeError(
                f"periods of {self.months} months from some date are none: a quarter, half-year or year is"
            )
        if not 1 <= self.month <= 12:
            raise TimeError(f"there is no month {self.month}; months run from 1 to 12")
        if not 1 <= self.day <= monthrange(2024, self.month)[1]:
            raise TimeError(f"{MONTHS[self.month - 1]} has no day {self.day}")

    def __str__(self) -> str:
        day = "" if self.day == 1 else f"{self.day} "
        return f"{self.noun} from {day}{MONTHS[self.month - 1]}"

    @property
    def noun(self) -> str:
        """`quarter`, `half-year` or `year`."""
        return _NOUNS[self.months]


class ContractPeriod(Struct, frozen=True):
    """Months, quarters or years from the day on which a subscription began, whenever that was."""

    months: int

    def __str__(self) -> str:
        return f"contract {_NOUNS[self.months]}"

    def since(self, began: date) -> BillingMonth | MonthsFrom:
        """The periods of a subscription that began on a date."""
        if self.months == 1:
            return BillingMonth(began.day)
        return MonthsFrom(self.months, began.month, began.day)


_NOUNS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class RollingDays(Struct, frozen=True):
    """So many calendar days back from an instant, to the same time on the wall clock."""

    days: int

    def __post_init__(self) -> None:
        _check_count(self.days, "days")

    def __str__(self) -> str:
        return f"rolling {counted(self.days, 'day')}"


class RollingMonths(Struct, frozen=True):
    """So many months back from an instant, to the same day of the month, or its last, and time of day."""

    months: int

    def __post_init__(self) -> None:
        _check_count(self.months, "months")

    def __str__(self) -> str:
        return f"rolling {counted(self.months, 'month')}"


class DateRange(Struct, frozen=True):
    """From the start of one date to the start of another: asked for by hand, promised by no agreement."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise TimeError(f"{self} holds no day; the second date is the day after the last one")

    def __str__(self) -> str:
        return f"{self.since}/{self.until}"


MonthlyRule = CalendarMonth | CalendarQuarter | CalendarYear | BillingMonth | MonthsFrom
"""Periods of whole months that follow upon one another and tile time."""

TilingRule = MonthlyRule | CalendarWeek | CalendarDay
"""Periods that follow upon one another and tile time, whether of whole months or not."""

RollingRule = RollingDays | RollingMonths
"""A period for every instant at which one may end; asked by the calendar, one ends with each local day."""

PeriodRule = TilingRule | RollingDays | RollingMonths
"""What a time can be cut into."""

PromisedPeriod = PeriodRule | ContractPeriod
"""What an objective can be judged over: those of a contract are known once its beginning is."""


def add_months(day: date, months: int) -> date:
    """Give the same day so many months later, or the last day of that month where it is too short.

    Raises `TimeError` where that leaves the years 1 to 9999.
    """
    return day_of_month(month_number(day) + months, day.day)


def month_number(day: date) -> int:
    """Count the months from January of year 0 to the month of a date."""
    return day.year * 12 + day.month - 1


def day_of_month(month: int, day: int) -> date:
    """Give a day of a month counted by `month_number`, or its last day where it is too short."""
    year, index = divmod(month, 12)
    if not 1 <= year <= 9999:
        raise TimeError(f"a date in year {year} is asked for; dates lie in the years 1 to 9999")
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))


def first_day(rule: TilingRule, number: int) -> date:
    """Give the first date of the period of a rule with this number; the next one has the next number."""
    if isinstance(rule, CalendarWeek | CalendarDay):
        return _date_of(number * _days_of(rule) + _first_of(rule))
    day = rule.day if isinstance(rule, BillingMonth | MonthsFrom) else 1
    return day_of_month(number * months_of(rule) + _offset(rule), day)


def number_of(rule: TilingRule, day: date) -> int:
    """Give the number of the period of a rule that holds a date."""
    if isinstance(rule, CalendarWeek | CalendarDay):
        return (day.toordinal() - _first_of(rule)) // _days_of(rule)
    number = (month_number(day) - _offset(rule)) // months_of(rule)
    return number if first_day(rule, number) <= day else number - 1


def counted(count: int, unit: str) -> str:
    """Write a number of days or months."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def months_of(rule: MonthlyRule) -> int:
    """How many months a period of a rule has."""
    match rule:
        case MonthsFrom(months=months):
            return months
        case CalendarYear():
            return 12
        case CalendarQuarter():
            return 3
        case CalendarMonth() | BillingMonth():
            return 1


def _offset(rule: MonthlyRule) -> int:
    """How many months after January the first period of a year begins."""
    return (rule.month - 1) % rule.months if isinstance(rule, MonthsFrom) else 0


def _days_of(rule: CalendarWeek | CalendarDay) -> int:
    return 7 if isinstance(rule, CalendarWeek) else 1


def _first_of(rule: CalendarWeek | CalendarDay) -> int:
    """The ordinal of the date on which the period numbered 0 begins; that of a Monday is 1 after sevens."""
    return rule.begins + 1 if isinstance(rule, CalendarWeek) else 0


def _date_of(ordinal: int) -> date:
    if not 1 <= ordinal <= date.max.toordinal():
        raise TimeError(
            "a date before the year 1 or after 9999 is asked for; dates lie in the years 1 to 9999"
        )
    return date.fromordinal(ordinal)


def _check_count(count: int, unit: str) -> None:
    if count < 1:
        raise TimeError(f"a rolling period of {count} {unit} holds no time; it takes at least 1")
