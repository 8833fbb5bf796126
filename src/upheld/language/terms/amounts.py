"""Amounts: money, shares of the fees that contracts name, and time of service."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.fee import Amount, Fee, FeePeriod, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.price import Price, TimeOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.instant import DAY
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Fields
from upheld.language.node import Node
from upheld.language.terms.parties import CURRENCY
from upheld.language.terms.service_times import parse_service_time
from upheld.language.terms.things import THINGS, may_be_thing, singular
from upheld.quantity import Money, Unit, parse_duration, parse_money, parse_share
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import take_number, tidy

_OF_FEE = Pattern(r"(.+?) of (?:the |its )?(.+)")
_PAID = (
    r"(?:(?:recurring|subscription|service|licen[cs]e|hosting|support|maintenance|platform|usage|consumption|"
    r"base|total|net|access|network|connectivity|contract|software|cloud|infrastructure|membership|rental|"
    r"invoiced|agreed) )*"
    r"(?:fees?|charges?|costs?|price|payments?|bill|invoice|spend|usage|consumption|rent|rental|amounts?|value)"
)
_THING = (
    r"(?: (?:of|for|paid for) (?:all |all of |each |every )?(?:the |that )?"
    r"(?:(?:affected|applicable|respective|relevant|impacted|covered|included) )*"
    r"(?P<scope>[a-z-]+(?: [a-z-]+)?))?"
)
_IN_MONTH = (
    r" (?:(?:paid|payable|due|billed|charged|invoiced) )?(?:for|in|during) (?:the|that|such) "
    r"(?:(?:affected|applicable|relevant|calendar|billing|same) )?month"
)
_MONTH = rf"(?P<for>{_IN_MONTH})?"
_FEE = Pattern(
    r"(?:(?P<owner>[a-z]+)['’]s )?(?:(?:total|net|applicable|full|pre-?paid) )*"
    r"(?:(?P<per>monthly|yearly|annual) )?"
    rf"(?:{_PAID}|mrcs?|mrr){_MONTH}{_THING}(?P<then>{_IN_MONTH})?",
    re.IGNORECASE,
)
_PREVIOUS = Pattern(
    rf"(?:(?:previous|prior|preceding|last) month['’]s {_PAID}{_THING}"
    rf"|(?:monthly )?{_PAID}{_THING.replace('scope', 'thing')}"
    r" (?:of|for|in|paid in) the (?:previous|prior|preceding|last) month)",
    re.IGNORECASE,
    needs=("previous", "prior", "preceding", "last"),
)
_PRECEDING = Pattern(
    rf"{_PAID} (?:of|for|in|during|paid (?:for|in|during)) the (?:previous|prior|preceding|last) "
    rf"(?P<days>[0-9]{{1,3}}) (?:calendar )?days{_THING}",
    re.IGNORECASE,
    needs=("days",),
)
_AVERAGE = Pattern(
    rf"(?:average|mean)(?: of(?: the)?)? (?:(?:monthly )?{_PAID}|mrcs?|mrr){_THING} "
    r"(?:of|for|in|during|over|(?:paid|billed|charged) (?:for|in|during|over)) the (?:immediately )?"
    r"(?:previous|prior|preceding|last) (?P<months>[0-9]{1,2}|[a-z]+) (?:calendar |billing )?months"
    rf"{_THING.replace('scope', 'thing')}"
    r"(?:, (?:and )?months without (?:a fee|one) (?:left out|(?P<empty>counted(?: as nothing)?)))?",
    re.IGNORECASE,
    needs=("average", "mean"),
)
_HALF_YEAR = Pattern(
    rf"(?:(?:half-yearly|semi-annual|six-monthly|biannual) {_PAID}{_THING}"
    rf"|{_PAID}{_THING.replace('scope', 'thing')}(?: paid| due)? (?:of|for|in|during) the "
    r"(?:same |affected )?(?:half-year|half year|half of the year))",
    re.IGNORECASE,
    needs=("half", "semi-annual", "six-monthly", "biannual"),
)
_QUARTER = Pattern(
    rf"(?:quarterly {_PAID}{_THING}|(?:amounts?|{_PAID}){_THING.replace('scope', 'thing')}"
    r"(?: paid| due)? (?:of|for|in|during) the (?:same |affected )?(?:calendar )?quarter)",
    re.IGNORECASE,
    needs=("quarter",),
)
_ONCE = Pattern(
    r"(?:(?:(?:non-?recurring|one-(?:time|off)|installation|install|set-?up|activation) )+"
    rf"(?:fees?|charges?|costs?)|nrcs?){_THING}",
    re.IGNORECASE,
    needs=("recurring", "one-", "install", "set", "activation", "nrc"),
)
_TWELFTH = Pattern(
    r"(?:(?:one |a )?twelfth|1/12(?:th)?)(?: \(1/12(?:th)?\))? of (?:the |its |your )?(?:annual|yearly) (.+)",
    re.IGNORECASE,
    needs=("twelfth", "1/12"),
)
"""A month's part of what is paid for a year."""
_DIVIDED = Pattern(
    r"(?:total )?(?:annual|yearly) (?P<paid>.+?),? ?(?:/|÷|divided by) ?(?:12|twelve)(?: \(12\))?"
    r"(?P<of>| (?:of|for) .+)",
    re.IGNORECASE,
    needs=("/", "÷", "divided"),
)
"""The same, as a sum is written."""
_OTHER = {_QUARTER: FeeTime.QUARTER, _HALF_YEAR: FeeTime.HALF_YEAR, _ONCE: FeeTime.ONCE}
_PER = {"monthly": FeePeriod.MONTH, "yearly": FeePeriod.YEAR, "annual": FeePeriod.YEAR}
_OF_SERVICE = ("service", "product", "application")
_SCOPES = {
    "subscription": FeeScope.SUBSCRIPTION,
    **dict.fromkeys(_OF_SERVICE, FeeScope.SERVICE),
    **dict.fromkeys(THINGS, FeeScope.RESOURCE),
}


