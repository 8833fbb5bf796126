"""Statistics: objectives whose figure is a mean, a percentile, a ratio or an extreme of a measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from upheld.agreement.measure import Better, Measure, MeasureUnit
from upheld.agreement.objective import FigureTarget, share_of
from upheld.agreement.statistic import Percentile, Rank, RegionShare, Statistic, Summary
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, Sense
from upheld.language.kind import Phrase, choice
from upheld.language.node import Node
from upheld.language.reader import Reader, UnreadError
from upheld.language.record import Record
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.figures import check_direction, check_reachable, check_unit
from upheld.language.terms.labels import WHERE, labelled
from upheld.language.terms.measures import LOAD, MEASURE_NAME
from upheld.language.terms.regions import REGION_SHARE
from upheld.quantity.phrase import take_number, tidy

_MOST_SAMPLES = 10**9
_BETTER_AT_EXTREME: dict[Summary | Percentile, Better] = {
    Summary.MINIMUM: Better.HIGHER,
    Summary.MAXIMUM: Better.LOWER,
}
"""A promise about the smallest value sets a floor, one about the largest a ceiling."""
_ORDINAL = re.compile(r"p?([0-9.]+) ?(?:st|nd|rd|th|%)?(?: percentile)?", re.IGNORECASE)

_OF: Directive[str] = Directive("of", MEASURE_NAME, "The measure whose values make the figure.", "page_load")
_OUT_OF: Directive[str | None] = Directive(
    "out_of",
    MEASURE_NAME,
    "The measure that counts everything, where `of` counts only some of it.",
    "requests",
    default=Otherwise(None, "each record of `of` brings both counts"),
)


def parse_samples(text: str) -> int:
    """The number of `100 samples`, `1 sample`, `100`."""
    number, unit = take_number(tidy(text), words=True)
    if unit.lower().removesuffix("s") not in {"", "sample", "value", "measurement", "record"}:
        raise PhraseError(f"`{unit}` are not samples", "write a number of samples, such as `100 samples`")
    if number.denominator != 1 or not 1 <= number <= _MOST_SAMPLES:
        raise PhraseError(f"`{text}` is not a number of samples", "write a whole number, at least 1")
    return int(number)


_AT_LEAST: Directive[int] = Directive(
    "at_least",
    Phrase(parse_samples, "a number of samples (`100 samples`)"),
    "How many samples a period needs; fewer decide nothing.",
    "100 samples",
    default=Otherwise(1, "`1 sample`"),
)
_DURING: Directive[str | None] = Directive(
    "during",
    HOURS_NAME,
    "Service hours in which alone values count.",
    "office",
    default=Otherwise(None, "all the time"),
)


def parse_percentile(text: str) -> Fraction:
    """The share below which values lie, of `75`, `75th`, `p99.9`, `95 %`; PhraseError outside 0 to 100."""
    phrase = tidy(text)
    found = _ORDINAL.fullmatch(phrase)
    if found is None:
        raise PhraseError(f"`{phrase}` is not a percentile", "write a number, such as 75 or 99.9")
    number, _ = take_number(found[1])
    if not 0 < number < 100:
        raise PhraseError(f"there is no percentile {found[1]}", "write one above 0 and below 100")
    return number / 100


_P: Directive[Fraction] = Directive(
    "p",
    Phrase(parse_percentile, "a percentile (75, 99.9)"),
    "Which percentile it is: so many of a hundred values are no larger.",
    "75",
    default=Open(
        Code.PERCENTILE_UNSTATED,
        "nothing says which percentile it is",
        (
            Sense("75", "three in four values are no larger", Fraction(3, 4)),
            Sense("95", "19 in 20 values are no larger", Fraction(19, 20)),
            Sense("50", "the median: half of the values are no larger", Fraction(1, 2)),
        ),
    ),
)
_RANK: Directive[Rank] = Directive(
    "rank",
    choice(Rank),
    "Which value stands for it where it falls between two.",
    "linear interpolation",
    default=Otherwise(Rank.NEAREST, f"`{Rank.NEAREST.value}`"),
)

_SHARED = (_AT_LEAST, WHERE, LOAD, REGION_SHARE, _DURING)


def _build(fields: Fields, summary: Summary | Percentile, out_of: str | None = None) -> Statistic:
    regions: RegionShare | None = fields[REGION_SHARE]
    return Statistic(
        of=fields[_OF],
        summary=summary,
        out_of=out_of,
        at_least=fields[_AT_LEAST],
        where=labelled(fields[WHERE]),
        load=fields[LOAD],
        regions=regions,
        during=fields[_DURING],
    )


def _build_percentile(fields: Fields) -> Statistic:
    return _build(fields, Percentile(fields[_P], fields[_RANK]))


def _build_ratio(fields: Fields) -> Statistic:
    return _build(fields, Summary.RATIO, fields[_OUT_OF])


def _statistic(
    key: str, what: str, build: Callable[[Fields], Statistic], *own: Directive[Any], example: str
) -> Directive[Statistic]:
    record = Record(key, f"{what} A single text is `of`.", (_OF, *own, *_SHARED), build, short=_OF)
    return Directive(key, record, f"The objective is {what[0].lower()}{what[1:]}", example)


def _simple(summary: Summary, what: str) -> Directive[Statistic]:
    def build(fields: Fields) -> Statistic:
        return _build(fields, summary)

    return _statistic(summary.value, what, build, example="{of: page_load, at_least: 100 samples}")


STATISTICS: tuple[Directive[Statistic], ...] = (
    _simple(Summary.MEAN, "The mean of a measure's values in the period."),
    _statistic(
        "percentile",
        "A percentile of a measure's values in the period.",
        _build_percentile,
        _P,
        _RANK,
        example="{of: page_load, p: 75, at_least: 100 samples}",
    ),
    _statistic(
        "ratio",
        "What a measure counts in the period, out of all there was.",
        _build_ratio,
        _OUT_OF,
        example="{of: lost_packets, out_of: sent_packets}",
    ),
    _simple(Summary.MINIMUM, "The smallest value of a measure in the period."),
    _simple(Summary.MAXIMUM, "The largest value of a measure in the period."),
)


def unit_of(statistic: Statistic, measures: tuple[Measure, ...], node: Node, reader: Reader) -> MeasureUnit:
    """The unit of the figure; UnreadError where the measure could not be read.

    Reports a ratio of what is no share and no counts.
    """
    known = {measure.name: measure for measure in measures}
    named = [name for name in (statistic.of, statistic.out_of) if name is not None]
    if any(name not in known for name in named):
        raise UnreadError("a measure")
    if statistic.summary is not Summary.RATIO:
        return known[statistic.of].unit
    wanted = MeasureUnit.SHARE if statistic.out_of is None else MeasureUnit.COUNT
    for measure in (known[name] for name in named):
        if measure.unit is not wanted:
            message = (
                f"measure `{measure.name}` is a {measure.unit.value}, of which no such ratio can be made"
            )
            remedy = "name one share, or two counts as in `{of: lost_packets, out_of: sent_packets}`"
            raise reader.refuse(Code.WRONG_UNIT, node, message, remedy)
    return MeasureUnit.SHARE


def check_statistic(
    statistic: Statistic, target: FigureTarget, measures: tuple[Measure, ...], node: Node, reader: Reader
) -> None:
    """Report a target in another unit than the figure has, and one that is met by being bad."""
    unit = unit_of(statistic, measures, node, reader)
    what = f"measure `{statistic.of}`"
    check_unit(target, unit, what, node, reader)
    share = share_of(target)
    if share is not None:
        check_reachable(share, node, reader)
    measure = next(each for each in measures if each.name == statistic.of)
    better = _BETTER_AT_EXTREME.get(statistic.summary, Better.EITHER)
    check_direction(target, better if measure.better is Better.EITHER else measure.better, what, node, reader)
