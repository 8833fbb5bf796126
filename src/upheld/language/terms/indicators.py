"""Indicators: objectives whose figure is a share of values or of time, a jitter, or a relative excess."""

from __future__ import annotations

from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.statistic import (
    Excess,
    Jitter,
    Percentile,
    Silence,
    Statistic,
    Summary,
    TimeShare,
    Within,
)
from upheld.chrono.instant import Micros
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Phrase, choice
from upheld.language.terms.figures import Tracked, parse_bound, parse_figure_target, told_apart
from upheld.language.terms.lengths import LENGTH
from upheld.language.terms.measures import MEASURE_NAME
from upheld.language.terms.statistics import (
    build_statistic,
    parse_percentile,
    parse_samples,
    statistic_directive,
)
from upheld.quantity import Duration, Operator, Rate, Target, did_you_mean
from upheld.quantity.phrase import tidy

_SUMMARIES = {each.value: each for each in Summary if each is not Summary.RATIO}


def parse_bound_of_values(text: str) -> FigureTarget:
    """The bound of `< 500 ms`, `>= 100 Mbps`, `<= 0.1`."""
    target = parse_figure_target(text)
    if isinstance(target, Tracked):
        raise PhraseError(
            "a bound can't be tracked", "write a figure with its comparison, such as `< 500 ms`"
        )
    return target


def parse_summary(text: str) -> Summary | Percentile:
    """The figure of `mean`, `minimum`, `maximum`, `total`, `median`, `p95` or `95th percentile`."""
    phrase = tidy(text).lower()
    if phrase in _SUMMARIES:
        return _SUMMARIES[phrase]
    if phrase == "median":
        phrase = "p50"
    if phrase[:1].isdigit() or phrase[:2].removeprefix("p").isdigit():
        return Percentile(parse_percentile(phrase))
    remedy = did_you_mean(phrase, _SUMMARIES, "write `mean`, `minimum`, `maximum`, `total` or such as `p95`")
    raise PhraseError(f"`{phrase}` is no figure of values", remedy)


def parse_fixed(text: str) -> FigureTarget:
    """The figure of `800 ms`, to be exceeded."""
    return told_apart(Target(Operator.AT_MOST, parse_bound(tidy(text))))


_BOUND = Phrase(parse_bound_of_values, "a figure with its comparison (`< 500 ms`)")
_WITHIN: Directive[FigureTarget | None] = Directive(
    "within", _BOUND, "The bound that good ones keep.", '"< 500 ms"', default=Otherwise(None, "not said")
)
_BEYOND: Directive[FigureTarget | None] = Directive(
    "beyond",
    _BOUND,
    "The bound that bad ones lie beyond, where the text promises how few there are.",
    '"> 300 ms"',
    default=Otherwise(None, "not said"),
)
_FIGURE: Directive[Summary | Percentile] = Directive(
    "figure",
    Phrase(parse_summary, "`mean`, `minimum`, `maximum`, `total`, or a percentile (`p95`)"),
    "What the figure of values is that is compared.",
    "p95",
    default=Otherwise(Summary.MEAN, "`mean`"),
)
_SLICES: Directive[Micros] = Directive(
    "slices",
    LENGTH,
    "How long each slice of time is that has a figure of its own, counted from the beginning of the period.",
    "5 min",
)
_EMPTY: Directive[Silence] = Directive(
    "empty",
    choice(Silence),
    "What a slice counts as in which nothing was measured, or too little: unknown, so that the verdict holds "
    "whatever it was; good; or nothing at all.",
    "good",
    default=Otherwise(Silence.UNKNOWN, f"`{Silence.UNKNOWN.value}`"),
)
_AT_LEAST_EACH: Directive[int] = Directive(
    "values_in_slice",
    Phrase(parse_samples, "a number of samples (`10 samples`)"),
    "How many samples a slice needs to be judged; one with fewer counts as empty.",
    "10 samples",
    default=Otherwise(1, "`1 sample`"),
)
_DIFFERENCE: Directive[Jitter] = Directive(
    "difference",
    choice(Jitter),
    "Of which differences between successive values the figure is made.",
    "largest difference",
    default=Otherwise(Jitter.MEAN_DIFFERENCE, f"`{Jitter.MEAN_DIFFERENCE.value}`"),
)
_OVER: Directive[str | None] = Directive(
    "over",
    MEASURE_NAME,
    "The measure whose figure over the same period is exceeded, such as a baseline.",
    "baseline",
    default=Otherwise(None, "none; then `over_figure` is exceeded"),
)
_OVER_FIGURE: Directive[FigureTarget | None] = Directive(
    "over_figure",
    Phrase(parse_fixed, "a figure (`800 ms`)"),
    "The fixed figure that is exceeded.",
    "800 ms",
    default=Otherwise(None, "none; then that of the measure in `over` is exceeded"),
)


