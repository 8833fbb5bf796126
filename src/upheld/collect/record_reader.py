"""The reader of records: every cell of a batch read, and a problem for every one that can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.arrow_arrays import nulls, taken
from upheld.collect.batch import Batch
from upheld.collect.bindings import Bindings, SourceBinding
from upheld.collect.cells import EMPTY, NO_YES, Codes, read_counts, read_text, read_words, read_yes_no
from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.collect.decimals import Decimals, read_decimals
from upheld.collect.layout import Layout
from upheld.collect.local_time import read_local
from upheld.collect.problem import Problems, Reason
from upheld.collect.records import NEVER, Records
from upheld.collect.times import TimeReading, local_reason, read_times

_Mask = NDArray[np.bool_]


def read_records(batch: Batch, layout: Layout, bindings: Bindings, problems: Problems) -> Records:
    """Read all cells of a batch; where there are problems, the records are not to be used."""
    texts: dict[str, Codes] = {}
    counts: dict[str, NDArray[np.int64]] = {}
    decimals: dict[str, Decimals] = {}
    times: dict[str, NDArray[np.int64]] = {}
    report = _Report(batch, problems)
    for column in COLUMNS[layout.table]:
        cells = batch.cells.get(column.name)
        if cells is None:
            cells = pa.nulls(batch.size, pa.string())
        empty = nulls(cells)
        is_blank = bool(empty.all())
        match column.kind:
            case Kind.TIME if is_blank:
                times[column.name] = np.full(batch.size, NEVER)
            case Kind.TIME:
                times[column.name] = _times(report, column, cells, layout, bindings, texts["source"])
            case Kind.COUNT:
                reading = read_counts(cells)
                report.cells(column, reading.unread, reading.why)
                counts[column.name] = reading.numbers
            case Kind.NUMBER:
                decimals[column.name] = number = read_decimals(cells)
                report.cells(column, number.unread, number.why)
            case _:
                codes = _blank(column, batch.size) if is_blank else _codes(column, cells, layout)
                report.cells(column, codes.unread, codes.why)
                texts[column.name] = codes
                empty = (codes.codes == EMPTY) & ~codes.unread
        if column.required:
            report.cells(column, empty, lambda _: ("the cell is empty", "every record needs it"))
    return Records(
        file=batch.file,
        first=batch.first,
        size=batch.size,
        texts=texts,
        counts=counts,
        decimals=decimals,
        times=times,
        is_in_order=batch.is_in_order,
    )


class _Report(Struct, frozen=True):
    """Turns wrong cells of one batch into problems."""

    batch: Batch
    problems: Problems

    def cells(self, column: Column, wrong: _Mask, why: Callable[[int], Reason]) -> None:
        first = self.batch.first
        rows = np.flatnonzero(wrong) + first
        self.problems.of_rows(self.batch.file, rows.tolist(), column.name, lambda row: why(row - first))


def _blank(column: Column, size: int) -> Codes:
    """What any reading of a column comes to in which nothing stands: most columns of most rows."""
    words = {Kind.WORD: tuple(column.words), Kind.YES_NO: NO_YES}.get(column.kind, ())
    return Codes(
        codes=np.full(size, EMPTY, dtype=np.int32),
        words=words,
        unread=np.zeros(size, dtype=np.bool_),
        why=lambda _: ("", ""),
    )


def _codes(column: Column, cells: pa.Array, layout: Layout) -> Codes:
    values = layout.values.get(column.name, {})
    match column.kind:
        case Kind.WORD:
            return read_words(cells, column.words, values)
        case Kind.YES_NO:
            return read_yes_no(cells, values)
        case _:
            return read_text(cells, values)


def _times(
    report: _Report, column: Column, cells: pa.Array, layout: Layout, bindings: Bindings, sources: Codes
) -> NDArray[np.int64]:
    """Read a column of times, each by the habits of its row's source."""
    instants = np.full(len(cells), NEVER)
    for binding, rows in _by_source(sources, bindings):
        part = cells if rows is None else taken(cells, rows)
        places = np.arange(len(cells)) if rows is None else rows
        reading = read_times(part, layout.dates or binding.dates)
        report.cells(
            column,
            _scattered(reading.unread, places, len(cells)),
            partial(_why_at, reading.why, places),
        )
        micros = _on_the_clock(report, column, part, reading, binding, places)
        instants[places] = np.where(reading.empty | reading.unread, NEVER, micros)
    return instants


def _by_source(sources: Codes, bindings: Bindings) -> Iterator[tuple[SourceBinding, NDArray[np.intp] | None]]:
    """Go through the sources of a batch, each with its rows; with no rows where all rows are read alike."""
    habits = [bindings.source(name) for name in sources.words]
    if len({(habit.dates, habit.clock) for habit in habits}) <= 1:
        yield habits[0] if habits else SourceBinding(name=""), None
        return
    for code, habit in [*enumerate(habits), (EMPTY, SourceBinding(name=""))]:
        rows = np.flatnonzero(sources.codes == code)
        if len(rows):
            yield habit, rows


def _on_the_clock(
    report: _Report,
    column: Column,
    cells: pa.Array,
    reading: TimeReading,
    binding: SourceBinding,
    places: NDArray[np.intp],
) -> NDArray[np.int64]:
    """Give instants, local times read by the clock of their source; those that are none are problems."""
    local = reading.local & ~reading.empty & ~reading.unread
    if not local.any():
        return reading.micros
    clock = binding.clock
    if clock is None:
        refused, repeated, instants = local, np.zeros_like(local), reading.micros
    else:
        read = read_local(reading.micros, clock)
        refused, repeated = local & (read.skipped | read.repeated), read.repeated
        instants = np.where(local, read.instants, reading.micros)
    size = report.batch.size

    def why(index: int) -> Reason:
        at = int(np.searchsorted(places, index))
        zone = clock.zone.name if clock else None
        return local_reason(str(cells[at].as_py()), zone, repeated=bool(repeated[at]))

    report.cells(column, _scattered(refused, places, size), why)
    return instants


def _why_at(why: Callable[[int], Reason], places: NDArray[np.intp], index: int) -> Reason:
    return why(int(np.searchsorted(places, index)))


def _scattered(mask: _Mask, places: NDArray[np.intp], size: int) -> _Mask:
    """Spread a mask over the rows it was taken from."""
    spread = np.zeros(size, dtype=np.bool_)
    spread[places] = mask
    return spread
