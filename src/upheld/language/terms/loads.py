"""Loads: named load conditions, such as the `normal load` under which a figure is promised."""

from __future__ import annotations

from upheld.agreement.measure import Load, LoadWords
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Named, Phrase, Written, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.measures import MEASURE_NAME
from upheld.quantity import Operator, Rate, Target, parse_rate, parse_target


def parse_load(text: str) -> Target[Rate]:
    """The target of `200 requests per second`, `< 200 requests/s`; PhraseError for a least one, and for 0."""
    target = parse_target(text, parse_rate, default=Operator.AT_MOST)
    if not target.operator.is_ceiling or target.bound.per_second == 0:
        raise PhraseError(
            f"`{text}` is no highest load", "write the highest, such as `200 requests per second`"
        )
    return target


_AT_MOST: Directive[Target[Rate] | None] = Directive(
    "at_most",
    Phrase(parse_load, "a rate (`200 requests per second`)"),
    "The highest rate at which there is still such a load.",
    "200 requests per second",
    default=Otherwise(None, "`means`"),
)
_MEASURED_BY: Directive[str | None] = Directive(
    "measured_by",
    MEASURE_NAME,
    "The measure that tells the rate at an instant.",
    "request_rate",
    default=Otherwise(None, "what each record of evidence gives as its load"),
    only_with=(_AT_MOST,),
)
_MEANS: Directive[LoadWords] = Directive(
    "means",
    choice(LoadWords),
    "When there is such a load, where no rate says it: always, or when a record of evidence names it.",
    "as recorded",
    default=Open(
        Code.LOAD_UNDEFINED,
        "nothing says which load this is",
        senses(
            {
                LoadWords.EVERY_LOAD: "every value counts, whatever the load",
                LoadWords.AS_RECORDED: "values count whose records name this load",
            }
        ),
        when=lambda fields: not fields.has(_AT_MOST),
    ),
)


def _build(fields: Fields) -> Load:
    at_most = fields[_AT_MOST]
    if at_most is not None and fields.has(_MEANS):
        message = "a rate says already when there is such a load"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_MEANS), message, "keep one of the two")
    return Load(
        name=fields.name,
        means=fields[_MEANS] if at_most is None else at_most,
        measured_by=fields[_MEASURED_BY],
        clause=fields[CLAUSE],
        place=fields.place,
    )


LOADS: Directive[tuple[Written[Load], ...]] = Directive(
    "loads",
    Named(
        "load",
        Record(
            "load",
            "A load condition under which figures are promised. A single text is `means`.",
            (_AT_MOST, _MEASURED_BY, _MEANS, CLAUSE),
            _build,
            short=_MEANS,
            may_be_empty=True,
        ),
    ),
    "Load conditions by name, under which alone figures are promised.",
    "{normal load: as recorded}",
    default=Otherwise((), "none"),
)
