"""The description of lists and of what is in them, made from the table of lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.json import schema_components

from upheld.web.api.asking import CURSOR, LIMIT, MEANING, MOST_AT_ONCE, Ask, schema_of
from upheld.web.api.lists import LISTS, Listed
from upheld.web.api.problem_description import answered, refusals

Json = dict[str, Any]

_REFUSED = ("400", "401", "403", "405", "429")
_MARK: Json = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of the answer that is there already: 304 where nothing has changed.",
    "schema": {"type": "string"},
}
_NUMBER: Json = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 0},
}
_UNCHANGED: Json = {"description": "Nothing has changed."}


def list_paths() -> dict[str, Json]:
    """The paths of lists and of single things, each with its `get`."""
    paths = {f"/api/v1/{each.name}": _list(each) for each in LISTS}
    paths |= {f"/api/v1/{each.name}/{{number}}": _single(each) for each in LISTS}
    return paths | {"/api/v1/statements/{number}/document": _document()}


def list_schemas() -> dict[str, Json]:
    """The schemas of everything that is listed."""
    _, found = schema_components({each.form for each in LISTS}, ref_template="#/components/schemas/{name}")
    return dict(sorted(found.items()))


def _list(listed: Listed) -> Json:
    items = {"type": "array", "items": _ref(listed), "maxItems": MOST_AT_ONCE}
    part = {
        "type": "object",
        "properties": {
            "items": items,
            "next": {
                "type": ["string", "null"],
                "description": "The cursor of the next part; null at the end.",
            },
        },
        "required": ["items", "next"],
        "additionalProperties": False,
    }
    return {
        "operationId": f"list_{listed.name.replace('-', '_')}",
        "summary": f"List {listed.name.replace('-', ' ')}",
        "description": f"{listed.says}. Needs the scope `{listed.scope.value}`.",
        "parameters": [*_parameters(listed.asks), _MARK],
        "responses": {
            "200": {
                "description": "A part of the list; `Link` leads to the next.",
                "headers": {
                    "Link": {"schema": {"type": "string"}, "description": 'Of the next part, `rel="next"`.'},
                    "ETag": {"schema": {"type": "string"}},
                },
                "content": {"application/json": {"schema": part}},
            },
            "304": _UNCHANGED,
            **refusals(*_REFUSED),
        },
    }


def _parameters(asks: Iterable[Ask]) -> list[Json]:
    several = [
        {"name": ask.value, "in": "query", "description": MEANING[ask], "schema": schema_of(ask)}
        for ask in asks
    ]
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE}
    return [
        *several,
        {"name": CURSOR, "in": "query", "description": "Where to go on.", "schema": {"type": "string"}},
        {"name": LIMIT, "in": "query", "description": "So many at most; 100 by default.", "schema": limit},
    ]


def _single(listed: Listed) -> Json:
    return {
        "operationId": f"one_{listed.name.replace('-', '_')}",
        "summary": f"One {listed.one.replace('_', ' ')}",
        "description": f"Needs the scope `{listed.scope.value}`.",
        "parameters": [_NUMBER, _MARK],
        "responses": {
            "200": {
                "description": "It.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _ref(listed)}},
            },
            "304": _UNCHANGED,
            **refusals(*_REFUSED, "404"),
        },
    }


def _document() -> Json:
    return {
        "operationId": "statement_document",
        "summary": "The document of a statement",
        "description": "Byte for byte as it was made, and as its digest in the ledger vouches for. Needs the "
        "scope `statements:read`.",
        "parameters": [_NUMBER, _MARK],
        "responses": {
            "200": answered("The statement, with every reason.", {"type": "object"}),
            "304": _UNCHANGED,
            **refusals(*_REFUSED, "404"),
        },
    }


def _ref(listed: Listed) -> Json:
    return {"$ref": f"#/components/schemas/{listed.form.__name__}"}
