"""JSON Lines files: one object a line; a key that is absent, null or empty text is an empty cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.collect.arrow_arrays import texts
from upheld.collect.batch import Batch, DataFile, Form, with_constants
from upheld.collect.columns import COLUMNS
from upheld.collect.forms.json_rows import UnfitError, names_in, read_row
from upheld.collect.forms.survey import TextFault, opened, survey
from upheld.collect.problem import Problems, Row

_RECORDS = 50_000
_BOM = b"\xef\xbb\xbf"


def batches(file: DataFile, problems: Problems) -> Iterator[Batch]:
    """Read the records, some ten thousand at a time; lines that are no records are problems and left out."""
    try:
        survey(file.path)
    except TextFault as fault:
        problems.of_file(file.name, fault.reason, fault.remedy, line=fault.line)
        return
    names = names_in(file.layout)
    rows: list[dict[str, str]] = []
    first = 0
    for index, line in enumerate(_records(file)):
        try:
            rows.append(read_row(line, names))
        except UnfitError as unfit:
            reason, remedy = unfit.why
            problems.of_row(Row(file=file.name, index=index), reason, remedy, column=unfit.column)
            rows.append({})
        if len(rows) == _RECORDS:
            yield _batch(file, first, rows)
            first, rows = first + len(rows), []
    if rows:
        yield _batch(file, first, rows)


def lines(file: DataFile, rows: frozenset[int]) -> Mapping[int, int]:
    """Find the lines of records; empty lines are none."""
    found: dict[int, int] = {}
    index = -1
    with opened(file.path) as stream:
        for number, line in enumerate(stream, start=1):
            index += bool(line.strip())
            if index in rows and index not in found:
                found[index] = number
    return found


FORM = Form(batches=batches, lines=lines)


def _records(file: DataFile) -> Iterator[bytes]:
    with opened(file.path) as stream:
        for number, line in enumerate(stream):
            record = line.removeprefix(_BOM) if number == 0 else line
            if record.strip():
                yield record


def _batch(file: DataFile, first: int, rows: list[dict[str, str]]) -> Batch:
    cells = {
        column.name: texts([row.get(column.name) for row in rows])
        for column in COLUMNS[file.layout.table]
        if column.name not in file.layout.constants
    }
    return Batch(
        file=file.name, first=first, size=len(rows), cells=with_constants(cells, len(rows), file.layout)
    )
