"""What is paid: an amount for a length of time, or so much for each of a number of users, seats or units."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from upheld.errors import PhraseError
from upheld.quantity.money import Money, parse_money
from upheld.quantity.money_sign import in_currency
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy


class PaidEvery(Enum):
    """For how long a fee is paid; the value stands before `fee`."""

    HOUR = "hourly"
    DAY = "daily"
    MONTH = "monthly"
    QUARTER = "quarterly"
    HALF_YEAR = "half-yearly"
    YEAR = "yearly"

    @property
    def months(self) -> int:
        """How many months that is; 0 for less than one."""
        return {PaidEvery.MONTH: 1, PaidEvery.QUARTER: 3, PaidEvery.HALF_YEAR: 6, PaidEvery.YEAR: 12}.get(
            self, 0
        )


EVERY = {
    "hour": PaidEvery.HOUR,
    "day": PaidEvery.DAY,
    "month": PaidEvery.MONTH,
    "quarter": PaidEvery.QUARTER,
    "half-year": PaidEvery.HALF_YEAR,
    "year": PaidEvery.YEAR,
}
"""The words for it in a row of evidence, and after `per`."""

_WORDS = EVERY | {
    "half year": PaidEvery.HALF_YEAR,
    "six months": PaidEvery.HALF_YEAR,
    "6 months": PaidEvery.HALF_YEAR,
    "semester": PaidEvery.HALF_YEAR,
    "three months": PaidEvery.QUARTER,
    "3 months": PaidEvery.QUARTER,
    "annum": PaidEvery.YEAR,
    "annually": PaidEvery.YEAR,
    "annual": PaidEvery.YEAR,
    "semi-annually": PaidEvery.HALF_YEAR,
    "h": PaidEvery.HOUR,
    **{each.value: each for each in PaidEvery},
}
_WEEKS = ("week", "weekly", "fortnight")
_MONEY = r"[€$£]? ?(?:[A-Z]{3}\b ?)?[0-9][0-9.]*(?: ?(?:[A-Z]{3}\b|[€$£]))?"
_PER = (
    r"(?: ?(?:(?:per|each|every|an?)\b|/) ?(?:half[- ]year|(?:six|three|3|6) months|[a-z][a-z-]*)"
    r"| (?:hourly|daily|monthly|quarterly|half-yearly|semi-annually|yearly|annually))"
)
_PRICE = Pattern(rf"(?P<money>{_MONEY})(?P<per>{_PER}*)")
_TIMES = r" ?(?:x|×|\*|@|at|for|times) ?"
_COUNTED = Pattern(rf"(?P<price>{_MONEY}{_PER}*){_TIMES}(?P<count>[0-9]+)(?: (?P<what>[a-z][a-z -]*))?")
_COUNT_FIRST = Pattern(rf"(?P<count>[0-9]+)(?: (?P<what>[a-z][a-z -]*?))?{_TIMES}(?P<price>{_MONEY}{_PER}*)")
_EACH = Pattern(_PER)


class Paid(Struct, frozen=True):
    """An amount that is paid for a length of time."""

    amount: Money
    every: PaidEvery = PaidEvery.MONTH


def parse_paid(text: str, currency: str | None = None) -> Paid:
    """What `800 EUR`, `9600 EUR per year`, `0.05 EUR per hour` or `250 users at 12 EUR per user` comes to.

    A bare number is in `currency`, where one is known. PhraseError for so much a user without how many there
    are, for a length that months are not made of, and for what is no amount.
    """
    phrase = tidy(in_currency(text, currency))
    found = _COUNTED.fullmatch(phrase) or _COUNT_FIRST.fullmatch(phrase)
    price = _PRICE.fullmatch(found["price"] if found is not None else phrase)
    if price is None:
        return Paid(parse_money(phrase))
    what = "" if found is None else (found["what"] or "").removesuffix("s")
    if what in _WORDS or what in _WEEKS:
        raise PhraseError(
            f"`{phrase}` counts {what}s, and a fee is paid again and again",
            "write what is paid each time: `100 EUR per month`, or `per quarter`, `half-year` or `year`",
        )
    every, units = _lengths(price["per"], phrase)
    if units and found is None:
        raise PhraseError(
            f"`{phrase}` does not say how many {units[0]}s there are",
            f"write how many, such as `250 {units[0]}s at {phrase}`, or what that comes to",
        )
    exactly = found is not None or every in (PaidEvery.HOUR, PaidEvery.DAY)
    amount = _money(price["money"].strip(), currency, phrase, exactly=exactly)
    count = 1 if found is None else int(found["count"])
    return Paid(Money(amount.amount * count, amount.currency), every)


def _lengths(words: str, phrase: str) -> tuple[PaidEvery, list[str]]:
    """For how long it is paid, a month where nothing says it, and for each of what."""
    every: list[PaidEvery] = []
    units = []
    for each in (found[0] for found in _EACH.finditer(words)):
        word = re.sub(r"^ ?(?:(?:per|each|every|an?)\b|/) ?", "", each).strip()
        if word in _WORDS:
            every.append(_WORDS[word])
        elif word in _WEEKS:
            raise PhraseError(
                f"`{phrase}` is paid by weeks, of which months are not made",
                "write what a day costs, such as `10 EUR per day`, or what a month does",
            )
        else:
            units.append(word)
    if len(every) > 1:
        raise PhraseError(f"`{phrase}` says two lengths of time", "write one of them")
    return every[0] if every else PaidEvery.MONTH, units


def _money(text: str, currency: str | None, phrase: str, *, exactly: bool) -> Money:
    """An amount; what one unit or hour costs may be finer than the currency's smallest coin."""
    is_bare = text[:1].isdigit() and text[-1:].isdigit()
    if is_bare and currency is None:
        raise PhraseError(
            f"`{phrase}` names no currency, and neither does the agreement", f"write `{text} EUR`"
        )
    text = f"{text} {currency}" if is_bare else text
    figure = re.search(r"[0-9]+(?:\.[0-9]+)?", text)
    if not exactly or figure is None:
        return parse_money(text)
    whole = parse_money(text.replace(figure[0], "1", 1))
    return Money(Decimal(figure[0]), whole.currency)
