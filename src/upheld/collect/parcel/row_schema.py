"""The JSON Schema of rows, made from the columns of their table, for the description of the interface."""

from __future__ import annotations

from typing import Any

from upheld.collect.cells import MOST_COUNTED
from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS, ROWS
from upheld.collect.parcel.parcel import MOST_ROWS
from upheld.evidence.evidence import Table

Schema = dict[str, Any]

_TIME = "2026-03-14T09:30:00Z"
_LISTED = {"type": "array", "items": {"type": "string", "pattern": "^[^;]*$"}}
_PADDED = "^[^!-~µ]|[^!-~µ]$"
"""A text with white space of any kind around it, which reading drops."""


def row_schema(table: Table) -> Schema:
    """The schema (JSON Schema 2020-12) of a row of a table in the body of a request.

    It knows keys, types and words; times, and what cells say together, are left to reading. So a row that the
    schema refuses is refused by reading too, but not the other way round.
    """
    return {
        "type": "object",
        "description": ROWS[table],
        "properties": {column.name: _cell(column) for column in COLUMNS[table]},
        "required": [column.name for column in COLUMNS[table] if column.required],
        "additionalProperties": False,
    }


def body_schema(table: Table) -> Schema:
    """The schema of a body in JSON: an array of rows."""
    return {"type": "array", "maxItems": MOST_ROWS, "items": row_schema(table)}


def _cell(column: Column) -> Schema:
    nothing: list[Schema] = [] if column.required else [{"type": "null"}]
    return {"description": column.meaning, "anyOf": [*_forms(column), *nothing]}


def _forms(column: Column) -> list[Schema]:
    text: Schema = {"type": "string", "minLength": 1} if column.required else {"type": "string"}
    match column.kind:
        case Kind.WORD:
            words = [*column.words, *([] if column.required else [""])]
            return [{"enum": words}, {"type": "string", "pattern": _PADDED}]
        case Kind.TIME:
            return [text | {"examples": [_TIME]}]
        case Kind.COUNT:
            return [{"type": "integer", "minimum": 0, "maximum": MOST_COUNTED - 1}, text]
        case Kind.YES_NO:
            return [{"type": "boolean"}, text]
        case Kind.NAMES | Kind.LABELS | Kind.BUCKETS:
            return [text, {"type": "number"}, _LISTED]
        case Kind.NUMBER | Kind.TEXT:
            return [text, {"type": "number"}]
