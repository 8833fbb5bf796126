"""Money: decimal amounts with their currency, and the exact amounts that arithmetic makes of them."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from upheld.errors import PhraseError
from upheld.quantity.currency import minor_units
from upheld.quantity.phrase import MOST_DIGITS, take_number, tidy, write_number


class MoneyRounding(Enum):
    """How a credit line is rounded to the currency's minor unit, once; `down` is towards zero."""

    HALF_UP = "half up"
    HALF_EVEN = "half even"
    DOWN = "down"
    UP = "up"


class Money(Struct, frozen=True):
    """An amount that stands in a text or can be paid. `500` and `500.00` are equal.

    Raises PhraseError for an unknown currency, for NaN and infinity, and for more than 60 digits.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        minor_units(self.currency)
        if not self.amount.is_finite():
            raise PhraseError(f"{self.amount} {self.currency} is not an amount", "write a figure")
        if self.amount.adjusted() >= MOST_DIGITS or int(self.amount.as_tuple().exponent) <= -MOST_DIGITS:
            raise PhraseError(f"an amount in {self.currency} has over {MOST_DIGITS} digits", "write fewer")

    @property
    def exact(self) -> ExactMoney:
        """The same amount, for arithmetic."""
        return _exact(self)

    def rounded(self, rounding: MoneyRounding = MoneyRounding.HALF_UP) -> Money:
        """The amount in whole minor units."""
        return self.exact.rounded(rounding)

    def __mul__(self, factor: Fraction | int) -> ExactMoney:
        return self.exact * factor

    def __add__(self, other: Money | ExactMoney) -> ExactMoney:
        return self.exact + other

    def __sub__(self, other: Money | ExactMoney) -> ExactMoney:
        return self.exact - other

    def __lt__(self, other: Money | ExactMoney) -> bool:
        return self.exact < other

    def __le__(self, other: Money | ExactMoney) -> bool:
        return self.exact <= other

    def __str__(self) -> str:
        # `500` and `500.00` are equal, and are written alike
        return _written(self)


class ExactMoney(Struct, frozen=True):
    """An amount on its way through arithmetic, such as a third of a fee; rounded before it is owed.

    It compares with `Money` by `<` and `<=`, but is never equal to one: the two are not the same thing.
    """

    amount: Fraction
    currency: str

    def __post_init__(self) -> None:
        minor_units(self.currency)

    @property
    def exact(self) -> ExactMoney:
        """Itself."""
        return self

    def rounded(self, rounding: MoneyRounding = MoneyRounding.HALF_UP) -> Money:
        """The amount in whole minor units (yen, cents, fils)."""
        places = minor_units(self.currency)
        numerator, denominator = self.amount.numerator, self.amount.denominator
        units = _whole(abs(numerator) * 10**places, denominator, rounding)
        sign = "-" if numerator < 0 and units else ""
        return Money(Decimal(f"{sign}{units}E-{places}"), self.currency)

    def __mul__(self, factor: Fraction | int) -> ExactMoney:
        return ExactMoney(self.amount * factor, self.currency)

    def __add__(self, other: Money | ExactMoney) -> ExactMoney:
        return ExactMoney(self.amount + self._alike(other), self.currency)

    def __sub__(self, other: Money | ExactMoney) -> ExactMoney:
        return ExactMoney(self.amount - self._alike(other), self.currency)

    def __lt__(self, other: Money | ExactMoney) -> bool:
        return self.amount < self._alike(other)

    def __le__(self, other: Money | ExactMoney) -> bool:
        return self.amount <= self._alike(other)

    def _alike(self, other: Money | ExactMoney) -> Fraction:
        """The other amount, once it is sure that both are of one currency."""
        if other.currency != self.currency:
            raise PhraseError(
                f"{self.currency} and {other.currency} don't mix",
                "give every amount in the agreement's currency",
            )
        return other.exact.amount

    def __str__(self) -> str:
        return f"{write_number(self.amount)} {self.currency}"


@lru_cache(maxsize=4096)
def _exact(money: Money) -> ExactMoney:
    return ExactMoney(Fraction(money.amount), money.currency)


@lru_cache(maxsize=4096)
def _written(money: Money) -> str:
    # To format is exact; Decimal's own methods round to the precision of the caller's context.
    text = format(money.amount, "f") if money.amount else "0"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(minor_units(money.currency), "0")
    return f"{whole}{'.' if decimals else ''}{decimals} {money.currency}"


def _whole(numerator: int, denominator: int, rounding: MoneyRounding) -> int:
    """The whole number beside a ratio, which is not negative, that the rounding names."""
    below, rest = divmod(numerator, denominator)
    match rounding:
        case MoneyRounding.DOWN:
            return below
        case MoneyRounding.UP:
            return below + (rest > 0)
        case MoneyRounding.HALF_UP:
            return below + (rest * 2 >= denominator)
        case MoneyRounding.HALF_EVEN:
            return below + (rest * 2 > denominator or (rest * 2 == denominator and below % 2 == 1))


_CODE_FIRST = re.compile(r"([^\W\d_]+[$€£¥]?|[$€£¥]) ?(?=[-−+.]?[0-9])(.+)")
_SIGNED = {"€": "EUR"}


def parse_money(text: str) -> Money:
    """The amount a phrase names: `500 EUR`, `EUR 500`, `500.00 EUR`, `€500`.

    Raises PhraseError for a sign that several currencies share (`$`, `£`), for an amount below zero, and for
    more decimals than the currency has: `1.500 EUR` is fifteen hundred to half of Europe.
    """
    phrase = tidy(text)
    first = _CODE_FIRST.fullmatch(phrase)
    before, figure = (first[1], first[2]) if first else ("", phrase)
    number, after = take_number(figure)
    if bool(before) == bool(after):
        message = f"`{phrase}` has two currencies" if before else f"`{phrase}` has no currency"
        raise PhraseError(message, f"write `{write_number(number)} EUR` if it is euros")
    currency = _SIGNED.get(before or after, before or after)
    _refuse_decimals(figure, currency, phrase)
    return Money(Decimal(figure.removesuffix(after).strip()), currency)


def _refuse_decimals(figure: str, currency: str, phrase: str) -> None:
    """Raise PhraseError for an amount written finer than the currency's minor unit."""
    places = minor_units(currency)
    decimals = re.search(r"\.([0-9]+)", figure)
    if decimals and len(decimals[1]) > places:
        has = f"has {places} decimals" if places else "has no minor unit"
        message = f"`{phrase}` is too finely written: {currency} {has}"
        raise PhraseError(message, "write thousands without a separator, and no decimals beyond those")
