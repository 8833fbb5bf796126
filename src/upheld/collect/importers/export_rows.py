"""Rows of a CSV export, one at a time, whatever its size."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from upheld.collect.forms.survey import TextFault, opened, survey
from upheld.collect.problem import Problems, nearest, quoted

Row = Mapping[str, str]


def export_rows(path: Path, columns: Sequence[str], problems: Problems) -> Iterator[tuple[int, Row]]:
    """Give each row with its line; a file that is no CSV, or lacks columns, is a problem and ends it.

    Columns beyond those asked for are left out.
    """
    try:
        survey(path)
    except TextFault as fault:
        problems.of_file(path.name, fault.reason, fault.remedy, line=fault.line)
        return
    with io.TextIOWrapper(opened(path), encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        try:
            yield from _rows(path.name, reader, columns, problems)
        except csv.Error as error:
            problems.of_file(
                path.name,
                f"the record can't be read ({error})",
                "quote a whole cell or none of it",
                line=reader.line_num,
            )


def _rows(
    file: str, reader: Iterator[list[str]], columns: Sequence[str], problems: Problems
) -> Iterator[tuple[int, Row]]:
    header = next(reader, [])
    for name in columns:
        if name not in header:
            problems.of_file(file, f"the column {quoted(name)} is missing", _instead(name, header), line=1)
        elif header.count(name) > 1:
            problems.of_file(
                file, f"the column {quoted(name)} stands twice", "name every column once", line=1
            )
    if problems:
        return
    places = {name: header.index(name) for name in columns}
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]
        if len(cells) == len(header):
            yield line, {name: cells[place].strip() for name, place in places.items()}
        elif cells:
            problems.of_file(
                file,
                f"the record has {len(cells)} cells where the header has {len(header)}",
                "export it again",
                line=line,
            )


def _instead(name: str, header: list[str]) -> str:
    return nearest(name, [column for column in header if column.strip()]) if header else "the file is empty"
