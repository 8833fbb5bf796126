"""Amounts owed: in money, as a share of a fee that was not given, or none and why."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from upheld.agreement.fee import Amount, ShareOfFee
from upheld.errors import UsageError
from upheld.evaluation.reason import Figure, NoData, Share, Sum
from upheld.quantity import ExactMoney, Money, MoneyRounding, write_share
from upheld.settlement.fee import FoundFee

Owed = Money | ShareOfFee | NoData


def worth(
    amount: Amount, times: int | Fraction, fee: FoundFee | NoData, rounding: MoneyRounding
) -> Money | ShareOfFee:
    """So many times an amount, exact until it is rounded once; still a share where its fee is not known."""
    exact = exact_worth(amount, times, fee)
    return exact.rounded(rounding) if isinstance(exact, ExactMoney) else exact


def exact_worth(amount: Amount, times: int | Fraction, fee: FoundFee | NoData) -> ExactMoney | ShareOfFee:
    """So many times an amount, before any rounding; `fee` is the very fee that it is a share of."""
    if isinstance(amount, Money):
        return amount * times
    if isinstance(fee, NoData):
        return ShareOfFee(amount.share * times, amount.of)
    return fee.exact * (amount.share * times)


def total_of(amounts: Iterable[Money | ShareOfFee], nothing: Money | ShareOfFee) -> Owed:
    """The sum of amounts, `nothing` where there are none; open where they are shares of different fees."""
    total: Money | ShareOfFee | None = None
    for amount in amounts:
        if total is not None and not alike(total, amount):
            return NoData(
                f"{write_amount(total)} and {write_amount(amount)} can't be added up: not every fee is given"
            )
        total = amount if total is None else plus(total, amount)
    return nothing if total is None else total


def alike(one: Money | ShareOfFee, other: Money | ShareOfFee) -> bool:
    """Whether two amounts can be added and compared: both money, or both shares of one fee."""
    if isinstance(one, ShareOfFee) and isinstance(other, ShareOfFee):
        return one.of == other.of
    return isinstance(one, Money) and isinstance(other, Money)


def plus(one: Money | ShareOfFee, other: Money | ShareOfFee) -> Money | ShareOfFee:
    """Add two amounts of one kind; money and a share of an unknown fee have no sum, and raise UsageError."""
    if isinstance(one, ShareOfFee) and isinstance(other, ShareOfFee) and alike(one, other):
        return ShareOfFee(one.share + other.share, one.of)
    if isinstance(one, Money) and isinstance(other, Money):
        return (one + other).rounded()
    raise UsageError("money and shares of fees can't be added up: give the fee")


def figure_of(owed: Owed) -> Figure:
    """The figure a reason shows for it."""
    match owed:
        case ShareOfFee(share):
            return Share(share)
        case Money():
            return Sum(owed)
        case _:
            return owed


def write_amount(amount: Amount) -> str:
    """Write an amount as an agreement does: `10 % of monthly fee`, `50.00 EUR`."""
    if isinstance(amount, ShareOfFee):
        return f"{write_share(amount.share)} of {amount.of}"
    return str(amount)
