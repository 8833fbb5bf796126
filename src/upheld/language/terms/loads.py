"""Loads: named load conditions, such as the `normal load` under which a figure is promised."""

from __future__ import annotations

from upheld.agreement.measure import Load, LoadWords
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Named, Phrase, Written
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.measures import MEASURE_NAME
from upheld.quantity import Operator, Rate, Target, parse_rate, parse_target
from upheld.quantity.phrase import tidy

_WORDS = {each.value: each for each in LoadWords}


def parse_load(text: str) -> LoadWords | Target[Rate]:
    """What a load means: `every load`, `as recorded`, or a rate such as `<= 200 requests per second`."""
    phrase = tidy(text)
    if phrase.lower() in _WORDS:
        return _WORDS[phrase.lower()]
    target = parse_target(phrase, parse_rate, default=Operator.AT_MOST)
    if target.bound.per_second == 0:
        raise PhraseError(f"`{phrase}` is no load at all", "write the rate that is meant")
    return target


_MEANS: Directive[LoadWords | Target[Rate]] = Directive(
    "means",
    Phrase(parse_load, "`every load`, `as recorded` or a rate (`<= 200 requests per second`)"),
    "When there is such a load: at a rate, whatever a record of evidence calls so, or always.",
    '"<= 200 requests per second"',
    default=Open(
        Code.LOAD_UNDEFINED,
        "nothing says which load this is",
        senses(
            {
                LoadWords.EVERY_LOAD: "every value counts, whatever the load",
                LoadWords.AS_RECORDED: "values count whose records name this load",
            }
        ),
    ),
)
_MEASURED_BY: Directive[str | None] = Directive(
    "measured_by",
    MEASURE_NAME,
    "The measure that tells the load, where it is a rate.",
    "request_rate",
    default=Otherwise(None, "none"),
    only_with=(_MEANS,),
)


def _build(fields: Fields) -> Load:
    means, measured_by = fields[_MEANS], fields[_MEASURED_BY]
    if isinstance(means, Target) and measured_by is None:
        message = f"nothing tells whether load `{fields.name}` is `{means}`"
        remedy = "name the measure of it, such as `measured_by: requests`"
        fields.reader.report(Code.MISSING_KEY, fields.at(_MEANS), message, remedy)
    return Load(
        name=fields.name,
        means=means,
        measured_by=measured_by,
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
            (_MEANS, _MEASURED_BY, CLAUSE),
            _build,
            short=_MEANS,
            may_be_empty=True,
        ),
    ),
    "Load conditions by name, under which alone figures are promised.",
    "{normal load: as recorded}",
    default=Otherwise((), "none"),
)
