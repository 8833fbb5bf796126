"""Credit bands: the table of a contract that says what is owed where the availability lies how low."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.agreement.credit_band import (
    LOWEST,
    Band,
    BandsCounted,
    BetweenBands,
    Edge,
    Stretch,
    TieredCredit,
)
from upheld.agreement.fee import Amount
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, choice
from upheld.language.record import Record
from upheld.language.terms.amounts import AMOUNT, check_currency, size_of
from upheld.quantity import parse_share, write_share
from upheld.quantity.phrase import tidy

Lower = Edge | None
"""The lower edge of a band, where one is written."""


def parse_edge(text: str) -> Fraction:
    """The share of `99.9 %`; PhraseError for more than all of the time."""
    share = parse_share(text)
    if not 0 <= share <= 1:
        raise PhraseError(f"no availability is `{tidy(text)}`", "write a share from `0 %` to `100 %`")
    return share


_SHARE = Phrase(parse_edge, "a share of the time (`99.9 %`)")
_AT_LEAST: Directive[Fraction | None] = Directive(
    "at_least",
    _SHARE,
    "The lowest availability of the band, which belongs to it.",
    "99 %",
    default=Otherwise(None, "down to the next band, or to 0 %"),
)
_ABOVE: Directive[Fraction | None] = Directive(
    "above",
    _SHARE,
    "The availability above which the band begins, which does not belong to it.",
    "99 %",
    default=Otherwise(None, "down to the next band, or to 0 %"),
)
_BELOW: Directive[Fraction] = Directive(
    "below", _SHARE, "The availability below which the band lies, which does not belong to it.", "99.9 %"
)
_AT_MOST: Directive[Fraction] = Directive(
    "at_most", _SHARE, "The highest availability of the band, which belongs to it.", "99.9 %"
)
_AMOUNT: Directive[Amount] = Directive("amount", AMOUNT, "What is owed in this band.", "25 % of monthly fee")


def _build_band(fields: Fields) -> tuple[Lower, Band]:
    """A band with its lower edge where that is written; without, it reaches down to 0 % for now."""
    lower = _lower(fields)
    upper = Edge(fields[_BELOW]) if fields.has(_BELOW) else Edge(fields[_AT_MOST], is_above=True)
    stretch = Stretch(lower or LOWEST, upper)
    if upper <= stretch.lower:
        top = write_share(upper.share)
        message = f"the band ends at {top} and begins no lower, so no availability lies in it"
        at = fields.at(_BELOW if fields.has(_BELOW) else _AT_MOST)
        raise fields.reader.refuse(
            Code.EMPTY_TERM, at, message, "write the higher share with `below` or `at_most`"
        )
    check_currency(fields[_AMOUNT], fields.at(_AMOUNT), fields)
    return lower, Band(stretch=stretch, amount=fields[_AMOUNT], place=fields.at(_AMOUNT).place)


def _lower(fields: Fields) -> Lower:
    at_least, above = fields[_AT_LEAST], fields[_ABOVE]
    if at_least is not None and above is not None:
        message, remedy = "`above` can't stand beside `at_least`", "write one of `at_least`, `above`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_ABOVE), message, remedy)
    if above is not None:
        return Edge(above, is_above=True)
    return None if at_least is None else Edge(at_least)


BANDS: Directive[tuple[tuple[Lower, Band], ...]] = Directive(
    "bands",
    ListOf(
        Record(
            "credit band",
            "What is owed where the measured availability lies between two shares.",
            (_AT_LEAST, _ABOVE, _BELOW, _AT_MOST, _AMOUNT),
            _build_band,
            one_of=(_BELOW, _AT_MOST),
        ),
        "a mapping (credit band) or a list of them",
    ),
    "What is owed by how low the availability came out, once for each period that missed its target.",
    "[{at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee}, "
    "{below: 99 %, amount: 25 % of monthly fee}]",
)
BANDS_COUNTED: Directive[BandsCounted] = Directive(
    "bands_counted",
    choice(BandsCounted),
    "Whether only the band that begins the lowest is owed, or every band that was reached, together.",
    "highest only",
    default=Otherwise(BandsCounted.HIGHEST, f"`{BandsCounted.HIGHEST.value}`"),
    only_with=(BANDS,),
)
BETWEEN_BANDS: Directive[BetweenBands] = Directive(
    "between_bands",
    choice(BetweenBands),
    "What an availability earns that lies below the first band and in none.",
    "nothing",
    default=Otherwise(BetweenBands.NOTHING, f"`{BetweenBands.NOTHING.value}`"),
    only_with=(BANDS,),
)


def build_tiered(fields: Fields) -> TieredCredit:
    """The credit that the bands of a rule make."""
    read, counted = fields[BANDS], fields[BANDS_COUNTED]
    bands = _completed(read, counted)
    units = tuple(dict.fromkeys(size_of(band.amount)[0] for band in bands))
    if counted is BandsCounted.CUMULATIVE and len(units) > 1:
        message = f"bands that are owed together are in {' and '.join(units)}, which do not add up"
        remedy = f"write all of them in {units[0]}, or `{BANDS_COUNTED.key}: {BandsCounted.HIGHEST.value}`"
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(BANDS_COUNTED), message, remedy)
    return TieredCredit(bands=bands, counted=counted, between=fields[BETWEEN_BANDS])


def _completed(read: Sequence[tuple[Lower, Band]], counted: BandsCounted) -> tuple[Band, ...]:
    """The bands, each down to the next one where only one is owed and its lower edge is not written."""
    if counted is BandsCounted.CUMULATIVE:
        return tuple(band for _, band in read)
    uppers = sorted(band.stretch.upper for _, band in read)
    return tuple(
        band if lower is not None else _down_to(_next(uppers, band.stretch.upper), band)
        for lower, band in read
    )


def _next(uppers: Sequence[Edge], upper: Edge) -> Edge:
    """The upper edge of the next band below one."""
    return max((each for each in uppers if each < upper), default=LOWEST)


def _down_to(lower: Edge, band: Band) -> Band:
    return Band(stretch=Stretch(lower, band.stretch.upper), amount=band.amount, place=band.place)
