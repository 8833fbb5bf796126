"""Amounts owed: in money, as a share of a fee that was not given, in time of service, or none and why."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from upheld.agreement.fee import Amount, ShareOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.errors import UsageError
from upheld.evaluation.reason import Figure, NoData, Share, Sum, Words
from upheld.quantity import ExactMoney, Money, MoneyRounding, write_share
from upheld.settlement.fee import FoundFee

Owed = Amount | NoData
ExactAmount = ExactMoney | ShareOfFee | ServiceTime
"""An amount on its way through arithmetic."""


def worth(amount: Amount, times: int | Fraction, fee: FoundFee | NoData, rounding: MoneyRounding) -> Amount:
    """So many times an amount, exact until it is rounded once; still a share where its fee is not known."""
    exact = exact_worth(amount, times, fee)
    return exact.rounded(rounding) if isinstance(exact, ExactMoney) else exact


def exact_worth(
    amount: Amount, times: int | Fraction, fee: FoundFee | NoData
) -> ExactMoney | ShareOfFee | ServiceTime:
    """So many times an amount, before any rounding; `fee` is the very fee that it is a share of."""
    if isinstance(amount, Money):
        return amount * times
    if isinstance(amount, ServiceTime):
        return amount.times(times)
    if isinstance(fee, NoData):
        return ShareOfFee(amount.share * times, amount.of)
    return fee.exact * (amount.share * times)


def total_of(amounts: Iterable[Amount], nothing: Amount) -> Owed:
    """The sum of amounts, `nothing` where there are none; open where they are shares of different fees.

    Time of service has no sum with money.
    """
    total: Amount | None = None
    for amount in amounts:
        if total is not None and not alike(total, amount):
            return NoData(
                f"{write_amount(total)} and {write_amount(amount)} can't be added up{_why(amount, total)}"
            )
        total = amount if total is None else plus(total, amount)
    return nothing if total is None else total


def alike(one: Amount, other: Amount) -> bool:
    """Whether two amounts can be added and compared: both money, both shares of one fee, or both time."""
    if isinstance(one, ServiceTime) and isinstance(other, ServiceTime):
        return True
    if isinstance(one, ShareOfFee) and isinstance(other, ShareOfFee):
        return one.of.is_of(other.of)
    return isinstance(one, Money) and isinstance(other, Money)


def _why(one: Amount, other: Amount) -> str:
    of_time = isinstance(one, ServiceTime) or isinstance(other, ServiceTime)
    return ": one of them is time of service" if of_time else ": not every fee is given"


def plus(one: Amount, other: Amount) -> Amount:
    """Add two amounts of one kind; money and a share of an unknown fee have no sum, and raise UsageError."""
    if isinstance(one, ShareOfFee) and isinstance(other, ShareOfFee) and alike(one, other):
        return ShareOfFee(one.share + other.share, one.of)
    if isinstance(one, Money) and isinstance(other, Money):
        return (one + other).rounded()
    if isinstance(one, ServiceTime) and isinstance(other, ServiceTime):
        return one + other
    raise UsageError("money and shares of fees can't be added up: give the fee")


def figure_of(owed: Owed) -> Figure:
    """The figure a reason shows for it."""
    match owed:
        case ShareOfFee(share):
            return Share(share)
        case Money():
            return Sum(owed)
        case ServiceTime():
            return Words(str(owed))
        case _:
            return owed


def called(amount: Amount, name: str | None) -> Amount:
    """The same amount, a share of the fee of a thing by name where it is one of such a fee."""
    return ShareOfFee(amount.share, amount.of.called(name)) if isinstance(amount, ShareOfFee) else amount


@lru_cache(maxsize=1024)
def write_amount(amount: Amount) -> str:
    """Write an amount as an agreement does: `10 % of monthly fee`, `50.00 EUR`."""
    if isinstance(amount, ShareOfFee):
        return f"{write_share(amount.share)} of {amount.of}"
    return str(amount)


@lru_cache(maxsize=1024)
def measure_of(amount: ExactAmount | Money) -> Fraction:
    """How much an amount is in what it is counted in; a month is put before any days."""
    match amount:
        case ShareOfFee(share=share):
            return share
        case ServiceTime(months, days):
            return months * 31 + days
        case _:
            return Fraction(amount.amount)