def _build_share(fields: Fields) -> Statistic:
    bound, _ = _bound(fields)
    return build_statistic(fields, Within(bound))


def _build_time(fields: Fields) -> Statistic:
    bound, is_beyond = _bound(fields)
    terms = TimeShare(
        of=fields[_SLICES],
        summary=fields[_FIGURE],
        bound=bound,
        is_beyond=is_beyond,
        empty=fields[_EMPTY],
        at_least=fields[_AT_LEAST_EACH],
    )
    return build_statistic(fields, terms)


def _bound(fields: Fields) -> tuple[FigureTarget, bool]:
    """The bound, and whether those beyond it are counted."""
    within, beyond = fields[_WITHIN], fields[_BEYOND]
    if within is not None and beyond is None:
        return within, False
    if beyond is not None and within is None:
        return beyond, True
    code = Code.MISSING_KEY if within is None else Code.CONFLICTING_KEYS
    says = (
        "nothing says what bound is to be kept"
        if within is None
        else "good ones and bad ones are both counted"
    )
    remedy = 'write `within: "< 500 ms"` for those that are good, or `beyond: "> 500 ms"` for the bad ones'
    raise fields.reader.refuse(code, fields.at(_BEYOND), says, remedy)


def _build_jitter(fields: Fields) -> Statistic:
    return build_statistic(fields, fields[_DIFFERENCE])


def _build_excess(fields: Fields) -> Statistic:
    over, fixed = fields[_OVER], fields[_OVER_FIGURE]
    if (over is None) is (fixed is None):
        code = Code.MISSING_KEY if over is None else Code.CONFLICTING_KEYS
        says = "nothing says what is exceeded" if over is None else "two figures are exceeded"
        remedy = "write `over` with a measure, or `over_figure` with a figure"
        raise fields.reader.refuse(code, fields.at(_OVER_FIGURE), says, remedy)
    if fixed is not None and not _is_above_nothing(fixed):
        message, remedy = f"`{fixed.bound}` is nothing, of which nothing is a share", "write a figure above 0"
        raise fields.reader.refuse(Code.TARGET_OUT_OF_RANGE, fields.at(_OVER_FIGURE), message, remedy)
    return build_statistic(fields, Excess(fields[_FIGURE], fixed), over)


def _is_above_nothing(fixed: FigureTarget) -> bool:
    match fixed.bound:
        case Duration() as length:
            return length.micros > 0
        case Rate() as rate:
            return rate.per_second > 0
        case number:
            return number > 0


INDICATORS: tuple[Directive[Statistic], ...] = (
    statistic_directive(
        "share_of_values",
        "The share of a measure's values (requests, page loads, packets) that keep a bound.",
        _build_share,
        _WITHIN,
        _BEYOND,
        example='{of: latency, within: "< 500 ms"}',
    ),
    statistic_directive(
        "share_of_time",
        "The share of slices of time whose own figure keeps a bound, or lies beyond it.",
        _build_time,
        _SLICES,
        _FIGURE,
        _WITHIN,
        _BEYOND,
        _EMPTY,
        _AT_LEAST_EACH,
        example='{of: latency, slices: 5 min, figure: p95, within: "< 300 ms"}',
    ),
    statistic_directive(
        "jitter",
        "The jitter of a measure: how much its successive values differ.",
        _build_jitter,
        _DIFFERENCE,
        example="{of: round_trip}",
    ),
    statistic_directive(
        "relative_excess",
        "The share by which a figure exceeds another one, a baseline: their ratio less 1.",
        _build_excess,
        _OVER,
        _OVER_FIGURE,
        _FIGURE,
        example="{of: latency, over: baseline, figure: p95}",
    ),
)
