"""Reading parcels: rows of a table in the body of a request, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct, field

from upheld.collect.arrow_arrays import texts
from upheld.collect.batch import Batch
from upheld.collect.bindings import Bindings
from upheld.collect.cells import MAPPABLE
from upheld.collect.columns import COLUMNS
from upheld.collect.forms.json_rows import Names, UnfitError, names_in, read_row
from upheld.collect.forms.survey import LONGEST_LINE
from upheld.collect.gathering import Gathering
from upheld.collect.layout import Layout
from upheld.collect.parcel.bodies import taken_apart
from upheld.collect.parcel.parcel import MOST_ROWS, BodyForm, Parcel, ParcelProblems, ParcelRow, RowProblem
from upheld.collect.parcel.rows import refuse_long_customers, rows_of
from upheld.collect.problem import MOST_LISTED, Problems, Reason, quoted
from upheld.collect.record_reader import read_records
from upheld.collect.records import Records
from upheld.collect.times import DECLARE_ORDER, DECLARE_ZONE
from upheld.evidence.evidence import Table

LONGEST_RESPONSE = (1 << 31) - 1
"""Microseconds; no check waits longer, and sorted samples hold no more."""

_KEEP = "keep the row that is right"
_WITHOUT_BINDINGS = {
    MAPPABLE: "write one of these",
    DECLARE_ZONE: "add Z or an offset like +01:00",
    DECLARE_ORDER: "write it as 2026-03-01T09:30:00Z or with an offset",
}
"""What would be right where nothing but the row can be corrected."""


def read_parcel(
    table: Table, body: bytes, form: BodyForm, *, most: int = MOST_ROWS
) -> Parcel | ParcelProblems:
    """Read the rows of a body, at most `most`; with anything wrong in one of them there is no parcel.

    Cells are read as those of a file of the table, but times need their offset. Every row that is wrong is
    named: first what is wrong with rows one by one, then, of the others, which contradict each other.
    """
    read = _read(table, body, form, most)
    return read if isinstance(read, ParcelProblems) else _parcel(table, read)


class ReadRecords(Struct, frozen=True, kw_only=True):
    """The records of a body, each of them once."""

    records: Records
    repeated: int


def read_records_of(
    table: Table, body: bytes, form: BodyForm, *, most: int = MOST_ROWS
) -> ReadRecords | ParcelProblems:
    """Read the rows of a body as `read_parcel` does, into columns."""
    read = _read(table, body, form, most)
    if isinstance(read, ParcelProblems):
        return read
    return ReadRecords(records=read.once, repeated=len(read.rows) - read.once.size)


class _Read(Struct, frozen=True):
    """The rows of a body, and the records they make, each of them once."""

    rows: list[ParcelRow]
    once: Records


class Cells(Struct, frozen=True, kw_only=True):
    """Rows that were written from something else, and where in a body each comes from."""

    rows: Sequence[Mapping[str, str]]
    places: Sequence[str]
    told_apart_by: str = _KEEP
    """What would be right where two of them are one record."""


def parcel_of_cells(table: Table, cells: Cells) -> Parcel | ParcelProblems:
    """Take rows that were written from something else, as `read_parcel` does."""
    desk = _Desk(table, places=cells.places, keep=cells.told_apart_by)
    read = desk.judged(_Fit(list(cells.rows), list(range(len(cells.rows)))))
    return read if isinstance(read, ParcelProblems) else _parcel(table, read)


def rows_of_cells(table: Table, cells: Cells) -> tuple[ParcelRow, ...] | ParcelProblems:
    """Read rows that were written from something else one by one; one that comes twice is there twice."""
    desk = _Desk(table, places=cells.places)
    return desk.one_by_one(_Fit(list(cells.rows), list(range(len(cells.rows)))))


def records_of_cells(table: Table, cells: Cells) -> ReadRecords | ParcelProblems:
    """Take rows that were written from something else, as `read_records_of` does."""
    desk = _Desk(table, places=cells.places, keep=cells.told_apart_by)
    read = desk.judged(_Fit(list(cells.rows), list(range(len(cells.rows)))))
    if isinstance(read, ParcelProblems):
        return read
    return ReadRecords(records=read.once, repeated=len(read.rows) - read.once.size)


def _read(table: Table, body: bytes, form: BodyForm, most: int) -> _Read | ParcelProblems:
    sheet = taken_apart(body, form, most)
    if isinstance(sheet, RowProblem):
        return ParcelProblems(problems=(sheet,))
    desk = _Desk(table, lines=sheet.lines)
    return desk.judged(desk.objects(sheet.rows))


def _parcel(table: Table, read: _Read) -> Parcel:
    once = {row.identity: row for row in read.rows}
    return Parcel(table=table, rows=tuple(once.values()), repeated=len(read.rows) - len(once))


class _Told(Problems):
    """Problems of rows, and all the rows that have any."""

    rows: set[int] = field(default_factory=set)

    def of_rows(self, file: str, indexes: Iterable[int], column: str, why: Callable[[int], Reason]) -> None:
        taken = list(indexes)
        self.rows.update(taken)
        super().of_rows(file, taken, column, why)


class _Fit(Struct, frozen=True):
    """Rows that can be read as objects, and their places among all rows."""

    cells: list[Mapping[str, str]]
    places: list[int]

    def without(self, indexes: Container[int]) -> _Fit:
        kept = [index for index in range(len(self.cells)) if index not in indexes]
        return _Fit([self.cells[index] for index in kept], [self.places[index] for index in kept])


class _Desk(Struct):
    """Reads the rows of a body, and notes what is wrong."""

    table: Table
    lines: Sequence[int] | None = None
    places: Sequence[str] | None = None
    keep: str = _KEEP
    noted: list[RowProblem] = field(default_factory=list)
    found: int = 0

    def objects(self, rows: Sequence[bytes]) -> _Fit:
        """Read rows as objects; those that are none are noted, and left out."""
        names = names_in(Layout(table=self.table))
        fit = _Fit([], [])
        for place, written in enumerate(rows):
            try:
                fit.cells.append(_object(written, names))
                fit.places.append(place)
            except UnfitError as unfit:
                self._note(place, unfit.column, *unfit.why)
        return fit

    def one_by_one(self, fit: _Fit) -> tuple[ParcelRow, ...] | ParcelProblems:
        """Give all rows as they are by themselves, or all that is wrong with them."""
        records, _ = self._records(fit)
        return self._problems() if self.found else tuple(rows_of(self.table, records))

    def judged(self, fit: _Fit) -> _Read | ParcelProblems:
        """Give all rows, or all that is wrong with them."""
        records, fit = self._records(fit)
        rows = rows_of(self.table, records)
        later = self._said_before(rows, fit)
        if later:
            records, fit = self._records(fit.without(later))
        self._hold_together(records, fit)
        return self._problems() if self.found else _Read(rows, records)

    def _problems(self) -> ParcelProblems:
        listed = sorted(self.noted, key=lambda each: (each.row, each.field, each.reason))[:MOST_LISTED]
        return ParcelProblems(problems=tuple(listed), unlisted=self.found - len(listed))

    def _records(self, fit: _Fit) -> tuple[Records, _Fit]:
        """Read the cells; rows with a cell that can't be read are noted, and left out."""
        told = _Told()
        records = read_records(self._batch(fit), Layout(table=self.table), Bindings(), told)
        if self.table is Table.SAMPLES:
            _refuse_endless(records, told)
        refuse_long_customers(records, told)
        if not told:
            return records, fit
        self._take(told, fit)
        fit = fit.without(told.rows)
        return read_records(self._batch(fit), Layout(table=self.table), Bindings(), _Told()), fit

    def _said_before(self, rows: Sequence[ParcelRow], fit: _Fit) -> frozenset[int]:
        """Find the rows whose identity another one had before, and note those that say something else."""
        known: dict[str, int] = {}
        later = set()
        for index, row in enumerate(rows):
            first = known.setdefault(row.identity, index)
            if first == index:
                continue
            later.add(index)
            before = rows[first].cells
            if before != row.cells:
                self._note_otherwise(fit.places[index], row.cells, fit.places[first], before)
        return frozenset(later)

    def _note_otherwise(
        self, place: int, here: Mapping[str, str], other: int, there: Mapping[str, str]
    ) -> None:
        column = next(
            each.name for each in COLUMNS[self.table] if here.get(each.name) != there.get(each.name)
        )
        said = quoted(there[column]) if column in there else "empty"
        self._note(
            place,
            column,
            f"row {other} is the same record, and there it is {said}",
            self.keep,
        )

    def _hold_together(self, records: Records, fit: _Fit) -> None:
        """Note rows that say what can't be, by themselves or beside others."""
        told, gathering = Problems(), Gathering()
        if records.size:
            gathering.take(self.table, records, told)
            gathering.hold_together(told)
        self._take(told, fit)

    def _batch(self, fit: _Fit) -> Batch:
        cells = {
            column.name: texts([row.get(column.name) for row in fit.cells]) for column in COLUMNS[self.table]
        }
        return Batch(file=self.table.value, first=0, size=len(fit.cells), cells=cells)

    def _take(self, told: Problems, fit: _Fit) -> None:
        """Note problems that were told of rows by their places among the fit ones."""

        def places_of(_: str, indexes: frozenset[int]) -> Mapping[int, int]:
            return {index: fit.places[index] for index in indexes}

        before = self.found
        for _, problem in told.by_record(places_of, lambda _, place: f"row {place}"):
            self._note(problem.row, problem.column, problem.reason, problem.remedy)
        self.found = before + told.found

    def _note(self, place: int, column: str, reason: str, remedy: str) -> None:
        self.found += 1
        if self.found <= MOST_LISTED:
            self.noted.append(
                RowProblem(
                    row=place,
                    line=None if self.lines is None else self.lines[place],
                    place="" if self.places is None else self.places[place],
                    field=column,
                    reason=reason,
                    remedy=_WITHOUT_BINDINGS.get(remedy, remedy),
                )
            )


def _refuse_endless(records: Records, told: Problems) -> None:
    column = "response_us"
    longer = np.flatnonzero(records.counts[column] > LONGEST_RESPONSE).tolist()
    why = f"it is longer than any check waits; at most {LONGEST_RESPONSE} µs can be one"
    told.of_rows(records.file, longer, column, lambda _: (why, "give it in microseconds"))


def _object(written: bytes, names: Names) -> Mapping[str, str]:
    if len(written) > LONGEST_LINE:
        raise UnfitError(f"the row is longer than {LONGEST_LINE // 1024} KiB", "a row holds one record")
    cells = read_row(written, names, "row")
    if b"u0000" in written:
        for column, text in cells.items():
            if "\0" in text:
                raise UnfitError("there is a NUL character", "take it out", column)
    return cells