class Unbilled(Struct, frozen=True):
    """A share of a fee of which the words do not say for how long it is paid."""

    share: Fraction
    scope: FeeScope
    noun: str = ""
    of_all: bool = False
    of_every: bool = False

    def of(self, per: FeePeriod) -> ShareOfFee:
        """The same, once that is known."""
        fee = Fee(per, self.scope, noun=self.noun, of_all=self.of_all, of_every=self.of_every)
        return ShareOfFee(self.share, fee)


def parse_cost(text: str) -> Amount | Unbilled:
    """The amount of `50 % of the subscription cost of the instance`, `10 % of monthly fee` or `50 EUR`.

    Also of `3 days of service`. PhraseError for nothing, and for what is no fee.
    """
    phrase = _as_share(tidy(text))
    service = parse_service_time(phrase)
    if service is not None:
        return service
    of_fee = _OF_FEE.fullmatch(phrase)
    if of_fee is not None:
        _not_a_length(of_fee[1], of_fee[2], phrase)
        return share_of(_not_nothing(parse_share(of_fee[1]), phrase), of_fee[2], phrase)
    if "%" in phrase:
        raise PhraseError(f"`{phrase}` does not say of what", f"write `{phrase} of monthly fee`")
    if _is_length(phrase):
        raise PhraseError(
            f"`{phrase}` does not say of what", f"write `{phrase} of service`, or `{phrase} of monthly fee`"
        )
    money = parse_money(phrase)
    _not_nothing(Fraction(money.amount), phrase)
    return money


_PARTS = {
    "half": "50 %",
    "one half": "50 %",
    "one third": "1/3",
    "a third": "1/3",
    "one quarter": "25 %",
    "a quarter": "25 %",
    "one twelfth": "1/12",
    "one thirtieth": "1/30",
    "all": "100 %",
}
_MONTHS_FEE = Pattern(
    r"([0-9]{1,2}|one|a|two|three|four|six|twelve) months?['’]s? (?:worth of )?"
    r"((?:recurring |subscription |service )*(?:fee|charge)s?\b.*)",
    re.IGNORECASE,
    needs=("month's", "month’s", "months'", "months’"),
)
_PART = Pattern(rf"({'|'.join(_PARTS)}) of (.+)", re.IGNORECASE)
_MULTIPLE = Pattern(r"(twice|double|(?:the )?(?:(?:full|entire|whole) )?) ?(?:the |its )?(.+)", re.IGNORECASE)


