"""Pictures of what is watched: the last day from each location, and how response times are spread.

The worse a state, the higher its bar, so that it can be told without colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import HOUR, Instant, Micros, to_datetime
from upheld.chrono.interval import Interval
from upheld.quantity import write_length
from upheld.report.markup import Markup
from upheld.report.picture.dates import time_axis
from upheld.report.picture.drawing import (
    LABELS,
    Axis,
    Key,
    Picture,
    box,
    level,
    row_name,
    ticks,
    upright,
    words,
)

ROWS = 12
"""So many locations are drawn; the others are told in words."""
_HEIGHTS = {"up": 8, "degraded": 14, "unknown": 18, "down": 24}
_MEANS = {"up": "up", "degraded": "degraded", "unknown": "unknown", "down": "down"}
_ROW = 32
_EVERY = 6 * HOUR
_TOP, _FOOT = 24, 112


class Told(Struct, frozen=True):
    """A stretch of time and what was seen in it: `up`, `degraded`, `down` or `unknown`."""

    interval: Interval
    state: str


class Row(Struct, frozen=True):
    """What was seen from one location."""

    name: str
    stretches: Sequence[Told]


class Column(Struct, frozen=True):
    """How many answers took longer than one time and at most another, in microseconds."""

    above: int
    up_to: int
    count: int


def last_day(rows: Sequence[Row], within: Interval) -> Picture:
    """What was seen from each location, a row each; where nothing is drawn nothing was seen."""
    drawn = rows[:ROWS]
    axis = time_axis(within, left=LABELS)
    foot = _ROW * len(drawn) + 4
    states = {each.state for row in drawn for each in row.stretches}
    marks = [
        (Fraction(at), f"{to_datetime(Instant(at)):%H:%M}")
        for at in range(-(-within.start // _EVERY) * _EVERY, within.end, _EVERY)
    ]
    return Picture(
        title="What was seen in the last 24 hours, by UTC",
        says="; ".join(map(_in_words, drawn)),
        height=foot + 24,
        shapes=(
            *(shape for number, row in enumerate(drawn) for shape in _strip(row, number, axis, within)),
            *ticks(axis, marks, foot),
        ),
        legend=tuple(Key(shape=each, means=_MEANS[each]) for each in _HEIGHTS if each in states),
    )


def response_times(columns: Sequence[Column], ranks: Sequence[tuple[int, int]]) -> Picture:
    """How many answers took how long, with the times that a share of them did not exceed."""
    low, high = columns[0].above, columns[-1].up_to
    axis = Axis(Fraction(max(low, 0)), Fraction(high))
    most = max(Fraction(each.count, each.up_to - each.above) for each in columns) or Fraction(1)
    told = ", ".join(f"{share} % within {milliseconds(took)}" for share, took in ranks)
    return Picture(
        title="Response times of the last 24 hours",
        says=told,
        height=_FOOT + 24,
        shapes=(
            level(Fraction(0), Fraction(1), _FOOT, "axis"),
            *_columns(columns, axis, most),
            *_ranks(ranks, axis),
            *ticks(axis, [(Fraction(at), milliseconds(at)) for at in _round_steps(axis)], _FOOT),
        ),
        legend=(Key(shape="bar", means="answers"),),
    )


def milliseconds(micros: int) -> str:
    """A response time for people."""
    if micros >= 10_000_000:
        return f"{micros / 1_000_000:.1f} s"
    return f"{micros / 1000:.1f} ms" if micros < 10_000 else f"{micros / 1000:.0f} ms"


def _strip(row: Row, number: int, axis: Axis, within: Interval) -> Iterator[Markup]:
    foot = _ROW * (number + 1)
    yield row_name(row.name, foot - 2)
    yield level(LABELS, Fraction(1), foot, "lane")
    for each in row.stretches:
        start, end = max(each.interval.start, within.start), min(each.interval.end, within.end)
        if start < end:
            height = _HEIGHTS[each.state]
            yield box(axis.at(start), axis.at(end), foot - height, height, each.state)


def _in_words(row: Row) -> str:
    lengths: dict[str, int] = {}
    for each in row.stretches:
        lengths[each.state] = lengths.get(each.state, 0) + each.interval.length
    told = ", ".join(f"{state} for {write_length(Micros(lengths[state]))}" for state in sorted(lengths))
    return f"from {row.name} {told or 'nothing was seen'}"


def _columns(columns: Sequence[Column], axis: Axis, most: Fraction) -> Iterator[Markup]:
    for each in columns:
        if each.count:
            height = max(2, int((_FOOT - _TOP) * Fraction(each.count, each.up_to - each.above) / most))
            start, end = axis.at(Fraction(max(each.above, 0))), axis.at(Fraction(each.up_to))
            told = f"{each.count} within {milliseconds(each.up_to)}"
            yield box(start, end, _FOOT - height, height, "bar bin", told)


def _ranks(ranks: Sequence[tuple[int, int]], axis: Axis) -> Iterator[Markup]:
    for share, took in ranks:
        if share in (50, 95):
            yield upright(axis.at(Fraction(took)), _TOP - 6, _FOOT, "found")
            yield words(axis.at(Fraction(took)), _TOP - 10, f"{share} %: {milliseconds(took)}")


def _round_steps(axis: Axis) -> list[int]:
    span = int(axis.high - axis.low) or 1
    power = 1
    while True:
        for step in (1, 2, 5):
            if span <= step * power * 5:
                width = step * power
                return [*range(-(-int(axis.low) // width) * width, int(axis.high) + 1, width)]
        power *= 10
