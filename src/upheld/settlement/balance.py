"""Balances: amounts owed added up, and what is left of one after another is taken off."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from upheld.agreement.fee import Amount, ShareOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.evaluation.reason import NoData
from upheld.quantity import Money
from upheld.settlement.amount import Owed, alike, total_of


def less(amount: Owed, taken: Owed) -> Owed:
    """What is left of an amount, never less than nothing; open where the two can't be compared."""
    if isinstance(amount, NoData) or isinstance(taken, NoData):
        return amount if isinstance(amount, NoData) else taken
    if isinstance(amount, Money) and isinstance(taken, Money):
        return (amount - min(amount, taken)).rounded()
    if isinstance(amount, ShareOfFee) and isinstance(taken, ShareOfFee) and alike(amount, taken):
        return ShareOfFee(max(amount.share - taken.share, Fraction(0)), amount.of)
    if isinstance(amount, ServiceTime) and isinstance(taken, ServiceTime):
        months, days = amount.months - taken.months, amount.days - taken.days
        return ServiceTime(max(months, Fraction(0)), max(days, Fraction(0)))
    return amount if is_nothing(taken) else NoData("it depends on a fee that is not given")


def together(amounts: Iterable[Owed]) -> Owed:
    """The sum of amounts; open where one is, or where they are shares of different fees."""
    known: list[Amount] = []
    for amount in amounts:
        if isinstance(amount, NoData):
            return amount
        known.append(amount)
    in_money = [amount for amount in known if isinstance(amount, Money)]
    nothing = next(iter((*in_money, *known)), ShareOfFee(Fraction(0)))
    return total_of((amount for amount in known if not is_nothing(amount)), nothing)


def nothing_of(amount: Owed) -> Owed:
    """No amount at all, in money or a share as another one is."""
    return less(amount, amount)


def is_nothing(amount: Owed) -> bool:
    """Whether an amount is known to be none."""
    match amount:
        case Money(amount=figure):
            return figure == 0
        case ShareOfFee(share=share):
            return share == 0
        case ServiceTime():
            return amount.is_none
        case _:
            return False