def _as_share(phrase: str) -> str:
    """Write `the full monthly fee`, `twice the monthly fee`, `one thirtieth of the MRC` as shares of it."""
    if months := _MONTHS_FEE.fullmatch(phrase):
        count, _ = take_number(months[1], words=True)
        return f"{count * 100} % of monthly {months[2]}"
    if part := _PART.fullmatch(phrase):
        return f"{_PARTS[part[1].lower()]} of {part[2]}"
    found = _MULTIPLE.fullmatch(phrase)
    if found is None or not any(each.fullmatch(found[2]) for each in (_FEE, _PREVIOUS, *_OTHER)):
        return phrase
    share = "200 %" if found[1].lower() in ("twice", "double") else "100 %"
    return f"{share} of {found[2]}"


def _is_length(words: str) -> bool:
    try:
        parse_duration(words)
    except PhraseError:
        return False
    return True


def _not_a_length(words: str, fee: str, phrase: str) -> None:
    """Raise PhraseError for a length of time of a fee, which is another share of it in every month."""
    if not _is_length(words):
        return
    length = parse_duration(words)
    if length.is_business:
        return
    share = Fraction(length.months) if length.unit in _IN_MONTHS else Fraction(length.micros, 30 * DAY)
    counted = "" if length.unit in _IN_MONTHS else ", where a month counts as 30 days"
    part = f"{share.numerator}/{share.denominator}" if share.denominator > 1 else f"{share * 100} %"
    raise PhraseError(
        f"`{phrase}` is what a length of time costs, and a share of the fee or a sum is needed here",
        f"write the share that is meant, such as `{part} of {fee}`{counted}",
    )


