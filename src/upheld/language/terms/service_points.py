"""Service points: the table of a contract that counts points for incidents by their length and priority."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.figure_stretch import LOWEST, BandUnit, Edge, Stretch
from upheld.agreement.service_points import PointsRow, ServicePoints
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase
from upheld.language.record import Record
from upheld.language.terms.credit_band_rows import Cut, parse_cut
from upheld.language.terms.declared import PRIORITY_NAMES
from upheld.language.terms.spans import MONTHS
from upheld.quantity.phrase import take_number, tidy

_MOST = 1_000_000


def parse_points(text: str) -> Fraction:
    """The number of `3`, `2.5 points` or `one point`; PhraseError for anything else."""
    phrase = tidy(text)
    number, rest = take_number(phrase, words=True)
    if rest not in ("", "point", "points") or not 0 <= number <= _MOST:
        raise PhraseError(f"`{phrase}` is no number of points", "write a number, such as `3 points`")
    return number


def _parse_length(text: str) -> Cut:
    cut = parse_cut(text)
    if cut.unit is not BandUnit.TIME:
        raise PhraseError(f"`{tidy(text)}` is no length of time", "write one in h, min or s, such as `4 h`")
    return cut


def _edge(key: str, meaning: str, example: str) -> Directive[Cut | None]:
    what = "a length of time (`60 s`, `5 min`, `24 hours`)"
    return Directive(
        key, Phrase(_parse_length, what), meaning, example, default=Otherwise(None, "any length")
    )


_AT_LEAST = _edge("at_least", "The least length, of an outage or of the time that a late case took.", "1 h")
_ABOVE = _edge("above", "The length above which it lies.", "1 h")
_BELOW = _edge("below", "The length below which it lies.", "4 h")
_AT_MOST = _edge("at_most", "The greatest length.", "4 h")
_POINTS: Directive[Fraction] = Directive(
    "points",
    Phrase(parse_points, "a number of points (`3`, `2.5 points`)"),
    "How many points each of them counts.",
    "3 points",
)
_PRIORITIES: Directive[tuple[str, ...]] = Directive(
    "priorities",
    PRIORITY_NAMES,
    "The priorities whose tickets they are.",
    "[P1]",
    default=Otherwise((), "all of them, and outages"),
)


def _build(fields: Fields) -> PointsRow:
    for one, other in ((_ABOVE, _AT_LEAST), (_AT_MOST, _BELOW)):
        if fields.has(one) and fields.has(other):
            message = f"`{one.key}` can't stand beside `{other.key}`"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(one), message, "delete one of them")
    lower = _at(_ABOVE, fields, is_above=True) or _at(_AT_LEAST, fields) or LOWEST
    upper = _at(_BELOW, fields) or _at(_AT_MOST, fields, is_above=True)
    if upper is not None and upper <= lower:
        message = "the row ends where it begins or before, so nothing is so long"
        remedy = "write the greater length with `below` or `at_most`"
        raise fields.reader.refuse(Code.EMPTY_TERM, fields.standing, message, remedy)
    return PointsRow(
        stretch=Stretch(lower, upper, BandUnit.TIME),
        points=fields[_POINTS],
        priorities=fields[_PRIORITIES],
    )


def _at(directive: Directive[Cut | None], fields: Fields, *, is_above: bool = False) -> Edge | None:
    cut = fields[directive]
    return None if cut is None else Edge(cut.value, is_above)


_ROW: Record[PointsRow] = Record(
    "service points",
    "How many points an outage or a late case counts. Of several rows that fit, the one counts that begins "
    "with the greatest length.",
    (_AT_LEAST, _ABOVE, _BELOW, _AT_MOST, _PRIORITIES, _POINTS),
    _build,
)
POINTS_TABLE: Directive[tuple[PointsRow, ...]] = Directive(
    "points",
    ListOf(_ROW, "a mapping (service points) or a list of them"),
    "Service points: what each outage counts by its length, or each late case by the time it took and by its "
    "priority. The points of a period are added up, and their sum is looked up in the `bands`.",
    "[{at_least: 15 min, points: 1}, {at_least: 1 h, points: 3}]",
    default=Otherwise((), "needed for `points`"),
)
DOUBLED_WITHIN: Directive[int] = Directive(
    "points_doubled_within",
    MONTHS,
    "Points count twice for a repeat: where the promise was missed in one of so many months, the one judged "
    "being the last of them.",
    "3 months",
    default=Otherwise(0, "a repeat counts like any other"),
    only_with=(POINTS_TABLE,),
)


def build_points(fields: Fields) -> ServicePoints | None:
    """The table of a rule, where there is one."""
    rows = fields[POINTS_TABLE]
    return ServicePoints(rows=rows, doubled_within=fields[DOUBLED_WITHIN]) if rows else None
