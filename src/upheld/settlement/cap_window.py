"""Cap windows: which months before the one that is settled count towards a cap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from upheld.agreement.credit_cap import CapWindow, CreditCap
from upheld.chrono.period import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    DateRange,
    MonthsFrom,
    PeriodRule,
    add_months,
)

_WHOLE = (BillingMonth, CalendarMonth)
_FITTING: dict[CapWindow, tuple[type, ...]] = {
    CapWindow.MONTH: _WHOLE,
    CapWindow.INVOICE: _WHOLE,
    CapWindow.QUARTER: (*_WHOLE, CalendarQuarter),
    CapWindow.CALENDAR_YEAR: (*_WHOLE, CalendarQuarter, CalendarYear),
    CapWindow.CONTRACT_YEAR: _WHOLE,
    CapWindow.ROLLING: _WHOLE,
    CapWindow.TERM: (*_WHOLE, CalendarQuarter, CalendarYear, MonthsFrom, DateRange),
}


def fits(cap: CreditCap, rule: PeriodRule | DateRange) -> bool:
    """Whether a period lies within one time that a cap is for."""
    return isinstance(rule, _FITTING[cap.window])


def counts_towards(cap: CreditCap, month: date, contract: date) -> Callable[[date], bool]:
    """Tell of an earlier month, by its first day, whether its credits count towards the cap of a month."""
    first = _first(cap, month, contract)
    return lambda earlier: first <= earlier < month


def _first(cap: CreditCap, month: date, contract: date) -> date:
    match cap.window:
        case CapWindow.QUARTER:
            return date(month.year, month.month - (month.month - 1) % 3, 1)
        case CapWindow.CALENDAR_YEAR:
            return date(month.year, 1, 1)
        case CapWindow.CONTRACT_YEAR:
            return _anniversary(contract, month)
        case CapWindow.ROLLING:
            return add_months(month, 1 - cap.months)
        case CapWindow.TERM:
            return contract.replace(day=1)
        case _:
            return month


def _anniversary(contract: date, month: date) -> date:
    """The first month of the contract year in which a month begins."""
    since = (month.year - contract.year) * 12 + month.month - contract.month
    if month.day < contract.day:
        since -= 1
    begun = add_months(contract, max(since, 0) // 12 * 12)
    # A month that began before the day of the contract belongs to the year in which it ends.
    return begun.replace(day=1) if begun == contract else begun
