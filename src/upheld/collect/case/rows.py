"""Rows: mappings of a case read as rows of a table of evidence, by the same columns as any other form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from upheld.agreement.measure import Measure, MeasureUnit
from upheld.chrono.instant import format_instant, parse_instant
from upheld.chrono.zone import Zone
from upheld.collect.binding_nodes import Desk
from upheld.collect.case.moment import EXAMPLE, Stretch, read_moment, read_stretch
from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.errors import PhraseError
from upheld.evidence.evidence import Table
from upheld.language.diagnostic import Code
from upheld.language.source import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.quantity import did_you_mean
from upheld.quantity.pattern import Pattern

SOURCE = "case"
"""The source of rows that name none."""

_STARTS = ("since", "starts_at", "at")
_ENDS = ("until", "ends_at")
_WITH_UNIT = Pattern(r"(?P<number>-?\d+(?:\.\d+)?)\s*(?P<unit>[^\d.\s]\S*)", re.ASCII)
_UNITS = ("currency", "unit")
"""Columns that hold what may be written after a number: `8000 EUR`, `310 ms`."""


Day = date | None
"""The day that a time without a date is one of."""


class CaseRow(Struct, frozen=True):
    """One row: its cells by column, where each is written, and where the row itself is."""

    table: Table
    cells: Mapping[str, str]
    at: Mapping[str, Node]
    node: Node


_WHERE = ("site", "point", "instance", "region", "zone", "cluster", "circuit")
"""Words for what a row is of, where its table says `resource`."""


class Pen(Struct):
    """Writes rows: reads values by the kind of their column, and reports what can't be read."""

    desk: Desk
    zone: Zone
    currency: str | None = None
    """The agreement's."""
    rows: list[CaseRow] = field(default_factory=list)
    degraded: set[str] = field(default_factory=set)
    """Numbers of outages in which it worked, but badly."""
    locations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By number of an outage, the locations from which alone it was seen."""
    measures: Mapping[str, Measure] = {}
    """Those of the agreement by name: where a row does not say whence a value is, it is as they ask for."""
    are_kept: bool = False
    """Whether copies are promised to be kept, so that when each was seen last is to be told."""
    _numbers: dict[Table, int] = field(default_factory=dict)

    def row(
        self,
        table: Table,
        node: MapNode,
        given: Mapping[str, str],
        own: Mapping[str, Node],
        day: Day = None,
    ) -> CaseRow:
        """Write a row of a table: cells given already, and those of keys; unknown keys are reported.

        `own` are the keys of the mapping that are read elsewhere. A time without a date is one of `day`, or
        of the day of the first time in the row.
        """
        cells, at = dict(given), dict[str, Node]()
        whole = self._whole_time(table, node)
        if whole is not None:
            own = {**own, "time": whole}
            at |= dict.fromkeys(bounds_of(table) or (), whole)
            cells |= self.stretch(whole, *(bounds_of(table) or ("", "")))
            start = cells.get((bounds_of(table) or ("",))[0])
            day = day or (self.zone.date(parse_instant(start)) if start else None)
        for column, key, value in self._in_order(table, node, own):
            at[column.name] = value
            if column.kind is Kind.TIME:
                moment = self.moment(value, day)
                if moment is not None:
                    cells[column.name] = moment
                    day = day or self.zone.date(parse_instant(moment))
                continue
            cells |= self._cells(table, column, key, value)
        return self.add(table, cells, at, node)

    def add(self, table: Table, cells: Mapping[str, str], at: Mapping[str, Node], node: Node) -> CaseRow:
        """Write a row; it gets the source of the case and a number, where it has none."""
        count = self._numbers[table] = self._numbers.get(table, 0) + 1
        written = {"source": SOURCE} | dict(cells)
        if table in _MEASURED and (measure := self.measures.get(written.get("series", ""))) is not None:
            written |= _as_asked_for(measure, cells)
        if self.currency is not None and any(column.name == "currency" for column in COLUMNS[table]):
            written.setdefault("currency", self.currency)
        if table is Table.SNAPSHOTS and not self.are_kept and "taken_at" in written:
            for seen in ("first_seen", "last_seen"):
                written.setdefault(seen, written["taken_at"])
        for column in COLUMNS[table]:
            if column.numbered and column.name not in written:
                written[column.name] = str(count)
        row = CaseRow(table, written, at, node)
        self.rows.append(row)
        return row

    def refuse(self, at: Node, error: PhraseError) -> None:
        """Report a value that can't be read."""
        self.desk.report(Code.UNREADABLE_VALUE, at, error.message, error.remedy)

    def moment(self, node: Node, day: Day) -> str | None:
        """Read a time; written as other forms write it."""
        text = self.desk.text(node, "a time")
        if not text:
            return None
        try:
            return format_instant(read_moment(text, self.zone, day))
        except PhraseError as error:
            self.refuse(node, error)
            return None

    def stretch(self, node: Node, start: str, end: str) -> dict[str, str]:
        """Read a stretch of time into the cells that say from when to when."""
        text = self.desk.text(node, "a stretch of time")
        if not text:
            return {}
        try:
            when = read_stretch(text, self.zone)
            if when.rest:
                raise PhraseError(f"`{when.rest}` is no time", f"write {EXAMPLE}")
        except PhraseError as error:
            self.refuse(node, error)
            return {}
        return cells_of(when, start, end)

    def text(self, node: Node, what: str) -> str:
        """Read a single value."""
        return self.desk.text(node, what)

    @staticmethod
    def _whole_time(table: Table, node: MapNode) -> Node | None:
        """What stands under `time`, where a row of the table lasts and has no column of that name."""
        has_column = any(column.name == "time" for column in COLUMNS[table])
        return None if has_column or bounds_of(table) is None else node.find("time")

    def _in_order(
        self, table: Table, node: MapNode, own: Mapping[str, Node]
    ) -> Iterator[tuple[Column, ScalarNode, Node]]:
        """The keys of a mapping with their columns, in the order of the columns."""
        columns = {column.name: column for column in COLUMNS[table]}
        aliases = _aliases(table)
        found: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in node.entries:
            name = key.text if key.text in columns else aliases.get(key.text, "")
            if key.text in own:
                continue
            if not name:
                known = [*columns, *aliases, *own]
                remedy = did_you_mean(key.text, known, f"`{table.value}` has {', '.join(columns)}")
                if key.text in _WHERE and "resource" in columns:
                    remedy = "write `resource`: the point, instance or region it is of"
                message = f"`{key.text}` has no meaning in a row of `{table.value}`"
                self.desk.report(Code.UNKNOWN_KEY, key, message, remedy)
            elif name in found:
                message = f"`{key.text}` says again what `{found[name][0].text}` says"
                self.desk.report(Code.DUPLICATE_KEY, key, message, "take one of the two out")
            else:
                found[name] = key, value
        return ((columns[name], *found[name]) for name in columns if name in found)

    def _cells(self, table: Table, column: Column, key: ScalarNode, node: Node) -> dict[str, str]:
        if isinstance(node, RefusedNode):
            return {}
        match column.kind, node:
            case Kind.NAMES, ListNode():
                return {column.name: ";".join(self.desk.text(each, f"`{key.text}`") for each in node.items)}
            case Kind.LABELS, MapNode():
                texts = self.desk.texts(node, f"`{key.text}`")
                return {column.name: ";".join(f"{name}={value}" for name, value in texts.items())}
            case Kind.NUMBER, ScalarNode():
                return self._number(table, column, self.desk.text(node, f"`{key.text}`"))
        return {column.name: self.desk.text(node, f"`{key.text}`")}

    def _number(self, table: Table, column: Column, text: str) -> dict[str, str]:
        if column.unit and text.endswith(column.unit):
            return {column.name: text.removesuffix(column.unit).strip()}
        beside = next((each.name for each in COLUMNS[table] if each.name in _UNITS), None)
        match = _WITH_UNIT.fullmatch(text)
        if beside is None or match is None:
            return {column.name: text}
        return {column.name: match["number"], beside: match["unit"]}


