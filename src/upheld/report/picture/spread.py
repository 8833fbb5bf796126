"""The spread of a statistic: how its values lie to the target; its figure alone where none are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.drawing import (
    Axis,
    Key,
    Picture,
    box,
    level,
    ticks,
    upright,
    words,
)
from upheld.report.picture.target import bound_of, scale_marks, target_line
from upheld.report.text.statistic import in_scale
from upheld.report.text.wording import counted, figure

_FIRST_LINE, _SECOND_LINE = 12, 29
_TOP, _FOOT = 38, 128


def spread(finding: Json, zone: Zone) -> Picture | None:
    """The values in bins of their own width, so that areas compare; the target and the figure marked."""
    record, scale = finding["record"], finding["record"]["scale"]
    bins: Sequence[Json] = record["distribution"]
    value, bound = in_scale(record["figure"], scale), bound_of(finding)
    if not bins:
        return _figure_alone(finding, value, bound, zone)
    marked = [each for each in (value, bound) if each is not None]
    smallest = Fraction(bins[0]["above"]) + 1  # a bin begins after its lower bound
    low = min(smallest, *marked)
    axis = Axis(low, max(Fraction(bins[-1]["up_to"]), *marked))
    beyond = [number for number, each in enumerate(bins) if _is_beyond(finding, each, bound)]
    return Picture(
        title=f"Spread of {counted(record['values'], 'value')} against the target",
        says=_says(finding, bins, beyond, zone),
        height=150,
        shapes=(
            level(Fraction(0), Fraction(1), _FOOT, "axis"),
            *_bars(bins, beyond, axis),
            *target_line(finding, axis, _SECOND_LINE, _TOP - 4, _FOOT + 4),
            *_figure(record, value, axis, zone),
            *ticks(axis, scale_marks(axis, scale), _FOOT),
        ),
        legend=(
            Key(shape="bar", means="values"),
            *(
                [Key(shape="beyond", means="values beyond the target")]
                if any(bins[n]["values"] for n in beyond)
                else []
            ),
        ),
    )


def _figure_alone(
    finding: Json, value: Fraction | None, bound: Fraction | None, zone: Zone
) -> Picture | None:
    record = finding["record"]
    if value is None:
        return None
    axis = Axis(Fraction(0), max(value, bound or 0) * Fraction(5, 4) or Fraction(1))
    said = figure(record["figure"], zone)
    missed = finding["verdict"] == "MISSED"
    return Picture(
        title="Figure against the target",
        says=f"measured {said}, promised {finding['promised']}",
        height=74,
        shapes=(
            box(Fraction(0), axis.at(value), 24, 20, "beyond" if missed else "bar"),
            level(Fraction(0), Fraction(1), 48, "axis"),
            *target_line(finding, axis, 13, 18, 52),
            *ticks(axis, scale_marks(axis, record["scale"]), 48),
        ),
        legend=(Key(shape="beyond" if missed else "bar", means=f"measured {said}"),),
    )


def _says(finding: Json, bins: Sequence[Json], beyond: Sequence[int], zone: Zone) -> str:
    record = finding["record"]
    said = f"measured {figure(record['figure'], zone)}, promised {finding['promised']}"
    if "target" not in finding:
        return said
    over = sum(bins[number]["values"] for number in beyond)
    return f"{said}; {over} of {counted(record['values'], 'value')} lie beyond the target"


def _bars(bins: Sequence[Json], beyond: Sequence[int], axis: Axis) -> Iterator[Markup]:
    densities = [_density(each) for each in bins]
    densest = max(densities) or Fraction(1)
    for number, (each, density) in enumerate(zip(bins, densities, strict=True)):
        if each["values"]:
            height = max(2, int((_FOOT - _TOP) * density / densest))
            start, end = axis.at(Fraction(each["above"])), axis.at(Fraction(each["up_to"]))
            shape = "beyond" if number in beyond else "bar"
            yield box(start, end, _FOOT - height, height, f"{shape} bin", counted(each["values"], "value"))


def _density(each: Json) -> Fraction:
    return Fraction(each["values"]) / ((Fraction(each["up_to"]) - Fraction(each["above"])) or 1)


def _is_beyond(finding: Json, each: Json, bound: Fraction | None) -> bool:
    """Whether all values of a bin lie on the wrong side of the target."""
    if bound is None:
        return False
    if finding["target"]["operator"] in ("<", "<="):
        return Fraction(each["above"]) >= bound
    return Fraction(each["up_to"]) < bound


def _figure(record: Json, value: Fraction | None, axis: Axis, zone: Zone) -> Iterator[Markup]:
    if value is not None:
        yield upright(axis.at(value), _TOP - 4, _FOOT, "found")
        yield words(axis.at(value), _FIRST_LINE, f"measured {figure(record['figure'], zone)}")
