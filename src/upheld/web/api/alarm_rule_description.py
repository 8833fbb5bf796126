"""What the interface says of saying when alarms are raised, as a part of its description."""

from __future__ import annotations

from typing import Any

from upheld.web.api.alarm_rules import LONGEST
from upheld.web.api.problem_description import answered, refusals

Json = dict[str, Any]
PATH = "/api/v1/alarm-rules"
_REFUSED = ("400", "401", "403", "405", "413", "415", "429", "503")
_TEXT: Json = {"type": "string", "maxLength": LONGEST}


def alarm_rule_paths() -> dict[str, Json]:
    """The path that rules are sent to."""
    return {
        PATH: {
            "post": {
                "operationId": "say_alarm_rules",
                "summary": "Say when alarms are raised",
                "description": "For one agreement, or for all of which nothing is said of their own. What is "
                "left out stays as it is, and the same again changes nothing. Needs the scope "
                "`alarms:write`.",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SaidRules"}}},
                },
                "responses": {
                    "200": answered("What holds from now on.", {"$ref": "#/components/schemas/HoldingRules"}),
                    **refusals(*_REFUSED),
                },
            }
        }
    }


def alarm_rule_schemas() -> dict[str, Json]:
    """What is said, and what holds then."""
    said: Json = {
        "agreement": {"type": ["string", "null"], "description": "Its slug; all others where it is absent."},
        "clocks": _TEXT | {"description": "Shares of a ticket's time, such as `50, 75, 100`."},
        "allowances": _TEXT | {"description": "Shares of an allowance of downtime."},
        "burns": {
            "type": "array",
            "items": _TEXT,
            "description": "Each a rate over two windows, such as `14.4 over 1 h and 5 min`.",
        },
        "silent_after": _TEXT | {"description": "So long after the last record of a point; empty: at once."},
        "as_before": {
            "type": "boolean",
            "description": "What was said of it holds no more; nothing else is said then.",
        },
    }
    holding: Json = {
        "agreement": {"type": ["string", "null"]},
        "rules": {"$ref": "#/components/schemas/WrittenRules"},
    }
    return {
        "SaidRules": {"type": "object", "properties": said, "additionalProperties": False},
        "HoldingRules": {
            "type": "object",
            "properties": holding,
            "required": list(holding),
            "additionalProperties": False,
        },
    }
