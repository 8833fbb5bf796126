"""Coverage over time: a bar for each measure, with the stretches without evidence left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.dates import date_marks, interval_of, time_axis
from upheld.report.picture.drawing import LABELS, Axis, Key, Picture, box, level, row_name, ticks, words

MOST_BARS = 30
_ROW = 26
_VALUES = Fraction(84, 100)


def coverage(finding: Json, zone: Zone) -> Picture | None:
    """For how much of the period there is evidence of each measure, and where it is missing."""
    parts: Sequence[Json] = finding["record"]["parts"][:MOST_BARS]
    if not parts:
        return None
    interval = interval_of(finding["interval"])
    axis = time_axis(interval, LABELS, _VALUES)
    foot = 6 + _ROW * len(parts)
    return Picture(
        title="Evidence over the period",
        says=", ".join(f"{part['name']} {_covered(part)}" for part in parts),
        height=foot + 24,
        shapes=(
            *(shape for number, part in enumerate(parts) for shape in _bar(part, number, axis, interval)),
            level(LABELS, _VALUES, foot, "axis"),
            *ticks(axis, date_marks(interval, zone), foot),
        ),
        legend=(Key(shape="bar", means="evidence"), Key(shape="unknown", means="a gap")),
    )


def _bar(part: Json, number: int, axis: Axis, interval: Interval) -> Iterator[Markup]:
    top = 6 + _ROW * number
    yield row_name(part["name"], top + 15)
    is_known = part["covered"]["kind"] == "share"
    yield box(axis.left, axis.right, top + 4, 14, "bar" if is_known else "unknown", part["name"])
    for gap in (interval_of(each) for each in part["gaps"]):
        if is_known and gap.overlaps(interval):
            yield box(axis.at(gap.start), axis.at(gap.end), top + 4, 14, "unknown gap")
    yield words(Fraction(1), top + 15, _covered(part), anchor="end")


def _covered(part: Json) -> str:
    return str(part["covered"]["percent"]) if part["covered"]["kind"] == "share" else "not known"
