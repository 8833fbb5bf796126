"""What the description of the interface says of agents."""

from __future__ import annotations

from typing import Any

import msgspec

from upheld.collect.probes.exchange import (
    BEAT,
    OUTCOMES,
    PROBES,
    Beat,
    BeatAnswer,
    Delivery,
    DeliveryAnswer,
)
from upheld.web.api.problem_description import answered, refusals

Json = dict[str, Any]

_ROOTS = (Beat, BeatAnswer, Delivery, DeliveryAnswer)
_REFUSED = ("400", "401", "403", "405", "409", "413", "415", "429", "503", "507")


def agent_paths() -> dict[str, Json]:
    """The paths that agents use."""
    return {
        BEAT: {
            "post": _posted(
                "agent_beat",
                "Tell that an agent lives",
                "Says whether it is on duty at its location, and when this was received and answered by the "
                "clock here, by which an agent finds out how far its own is off.",
                "Beat",
                "BeatAnswer",
            )
        },
        PROBES: {
            "get": {
                "operationId": "agent_probes",
                "summary": "Read what is to be probed",
                "description": "From the location of the token, with the secrets that this needs.",
                "parameters": [
                    {
                        "name": "If-None-Match",
                        "in": "header",
                        "description": "The tag of what is known already.",
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {
                    "200": answered("What is to be probed.", _ref("Orders")),
                    "304": {"description": "It is as it was."},
                    **refusals("400", "401", "403", "405", "429"),
                },
            }
        },
        OUTCOMES: {
            "post": _posted(
                "agent_outcomes",
                "Deliver what an agent saw",
                "Records of one run of an agent, in the order of their sequence. Each is taken in once, and "
                "is on disk when this is answered.",
                "Delivery",
                "DeliveryAnswer",
            )
        },
    }


def agent_schemas() -> dict[str, Json]:
    """What agents and the server say to each other; what a probe is, is told on the page about probes."""
    _, components = msgspec.json.schema_components(_ROOTS, ref_template="#/components/schemas/Agent{name}")
    return {f"Agent{name}": dict(schema) for name, schema in components.items()} | {"AgentOrders": _ORDERS}


def _posted(name: str, summary: str, words: str, sent: str, given: str) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "description": words,
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(sent)}}},
        "responses": {"200": answered("It was taken in.", _ref(given)), **refusals(*_REFUSED)},
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/Agent{name}"}


_ORDERS: Json = {
    "type": "object",
    "description": "What is to be probed from a location.",
    "properties": {
        "location": {"type": "string"},
        "probes": {"type": "array", "items": {"type": "object"}, "description": "See the page about probes."},
        "secrets": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Values of the secrets that these probes name.",
        },
    },
    "required": ["location", "probes", "secrets"],
    "additionalProperties": False,
}
