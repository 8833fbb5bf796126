"""Caps: the most that is owed within an incident, a month, a year or another time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_cap import CapWindow, CreditCap, Excess
from upheld.agreement.credit_rule import CreditRule
from upheld.agreement.fee import Fee, FeeTime, ShareOfFee
from upheld.agreement.price import Price, TimeOfFee, resource_word
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import PLAIN, ListOf, Phrase, Reference, choice
from upheld.language.node import Node, ScalarNode
from upheld.language.record import Record
from upheld.language.terms.amounts import check_currency, size_of
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.prices import LENGTH_OF_MONTH, parse_band_price, parse_spread
from upheld.quantity import Duration, parse_duration, parse_share
from upheld.quantity.money_sign import in_currency
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_MANY = 120


class _Stated(Struct, frozen=True):
    """What a phrase says: how much within what; `limit` absent for no cap at all."""

    limit: Price | None
    window: CapWindow = CapWindow.MONTH
    months: int = 1


_YEAR_OF = {
    "calendar year": "credits are counted from January to December",
    "contract year": "credits are counted from one anniversary of the contract to the next",
    "12 months": "the credits of any 12 months one after the other are counted",
}
_PER = (
    r" ?(?:per|a|each|for each|for any|in each|in any|in a|within any|of each|over any|for|in) (?:one |the )?"
    r"(?:applicable |affected |relevant |same |given )?"
)
_WINDOWS = {
    CapWindow.MONTH: r"(?:calendar |billing )?month|(?:monthly )?billing (?:cycle|period)",
    CapWindow.QUARTER: r"(?:calendar )?quarter",
    CapWindow.CALENDAR_YEAR: "calendar year",
    CapWindow.CONTRACT_YEAR: r"(?:contract|service|subscription) year",
    CapWindow.TERM: r"(?:whole |entire |contract |subscription |initial )*(?:term|agreement|contract)",
    CapWindow.INVOICE: r"(?:receiving |next )?(?:invoice|bill)",
    CapWindow.DAY: r"(?:calendar )?day",
    CapWindow.CASE: "(?:late |missed )?(?:case|ticket|request|order|call|occurrence)",
    CapWindow.INCIDENT: "incident|outage|failure|event|breach|interruption",
}
_PATTERNS = {window: Pattern(rf"{_PER}(?:{words})$", re.IGNORECASE) for window, words in _WINDOWS.items()}
_ROLLING = Pattern(
    rf"{_PER}(?:rolling |consecutive )?(?P<months>[0-9]+|[a-z]+)(?:[- ](?:rolling|consecutive))?[- ]months?"
    r"(?:[- ]period)?$",
    re.IGNORECASE,
)
_A_YEAR = Pattern(r" ?(?:per|a|each|in any|in a) (?:year|annum)$", re.IGNORECASE)
_NOTHING = Pattern(r"0+(?:\.0+)? ?(?:%|[A-Za-z]{3}\b)")
_OF_INVOICE = Pattern(
    r"(.+) of (?:the |any |each )?(?:amount of the )?(?:receiving |next |applicable )?(?:invoice|bill)$", re.I
)
_INVOICE = Fee(time=FeeTime.RECEIVING)


def parse_cap(text: str) -> _Stated:
    """The cap of `100 % of monthly fee per month` or `50 % of the receiving invoice`; `none` is no limit."""
    phrase = tidy(text)
    if phrase.lower() == "none":
        return _Stated(None)
    for window, pattern in _PATTERNS.items():
        without = pattern.sub("", phrase)
        if without != phrase:
            if window is CapWindow.INVOICE and _OF_INVOICE.match(phrase):
                continue
            return _Stated(_limit(without), window)
    if (rolling := _ROLLING.search(phrase)) is not None:
        months = parse_duration(f"{rolling['months']} months").months
        if not 1 <= months <= _MANY:
            raise PhraseError(f"`{phrase}` is about too few or too many months", "write `per 12 months`")
        window = CapWindow.ROLLING if months > 1 else CapWindow.MONTH
        return _Stated(_limit(phrase[: rolling.start()]), window, months)
    if (invoice := _OF_INVOICE.fullmatch(phrase)) is not None:
        return _Stated(ShareOfFee(parse_share(invoice[1]), _INVOICE), CapWindow.INVOICE)
    parse_band_price(phrase)
    raise PhraseError(f"`{phrase}` does not say for how long it caps", f"write `{phrase} per month`")


def _limit(phrase: str) -> Price:
    invoice = _OF_INVOICE.fullmatch(phrase)
    if invoice is not None:
        return ShareOfFee(parse_share(invoice[1]), _INVOICE)
    if _NOTHING.match(phrase):
        remedy = "write the most that is owed, or `cap: none` where there is no limit"
        raise PhraseError(f"`{phrase}` as a cap lets nothing be owed", remedy)
    return parse_band_price(phrase)


class CapPhrase(Kind[_Stated], frozen=True):
    """A most amount with the time it is for; a year that may be one of several is asked about."""

    what: str

    def read(self, node: Node, within: Within) -> _Stated:
        """Give what it says, or note what keeps it from being read."""
        scalar = within.scalar(node, self.what)
        phrase = tidy(in_currency(scalar.text, within.currency))
        yearly = _A_YEAR.search(phrase)
        try:
            if yearly is None:
                return parse_cap(phrase)
            amount = phrase[: yearly.start()]
            stated = parse_cap(f"{amount} per calendar year")
        except PhraseError as error:
            raise within.refuse(Code.UNREADABLE_VALUE, node, error.message, error.remedy) from None
        asks = f"`{phrase}` does not say which year is meant"
        wordings: Mapping[str, str] = {f"{amount} per {year}": means for year, means in _YEAR_OF.items()}
        within.ask(Code.CAP_YEAR, node, asks, wordings)
        return stated

    def schema(self) -> Schema:
        """Describe it to an editor."""
        return dict(PLAIN)

    def words(self) -> str:
        """Describe it to a person."""
        return self.what


_MOST: Directive[_Stated] = Directive(
    "most",
    CapPhrase(
        "a most amount (`100 % of monthly fee per month`, `200 EUR per incident`, `50 % of yearly fee per 12 "
        "months`, `50 % of the receiving invoice`, `1 day of monthly fee per day`, `value of 15 days per "
        "month`), or `none`"
    ),
    "The most that is owed, and within what: `per incident`, `per case` (each ticket, "
    "order or outage by itself, though others were late at the same time), `per calendar day` (what was "
    "earned on it: an outage over midnight earns on both days, and a credit for a whole month on none), `per "
    "month`, `per "
    "quarter`, `per calendar year`, `per contract year`, `per 12 months` (any twelve, rolling), `per term`, "
    "`per invoice` (the receiving one). A share `of the affected service` or the like is a cap for each of "
    "them, for what is owed for it and for its parts; where a fee is not known, the sum of the known fees of "
    "its parts is the least it comes to. Where the rules name several sorts of things, a cap `of the "
    "affected cabinet` is for credits of cabinets, and not for those of the affected connection.",
    "100 % of monthly fee per month",
)
_EXCESS: Directive[Excess] = Directive(
    "excess",
    choice(Excess),
    "What becomes of credits above the cap: lost, or owed in the next month, as far as its cap leaves room.",
    "carried over",
    default=Otherwise(Excess.FORFEITED, f"`{Excess.FORFEITED.value}`"),
)
_FOR: Directive[tuple[str, ...]] = Directive(
    "for",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The promises whose credits it bounds, all of them together; what others earn does not count towards it.",
    "[latency, loss]",
    default=Otherwise((), "the credits for every promise"),
)
_SPREAD_OVER: Directive[Duration | None] = Directive(
    "spread_over",
    Phrase(parse_spread, "`length of the month`, or a length (`30 days`, `730 hours`)"),
    "The length that a monthly fee is spread over, where the most is some days or hours of it.",
    "30 days",
    default=Otherwise(
        None,
        f"that of the rules, where they name one; else `{LENGTH_OF_MONTH}`, with its real number of days and "
        "hours",
    ),
)


def spread_alike(caps: Iterable[CreditCap], rules: Sequence[CreditRule]) -> Iterator[CreditCap]:
    """Give caps whose days cost what those of the rules do, where the rules name one length alone."""
    for cap in caps:
        met = [rule.spread_over for rule in rules if cap.may_meet(rule.objectives)]
        named = {each for each in met if isinstance(each, Duration)}
        if isinstance(cap.limit, TimeOfFee) and not cap.is_spread_said and len(named) == 1:
            yield replace(cap, spread_over=named.pop())
        else:
            yield cap


def of_own_things(caps: Iterable[CreditCap], rules: Sequence[CreditRule]) -> Iterator[CreditCap]:
    """Give caps that leave credits for other things alone: one of each cabinet those of each circuit.

    It goes by the words of the rules, and only where some of them have the word of the cap: otherwise that is
    another word for the same things.
    """
    words = {resource_word(price) for rule in rules for price in rule.prices} - {""}
    for cap in caps:
        word = resource_word(cap.limit)
        yield replace(cap, apart=frozenset(words - {word})) if word in words else cap


def _build(fields: Fields) -> CreditCap | None:
    stated = fields[_MOST]
    if stated.limit is None:
        return None
    if fields.has(_SPREAD_OVER) and not isinstance(stated.limit, TimeOfFee):
        message = "`spread_over` has no meaning here: the cap is no fee for a length of time"
        remedy = "write it beside days or hours of a fee, such as `3 days of monthly fee`, or delete it"
        fields.reader.report(Code.MISPLACED_KEY, fields.at(_SPREAD_OVER), message, remedy)
    check_currency(stated.limit, fields.at(_MOST), fields)
    return CreditCap(
        limit=stated.limit,
        window=stated.window,
        months=stated.months,
        excess=fields[_EXCESS],
        objectives=fields[_FOR],
        spread_over=fields[_SPREAD_OVER],
        is_spread_said=fields.has(_SPREAD_OVER),
        clause=fields[CLAUSE],
        place=fields.at(_MOST).place,
    )


CAPS: Directive[tuple[CreditCap | None, ...]] = Directive(
    "cap",
    ListOf(
        Record(
            "credit cap",
            "The most that is owed within some time. A single text is `most`.",
            (_MOST, _FOR, _EXCESS, _SPREAD_OVER, CLAUSE),
            _build,
            short=_MOST,
        ),
        "a most amount, a mapping (credit cap), or a list of them",
    ),
    "The most that is owed; several caps hold together. `none` says that there is no such limit.",
    "[100 % of monthly fee per month, 200 % of monthly fee per 12 months]",
    default=Otherwise((), "no cap"),
)


def check_caps(caps: tuple[CreditCap, ...], fields: Fields, node_of: Callable[[CreditCap], Node]) -> None:
    """Report caps that contradict one another, and one that another never lets bind."""
    for one, other in combinations(caps, 2):
        if one.objectives != other.objectives:
            continue
        if one.window is other.window and one.months == other.months:
            if (one.limit, one.excess) != (other.limit, other.excess) and not _are_both_held(one, other):
                message = (
                    f"two caps for {other.span} contradict, this one and `{_words(node_of(one))}`: only one "
                    "of them can be the most that is owed"
                )
                remedy = "keep the one that holds; the lower one, where both do"
                fields.reader.report(Code.CAPS_CONTRADICT, node_of(other), message, remedy)
        elif (idle := _idle(one, other)) is not None:
            longer = other if idle is one else one
            message = f"this cap never binds: the cap for {longer.span}, `{_words(node_of(longer))}`, is less"
            remedy = "delete it, or correct one of the two figures"
            fields.reader.report(Code.IDLE_CAP, node_of(idle), message, remedy)


def _words(node: Node) -> str:
    """A cap as it is written, however it is laid out."""
    return tidy(node.text) if isinstance(node, ScalarNode) else "the other"


def _are_both_held(one: CreditCap, other: CreditCap) -> bool:
    """Whether two caps are of different things, such as of a service and of all that a customer has."""
    (first, _), (second, _) = size_of(one.limit), size_of(other.limit)
    words = {resource_word(one.limit), resource_word(other.limit)}
    return first != second or len(words - {""}) > 1


_LENGTHS = {
    CapWindow.MONTH: 1,
    CapWindow.QUARTER: 3,
    CapWindow.CALENDAR_YEAR: 12,
    CapWindow.CONTRACT_YEAR: 12,
}


def _months(cap: CreditCap) -> int | None:
    return cap.months if cap.window is CapWindow.ROLLING else _LENGTHS.get(cap.window)


def _idle(one: CreditCap, other: CreditCap) -> CreditCap | None:
    """The cap of a shorter time that is more than that of a longer one."""
    lengths = _months(one), _months(other)
    if lengths[0] is None or lengths[1] is None or lengths[0] == lengths[1]:
        return None
    short, long = (one, other) if lengths[0] < lengths[1] else (other, one)
    (unit, least), (same, most) = size_of(short.limit), size_of(long.limit)
    return short if unit == same and least > most else None
