"""Statistics: objectives whose figure is a mean, a percentile, a ratio, an extreme or a total."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from upheld.agreement.statistic import Making, Percentile, Rank, RegionShare, Statistic, Summary, TooFew
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, Sense
from upheld.language.kind import Phrase, choice
from upheld.language.record import Record
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.labels import WHERE, labelled
from upheld.language.terms.measures import LOAD, MEASURE_NAME
from upheld.language.terms.regions import REGION_SHARE
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import take_number, tidy

_MOST_SAMPLES = 10**9
_ORDINAL = Pattern(r"p?([0-9.]+) ?(?:st|nd|rd|th|%)?(?: percentile)?", re.IGNORECASE)

OF: Directive[str] = Directive("of", MEASURE_NAME, "The measure whose values make the figure.", "page_load")
OUT_OF: Directive[str | None] = Directive(
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
_WITH_FEWER: Directive[TooFew] = Directive(
    "with_fewer",
    choice(TooFew),
    "What the promise comes to in a period, or for a region, with fewer samples: it is `undecided`, since "
    "somebody should have measured more; or it `does not apply`, since so little traffic is not assessed.",
    "does not apply",
    default=Otherwise(TooFew.UNDECIDED, f"`{TooFew.UNDECIDED.value}`"),
    only_with=(_AT_LEAST,),
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

SHARED = (_AT_LEAST, _WITH_FEWER, WHERE, LOAD, REGION_SHARE, _DURING)


def build_statistic(fields: Fields, summary: Making, out_of: str | None = None) -> Statistic:
    """The statistic with the terms that all of them share."""
    regions: RegionShare | None = fields[REGION_SHARE]
    return Statistic(
        of=fields[OF],
        summary=summary,
        out_of=out_of,
        at_least=fields[_AT_LEAST],
        with_fewer=fields[_WITH_FEWER],
        where=labelled(fields[WHERE]),
        load=fields[LOAD],
        regions=regions,
        during=fields[_DURING],
    )


def _build_percentile(fields: Fields) -> Statistic:
    return build_statistic(fields, Percentile(fields[_P], fields[_RANK]))


def _build_ratio(fields: Fields) -> Statistic:
    return build_statistic(fields, Summary.RATIO, fields[OUT_OF])


def statistic_directive(
    key: str, what: str, build: Callable[[Fields], Statistic], *own: Directive[Any], example: str
) -> Directive[Statistic]:
    """The directive of one kind of statistic: its own terms, and those that all share."""
    record = Record(key, f"{what} A single text is `of`.", (OF, *own, *SHARED), build, short=OF)
    return Directive(key, record, f"The objective is {what[0].lower()}{what[1:]}", example)


def _simple(
    summary: Summary, what: str, example: str = "{of: page_load, at_least: 100 samples}"
) -> Directive[Statistic]:
    def build(fields: Fields) -> Statistic:
        return build_statistic(fields, summary)

    return statistic_directive(summary.value, what, build, example=example)


STATISTICS: tuple[Directive[Statistic], ...] = (
    _simple(Summary.MEAN, "The mean of a measure's values in the period."),
    statistic_directive(
        "percentile",
        "A percentile of a measure's values in the period.",
        _build_percentile,
        _P,
        _RANK,
        example="{of: page_load, p: 75, at_least: 100 samples}",
    ),
    statistic_directive(
        "ratio",
        "What a measure counts in the period, out of all there was.",
        _build_ratio,
        OUT_OF,
        example="{of: lost_packets, out_of: sent_packets}",
    ),
    _simple(Summary.MINIMUM, "The smallest value of a measure in the period."),
    _simple(Summary.MAXIMUM, "The largest value of a measure in the period."),
    _simple(
        Summary.TOTAL,
        "The sum of a measure's values in the period, such as how many messages were infected.",
        "{of: infected_messages}",
    ),
)
