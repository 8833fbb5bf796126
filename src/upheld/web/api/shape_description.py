"""The description of what other systems send, and of the inlets by which some of it comes."""

from __future__ import annotations

from typing import Any

from msgspec.json import schema_components

from upheld.collect.shapes import SHAPES
from upheld.collect.shapes.shape import JSON, PROTOBUF, TEXT
from upheld.web.api.inlets import AskedInlet
from upheld.web.api.keys import LONGEST_KEY
from upheld.web.api.problem_description import answered, refusals

Json = dict[str, Any]

KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Known by it, a body sent again changes nothing; without it, by its content.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
DOSSIER: Json = {
    "name": "dossier",
    "in": "query",
    "description": "The dossier it is for, where the token is for several.",
    "schema": {"type": "string"},
}
_SOURCE: Json = {
    "name": "source",
    "in": "query",
    "required": True,
    "description": "What bindings.yaml calls the sender.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
}
_REFUSED = ("400", "401", "403", "405", "409", "413", "415", "422", "429", "503", "507")
_COMING_IN = ("404", "405", "413", "422", "429", "503", "507")
_ENDING: Json = {
    "name": "ending",
    "in": "path",
    "required": True,
    "description": "What an inlet was given.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
}


def shape_paths() -> dict[str, Json]:
    """The paths that other systems send to."""
    return {
        **{f"/api/v1/from/{name}": {"post": _receiving(name)} for name in SHAPES},
        "/v1/metrics": {"post": _export()},
        "/api/v1/inlets": {"post": _making()},
        "/api/v1/inlets/{number}/end": {"post": _ending()},
        "/beat/{ending}": {method: _heartbeat(method) for method in ("get", "post")},
        "/vitals/{ending}": {"post": _beacon()},
    }


def shape_schemas() -> dict[str, Json]:
    """The schemas of inlets as they are asked for."""
    return schema_components([AskedInlet], ref_template="#/components/schemas/{name}")[1]


def _receiving(name: str) -> Json:
    shape = SHAPES[name]
    asked = [
        {"name": each, "in": "query", "description": says, "schema": {"type": "string"}}
        for each, says in shape.parameters.items()
    ]
    received = {"$ref": "#/components/schemas/Received"}
    described: Json = {
        "operationId": f"from_{name.replace('-', '_')}",
        "summary": f"Take in {shape.takes}",
        "description": "Needs the scope `evidence:write`. What nobody asks for in bindings.yaml is left out, "
        "and counted.",
        "parameters": [KEY, DOSSIER, _SOURCE, *asked],
        "responses": {
            "200": answered("The body was taken in before.", received),
            "201": answered("It is recorded.", received),
            **refusals(*_REFUSED),
        },
    }
    if shape.media_types:
        content = {form: {"schema": _form(form)} for form in shape.media_types}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _form(form: str) -> Json:
    return {} if form == JSON else {"type": "string"}


def _export() -> Json:
    forms = (PROTOBUF, JSON)
    refused = {
        "description": "`google.rpc.Status`, in the encoding of the request.",
        "content": {form: {"schema": {}} for form in forms},
    }
    problems = refusals("401", "403", "405", "429")
    return {
        "operationId": "export_metrics",
        "summary": "Take in metrics over OTLP/HTTP",
        "description": "An `ExportMetricsServiceRequest`, as every exporter of OpenTelemetry sends it; what "
        "nobody asks for is told as a partial success. Needs the scope `evidence:write`.",
        "parameters": [DOSSIER, _SOURCE],
        "requestBody": {"required": True, "content": {form: {"schema": _form(form)} for form in forms}},
        "responses": {
            "200": {
                "description": "`ExportMetricsServiceResponse`, in the encoding of the request.",
                "content": {form: {"schema": {}} for form in forms},
            },
            **problems,
            **dict.fromkeys(("400", "413", "415", "503"), refused),
        },
    }


def _making() -> Json:
    made = {
        "type": "object",
        "properties": {
            "number": {"type": "integer"},
            "address": {
                "type": "string",
                "description": "Of a heartbeat it is told this once, and again under the same key.",
            },
            "script": {"type": "string", "description": "Of web vitals: what pages load."},
        },
        "required": ["number", "address"],
        "additionalProperties": False,
    }
    asked = {"$ref": "#/components/schemas/AskedInlet"}
    return {
        "operationId": "make_inlet",
        "summary": "Make an inlet",
        "description": "An address for what can't hold a token: heartbeats of one thing, or web vitals of "
        "pages of some origins. Under an `Idempotency-Key` the same inlet is made once, however often it is "
        "asked for, and its address is told again. Needs the scope `evidence:write`.",
        "parameters": [KEY, DOSSIER],
        "requestBody": {"required": True, "content": {JSON: {"schema": asked}}},
        "responses": {
            "200": answered("It was made before, under this key.", made),
            "201": answered("It is open.", made),
            **refusals("400", "401", "403", "405", "409", "413", "415", "429"),
        },
    }


def _ending() -> Json:
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    return {
        "operationId": "end_inlet",
        "summary": "End an inlet",
        "description": "At once. Needs the scope `evidence:write`.",
        "parameters": [number],
        "responses": {
            "204": {"description": "Nothing comes in by it any more."},
            **refusals("401", "403", "404", "405", "429"),
        },
    }


def _heartbeat(method: str) -> Json:
    state = {"enum": ["up", "degraded", "down", "unknown"]}
    return {
        "operationId": f"heartbeat_{method}",
        "summary": "Say that something is alive",
        "description": "By an inlet; no token is needed. `HEAD` says it as well.",
        "security": [],
        "parameters": [
            _ENDING,
            {"name": "state", "in": "query", "description": "`up` where it is not said.", "schema": state},
            {
                "name": "response_us",
                "in": "query",
                "description": "How long its work took, in microseconds.",
                "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
            },
        ],
        "responses": {
            "200": answered("It is on disk.", {"type": "string"}, "text/plain"),
            **refusals("400", *_COMING_IN),
        },
    }


def _beacon() -> Json:
    return {
        "operationId": "beacon",
        "summary": "Say what a page measured",
        "description": "By an inlet, from pages of its origins; no token is needed.",
        "security": [],
        "parameters": [_ENDING],
        "requestBody": {
            "required": True,
            "content": {TEXT: {"schema": {"type": "string"}}, JSON: {"schema": {}}},
        },
        "responses": {
            "204": {"description": "It is recorded."},
            **refusals("403", "415", *_COMING_IN),
        },
    }
