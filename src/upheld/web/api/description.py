"""The description of the interface (OpenAPI 3.1), made from the tables of evidence and of routes."""

from __future__ import annotations

from django.http import HttpResponse

from upheld import __version__
from upheld.collect.columns import ROWS
from upheld.collect.parcel.parcel import MOST_ROWS, BodyForm
from upheld.collect.parcel.row_schema import row_schema
from upheld.evidence.evidence import Table
from upheld.web.api.answers import PROBLEM, answer
from upheld.web.api.evidence import LONGEST_KEY
from upheld.web.request import Request

Json = dict[str, object]

_TEXT: Json = {"type": "string"}
_REFUSALS = {
    "400": "The request can't be read, or makes no sense here.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token is not for this.",
    "405": "The address takes no requests of this kind.",
    "409": "The key stands for another body.",
    "413": "The body is too large.",
    "415": "The body is of a form, or packed in a way, that is not read here.",
    "422": "Rows are wrong; every one is named, and nothing was recorded.",
    "503": "Nothing could be kept; send it again.",
    "507": "There is no room; nothing was kept.",
}


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
            "description": "Evidence for service-level agreements, sent by programs. Every batch is taken "
            "whole or not at all, and once however often it is sent.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": {path_of(table): {"post": _taking(table)} for table in Table},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **{_name(table): row_schema(table) for table in Table},
                "TakenIn": _TAKEN_IN,
                "Problem": _PROBLEM,
            },
        },
    }


def path_of(table: Table) -> str:
    """Where the rows of a table are sent to."""
    return f"/api/v1/{table.value.replace('_', '-')}"


def _taking(table: Table) -> Json:
    row = {"$ref": f"#/components/schemas/{_name(table)}"}
    rows = {"type": "array", "items": row, "maxItems": MOST_ROWS}
    return {
        "operationId": f"take_{table.value}",
        "summary": f"Take in {table.value.replace('_', ' ')}",
        "description": f"Each row is {ROWS[table]}. No rows say that it is kept, and nothing happened.",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Known by it, a body sent again changes nothing; without it, by its content.",
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
            },
            {
                "name": "dossier",
                "in": "query",
                "description": "The dossier it is for, where the token is for several.",
                "schema": _TEXT,
            },
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
            "200": _answered("The batch was taken in before.", "TakenIn", "application/json"),
            "201": _answered("The batch is recorded.", "TakenIn", "application/json"),
            **{status: _answered(says, "Problem", PROBLEM) for status, says in _REFUSALS.items()},
        },
    }


def _answered(says: str, schema: str, form: str) -> Json:
    return {
        "description": says,
        "content": {form: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
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
_PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457.",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "row": {"type": ["integer", "null"], "description": "From 0; none for the whole body."},
                    "line": {"type": ["integer", "null"], "description": "From 1, where rows have lines."},
                    "field": {"type": ["string", "null"]},
                    "reason": _TEXT,
                    "remedy": _TEXT,
                },
                "required": ["row", "line", "field", "reason", "remedy"],
                "additionalProperties": False,
            },
        },
        "unlisted": {"type": "integer", "description": "How many more there are."},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
