"""The fee for a length of time: what a day, an hour or the time that was lost costs of a month's fee."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.fee import Amount, Fee, FeePeriod, ShareOfFee
from upheld.agreement.price import Price, TimeOfFee
from upheld.chrono.instant import DAY
from upheld.chrono.period import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    Period,
    RollingMonths,
)
from upheld.evaluation.reason import NoData
from upheld.quantity import Duration, Unit, write_length

_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.CALENDAR_DAY: 1}


class Spread(Struct, frozen=True, kw_only=True):
    """The length a monthly fee is spread over."""

    length: Fraction
    """In microseconds."""
    days: Fraction
    """Its calendar days: a month has a whole number of them, whether or not the clocks changed in it."""
    says: str


def spread_of(period: Period, declared: Duration | None) -> Spread | NoData:
    """Give the length a month's fee is spread over: the one declared, or that of the month itself.

    Where several months are judged together it is their mean length. A period that is not made of months has
    none.
    """
    if declared is not None:
        micros = Fraction(declared.micros)
        return Spread(length=micros, days=micros / DAY, says=str(declared))
    months = _months(period)
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


def _months(period: Period) -> int | None:
    match period.rule:
        case CalendarMonth() | BillingMonth():
            return 1
        case CalendarQuarter():
            return 3
        case CalendarYear():
            return 12
        case RollingMonths(months):
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
    spread = spread_of(period, spread_over)
    if isinstance(spread, NoData):
        return spread
    if length.unit in _DAYS:
        return ShareOfFee(length.count * _DAYS[length.unit] / spread.days, month_of(price.of))
    return ShareOfFee(Fraction(length.micros) / spread.length, month_of(price.of))


def _in_months(length: Duration) -> Fraction | None:
    return Fraction(length.months) if length.unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR) else None
