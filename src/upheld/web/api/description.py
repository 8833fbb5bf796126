"""The description of the interface (OpenAPI 3.1), made from the tables of evidence and of routes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from upheld import __version__
from upheld.collect.columns import ROWS
from upheld.collect.parcel.parcel import MOST_ROWS, BodyForm
from upheld.collect.parcel.row_schema import row_schema
from upheld.evidence.evidence import Table
from upheld.web.api.agent_description import agent_paths, agent_schemas
from upheld.web.api.alarm_rule_description import alarm_rule_paths, alarm_rule_schemas
from upheld.web.api.answers import answer
from upheld.web.api.calendar_description import calendar_paths, calendar_schemas
from upheld.web.api.customer_description import customer_paths, customer_schemas
from upheld.web.api.list_description import list_paths, list_schemas
from upheld.web.api.problem_description import PROBLEM_SCHEMA, answered, refusals
from upheld.web.api.shape_description import DOSSIER, KEY, shape_paths, shape_schemas
from upheld.web.request import Request

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_REFUSED = ("400", "401", "403", "405", "409", "413", "415", "422", "429", "503", "507")


def describe(request: Request) -> HttpResponse:
    """Give the description."""
    return answer(description())


def description() -> Json:
    """The interface as OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Upheld",
            "version": __version__,
            "description": "Evidence for service-level agreements, sent and read by programs. Every batch is "
            "taken whole or not at all, and once however often it is sent. Lists are read part by part.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **{_name(table): row_schema(table) for table in Table},
                "TakenIn": _TAKEN_IN,
                "Problem": PROBLEM_SCHEMA,
                "Received": _RECEIVED,
                **shape_schemas(),
                **list_schemas(),
                **calendar_schemas(),
                **customer_schemas(),
                **agent_schemas(),
                **alarm_rule_schemas(),
            },
        },
    }


def _paths() -> dict[str, Json]:
    paths: dict[str, Json] = {path_of(table): {"post": _taking(table)} for table in Table}
    for path, get in list_paths().items():
        paths[path] = {"get": get, **paths.get(path, {})}
    for path, post in alarm_rule_paths().items():
        paths[path] = {**paths.get(path, {}), **post}
    return paths | shape_paths() | calendar_paths() | customer_paths() | agent_paths()


def path_of(table: Table) -> str:
    """Where the rows of a table are sent to."""
    return f"/api/v1/{table.value.replace('_', '-')}"


def _taking(table: Table) -> Json:
    row = {"$ref": f"#/components/schemas/{_name(table)}"}
    taken_in = {"$ref": "#/components/schemas/TakenIn"}
    rows = {"type": "array", "items": row, "maxItems": MOST_ROWS}
    return {
        "operationId": f"take_{table.value}",
        "summary": f"Take in {table.value.replace('_', ' ')}",
        "description": f"Each row is {ROWS[table]}. No rows say that it is kept, and nothing happened.",
        "parameters": [
            KEY,
            DOSSIER,
        ],
        "requestBody": {
            "required": True,
            "content": {
                BodyForm.JSON.value: {"schema": rows},
                BodyForm.NDJSON.value: {
                    "schema": {"type": "string", "description": "One such object a line."}
                },
            },
        },
        "responses": {
            "200": answered("The batch was taken in before.", taken_in),
            "201": answered("The batch is recorded.", taken_in),
            **refusals(*_REFUSED),
        },
    }


def _name(table: Table) -> str:
    return "".join(word.capitalize() for word in table.value.split("_")) + "Row"


_TAKEN_IN: Json = {
    "type": "object",
    "properties": {
        "added": {"type": "integer", "description": "Rows of which nothing was known."},
        "corrected": {"type": "integer", "description": "Rows that hold in place of others."},
        "repeated": {"type": "integer", "description": "Rows that said again what was known."},
        "ledger": {
            "type": ["integer", "null"],
            "description": "The entry they stand in; of samples, none before they are sorted.",
        },
        "is_repetition": {"type": "boolean", "description": "Whether this batch was taken in before."},
    },
    "required": ["added", "corrected", "repeated", "ledger", "is_repetition"],
    "additionalProperties": False,
}
_RECEIVED: Json = {
    **_TAKEN_IN,
    "properties": {
        **_TAKEN_IN["properties"],
        "left_out": {
            "type": "object",
            "description": "Why something was left out, and how often.",
            "additionalProperties": {"type": "integer"},
        },
    },
    "required": [*_TAKEN_IN["required"], "left_out"],
}
