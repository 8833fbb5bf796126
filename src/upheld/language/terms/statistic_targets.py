"""Targets of statistics: the unit their figure has, and which way it is good."""

from __future__ import annotations

from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.measure import Better, Measure, MeasureUnit
from upheld.agreement.objective import share_of
from upheld.agreement.statistic import Excess, Jitter, Making, Statistic, Summary, TimeShare, Within
from upheld.language.diagnostic import Code
from upheld.language.node import Node
from upheld.language.reader import Reader, UnreadError
from upheld.language.terms.figures import check_direction, check_reachable, check_unit


def unit_of(statistic: Statistic, measures: tuple[Measure, ...], node: Node, reader: Reader) -> MeasureUnit:
    """The unit of the figure; UnreadError where the measure could not be read.

    Reports a ratio of what is no share and no counts, and a bound or another figure of another unit than the
    values have.
    """
    known = {measure.name: measure for measure in measures}
    named = [name for name in (statistic.of, statistic.out_of) if name is not None]
    if any(name not in known for name in named):
        raise UnreadError("a measure")
    measure = known[statistic.of]
    match statistic.summary:
        case Summary.RATIO:
            _check_ratio(statistic, [known[name] for name in named], node, reader)
            return MeasureUnit.SHARE
        case Summary.TOTAL:
            _check_addable(measure, node, reader)
            return measure.unit
        case Within(bound) | TimeShare(bound=bound):
            check_unit(bound, measure.unit, f"measure `{measure.name}`", node, reader)
            return MeasureUnit.SHARE
        case Excess(over=over):
            if over is not None:
                check_unit(over, measure.unit, f"measure `{measure.name}`", node, reader)
            _check_alike([known[name] for name in named], node, reader)
            return MeasureUnit.SHARE
        case _:
            return measure.unit


def _check_ratio(statistic: Statistic, measures: list[Measure], node: Node, reader: Reader) -> None:
    wanted = MeasureUnit.SHARE if statistic.out_of is None else MeasureUnit.COUNT
    for measure in measures:
        if measure.unit is not wanted:
            message = (
                f"measure `{measure.name}` is a {measure.unit.value}, of which no such ratio can be made"
            )
            remedy = "name one share, or two counts as in `{of: lost_packets, out_of: sent_packets}`"
            raise reader.refuse(Code.WRONG_UNIT, node, message, remedy)


def _check_addable(measure: Measure, node: Node, reader: Reader) -> None:
    if measure.unit in (MeasureUnit.SHARE, MeasureUnit.RATE):
        message = f"measure `{measure.name}` is a {measure.unit.value}: its values add up to nothing"
        remedy = "name a `count`, a `number` or a `duration`, or write `mean` for `total`"
        raise reader.refuse(Code.WRONG_UNIT, node, message, remedy)


def _check_alike(measures: list[Measure], node: Node, reader: Reader) -> None:
    one = measures[0]
    for other in measures:
        if other.unit is not one.unit:
            message = (
                f"measure `{one.name}` is a {one.unit.value} and `{other.name}` a {other.unit.value}: "
                "neither can exceed the other"
            )
            raise reader.refuse(Code.WRONG_UNIT, node, message, "name two measures of one unit")


def check_statistic(
    statistic: Statistic, target: FigureTarget, measures: tuple[Measure, ...], node: Node, reader: Reader
) -> None:
    """Report a target in another unit than the figure has, and one that is met by being bad."""
    unit = unit_of(statistic, measures, node, reader)
    measure = next(each for each in measures if each.name == statistic.of)
    what = _what(statistic, measure)
    check_unit(target, unit, what, node, reader)
    share = share_of(target)
    if share is not None and not isinstance(statistic.summary, Excess):
        check_reachable(share, node, reader)
    check_direction(target, _better(statistic.summary, measure.better), what, node, reader)


def _what(statistic: Statistic, measure: Measure) -> str:
    match statistic.summary:
        case Within(bound):
            return f"the share of values that are {bound}"
        case TimeShare(bound=bound):
            return f"the share of time that is {bound}"
        case Excess():
            return f"the excess of `{measure.name}`"
        case _:
            return f"measure `{measure.name}`"


def _better(making: Making, better: Better) -> Better:
    """Which way the figure is good, by which way its values are."""
    match making:
        case Within(bound) | TimeShare(bound=bound) if better is not Better.EITHER:
            keeps_good = bound.operator.is_ceiling is (better is Better.LOWER)
            return Better.HIGHER if keeps_good else Better.LOWER
        case TimeShare(is_beyond=is_beyond):
            return Better.LOWER if is_beyond else Better.HIGHER
        case Within() | Jitter():
            return _WHATEVER_IS_MEASURED[type(making)]
        case Summary() if better is Better.EITHER:
            return _AT_EXTREME.get(making, better)
        case _:
            return better


_WHATEVER_IS_MEASURED = {Within: Better.EITHER, Jitter: Better.LOWER}
_AT_EXTREME = {Summary.MINIMUM: Better.HIGHER, Summary.MAXIMUM: Better.LOWER}
"""A promise about the smallest value sets a floor, one about the largest a ceiling."""
