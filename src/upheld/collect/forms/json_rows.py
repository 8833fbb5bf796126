"""Rows written as JSON objects: a key that is absent, null or empty text is an empty cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn

import orjson

from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.collect.layout import Layout
from upheld.collect.problem import Reason, nearest, quoted

Names = Mapping[str, Column | None]
"""Keys of rows and the columns they stand for; none for those to leave out."""

_Object = dict[str, object]
_SEVERAL = frozenset({Kind.NAMES, Kind.LABELS, Kind.BUCKETS})
"""Kinds of cells that hold several things, separated by semicolons."""


class UnfitError(Exception):
    """A row that is no record; carries what is wrong and what would be right."""

    def __init__(self, reason: str, remedy: str, column: str = "") -> None:
        super().__init__(reason)
        self.why: Reason = (reason, remedy)
        self.column = column


def names_in(layout: Layout) -> Names:
    """The keys that rows of a layout have."""
    names = {
        layout.fields.get(column.name, column.name): column
        for column in COLUMNS[layout.table]
        if column.name not in layout.constants
    }
    return names | dict.fromkeys(layout.ignored)


def read_row(written: bytes, names: Names, what: str = "line") -> dict[str, str]:
    """Read one row: its cells by our names, as a CSV file would write them; `UnfitError` where it is none."""
    row: dict[str, str] = {}
    for key, value in _object(written, what).items():
        if key not in names:
            raise UnfitError(
                f"unknown column {quoted(key)}", nearest(key, (name for name, ours in names.items() if ours))
            )
        column = names[key]
        if column is not None and value is not None and value != "":
            row[column.name] = value if type(value) is str else _written(key, column, value)
    return row


def _written(key: str, column: Column, value: object) -> str:
    """Give a value the way a CSV file would write it."""
    match value:
        case bool() if column.kind is Kind.YES_NO:
            return "yes" if value else "no"
        case bool():
            pass
        case int():
            return str(value)
        case str():
            return value
        case list() if column.kind in _SEVERAL and all(_is_one(each) for each in value):
            return ";".join(value)
    raise UnfitError(
        f"{quoted(json.dumps(value))} is neither text nor a number", "write it as text", column=key
    )


def _is_one(value: object) -> bool:
    return isinstance(value, str) and ";" not in value


def _object(written: bytes, what: str) -> _Object:
    try:
        row = orjson.loads(written)
    except orjson.JSONDecodeError:
        return _examined(written, what)
    if not isinstance(row, dict):
        raise _no_object(what)
    # orjson keeps the last of two equal keys: count them, and look closely where the count is in doubt
    if written.count(b'":') != len(row) or b'" ' in written or b'"\t' in written:
        return _examined(written, what)
    # a float is not what was written: 0.1 stays 0.1 only as text
    return _examined(written, what) if any(type(value) is float for value in row.values()) else row


def _examined(written: bytes, what: str) -> _Object:
    """Read a row with the slow, strict reader, which sees double keys and says what is wrong."""
    try:
        row = json.loads(written, object_pairs_hook=_once_each, parse_float=str, parse_constant=_no_number)
        json.dumps(row, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise UnfitError(
            f"the {what} is not JSON ({error.msg.lower()}, character {error.pos + 1})",
            f"write one object a {what}",
        ) from error
    except UnicodeDecodeError as error:
        raise UnfitError(f"the {what} is not UTF-8", "send it as UTF-8") from error
    except UnicodeEncodeError as error:
        raise UnfitError(f"the {what} has half a character (a lone surrogate)", "export it again") from error
    except RecursionError as error:
        raise UnfitError(
            f"the {what} is nested too deeply", "a record holds text and whole numbers"
        ) from error
    except ValueError as error:
        raise UnfitError(f"the {what} has a number of too many digits", "write fewer digits") from error
    if not isinstance(row, dict):
        raise _no_object(what)
    return row


def _no_object(what: str) -> UnfitError:
    return UnfitError(f"the {what} is not an object", f'write one object a {what}: {{"source": "…", …}}')


def _once_each(pairs: list[tuple[str, object]]) -> _Object:
    row = dict(pairs)
    if len(row) != len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise UnfitError(f"the key {quoted(twice)} stands twice", "write every key once")
    return row


def _no_number(constant: str) -> NoReturn:
    raise UnfitError(
        f"`{constant}` is not JSON and no number", "leave the key out where nothing was measured"
    )
