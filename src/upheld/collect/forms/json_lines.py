"""JSON Lines files: one object a line; a key that is absent, null or empty text is an empty cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NoReturn

import orjson

from upheld.collect.arrow_arrays import texts
from upheld.collect.batch import Batch, DataFile, Form, with_constants
from upheld.collect.columns import COLUMNS
from upheld.collect.forms.survey import TextFault, opened, survey
from upheld.collect.problem import Problems, Reason, Row, nearest, quoted

_RECORDS = 50_000
_BOM = b"\xef\xbb\xbf"
_Object = dict[str, object]


class _UnfitError(Exception):
    """A line that is no record; carries what is wrong and what would be right."""

    def __init__(self, reason: str, remedy: str, column: str = "") -> None:
        super().__init__(reason)
        self.why: Reason = (reason, remedy)
        self.column = column


def batches(file: DataFile, problems: Problems) -> Iterator[Batch]:
    """Read the records, some ten thousand at a time; lines that are no records are problems and left out."""
    try:
        survey(file.path)
    except TextFault as fault:
        problems.of_file(file.name, fault.reason, fault.remedy, line=fault.line)
        return
    names = _names(file)
    rows: list[dict[str, str]] = []
    first = 0
    for index, line in enumerate(_records(file)):
        try:
            rows.append(_row(line, names))
        except _UnfitError as unfit:
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


def _names(file: DataFile) -> dict[str, str]:
    """The file's keys and the columns they stand for; an empty name for those to leave out."""
    layout = file.layout
    names = {
        layout.fields.get(column.name, column.name): column.name
        for column in COLUMNS[layout.table]
        if column.name not in layout.constants
    }
    return names | dict.fromkeys(layout.ignored, "")


def _batch(file: DataFile, first: int, rows: list[dict[str, str]]) -> Batch:
    cells = {
        column.name: texts([row.get(column.name) for row in rows])
        for column in COLUMNS[file.layout.table]
        if column.name not in file.layout.constants
    }
    return Batch(
        file=file.name, first=first, size=len(rows), cells=with_constants(cells, len(rows), file.layout)
    )


def _row(line: bytes, names: Mapping[str, str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for key, value in _object(line).items():
        ours = names.get(key)
        if ours is None:
            raise _UnfitError(f"unknown column {quoted(key)}", nearest(key, (name for name in names if name)))
        if ours and value is not None and value != "":
            row[ours] = _written(key, value)
    return row


def _written(key: str, value: object) -> str:
    """Give a value the way a CSV file would write it."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case list() if all(isinstance(each, str) and ";" not in each for each in value):
            return ";".join(value)
    raise _UnfitError(
        f"{quoted(json.dumps(value))} is neither text nor a number", "write it as text", column=key
    )


def _object(line: bytes) -> _Object:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return _examined(line)
    if not isinstance(row, dict):
        raise _UnfitError("the line is not an object", 'write one object a line: {"source": "…", …}')
    # orjson keeps the last of two equal keys: count them, and look closely where the count is in doubt
    if line.count(b'":') != len(row) or b'" ' in line or b'"\t' in line:
        return _examined(line)
    # a float is not what was written: 0.1 stays 0.1 only as text
    return _examined(line) if any(type(value) is float for value in row.values()) else row


def _examined(line: bytes) -> _Object:
    """Read a line with the slow, strict reader, which sees double keys and says what is wrong."""
    try:
        row = json.loads(line, object_pairs_hook=_once_each, parse_float=str, parse_constant=_no_number)
        json.dumps(row, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise _UnfitError(
            f"the line is not JSON ({error.msg.lower()}, character {error.pos + 1})",
            "write one object a line",
        ) from error
    except UnicodeEncodeError as error:
        raise _UnfitError("the line has half a character (a lone surrogate)", "export it again") from error
    except RecursionError as error:
        raise _UnfitError("the line is nested too deeply", "a record holds text and whole numbers") from error
    if not isinstance(row, dict):
        raise _UnfitError("the line is not an object", 'write one object a line: {"source": "…", …}')
    return row


def _once_each(pairs: list[tuple[str, object]]) -> _Object:
    row = dict(pairs)
    if len(row) != len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise _UnfitError(f"the key {quoted(twice)} stands twice", "write every key once")
    return row


def _no_number(constant: str) -> NoReturn:
    raise _UnfitError(
        f"`{constant}` is not JSON and no number", "leave the key out where nothing was measured"
    )
