"""What the interface says of lists of customers, as a part of its description."""

from __future__ import annotations

from typing import Any

from upheld.web.api.customers import CSV, LONGEST_SOURCE, SOURCE
from upheld.web.api.problem_description import answered, refusals
from upheld.web.api.shape_description import DOSSIER

Json = dict[str, Any]
PATH = "/api/v1/customers/lists"
_REFUSED = ("400", "401", "403", "405", "409", "413", "415", "422", "429", "503")
_TAKEN: Json = {"$ref": "#/components/schemas/TakenList"}
_COUNT: Json = {"type": "integer", "minimum": 0}


def customer_paths() -> dict[str, Json]:
    """The path lists are sent to."""
    return {
        PATH: {
            "post": {
                "operationId": "take_customers",
                "summary": "Take customers, subscriptions and fees in",
                "description": "A list of fees or accounts as CSV, with the columns of those tables. The "
                "same list again changes nothing; a fee that begins anew under its number keeps its history. "
                "A date alone is the start of that day in the agreement's time zone.",
                "parameters": [
                    DOSSIER,
                    {
                        "name": "source",
                        "in": "query",
                        "description": "Whose list it is, where it has no such column.",
                        "schema": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": LONGEST_SOURCE,
                            "default": SOURCE,
                        },
                    },
                    {
                        "name": "check",
                        "in": "query",
                        "description": "`yes`: tell what would change, and record nothing.",
                        "schema": {"enum": ["yes", "no"], "default": "no"},
                    },
                ],
                "requestBody": {"required": True, "content": {CSV: {"schema": {"type": "string"}}}},
                "responses": {
                    "200": answered("Nothing was recorded.", _TAKEN),
                    "201": answered("What changes is recorded.", _TAKEN),
                    **refusals(*_REFUSED),
                },
            }
        }
    }


def customer_schemas() -> dict[str, Json]:
    """What came of a list."""
    change: Json = {
        "type": "object",
        "properties": {
            "line": {"type": ["integer", "null"], "description": "Of the list, from 1 with the header."},
            "kind": {"enum": ["new", "corrected", "ended"]},
            "table": {"enum": ["fees", "accounts"]},
            "number": {"type": "string"},
            "says": {
                "type": "object",
                "description": "By column, what it said before and says now; empty where nothing.",
                "additionalProperties": {
                    "type": "array",
                    "items": {"type": "string"},
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        },
        "required": ["line", "kind", "table", "number", "says"],
        "additionalProperties": False,
    }
    return {
        "TakenList": {
            "type": "object",
            "properties": {
                "new": _COUNT,
                "corrected": _COUNT,
                "ended": _COUNT | {"description": "Fees that end where a later one of the list begins."},
                "unchanged": _COUNT,
                "ledger": {"type": ["integer", "null"], "description": "The entry it stands in, if any."},
                "changes": {"type": "array", "items": change},
            },
            "required": ["new", "corrected", "ended", "unchanged", "ledger", "changes"],
            "additionalProperties": False,
        }
    }