def bounds_of(table: Table) -> tuple[str, str] | None:
    """The columns of a table that say from when to when, where it has them."""
    names = {column.name for column in COLUMNS[table]}
    start = next((name for name in _STARTS if name in names), None)
    end = next((name for name in _ENDS if name in names), None)
    return None if start is None or end is None else (start, end)


def cells_of(when: Stretch, start: str, end: str) -> dict[str, str]:
    """A stretch of time as two cells, or as one where it still lasts."""
    cells = {start: format_instant(when.start)}
    return cells if when.end is None else cells | {end: format_instant(when.end)}


def _aliases(table: Table) -> dict[str, str]:
    """Other names of columns: `opened` for `opened_at`, `from` and `until` for a stretch, `measure`."""
    columns = COLUMNS[table]
    names = {column.name for column in columns}
    short = {
        column.name.removesuffix("_at"): column.name
        for column in columns
        if column.kind is Kind.TIME and column.name.endswith("_at")
    }
    bounds = bounds_of(table)
    if bounds is not None:
        short |= {"from": bounds[0], "until": bounds[1]}
    if table in _MEASURED:
        short["measure"] = "series"
    return {alias: name for alias, name in short.items() if alias not in names}


_MEASURED = (Table.MEASUREMENTS, Table.AGGREGATES)


def _as_asked_for(measure: Measure, cells: Mapping[str, str]) -> dict[str, str]:
    """The source of a measure's values, the place where they are taken, and that they are counts.

    As far as a row does not say it by itself.
    """
    found: dict[str, str] = {}
    if measure.source is not None and "source" not in cells:
        found["source"] = measure.source
    labels = cells.get("labels", "")
    if measure.measured_at is not None and "measured_at=" not in labels:
        own = f"measured_at={measure.measured_at.value}"
        found["labels"] = f"{labels};{own}" if labels else own
    if measure.unit is MeasureUnit.COUNT and not cells.get("unit"):
        found["unit"] = "count"
    return found
