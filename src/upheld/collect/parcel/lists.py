"""Lists of customers as other systems export them: CSV files of fees and accounts, read row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from msgspec import Struct

from upheld.collect.columns import COLUMNS, required_of
from upheld.collect.parcel.parcel import ParcelProblems, RowProblem
from upheld.collect.problem import MOST_LISTED, nearest, quoted
from upheld.evidence.evidence import Table

SOURCE = "source"
MOST_BYTES = 64 << 20
_KNOWN_BY: Mapping[str, Table] = {"fee": Table.FEES, "account": Table.ACCOUNTS}
"""The column that tells which table a file holds."""
_LONGEST = 1 << 16


class ListFile(Struct, frozen=True, kw_only=True):
    """A file as it was handed over."""

    name: str
    data: bytes


class ListRow(Struct, frozen=True, kw_only=True):
    """A row of such a file: its cells that are not empty, and where it stands."""

    table: Table
    cells: Mapping[str, str]
    place: str
    """File and line."""


def read_lists(files: Sequence[ListFile], source: str) -> tuple[ListRow, ...] | ParcelProblems:
    """Read the rows of all files; where a file names no source, they are of the one given.

    What is wrong is told with file and line; cells are not looked at yet.
    """
    rows: list[ListRow] = []
    problems: list[RowProblem] = []
    for file in files:
        _read(file, source, rows, problems)
    if not problems:
        return tuple(rows)
    return ParcelProblems(
        problems=tuple(problems[:MOST_LISTED]), unlisted=max(len(problems) - MOST_LISTED, 0)
    )


def _read(file: ListFile, source: str, rows: list[ListRow], problems: list[RowProblem]) -> None:
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        problems.append(_problem(file, line, "it is no text in UTF-8", "save it as CSV in UTF-8"))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        table = _table_of(file, header, problems)
        if table is None:
            return
        for cells in reader:
            if any(cells):
                _take(file, reader.line_num, header, cells, table, source, rows, problems)
    except csv.Error as error:
        problems.append(
            _problem(file, reader.line_num, f"the line is no CSV ({error})", "write it as RFC 4180 says")
        )


def _table_of(file: ListFile, header: Sequence[str], problems: list[RowProblem]) -> Table | None:
    names = [name.strip() for name in header]
    table = next((each for name, each in _KNOWN_BY.items() if name in names), None)
    if table is None:
        reason = "the header has neither a column `fee` nor `account`" if any(names) else "the file is empty"
        remedy = "a list of fees has `fee`, their numbers; one of what customers are like has `account`"
        problems.append(_problem(file, 1, reason, remedy))
        return None
    known = [column.name for column in COLUMNS[table]]
    before = len(problems)
    for name in names:
        if name not in known:
            problems.append(
                _problem(file, 1, f"unknown column {quoted(name)}", nearest(name, known, "take it out"))
            )
        elif names.count(name) > 1:
            problems.append(
                _problem(file, 1, f"column {quoted(name)} stands twice", "name every column once")
            )
    for name in required_of(table):
        if name not in names and name != SOURCE:
            problems.append(_problem(file, 1, f"the column {quoted(name)} is missing", "add it to every row"))
    return table if len(problems) == before else None


def _take(
    file: ListFile,
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    table: Table,
    source: str,
    rows: list[ListRow],
    problems: list[RowProblem],
) -> None:
    if len(cells) != len(header):
        reason = f"the row has {len(cells)} cells, and the header {len(header)}"
        problems.append(_problem(file, line, reason, "put cells with a comma in them into quotes"))
        return
    if any(len(cell) > _LONGEST or "\0" in cell for cell in cells):
        problems.append(
            _problem(file, line, "a cell is too long, or holds a NUL character", "write what it is")
        )
        return
    said = {name.strip(): cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}
    rows.append(ListRow(table=table, cells={SOURCE: source, **said}, place=f"{file.name}:{line}"))


def _problem(file: ListFile, line: int, reason: str, remedy: str) -> RowProblem:
    return RowProblem(row=line, place=f"{file.name}:{line}", reason=reason, remedy=remedy)
