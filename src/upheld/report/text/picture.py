"""Pictures in text: the states of a period, one cell a day or more, and the bar of an allowance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice

from msgspec import Struct

from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.errors import TimeError
from upheld.report.figure import Json

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BAR = 32

_LEGEND = {
    "▁": "up",
    "~": "degraded",
    "▃": "down up to 10 min",
    "▅": "down up to 1 h",
    "█": "down longer",
    "?": "mostly unknown",
    "·": "still to come, or not in force",
}


class _Segments(Struct, frozen=True):
    """A document's timeline or exclusions, ready to be asked for what lies in a cell."""

    ends: tuple[Instant, ...]
    parts: tuple[tuple[Interval, str], ...]

    @classmethod
    def of(cls, listed: Sequence[tuple[Json, str]]) -> _Segments:
        parts = sorted(((_interval(data), state) for data, state in listed), key=lambda part: part[0])
        return cls(tuple(part.end for part, _ in parts), tuple(parts))

    def within(self, cell: Interval) -> dict[str, Micros]:
        """How much of a cell each state takes; the intervals must not overlap."""
        lengths: dict[str, Micros] = {}
        first = bisect_left(self.ends, cell.start + 1)
        for part, state in islice(self.parts, first, None):
            if part.start >= cell.end:
                break
            took = min(part.end, cell.end) - max(part.start, cell.start)
            lengths[state] = Micros(lengths.get(state, 0) + took)
        return lengths


def period_picture(finding: Json, zone: Zone, room: int) -> tuple[list[str], str]:
    """The period in one line, and its legend: each cell shows the worst of its day, and marks excluded time.

    Cells are local days; several days each where the period is longer than the line. Nothing is drawn where
    the document has no offsets for the period.
    """
    record = finding["record"]
    days = _days(_interval(finding["window" if "window" in finding else "interval"]), zone)
    if not days:
        return [], ""
    cells, each = _cells(days, room - 16)
    states = _Segments.of([(part, part["state"]) for part in record["timeline"]])
    glyphs = "".join(_glyph(states.within(cell), cell.length) for cell in cells)
    first, last = _day_month(zone.date(cells[0].start)), _day_month(zone.date(Instant(cells[-1].end - 1)))
    unit = "one cell a day" if each == 1 else f"one cell for {each} days"
    legend = ", ".join(f"{glyph} {says}" for glyph, says in _LEGEND.items() if glyph in glyphs)
    marks = _marks(record["exclusions"], cells)
    if not marks.strip():
        return [f"{first} {glyphs} {last}"], f"{unit}: {legend}"
    under = f"{' ' * len(first)} {marks}".rstrip()
    return [f"{first} {glyphs} {last}", under], f"{unit}: {legend}, × some time excluded"


def bar(used: int, allowance: int) -> str:
    """How much of an allowance is used: `[████        ]`; full where it is used up or overspent."""
    filled = min(_BAR, -(-_BAR * used // allowance)) if allowance > 0 else _BAR
    return f"[{'█' * filled}{'·' * (_BAR - filled)}]"


def _glyph(lengths: dict[str, Micros], cell: Micros) -> str:
    """The worst of a cell, so that no outage disappears in a long day."""
    down = lengths.get("down", 0)
    if down:
        return "▃" if down <= 10 * MINUTE else "▅" if down <= HOUR else "█"
    if not lengths:
        return "·"
    if lengths.get("unknown", 0) * 2 > cell:
        return "?"
    return "~" if lengths.get("degraded", 0) else "▁"


def _marks(exclusions: Sequence[Json], cells: Sequence[Interval]) -> str:
    """A mark under each cell with excluded time."""
    granted = [_interval(part) for part in exclusions if part["granted"]]
    return "".join("×" if any(cell.overlaps(part) for part in granted) else " " for cell in cells)


def _cells(days: Sequence[Interval], room: int) -> tuple[list[Interval], int]:
    """As many days to a cell as it takes to fit the line."""
    each = -(-len(days) // max(room, 1))
    groups = [days[first : first + each] for first in range(0, len(days), each)]
    return [Interval(group[0].start, group[-1].end) for group in groups], each


def _days(interval: Interval, zone: Zone) -> list[Interval]:
    """The local days of an interval, the first and last as far as they lie in it."""
    if not zone.span.encloses(interval):
        return []
    day, last = zone.date(interval.start), zone.date(Instant(interval.end - 1))
    days = []
    while day <= last:
        whole = _day(zone, day)
        if whole is not None and whole.overlaps(interval):
            days.append(Interval(max(whole.start, interval.start), min(whole.end, interval.end)))
        day += timedelta(days=1)
    return days


def _day(zone: Zone, day: date) -> Interval | None:
    try:
        return zone.day(day)
    except TimeError:  # a date the zone skipped whole
        return None


def _interval(data: Json) -> Interval:
    return Interval(parse_instant(data["start"]), parse_instant(data["end"]))


def _day_month(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
