"""One currency: fees and earlier credits that don't add up with the credits of an agreement are refused."""

from __future__ import annotations

from upheld.agreement.agreement import Agreement
from upheld.agreement.fee import FeePeriod
from upheld.errors import UsageError
from upheld.quantity import Money
from upheld.settlement.books import Books
from upheld.settlement.fee import Fees

_LENGTH = {FeePeriod.MONTH: "month", FeePeriod.YEAR: "year"}


def check_money(agreement: Agreement, fees: Fees, books: Books) -> None:
    """Raise UsageError for a fee that is negative, and for any sum in another currency than the others."""
    _check_fees(agreement, fees)
    _check_given(agreement, fees, books)


def _check_fees(agreement: Agreement, fees: Fees) -> None:
    """Refuse fees that can't be the base of this agreement's credits."""
    for paid in fees.paid:
        amount = paid.amount
        shown = f" (`{paid.evidence[0]}`)" if paid.evidence else ""
        if amount.amount < 0:
            raise UsageError(
                f"a {paid.fee} of {amount}{shown} is negative: give the fee of one {_LENGTH[paid.fee.per]} "
                "without a sign"
            )
        for currency in _currencies(agreement):
            if amount.currency != currency:
                raise UsageError(
                    f"the fee{shown} is in {amount.currency}, and the agreement's currency is {currency}: "
                    f"give the {paid.fee} in {currency}"
                )


def _check_given(agreement: Agreement, fees: Fees, books: Books) -> None:
    """Refuse earlier credits in another currency than those of this agreement, and fees in several."""
    known = {paid.amount.currency: paid.evidence for paid in fees.paid}
    for currency in (*_currencies(agreement), *known):
        for given in books.given:
            if isinstance(given.amount, Money) and given.amount.currency != currency:
                shown = f" (`{given.evidence[0]}`)" if given.evidence else ""
                raise UsageError(
                    f"the credit given for {given.month:%Y-%m}{shown} is in {given.amount.currency}, and not "
                    f"in {currency}: give every amount in one currency"
                )
    if len(known) > 1:
        raise UsageError(
            f"the fees are in {' and in '.join(known)}, which do not add up: give every fee in one currency"
        )


def _currencies(agreement: Agreement) -> tuple[str, ...]:
    """Every currency the agreement settles in; more than one only where a file mixes them."""
    credits = agreement.credits
    amounts = () if credits is None else (*credits.amounts, *(cap.limit for cap in credits.caps))
    stated = [amount.currency for amount in amounts if isinstance(amount, Money)]
    return (*([agreement.currency] if agreement.currency else []), *stated)