_IN_MONTHS = frozenset({Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def parse_amount(text: str) -> Amount:
    """The same, where the words say for how long the fee is paid; PhraseError where they do not."""
    amount = parse_cost(text)
    if isinstance(amount, Unbilled):
        phrase = tidy(text)
        share = phrase.split(" of ")[0]
        remedy = " or ".join(
            f"`{share} of {amount.of(each).of}`" for each in (FeePeriod.MONTH, FeePeriod.YEAR)
        )
        raise PhraseError(f"`{phrase}` does not say whether the fee is monthly or yearly", f"write {remedy}")
    return amount


def share_of(share: Fraction, words: str, phrase: str) -> ShareOfFee | Unbilled:
    """A share of the fee that some words of a phrase name; PhraseError where they name none."""
    amount = _of_fee(share, words)
    if amount is None:
        before = phrase.removesuffix(words)
        raise PhraseError(
            f"`{words}` in `{phrase}` is no known fee",
            f"write a fee that is known, such as `{before}monthly fee` for all that is paid, or "
            f"`{before}monthly fee of the affected resource`; docs/words.md lists the words for fees",
        )
    return amount


def _of_fee(share: Fraction, words: str) -> ShareOfFee | Unbilled | None:
    """A share of the fee that some words name; nothing where they name none."""
    words = _TWELFTH.sub(r"monthly \1", words) if _TWELFTH.fullmatch(words) else words
    words = _DIVIDED.sub(r"monthly \g<paid>\g<of>", words) if _DIVIDED.fullmatch(words) else words
    previous, preceding = _PREVIOUS.fullmatch(words), _PRECEDING.fullmatch(words)
    if previous is not None:
        return _share(share, previous["scope"] or previous["thing"], Fee(time=_BEFORE), words)
    if preceding is not None:
        days = int(preceding["days"])
        return _share(share, preceding["scope"], Fee(time=_DAYS, days=days), words) if days else None
    for other, time in _OTHER.items():
        if of_time := other.fullmatch(words):
            named = of_time.groupdict()
            return _share(share, named["scope"] or named.get("thing"), Fee(time=time), words)
    if (average := _AVERAGE.fullmatch(words)) is not None:
        return _average(share, average, words)
    found = _FEE.fullmatch(words)
    if found is None:
        return None
    is_monthly = (found["for"] or found["then"]) is not None or not {"mrc", "mrcs", "mrr"}.isdisjoint(
        words.lower().split()
    )
    per = FeePeriod.MONTH if is_monthly else _PER.get((found["per"] or "").lower())
    unbilled = Unbilled(share, *_thing(found["owner"] or found["scope"], words))
    return unbilled if per is None else unbilled.of(per)


_MOST_MONTHS = 60


def _average(share: Fraction, found: re.Match[str], words: str) -> ShareOfFee:
    """A share of the mean of the fees of some months; PhraseError for too few or too many of them."""
    number, rest = take_number(found["months"], words=True)
    if rest or number.denominator > 1 or not 1 < number <= _MOST_MONTHS:
        raise PhraseError(
            f"`{words}` is the average of too few or too many months",
            f"write 2 to {_MOST_MONTHS} of them, such as `average monthly fee over the preceding 3 months`",
        )
    fee = Fee(time=FeeTime.AVERAGE, months=int(number), counts_empty=found["empty"] is not None)
    return _share(share, found["scope"] or found["thing"], fee, words)


def _share(share: Fraction, word: str | None, fee: Fee, words: str) -> ShareOfFee:
    """A share of the fee of a thing, at the time of another fee."""
    scope, noun, of_all, of_every = _thing(word, words)
    return ShareOfFee(share, replace(fee, scope=scope, noun=noun, of_all=of_all, of_every=of_every))


_EVERY = Pattern(r"\b(?:of|for) every (?!affected |impacted )", re.IGNORECASE)
_AFFECTED = Pattern(r"\b(?:affected|impacted) ", re.IGNORECASE)
_BEFORE, _DAYS = FeeTime.PREVIOUS_MONTH, FeeTime.PRECEDING_DAYS


def _thing(word: str | None, words: str = "") -> tuple[FeeScope, str, bool, bool]:
    """What a fee is paid for, what else the text calls it, and whether all of these are meant together.

    Last comes whether each of them is meant, be it affected or not. What is affected in `words`, or every one
    of which is meant, may be called by any noun.
    """
    noun = (word or "subscription").lower()
    of_every = word is not None and _EVERY.search(words) is not None
    is_affected = of_every or _AFFECTED.search(words) is not None
    is_affected = is_affected and may_be_thing(singular(noun))
    of_all = noun not in _SCOPES and singular(noun) in (*_OF_SERVICE, *THINGS)
    of_all = of_all or (noun not in _SCOPES and is_affected and singular(noun) != noun)
    noun = singular(noun) if of_all else noun
    if noun not in _SCOPES and noun.partition(" ")[0] in _OF_SERVICE:
        noun = noun.partition(" ")[2]
    scope = _SCOPES.get(noun) or (FeeScope.RESOURCE if is_affected else None)
    if scope is None:
        raise PhraseError(
            f"`{noun}` is not known as a thing that a fee is paid for",
            f"write `of the affected {noun}` where it is one of several parts of the service, or `of the "
            "affected service`; docs/words.md lists the words for things",
        )
    return scope, "" if noun == scope.value else noun, of_all, of_every and not of_all


def _not_nothing(figure: Fraction, phrase: str) -> Fraction:
    if figure == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write what is owed, or delete the credits")
    return figure


def size_of(amount: Price) -> tuple[str, Fraction]:
    """What an amount is counted in, and how much it is."""
    match amount:
        case Money(amount=figure, currency=currency):
            return currency, Fraction(figure)
        case ServiceTime(months, days):
            return ("months of service", months) if months else ("days of service", days)
        case TimeOfFee(length, of):
            return f"{length.unit.value}s of {of}", length.count
        case ShareOfFee(share, of):
            return str(of), share


def added_in(amount: Price) -> str:
    """What an amount adds up in; a day of a fee is a share of it."""
    return str(amount.of) if isinstance(amount, TimeOfFee) else size_of(amount)[0]


def check_currency(amount: Price | None, at: Node, fields: Fields) -> None:
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
