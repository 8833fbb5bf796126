"""Amounts: money, and shares of the fees that contracts name."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.fee import Amount, Fee, FeePeriod, FeeScope, ShareOfFee
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Fields
from upheld.language.kind import Phrase
from upheld.language.node import Node
from upheld.language.terms.parties import CURRENCY
from upheld.quantity import Money, parse_money, parse_share
from upheld.quantity.phrase import tidy

_OF_FEE = re.compile(r"(.+?) of (?:the |its )?(.+)")
_FEE = re.compile(
    r"(?:(?P<owner>[a-z]+)['’]s )?"
    r"(?:(?P<per>monthly|yearly|annual) )?(?:subscription |service )?(?:fees?|charges?|costs?|price)"
    r"(?: (?:of|for) the (?:affected )?(?P<scope>[a-z]+))?",
    re.IGNORECASE,
)
_PER = {"monthly": FeePeriod.MONTH, "yearly": FeePeriod.YEAR, "annual": FeePeriod.YEAR}
_SCOPES = {
    "subscription": FeeScope.SUBSCRIPTION,
    "service": FeeScope.SERVICE,
    "resource": FeeScope.RESOURCE,
    "instance": FeeScope.RESOURCE,
    "machine": FeeScope.RESOURCE,
    "circuit": FeeScope.RESOURCE,
}
_PER_MONTH = re.compile(r" ?(?:per|a|each) (?:calendar )?month$", re.IGNORECASE)


class Unbilled(Struct, frozen=True):
    """A share of a fee of which the words do not say for how long it is paid."""

    share: Fraction
    scope: FeeScope

    def of(self, per: FeePeriod) -> ShareOfFee:
        """The same, once that is known."""
        return ShareOfFee(self.share, Fee(per, self.scope))


def parse_cost(text: str) -> Amount | Unbilled:
    """The amount of `50 % of the subscription cost of the instance`, `10 % of monthly fee` or `50 EUR`.

    PhraseError for nothing, and for what is no fee.
    """
    phrase = tidy(text)
    of_fee = _OF_FEE.fullmatch(phrase)
    if of_fee is not None:
        amount = _of_fee(_not_nothing(parse_share(of_fee[1]), phrase), of_fee[2])
        if amount is not None:
            return amount
        raise PhraseError(
            f"`{of_fee[2]}` in `{phrase}` is no known fee", f"write `{of_fee[1]} of monthly fee`"
        )
    if "%" in phrase:
        raise PhraseError(f"`{phrase}` does not say of what", f"write `{phrase} of monthly fee`")
    money = parse_money(phrase)
    _not_nothing(Fraction(money.amount), phrase)
    return money


def parse_amount(text: str) -> Amount:
    """The same, where the words say for how long the fee is paid; PhraseError where they do not."""
    amount = parse_cost(text)
    if isinstance(amount, Unbilled):
        phrase = tidy(text)
        remedy = f"write `{phrase.split(' of ')[0]} of {Fee(FeePeriod.MONTH, amount.scope)}`"
        raise PhraseError(f"`{phrase}` does not say whether the fee is monthly or yearly", remedy)
    return amount


def parse_cap(text: str) -> Amount | None:
    """The amount of `100 % of monthly fee per month`; nothing for `none`."""
    phrase = tidy(text)
    if phrase.lower() == "none":
        return None
    without = _PER_MONTH.sub("", phrase)
    if without == phrase:
        raise PhraseError(f"`{phrase}` does not say for how long it caps", f"write `{phrase} per month`")
    return parse_amount(without)


def _of_fee(share: Fraction, words: str) -> ShareOfFee | Unbilled | None:
    """A share of the fee that some words name; nothing where they name none."""
    fee = _FEE.fullmatch(words)
    scope = None if fee is None else _SCOPES.get((fee["owner"] or fee["scope"] or "subscription").lower())
    if fee is None or scope is None:
        return None
    if fee["per"] is None:
        return Unbilled(share, scope)
    return ShareOfFee(share, Fee(_PER[fee["per"].lower()], scope))


def _not_nothing(figure: Fraction, phrase: str) -> Fraction:
    if figure == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write what is owed, or delete the credits")
    return figure


AMOUNT = Phrase(parse_amount, "an amount (`10 % of monthly fee`, `50 EUR`)")
CAP_PHRASE = Phrase(
    parse_cap, "a most amount (`100 % of monthly fee per month`, `200 EUR per month`), or `none`"
)


def size_of(amount: Amount) -> tuple[str, Fraction]:
    """What an amount is counted in, and how much it is."""
    if isinstance(amount, Money):
        return amount.currency, Fraction(amount.amount)
    return str(amount.of), amount.share


def check_currency(amount: Amount | None, at: Node, fields: Fields) -> None:
    """Report an amount of money in an agreement that has no currency, or another one."""
    if not isinstance(amount, Money):
        return
    currency = fields.outside(CURRENCY)
    if currency is None:
        message = f"`{amount}` is money, and the agreement has no currency"
        fields.reader.report(
            Code.CURRENCY_MISSING, at, message, f"write `currency: {amount.currency}` at the top"
        )
    elif amount.currency != currency:
        message = f"`{amount}` is not in {currency}, the currency of the agreement"
        fields.reader.report(Code.CURRENCY_MISMATCH, at, message, f"write it in {currency}")
