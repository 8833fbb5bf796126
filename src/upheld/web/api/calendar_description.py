"""What the interface says of calendars of works, as a part of its description."""

from __future__ import annotations

from typing import Any

from upheld.web.api.calendars import ICALENDAR, LONGEST_SOURCE, SOURCE
from upheld.web.api.problem_description import answered, refusals
from upheld.web.api.shape_description import DOSSIER

Json = dict[str, Any]
PATH = "/api/v1/maintenance/calendars"
_REFUSED = ("400", "401", "403", "405", "409", "413", "415", "422", "429", "503")
_EXPANDED: Json = {"$ref": "#/components/schemas/Expanded"}
_COUNT: Json = {"type": "integer", "minimum": 0}


def calendar_paths() -> dict[str, Json]:
    """The path calendars are sent to."""
    says = "What the evidence calls the calendar; a later version of a work is known by it and its UID."
    source = {"type": "string", "minLength": 1, "maxLength": LONGEST_SOURCE, "default": SOURCE}
    return {
        PATH: {
            "post": {
                "operationId": "take_calendar",
                "summary": "Take recurring works in",
                "description": "Works in iCalendar (RFC 5545), each occurrence of which becomes a row of "
                "maintenance. The same calendar again changes nothing; what a later one cancels or moves is "
                "corrected.",
                "parameters": [
                    DOSSIER,
                    {"name": "source", "in": "query", "description": says, "schema": source},
                ],
                "requestBody": {"required": True, "content": {ICALENDAR: {"schema": {"type": "string"}}}},
                "responses": {
                    "200": answered("No row had to be recorded.", _EXPANDED),
                    "201": answered("Occurrences are recorded.", _EXPANDED),
                    **refusals(*_REFUSED),
                },
            }
        }
    }


def calendar_schemas() -> dict[str, Json]:
    """What came of a calendar."""
    return {
        "Expanded": {
            "type": "object",
            "properties": {
                "rules": _COUNT | {"description": "Rules that are new, or say otherwise than before."},
                "added": _COUNT | {"description": "Rows of maintenance."},
                "corrected": _COUNT,
                "ledger": {"type": ["integer", "null"], "description": "The entry of the rows, if any."},
            },
            "required": ["rules", "added", "corrected", "ledger"],
            "additionalProperties": False,
        }
    }
