"""Amounts owed: in money, as a share of a fee that was not given, or none and why."""

from __future__ import annotations

from upheld.agreement.credit import Amount, ShareOfFee
from upheld.errors import UsageError
from upheld.evaluation.reason import Figure, NoData, Share, Sum
from upheld.quantity import ExactMoney, Money, MoneyRounding, write_share

Owed = Money | ShareOfFee | NoData


def worth(amount: Amount, times: int, fee: Money | None, rounding: MoneyRounding) -> Money | ShareOfFee:
    """So many times an amount, exact until it is rounded once; still a share where no fee is given."""
    exact = exact_worth(amount, times, fee)
    return exact.rounded(rounding) if isinstance(exact, ExactMoney) else exact


def exact_worth(amount: Amount, times: int, fee: Money | None) -> ExactMoney | ShareOfFee:
    """So many times an amount, before any rounding."""
    if isinstance(amount, Money):
        return amount * times
    if fee is None:
        return ShareOfFee(amount.share * times)
    return fee * (amount.share * times)


def plus(one: Money | ShareOfFee, other: Money | ShareOfFee) -> Money | ShareOfFee:
    """Add two amounts of one kind; money and a share of an unknown fee have no sum, and raise UsageError."""
    if isinstance(one, ShareOfFee) and isinstance(other, ShareOfFee):
        return ShareOfFee(one.share + other.share)
    if isinstance(one, Money) and isinstance(other, Money):
        return (one + other).rounded()
    raise UsageError("money and a share of the monthly fee can't be added up: give the monthly fee")


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
        return f"{write_share(amount.share)} of monthly fee"
    return str(amount)
