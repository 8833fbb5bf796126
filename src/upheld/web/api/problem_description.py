"""The description of problems (RFC 9457), and of the statuses by which requests are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from upheld.web.api.answers import PROBLEM

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_SAYS: Mapping[str, str] = {
    "400": "The request can't be read, or makes no sense here.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token is not for this.",
    "404": "There is none, or none for this token.",
    "405": "The address takes no requests of this kind.",
    "409": "The key stands for another body.",
    "413": "The body is too large.",
    "415": "The body is of a form, or packed in a way, that is not read here.",
    "422": "Rows are wrong; every one is named, and nothing was recorded.",
    "429": "Too many requests; `Retry-After` says when to ask again.",
    "503": "Nothing could be kept; send it again.",
    "507": "There is no room; nothing was kept.",
}


def refusals(*statuses: str) -> dict[str, Json]:
    """The answers by which requests are refused."""
    reference = {"$ref": "#/components/schemas/Problem"}
    return {status: answered(_SAYS[status], reference, PROBLEM) for status in statuses}


def answered(says: str, schema: Json, form: str = "application/json") -> Json:
    """An answer of one form."""
    return {"description": says, "content": {form: {"schema": schema}}}


PROBLEM_SCHEMA: Json = {
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
