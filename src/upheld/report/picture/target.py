"""The target in a picture: where its bound lies, how it is said, and round figures along its axis."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.quantity.measured import measured
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.drawing import Axis, upright, words
from upheld.report.text.statistic import in_scale


def bound_of(finding: Json) -> Fraction | None:
    """The bound of the target, in the scale of the record."""
    if "target" not in finding:
        return None
    return in_scale(finding["target"]["bound"], finding["record"]["scale"])


def target_line(finding: Json, axis: Axis, baseline: int, top: int, bottom: int) -> Iterator[Markup]:
    """A line where the bound of the target lies, and what it is; nothing without a target."""
    bound = bound_of(finding)
    if bound is not None:
        said = f"target {finding['target']['operator']} {_bound_in_words(finding)}"
        at = axis.at(bound)
        yield upright(at, top, bottom, "target")
        yield words(at, baseline, said, "label strong")


def _bound_in_words(finding: Json) -> str:
    """The bound of the target in words."""
    data = finding["target"]["bound"]
    if data["kind"] == "measured":
        return measured(Fraction(data["value"]), data["scale"])
    return str(data["percent"])


def scale_marks(axis: Axis, scale: str) -> list[tuple[Fraction, str]]:
    """Round figures along an axis, four to eight of them."""
    step = _round_step((axis.high - axis.low) / 5)
    first = -(-axis.low // step)
    count = int((axis.high - first * step) // step) + 1
    return [(step * (first + number), measured(step * (first + number), scale)) for number in range(count)]


def _round_step(rough: Fraction) -> Fraction:
    """The next of 1, 2, 5, 10, … of some power of ten."""
    power = Fraction(1)
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    return next(power * size for size in (1, 2, 5, 10) if power * size >= rough)
