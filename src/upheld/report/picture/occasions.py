"""Occasions on a line of time: what was kept, breached, still open; and copies with the gaps between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.dates import date_marks, interval_of, time_axis
from upheld.report.picture.drawing import (
    LABELS,
    Axis,
    Key,
    Picture,
    across,
    box,
    level,
    mark,
    row_name,
    ticks,
)
from upheld.report.text.duties import STATES
from upheld.report.text.wording import counted, in_states

_LANE = 28
_COPIES = "snapshots"


def occasions(finding: Json, zone: Zone) -> Picture | None:
    """A lane for each state, with a mark where each occasion began and a line to where it ended."""
    duties: Sequence[Json] = finding["record"]["duties"]
    if not duties:
        return None
    if finding["indicator"] == _COPIES:
        return _copies(finding, duties, zone)
    interval = _stretch(finding, duties)
    axis = time_axis(interval, LABELS)
    lanes = [state for state in STATES if any(duty["state"] == state for duty in duties)]
    foot = 8 + _LANE * len(lanes)
    return Picture(
        title="Occasions over the period",
        says=in_states(finding["record"], "occasion"),
        height=foot + 24,
        shapes=(
            *(shape for number, state in enumerate(lanes) for shape in _lane(duties, state, number, axis)),
            level(LABELS, Fraction(1), foot, "axis"),
            *ticks(axis, date_marks(interval, zone), foot),
        ),
        legend=(),
    )


def _lane(duties: Sequence[Json], state: str, number: int, axis: Axis) -> Iterator[Markup]:
    middle = 8 + _LANE * number + _LANE // 2
    yield row_name(STATES[state], middle + 4)
    yield level(LABELS, Fraction(1), middle, "lane")
    drawn: set[str] = set()
    for duty in duties:
        if duty["state"] == state:
            start, end = axis.at(parse_instant(duty["began_at"])), axis.at(_end(duty))
            place = across(start)[:4] + across(end)[:4]
            if place not in drawn:
                drawn.add(place)
                yield level(start, end, middle, "span")
                yield mark(state, start, middle, duty["what"])


def _end(duty: Json) -> Instant:
    """When an occasion ended: it was done, or was due, or lasted so long, or has only a beginning."""
    for key in ("done_at", "due"):
        if key in duty:
            return parse_instant(duty[key])
    lasted = duty["length"]["length"] if duty.get("length", {}).get("basis") == "elapsed" else 0
    return Instant(parse_instant(duty["began_at"]) + lasted)


def _copies(finding: Json, duties: Sequence[Json], zone: Zone) -> Picture:
    """A mark for each copy, and a bar for each gap that was too long."""
    interval = _stretch(finding, duties)
    axis = time_axis(interval)
    seen = {duty[key] for duty in duties for key in ("began_at", "done_at") if key in duty}
    places = dict.fromkeys(across(axis.at(parse_instant(at))) for at in sorted(seen))
    gaps = [duty for duty in duties if duty["state"] == "breached"]
    return Picture(
        title="Copies over the period",
        says=f"{counted(len(seen), 'copy', 'copies')}; {counted(len(gaps), 'gap')} longer than promised",
        height=62,
        shapes=(
            level(Fraction(0), Fraction(1), 24, "lane"),
            *(_gap(gap, axis) for gap in gaps),
            *(mark("copy", Fraction(place.removesuffix("%")) / 100, 24) for place in places),
            level(Fraction(0), Fraction(1), 40, "axis"),
            *ticks(axis, date_marks(interval, zone), 40),
        ),
        legend=(
            Key(shape="copy", means="a copy"),
            *([Key(shape="beyond", means="a gap longer than promised")] if gaps else []),
        ),
    )


def _gap(gap: Json, axis: Axis) -> Markup:
    start, end = axis.at(parse_instant(gap["began_at"])), axis.at(_end(gap))
    return box(start, end, 14, 20, "beyond", gap["what"])


def _stretch(finding: Json, duties: Sequence[Json]) -> Interval:
    """The period judged, and a little more where occasions end after it or began before."""
    interval = interval_of(finding["interval"])
    room = interval.length // 10
    first = min(parse_instant(duty["began_at"]) for duty in duties)
    last = max(_end(duty) for duty in duties)
    return Interval(
        Instant(max(min(first, interval.start), interval.start - room)),
        Instant(min(max(last, interval.end), interval.end + room)),
    )
