"""The timeline of an availability: states over its period, what is excluded, and the allowance that is used.

The worse a state, the higher its bar, so that it can be told without colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from upheld.chrono.instant import parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.dates import date_marks, interval_of, time_axis
from upheld.report.picture.drawing import Axis, Key, Picture, box, level, ticks, upright, words
from upheld.report.text.wording import counted, share_of

CELLS = 1200
"""So many cells the period is cut into; each shows the worst of its time."""

_HEIGHTS = {"up": 10, "degraded": 22, "unknown": 30, "down": 38}
_WORST_FIRST = ("down", "degraded", "unknown", "up")
_TOP, _FOOT = 20, 58
_MEANS = {
    "up": "up",
    "degraded": "degraded",
    "unknown": "unknown: no evidence",
    "down": "down",
}


def timeline(finding: Json, zone: Zone) -> Picture:
    """States over the period judged, with exclusions hatched over them."""
    record, interval = (
        finding["record"],
        interval_of(finding["window" if "window" in finding else "interval"]),
    )
    axis = time_axis(interval)
    cells = cells_of(record["timeline"], interval)
    excluded = [interval_of(part) for part in record["exclusions"] if part["granted"]]
    states = [state for state in _WORST_FIRST[::-1] if state in cells]
    legend = [Key(shape=state, means=_MEANS[state]) for state in states]
    if excluded:
        legend.append(Key(shape="excluded", means="excluded"))
    return Picture(
        title="States of the service",
        says=_says(record),
        height=82,
        shapes=(
            level(Fraction(0), Fraction(1), _FOOT, "axis"),
            *_runs(cells),
            *(_excluded(axis, part) for part in excluded if part.overlaps(interval)),
            *_longest(record["outages"], axis),
            *ticks(axis, date_marks(interval, zone), _FOOT),
        ),
        legend=tuple(legend),
    )


def allowance(finding: Json) -> Picture | None:
    """How much of the downtime that the target leaves is used; nothing where it leaves none."""
    record = finding["record"]
    whole, left = record["allowance"], record["allowance_left"]
    if whole <= 0 or finding["verdict"] == "TRACKED":
        return None
    used = whole - left
    axis = Axis(Fraction(0), Fraction(max(whole, used)))
    rest = f"{write_length(left)} left" if left >= 0 else f"{write_length(-left)} over"
    end = axis.at(whole)
    return Picture(
        title="Allowance",
        says=f"{write_length(used)} of {write_length(whole)} used, {rest}",
        height=44,
        shapes=(
            box(Fraction(0), end, 20, 18, "frame"),
            box(Fraction(0), min(axis.at(used), end), 20, 18, "bar"),
            *([box(end, axis.at(used), 20, 18, "beyond")] if left < 0 else []),
            upright(end, 14, 42, "target"),
            words(
                end, 10, f"allowed {write_length(whole)}", anchor="end" if end > Fraction(1, 3) else "start"
            ),
        ),
        legend=(
            Key(shape="bar", means=f"used {write_length(min(used, whole))}"),
            *([Key(shape="beyond", means=rest)] if left < 0 else [Key(shape="frame", means=rest)]),
        ),
    )


def _says(record: Json) -> str:
    outages = record["outages"]
    if not outages:
        return f"No outage was seen; coverage {share_of(record['coverage'])}"
    total = write_length(sum(outage["counted"] for outage in outages))
    return (
        f"{counted(len(outages), 'outage')}, of which {total} count as downtime; "
        f"coverage {share_of(record['coverage'])}"
    )


def cells_of(parts: Sequence[Json], interval: Interval) -> list[str]:
    """The worst state of each cell; empty where the service was not in force, or the time is to come."""
    cells = [""] * CELLS
    for part in parts:
        stretch, state = interval_of(part), part["state"]
        first = (max(stretch.start, interval.start) - interval.start) * CELLS // interval.length
        last = -((interval.start - min(stretch.end, interval.end)) * CELLS // interval.length)
        for number in range(first, last):
            held = cells[number]
            if not held or _WORST_FIRST.index(state) < _WORST_FIRST.index(held):
                cells[number] = state
    return cells


def _runs(cells: Sequence[str]) -> Iterator[Markup]:
    """One bar for each run of cells of one state."""
    first = 0
    for state, run in groupby(cells):
        after = first + len(list(run))
        if state:
            height = _HEIGHTS[state]
            yield box(Fraction(first, CELLS), Fraction(after, CELLS), _FOOT - height, height, state)
        first = after


def _excluded(axis: Axis, part: Interval) -> Markup:
    return box(axis.at(part.start), axis.at(part.end), _TOP, _FOOT - _TOP, "excluded")


def _longest(outages: Sequence[Json], axis: Axis) -> Iterator[Markup]:
    """A label over the outage that counts for most."""
    longest = max(outages, key=lambda outage: outage["counted"], default=None)
    if longest is not None and longest["counted"]:
        middle = Fraction(parse_instant(longest["start"]) + parse_instant(longest["end"]), 2)
        yield words(axis.at(middle), 13, write_length(longest["counted"]))
