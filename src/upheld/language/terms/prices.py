"""Prices of credit rules: amounts, and what a fee comes to for a day, an hour or the time that was lost."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreement.credit_rule import SpreadOver
from upheld.agreement.fee import Fee, FeePeriod
from upheld.agreement.price import Price, TimeOfFee
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.language.terms.amounts import Unbilled, parse_cost, share_of
from upheld.language.terms.service_times import parse_service_time
from upheld.quantity import Duration, Unit, parse_duration, parse_share
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import take_number, tidy

_TIME_OF_FEE = Pattern(
    r"(?:(?:the )?(?:monetary )?(?:value|cost|equivalent) of )?"
    r"(?P<length>[^ %]+ (?:minute|min|hour|h|day|d|week|month)s?)(?:['’]s?)? of (?P<fee>.+)",
    re.IGNORECASE,
)
_VALUE_OF_TIME = Pattern(
    r"(?:the )?(?:monetary )?(?:value|price|cost|equivalent) of "
    r"(?P<length>[^ %]+ (?:minute|min|hour|h|day|d|week|month)s?)(?: of (?:the |free )?service)?",
    re.IGNORECASE,
)
_FEE_OF_TIME = Pattern(
    r"(?:(?P<share>[^ ]+(?: %)?) of )?(?:the |one |a |its )?(?P<every>daily|hourly) (?P<fee>[a-z].*)",
    re.IGNORECASE,
)
_POSSESSIVE = Pattern(
    r"(?:the )?(?P<length>[^ %]+ (?:minute|hour|day|week))s?['’]s? (?:worth of (?:the )?)?"
    r"(?P<fee>(?:[a-z-]+ )*(?:fees?|charges?|MRC|MRR)\b.*)",
    re.IGNORECASE,
    needs=("'s ", "’s ", "s' ", "s’ "),
)
_BY_MONTH = Pattern(r"(?:month|year|annual|MRC|MRR)", re.IGNORECASE)
_TIMES_OF_FEE = Pattern(
    r"(?P<times>.+?)(?: ?(?:times|x|×))?(?: (?:of )?(?:the |its )?(?P<fee>[a-z].*))?", re.I
)
_TWICE = Pattern(r"^(?:twice|double)\b", re.IGNORECASE)
LENGTH_OF_MONTH = "length of the month"


def parse_price(text: str) -> Price | Unbilled:
    """The amount of `1 day of monthly fee` or `value of 1 day`, which is what a day costs, or of other words.

    PhraseError for nothing, and for what is no fee.
    """
    phrase = tidy(text)
    if owned := _POSSESSIVE.fullmatch(phrase):
        every = "" if _BY_MONTH.match(owned["fee"]) else "monthly "
        phrase = text = f"{owned['length']} of {every}{owned['fee']}"
    by_use = _FEE_OF_TIME.fullmatch(phrase)
    if by_use is not None:
        return _share_of_time(by_use, phrase)
    valued = _VALUE_OF_TIME.fullmatch(phrase)
    found = valued or _TIME_OF_FEE.fullmatch(phrase)
    if found is None or parse_service_time(phrase) is not None:
        return parse_cost(text)
    fee = Fee() if valued is not None else fee_named(found["fee"], phrase)
    length = parse_duration(found["length"])
    if length.count == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write what is owed, or delete the credits")
    return TimeOfFee(length, fee)


def _share_of_time(found: re.Match[str], phrase: str) -> TimeOfFee:
    """What `50 % of the daily fee` is: half a day of the monthly fee."""
    share = Fraction(1) if found["share"] is None else parse_share(found["share"])
    if share == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write what is owed, or delete the credits")
    unit = Unit.DAY if found["every"].lower() == "daily" else Unit.HOUR
    fee = fee_named(f"monthly {found['fee']}", phrase)
    return TimeOfFee(Duration(share, unit), fee)


def fee_named(words: str, phrase: str) -> Fee:
    """The fee of `monthly fee of the affected service` in a phrase; PhraseError for words that name none."""
    whole = share_of(Fraction(1), words.removeprefix("the ").removeprefix("its "), phrase)
    return whole.of(FeePeriod.MONTH).of if isinstance(whole, Unbilled) else whole.of


def parse_band_price(text: str) -> Price:
    """The same, where the words say for how long the fee is paid; PhraseError where they do not."""
    price = parse_price(text)
    if isinstance(price, Unbilled):
        phrase = tidy(text)
        share = phrase.split(" of ")[0]
        remedy = " or ".join(
            f"`{share} of {price.of(each).of}`" for each in (FeePeriod.MONTH, FeePeriod.YEAR)
        )
        raise PhraseError(f"`{phrase}` does not say whether the fee is monthly or yearly", f"write {remedy}")
    return price


def parse_lost_time(text: str) -> tuple[Fraction, Fee]:
    """How many times which fee, of `10`, `10 times monthly fee` or `100 % of monthly fee`.

    PhraseError for none at all.
    """
    phrase = _TWICE.sub("2 times", tidy(text))
    found = _TIMES_OF_FEE.fullmatch(phrase)
    if found is None:
        raise PhraseError(f"`{phrase}` says no number of times", "write a number, such as `10`")
    number, rest = take_number(found["times"], words=True)
    if rest == "%":
        number = parse_share(found["times"])
    elif rest:
        raise PhraseError(f"`{phrase}` says no number of times", "write a number, such as `10`")
    if number == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write how many times the fee is owed")
    return number, Fee() if found["fee"] is None else fee_named(found["fee"], phrase)


def parse_credit_spread(text: str) -> Duration | SpreadOver | None:
    """The length of `30 days`, `time measured`; nothing for `length of the month`."""
    words = tidy(text).lower().removeprefix("the ")
    return SpreadOver.MEASURED if words == SpreadOver.MEASURED.value else parse_spread(text)


def parse_spread(text: str) -> Duration | None:
    """The length of `30 days`, `730 hours`; nothing for `length of the month`.

    PhraseError for a length that is none, or is not fixed.
    """
    phrase = tidy(text)
    if phrase.lower().removeprefix("the ") == LENGTH_OF_MONTH:
        return None
    return fixed_length(phrase)


def fixed_length(text: str) -> Duration:
    """A length of time that is always the same, and not nothing; PhraseError for any other."""
    length = parse_duration(text)
    if length.is_business or length.unit in (Unit.CALENDAR_DAY, Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        remedy = "write it in days of 24 hours, in hours or minutes"
        if length.is_business:
            remedy = (
                "write the hours of such a day, as `8 h`: time on service hours is counted in their hours"
            )
        elif length.unit is Unit.CALENDAR_DAY:
            remedy = f"{remedy}; for each date with downtime, or on which a case is late, `affected day`"
        raise PhraseError(f"`{length}` has no fixed length", remedy)
    if length.count == 0:
        raise PhraseError(f"`{length}` is no time at all", "write a length above 0, such as `30 min`")
    return length


PRICE = Phrase(
    parse_band_price,
    "an amount (`10 % of monthly fee`, `50 EUR`, `1 day of monthly fee`, `3 days of service`)",
)
