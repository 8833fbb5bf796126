"""The fee for a length of time: what a day, an hour or the time that was lost costs of a month's fee."""

from __future__ import annotations

from calendar import isleap
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.fee import MONTHLY_FEE, Amount, Fee, FeePeriod, FeeTime, ShareOfFee
from upheld.agreement.price import Price, TimeOfFee
from upheld.chrono.instant import DAY, Instant, to_datetime
from upheld.chrono.period import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    MonthsFrom,
    Period,
    RollingMonths,
    add_months,
)
from upheld.evaluation.reason import NoData
from upheld.quantity import Duration, Unit, write_length

_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.CALENDAR_DAY: 1}


class Spread(Struct, frozen=True, kw_only=True):
    """The length a fee is spread over: a monthly one over a month, a yearly one over a year."""

    length: Fraction
    """In microseconds."""
    days: Fraction
    """Its calendar days: a month has a whole number of them, whether or not the clocks changed in it."""
    says: str
    of: Fee = MONTHLY_FEE
    """The fee that is spread over it."""


def spread_for(fee: Fee, period: Period, declared: Duration | None) -> Spread | NoData:
    """Give the length a fee is spread over, and that fee, for what a day or an hour of it costs.

    A yearly fee is spread over the calendar year, or over what is declared; where that is no longer than a
    month, a twelfth of it is. The fee of the month before is spread over that month, by its days.
    """
    if fee.time is FeeTime.PREVIOUS_MONTH and declared is None and months_in(period) == 1:
        days = _days_before(period)
        says = f"the {days} days of the month before"
        return Spread(length=Fraction(days * DAY), days=Fraction(days), says=says, of=month_of(fee))
    if fee.per is FeePeriod.YEAR and (declared is None or declared.micros > _LONGEST_MONTH):
        if declared is not None:
            micros = Fraction(declared.micros)
            return Spread(length=micros, days=micros / DAY, says=str(declared), of=fee)
        year = _year_of(period)
        days = 366 if isleap(year) else 365
        return Spread(
            length=Fraction(days * DAY), days=Fraction(days), says=f"the {days} days of {year}", of=fee
        )
    spread = spread_of(period, declared)
    return spread if isinstance(spread, NoData) else replace(spread, of=month_of(fee))


_LONGEST_MONTH = 31 * DAY


def _year_of(period: Period) -> int:
    """The calendar year in which the middle of a period lies; near its ends that goes by the zone."""
    return to_datetime(Instant(period.interval.start + period.interval.length // 2)).year


def _days_before(period: Period) -> int:
    """How many days the month before has; a month begins within a day of its date in UTC."""
    at = period.interval.start + (DAY // 2 if isinstance(period.rule, BillingMonth) else 15 * DAY)
    day = to_datetime(Instant(at)).date()
    first = day if isinstance(period.rule, BillingMonth) else day.replace(day=1)
    return (first - add_months(first, -1)).days


def spread_of(period: Period, declared: Duration | None) -> Spread | NoData:
    """Give the length a month's fee is spread over: the one declared, or that of the month itself.

    Where several months are judged together it is their mean length. A period that is not made of months has
    none.
    """
    if declared is not None:
        micros = Fraction(declared.micros)
        return Spread(length=micros, days=micros / DAY, says=str(declared))
    months = months_in(period)
    if months is None:
        return NoData(
            f"a month's fee has to be spread over some length, and {period.label} is not made of months: "
            "declare `spread_over`"
        )
    length = period.interval.length
    days = round(Fraction(length, DAY))
    whole = write_length(length)
    says = f"{whole}, the length of the month" if months == 1 else f"{whole}, {months} months"
    return Spread(length=Fraction(length, months), days=Fraction(days, months), says=says)


def spread_over_measured(fee: Fee, measured: int) -> Spread:
    """The time measured, of so many microseconds, over which a month's fee is spread; above 0."""
    micros = Fraction(measured)
    says = f"{write_length(measured)}, the time measured"
    return Spread(length=micros, days=micros / DAY, says=says, of=month_of(fee))


def months_in(period: Period) -> int | None:
    """How many whole months a period has; nothing where it is not made of such."""
    match period.rule:
        case CalendarMonth() | BillingMonth():
            return 1
        case CalendarQuarter():
            return 3
        case CalendarYear():
            return 12
        case RollingMonths(months) | MonthsFrom(months=months):
            return months
        case _:
            return None


def month_of(fee: Fee) -> Fee:
    """The fee for one month: a twelfth of the yearly one."""
    return replace(fee, per=FeePeriod.MONTH)


def amount_for(price: Price, period: Period, spread_over: Duration | None) -> Amount | NoData:
    """Give the amount that a price comes to in a period."""
    if not isinstance(price, TimeOfFee):
        return price
    length, months = price.length, _in_months(price.length)
    if months is not None:
        return ShareOfFee(months, month_of(price.of))
    spread = spread_for(price.of, period, spread_over)
    if isinstance(spread, NoData):
        return spread
    if length.unit in _DAYS:
        return ShareOfFee(length.count * _DAYS[length.unit] / spread.days, spread.of)
    return ShareOfFee(Fraction(length.micros) / spread.length, spread.of)


def _in_months(length: Duration) -> Fraction | None:
    return Fraction(length.months) if length.unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR) else None
