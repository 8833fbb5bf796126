"""Rows of a table of credits: from which figure to which a band goes, and what is owed in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.credit_band import BandUnit, Edge
from upheld.agreement.price import Price
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Phrase
from upheld.language.node import MapNode, Node
from upheld.language.record import Record
from upheld.language.terms.amounts import check_currency
from upheld.language.terms.figures import parse_bound
from upheld.language.terms.prices import PRICE
from upheld.quantity import Duration, Rate, Unit
from upheld.quantity.phrase import tidy


class Cut(Struct, frozen=True):
    """A figure at which a band begins or ends, and what it is counted in."""

    value: Fraction
    unit: BandUnit


def parse_cut(text: str) -> Cut:
    """The figure of `99.9 %`, `4 h`, `100 Mbit/s` or `3`; PhraseError for one that is none of these."""
    phrase = tidy(text)
    match parse_bound(phrase):
        case Fraction() as share:
            return Cut(share, BandUnit.SHARE)
        case Duration(unit=unit) as length:
            if length.is_business or unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR, Unit.CALENDAR_DAY):
                raise PhraseError(f"`{phrase}` has no fixed length", "write it in h, min, s or ms")
            return Cut(Fraction(length.micros), BandUnit.TIME)
        case Rate() as rate:
            return Cut(rate.in_bits().per_second, BandUnit.RATE)
        case Decimal() as number:
            return Cut(Fraction(number), BandUnit.NUMBER)


def _edge(key: str, meaning: str, example: str, reach: str) -> Directive[Cut | None]:
    return Directive(
        key,
        Phrase(parse_cut, "a figure (`99.9 %`, `4 h`, `500 ms`, `3`)"),
        meaning,
        example,
        default=Otherwise(None, f"{reach} to the next band, or without end"),
    )


_AT_LEAST = _edge("at_least", "The lowest figure of the band, which belongs to it.", "99 %", "down")
_ABOVE = _edge("above", "The figure above which the band begins, which does not belong to it.", "1 h", "down")
_BELOW = _edge("below", "The figure below which the band lies, which does not belong to it.", "99.9 %", "up")
_AT_MOST = _edge("at_most", "The highest figure of the band, which belongs to it.", "4 h", "up")
_EDGES = (_AT_LEAST, _ABOVE, _BELOW, _AT_MOST)
LOWER_KEYS, UPPER_KEYS = ("at_least", "above"), ("below", "at_most")
_AMOUNT: Directive[Price] = Directive("amount", PRICE, "What is owed in this band.", "25 % of monthly fee")


class Row(Struct, frozen=True, kw_only=True, eq=False):
    """A band as it is written, with the edges that are."""

    lower: Edge | None
    upper: Edge | None
    unit: BandUnit | None
    """Absent where no edge is written."""
    amount: Price
    fields: Fields

    @property
    def priced_at(self) -> Node:
        """The value that says what is owed."""
        return self.fields.at(_AMOUNT)

    def refuse_shares_beyond_all(self) -> None:
        """Report an edge above 100 % of the time; UnreadError there."""
        for directive in _EDGES:
            cut = self.fields[directive]
            if cut is not None and cut.unit is BandUnit.SHARE:
                _refuse_beyond_all(cut, directive, self.fields)


def _build(fields: Fields) -> Row:
    _report_both(_ABOVE, _AT_LEAST, fields, fields.at(_ABOVE))
    _report_both(_AT_MOST, _BELOW, fields, _key_of(_AT_MOST, fields))
    units = [cut.unit for cut in _cuts(fields)]
    lower = _cut_at(_ABOVE, fields, is_above=True) or _cut_at(_AT_LEAST, fields)
    upper = _cut_at(_BELOW, fields) or _cut_at(_AT_MOST, fields, is_above=True)
    if len(set(units)) > 1:
        message = f"one edge of the band is a {units[0].value}, the other a {units[-1].value}"
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.standing, message, "write both in the same unit")
    if lower is None and upper is not None and units[0] is BandUnit.SHARE:
        directive = _BELOW if fields.has(_BELOW) else _AT_MOST
        _refuse_beyond_all(fields[directive], directive, fields)
    if lower is not None and upper is not None and upper <= lower:
        raise _refuse_empty(units[0], upper, fields)
    amount = fields[_AMOUNT]
    check_currency(amount, fields.at(_AMOUNT), fields)
    return Row(lower=lower, upper=upper, unit=units[0] if units else None, amount=amount, fields=fields)


def _cuts(fields: Fields) -> Iterator[Cut]:
    for directive in _EDGES:
        cut = fields[directive]
        if cut is not None:
            yield cut


def _cut_at(directive: Directive[Cut | None], fields: Fields, *, is_above: bool = False) -> Edge | None:
    cut = fields[directive]
    return None if cut is None else Edge(cut.value, is_above)


def _report_both(one: Directive[Cut | None], other: Directive[Cut | None], fields: Fields, at: Node) -> None:
    """Report two keys for one edge."""
    if fields.has(one) and fields.has(other):
        message = f"`{one.key}` can't stand beside `{other.key}`"
        first, second = sorted((one, other), key=_EDGES.index)
        remedy = f"write one of `{first.key}`, `{second.key}`"
        fields.reader.report(Code.CONFLICTING_KEYS, at, message, remedy)


def _refuse_beyond_all(cut: Cut | None, directive: Directive[Cut | None], fields: Fields) -> None:
    if cut is not None and cut.value > 1:
        message, remedy = (
            f"no availability is `{cut.unit.write(cut.value)}`",
            "write a share from `0 %` to `100 %`",
        )
        raise fields.reader.refuse(Code.UNREADABLE_VALUE, fields.at(directive), message, remedy)


def _refuse_empty(unit: BandUnit, upper: Edge, fields: Fields) -> Exception:
    what, noun = ("availability", "share") if unit is BandUnit.SHARE else ("figure", "figure")
    message = f"the band ends at {unit.write(upper.value)} and begins no lower, so no {what} lies in it"
    at = fields.at(_BELOW if fields.has(_BELOW) else _AT_MOST)
    remedy = f"write the higher {noun} with `below` or `at_most`"
    return fields.reader.refuse(Code.EMPTY_TERM, at, message, remedy)


def _key_of(directive: Directive[Cut | None], fields: Fields) -> Node:
    entries = fields.node.entries if isinstance(fields.node, MapNode) else ()
    return next((key for key, _ in entries if key.text == directive.key), fields.standing)


_LOWER = "`at_least` where the figure itself belongs to the band, else `above`"
_UPPER = "`below` where the figure itself belongs to the next band, else `at_most`"
ROW: Record[Row] = Record(
    "credit band",
    "What is owed where a figure lies between two others. Of an availability a band goes down from its upper "
    "edge, of a downtime or another figure that must stay low it goes up from its lower one; the other edge "
    "may be left to the next band.",
    (_AT_LEAST, _ABOVE, _BELOW, _AT_MOST, _AMOUNT),
    _build,
    other_words={
        **dict.fromkeys(("from", "min", "minimum", "over_or_equal"), _LOWER),
        **dict.fromkeys(("to", "until", "max", "maximum", "up_to"), _UPPER),
        **dict.fromkeys(("over", "more_than", "greater_than", "exceeds"), "`above`"),
        **dict.fromkeys(("under", "less_than", "lower_than"), "`below`"),
        **dict.fromkeys(
            ("credit", "percentage", "credit_percentage", "rate"), "`amount: 10 % of monthly fee`"
        ),
    },
)
