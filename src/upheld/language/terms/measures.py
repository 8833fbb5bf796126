"""Measures: what is measured besides availability, in which unit, where, and which records count."""

from __future__ import annotations

from upheld.agreement.measure import Better, Grain, Measure, MeasureUnit, Vantage
from upheld.chrono.instant import Micros
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Choice, Named, Reference, Text, Written, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.labels import WHERE, labelled
from upheld.language.terms.lengths import LENGTH

MEASURE_NAME = Reference("measure", "the name of a measure")
LOAD_NAME = Reference("load", "the name of a load")

_UNIT: Directive[MeasureUnit] = Directive(
    "unit",
    choice(MeasureUnit),
    "What one value is. A `share` may bring both its counts; two measures that are a `count` make a ratio.",
    "duration",
)
_OF: Directive[str | None] = Directive(
    "of",
    Reference("service", "the name of a service"),
    "The service it is a measure of; maintenance of it may be left out.",
    "app",
    default=Otherwise(None, "of no service in particular"),
)
_MEASURED_AT: Directive[Vantage | None] = Directive(
    "measured_at",
    choice(Vantage),
    "Where values are taken; values taken elsewhere do not count.",
    "server side",
    default=Otherwise(None, "wherever"),
)
_SOURCE: Directive[str | None] = Directive(
    "source",
    Text("the name of a source"),
    "The one source whose records count, by the name it has in the evidence.",
    "web vitals",
    default=Otherwise(None, "every source"),
)
LOAD: Directive[str | None] = Directive(
    "load",
    LOAD_NAME,
    "The load under which alone values count.",
    "normal load",
    default=Otherwise(None, "every load"),
)
_GRAIN: Directive[Grain] = Directive(
    "records",
    choice(Grain),
    "Whether the source gives samples, or figures that it works out itself.",
    "aggregates",
    default=Otherwise(Grain.SAMPLES, "`samples`"),
)
_BETTER: Directive[Better] = Directive(
    "better",
    Choice({each.value: each for each in (Better.LOWER, Better.HIGHER)}),
    "Which way it is good, where its unit does not tell: a duration is good when low, a rate when high.",
    "lower",
    default=Otherwise(Better.EITHER, "as its unit tells"),
)
_SAMPLED_EVERY: Directive[Micros | None] = Directive(
    "sampled_every",
    LENGTH,
    "How often a record is expected; a longer silence is a gap in its coverage.",
    "5 min",
    default=Otherwise(None, "not said; then its coverage can't be judged"),
)
_BETTER_BY_UNIT = {MeasureUnit.DURATION: Better.LOWER, MeasureUnit.RATE: Better.HIGHER}


def _build(fields: Fields) -> Measure:
    unit = fields[_UNIT]
    better = fields[_BETTER] if fields.has(_BETTER) else _BETTER_BY_UNIT.get(unit, Better.EITHER)
    return Measure(
        name=fields.name,
        unit=unit,
        of=fields[_OF],
        measured_at=fields[_MEASURED_AT],
        source=fields[_SOURCE],
        where=labelled(fields[WHERE]),
        load=fields[LOAD],
        grain=fields[_GRAIN],
        better=better,
        sampled_every=fields[_SAMPLED_EVERY],
        clause=fields[CLAUSE],
        place=fields.place,
    )


MEASURES: Directive[tuple[Written[Measure], ...]] = Directive(
    "measures",
    Named(
        "measure",
        Record(
            "measure",
            "Something that is measured besides availability, and which records of it count. A single text "
            "is `unit`.",
            (
                _UNIT,
                _OF,
                _MEASURED_AT,
                _SOURCE,
                WHERE,
                LOAD,
                _GRAIN,
                _BETTER,
                _SAMPLED_EVERY,
                CLAUSE,
            ),
            _build,
            short=_UNIT,
        ),
    ),
    "Measures by name: what is measured besides availability.",
    "{page_load: {unit: duration, of: app, measured_at: server side}}",
    default=Otherwise((), "none"),
)
