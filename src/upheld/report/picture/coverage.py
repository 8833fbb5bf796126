"""Coverage over time: a bar for each measure, with the stretches without evidence left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.dates import date_marks, interval_of, time_axis
from upheld.report.picture.drawing import (
    LONGEST_ABOVE,
    Axis,
    Key,
    Picture,
    box,
    level,
    row_figure,
    row_name,
    ticks,
)
from upheld.report.text.coverage import covered

MOST_BARS = 30
_ROW = 34


def coverage(finding: Json, zone: Zone) -> Picture | None:
    """For how much of the period there is evidence of each measure, and where it is missing."""
    parts: Sequence[Json] = finding["record"]["parts"][:MOST_BARS]
    if not parts:
        return None
    interval = interval_of(finding["interval"])
    axis = time_axis(interval)
    foot = 6 + _ROW * len(parts)
    return Picture(
        title="Evidence over the period",
        says=", ".join(f"{part['name']} {covered(part)}" for part in parts),
        height=foot + 24,
        shapes=(
            *(shape for number, part in enumerate(parts) for shape in _bar(part, number, axis, interval)),
            level(Fraction(0), Fraction(1), foot, "axis"),
            *ticks(axis, date_marks(interval, zone), foot),
        ),
        legend=(
            Key(shape="bar", means="evidence"),
            Key(shape="unknown gap", means="a gap"),
            *([Key(shape="unknown", means="not known")] if _is_unknown(parts) else []),
        ),
    )


def _bar(part: Json, number: int, axis: Axis, interval: Interval) -> Iterator[Markup]:
    top = 6 + _ROW * number
    yield row_name(part["name"], top + 12, LONGEST_ABOVE)
    yield row_figure(covered(part), top + 12)
    is_known = part["covered"]["kind"] == "share"
    yield box(axis.left, axis.right, top + 17, 12, "bar" if is_known else "unknown", part["name"])
    for gap in (interval_of(each) for each in part["gaps"]):
        if is_known and gap.overlaps(interval):
            yield box(axis.at(gap.start), axis.at(gap.end), top + 17, 12, "unknown gap")


def _is_unknown(parts: Sequence[Json]) -> bool:
    """Whether of some measure nobody can tell what is covered."""
    return any(part["covered"]["kind"] != "share" for part in parts)
