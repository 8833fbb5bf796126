"""The parts of a statistic against one target: regions, or the days that end a rolling period."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.drawing import (
    LONGEST_ABOVE,
    Axis,
    Key,
    Picture,
    box,
    level,
    row_figure,
    row_name,
)
from upheld.report.picture.target import bound_of, target_line
from upheld.report.text.statistic import in_scale
from upheld.report.text.wording import counted, figure

MOST_PARTS = 40
_ROW = 34
_SHAPES = {"MET": "bar", "MISSED": "beyond", "TRACKED": "bar"}
_MEANS = {"bar": "keeps the target", "beyond": "misses it", "unknown": "open"}


def parts(finding: Json, zone: Zone) -> Picture | None:
    """A bar for each part, against the same target; what the evidence leaves open is a line with two ends."""
    record = finding["record"]
    listed = list(record["parts"][:MOST_PARTS])
    scale, bound = record["scale"], bound_of(finding)
    values = [in_scale(part[end], scale) for part in listed for end in ("figure", "lowest", "highest")]
    known = [each for each in (*values, bound) if each is not None]
    if not listed or not known:
        return None
    axis = Axis(Fraction(0), max(known) or Fraction(1))
    rows = [shape for number, part in enumerate(listed) for shape in _part(part, number, axis, scale, zone)]
    shapes = {_SHAPES.get(part["verdict"], "unknown") for part in listed}
    more = len(record["parts"]) - len(listed)
    foot = 20 + _ROW * len(listed)
    return Picture(
        title=f"{counted(len(record['parts']), 'figure')}, each against the target",
        says=", ".join(f"{part['name']} {part['verdict']}" for part in listed)
        + (f", and {more} more" if more else ""),
        height=foot + 4,
        shapes=(*rows, *target_line(finding, axis, 12, 16, foot)),
        legend=tuple(Key(shape=shape, means=_MEANS[shape]) for shape in _MEANS if shape in shapes),
    )


def _part(part: Json, number: int, axis: Axis, scale: str, zone: Zone) -> Iterator[Markup]:
    """The name and the figure of a part, and under them its bar."""
    top = 20 + _ROW * number
    value = in_scale(part["figure"], scale)
    yield row_name(part["name"], top + 12, LONGEST_ABOVE)
    yield row_figure("no figure" if value is None else figure(part["figure"], zone), top + 12)
    if value is None:
        return
    shape = _SHAPES.get(part["verdict"], "unknown")
    yield box(axis.left, axis.at(value), top + 17, 10, shape, part["name"])
    ends = [in_scale(part[end], scale) for end in ("lowest", "highest")]
    if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
        yield level(axis.at(ends[0]), axis.at(ends[1]), top + 22, "span")
