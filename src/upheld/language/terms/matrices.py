"""Matrices: how long a ticket may wait, by priority and by whether it came inside service hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.clock import Cell, RunsOn, TimeTarget
from upheld.errors import PhraseError
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import Choice
from upheld.language.node import MapNode, Node
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.declared import PRIORITY_NAME
from upheld.language.terms.figures import Tracked
from upheld.language.terms.ranges import Time
from upheld.quantity import Duration, Operator, Target, Unit, nearest, parse_duration, parse_target
from upheld.quantity.phrase import tidy

ANY_OTHER = "any_other"
"""The key of the cell for every priority that has none of its own."""

_BY_DAYS = frozenset({Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY})
_TOO_LONG = frozenset({Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def parse_time_target(text: str) -> Target[Duration]:
    """The target of `4 business hours`, `< 1 h`, `next business day`; a bare time is the most allowed."""
    target = parse_target(text, parse_duration, default=Operator.AT_MOST)
    if not target.operator.is_ceiling:
        raise PhraseError(
            f"`{text}` asks for more time, not less", f"write `< {target.bound}` or `<= {target.bound}`"
        )
    if target.bound.unit in _TOO_LONG:
        raise PhraseError(f"`{target.bound}` is no time for a ticket to wait", "write it in days or hours")
    if target.bound.count == 0:
        raise PhraseError(f"`{text}` leaves no time at all", "write how long it may take")
    return target


def parse_time(text: str) -> Target[Duration] | Tracked:
    """The target of a time, or `tracked`, which promises none."""
    if tidy(text).lower() == Tracked.TRACKED.value:
        return Tracked.TRACKED
    return parse_time_target(text)


TIME = Time(parse_time_target, "a time (`4 business hours`, `< 1 h`, `next business day`)")
TIME_OR_TRACKED = Time(parse_time, f"{TIME.what}, or `tracked`, which promises none")

_TIME: Directive[Target[Duration] | Tracked | None] = Directive(
    "time",
    TIME_OR_TRACKED,
    "The time for every ticket, whenever it came. What is `tracked` is measured, and nothing is promised.",
    "4 hours",
    default=Otherwise(None, "`inside_hours`"),
)
_INSIDE: Directive[Target[Duration] | None] = Directive(
    "inside_hours",
    TIME,
    "The time for tickets that come inside the objective's hours.",
    "30 minutes",
    default=Otherwise(None, "`time`"),
)
_OUTSIDE: Directive[Target[Duration] | None] = Directive(
    "outside_hours",
    TIME,
    "The time for tickets that come outside them.",
    "2 hours",
    default=Otherwise(None, "`inside_hours`"),
    only_with=(_INSIDE,),
)
_COUNTED_IN: Directive[RunsOn] = Directive(
    "counted_in",
    Choice({each.value: each for each in (RunsOn.WALL_CLOCK, RunsOn.SERVICE_HOURS)}),
    "Which time plain minutes and hours are counted in; business time is always that of the hours.",
    "service hours",
    default=Otherwise(RunsOn.WALL_CLOCK, "`wall clock`"),
)


class CellTimes(Struct, frozen=True):
    """The times of a cell, before it has its priority."""

    inside: TimeTarget | Tracked
    outside: TimeTarget | None = None

    def of(self, priority: str | None) -> Cell | None:
        """The cell of a priority; none where it is tracked."""
        if isinstance(self.inside, Tracked):
            return None
        return Cell(priority=priority, inside=self.inside, outside=self.outside)


class Times(Struct, frozen=True):
    """The cells of a matrix, and the priorities that are only tracked."""

    cells: tuple[Cell, ...]
    tracked: tuple[str | None, ...]

    @classmethod
    def of(cls, by_priority: Iterable[tuple[str | None, CellTimes]]) -> Times:
        """The matrix of times by priority."""
        pairs = [(priority, times.of(priority)) for priority, times in by_priority]
        return cls(
            tuple(cell for _, cell in pairs if cell is not None),
            tuple(priority for priority, cell in pairs if cell is None),
        )

    @property
    def priorities(self) -> tuple[str, ...]:
        """The priorities that are named."""
        named = (*(cell.priority for cell in self.cells), *self.tracked)
        return tuple(priority for priority in named if priority is not None)

    def of_priority(self, priority: str) -> Times:
        """The same time, for one priority alone."""
        return Times(
            tuple(replace(cell, priority=priority) for cell in self.cells),
            tuple(priority for _ in self.tracked),
        )


def _runs_on(duration: Duration, plain: RunsOn) -> RunsOn:
    """Which time a duration counts: business days, open time, or what plain time is counted in."""
    if duration.unit in _BY_DAYS:
        return RunsOn.BUSINESS_DAYS
    return RunsOn.SERVICE_HOURS if duration.is_business else plain


def _timed(target: Target[Duration], node: Node, plain: RunsOn) -> TimeTarget:
    return TimeTarget(target=target, runs_on=_runs_on(target.bound, plain), place=node.place)


def _build_cell(fields: Fields) -> CellTimes:
    plain, outside = fields[_COUNTED_IN], fields[_OUTSIDE]
    chosen: Directive[Any] = _TIME if fields.has(_TIME) else _INSIDE
    inside: Target[Duration] | Tracked | None = fields[chosen]
    if inside is None:
        raise UnreadError("a cell without a time")
    if isinstance(inside, Tracked):
        return CellTimes(inside)
    return CellTimes(
        _timed(inside, fields.at(chosen), plain),
        None if outside is None else _timed(outside, fields.at(_OUTSIDE), plain),
    )


CELL = Record(
    "cell",
    "How long tickets of one priority may wait. A single text is `time`.",
    (_TIME, _INSIDE, _OUTSIDE, _COUNTED_IN),
    _build_cell,
    one_of=(_TIME, _INSIDE),
    short=_TIME,
)


CELL_KEYS = frozenset(directive.key for directive in CELL.directives)


class Matrix(Kind[Times], frozen=True):
    """One cell for all priorities, or a cell for each."""

    def read(self, node: Node, within: Within) -> Times:
        """Give the cells, in the order of the file."""
        if not self._is_by_priority(node):
            return Times.of([(None, CELL.read(node, within))])
        times, failed = [], False
        for name, value in within.mapping(node, self.words()).entries:
            try:
                priority = None if name.text == ANY_OTHER else PRIORITY_NAME.read(name, within)
                times.append((priority, CELL.read(value, within.under(name))))
            except UnreadError:
                failed = True
        if failed:
            raise UnreadError("a matrix")
        return Times.of(times)

    def schema(self) -> Schema:
        """A cell, or priorities with a cell each."""
        cell = CELL.schema()
        names = {"not": {"enum": [directive.key for directive in CELL.directives]}}
        by_priority = {
            "type": "object",
            "minProperties": 1,
            "propertyNames": names,
            "additionalProperties": cell,
        }
        return {"anyOf": [cell, by_priority]}

    def words(self) -> str:
        """Name it."""
        each = f"priorities with one of these each; `{ANY_OTHER}` is the rest"
        return f"{TIME_OR_TRACKED.what}; a mapping (cell); or {each}"

    def parts(self) -> tuple[Kind[Any], ...]:
        """The cell."""
        return (CELL,)

    @staticmethod
    def _is_by_priority(node: Node) -> bool:
        """Whether the keys are priorities: none of them is, or is almost, a key of a cell."""
        keys = [directive.key for directive in CELL.directives]
        return isinstance(node, MapNode) and not any(
            name.text in keys or ("_" in name.text and name.text != ANY_OTHER and nearest(name.text, keys))
            for name, _ in node.entries
        )
