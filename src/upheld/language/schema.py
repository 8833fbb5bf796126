"""The JSON Schema of agreement files, made from the table of directives, for editors."""

from __future__ import annotations

from typing import Any

from upheld.language.alternatives import ASKS, EITHER
from upheld.language.directive import Directive, Inherited, Open, Otherwise, Schema, walk
from upheld.language.hole import TO_BE_AGREED
from upheld.language.record import Record
from upheld.language.terms.agreements import ROOT
from upheld.language.terms.drafting import EXTENDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_OPEN = "open_value"
_OPEN_VALUE: Schema = {
    "description": "What may stand in place of any value: that it is still to be agreed, or several values "
    "each of which the text allows.",
    "anyOf": [
        {"enum": [TO_BE_AGREED]},
        {
            "type": "object",
            "properties": {
                EITHER: {"type": "array", "minItems": 2},
                ASKS: {"type": "string", "minLength": 1},
            },
            "required": [EITHER],
            "additionalProperties": False,
        },
    ],
}


def agreement_schema() -> Schema:
    """The schema (JSON Schema 2020-12) of an agreement file.

    It knows keys, shapes and words; phrases, and what terms say together, are left to reading. So a file
    that the schema refuses is refused by reading too, but not the other way round.
    """
    return {
        "$schema": DIALECT,
        "title": "Upheld agreement",
        "$ref": reference_to(ROOT),
        "$defs": {definition_of(record): _opened(_record(record)) for record in records()}
        | {_OPEN: _OPEN_VALUE},
    }


def records() -> tuple[Record[Any], ...]:
    """Every record of the table, in its order."""
    return tuple(kind for kind in walk(ROOT) if isinstance(kind, Record))


def definition_of(record: Record[Any]) -> str:
    """The name a record has among the definitions."""
    return record.name.replace(" ", "_")


def reference_to(record: Record[Any]) -> str:
    """The pointer to a record's definition."""
    return str(record.schema()["$ref"])


def _opened(schema: Schema) -> Schema:
    """The schema with every value below it left open: a hole or alternatives may stand there too."""
    opened = dict(schema)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            opened[keyword] = _or_open(schema[keyword])
    if "properties" in schema:
        opened["properties"] = {key: _or_open(each) for key, each in schema["properties"].items()}
    if "anyOf" in schema:
        opened["anyOf"] = [_opened(each) for each in schema["anyOf"]]
    return opened


def _or_open(schema: Schema) -> Schema:
    described = {key: value for key, value in schema.items() if key == "description"}
    bare = {key: value for key, value in schema.items() if key != "description"}
    return described | {"anyOf": [_opened(bare), {"$ref": f"#/$defs/{_OPEN}"}]}


def _record(record: Record[Any]) -> Schema:
    mapping = _mapping(record)
    others = [directive.kind.schema() for directive in (record.short, record.listed) if directive is not None]
    described = {"description": record.meaning}
    return described | ({"anyOf": [*others, mapping]} if others else mapping)


def _mapping(record: Record[Any]) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {directive.key: _directive(directive) for directive in record.directives},
        "additionalProperties": False,
    }
    required = [directive.key for directive in record.directives if record.always_required(directive)]
    if required and EXTENDS in record.directives:
        schema["anyOf"] = [{"required": required}, {"required": [EXTENDS.key]}]
    elif required:
        schema["required"] = required
    elif not record.may_be_empty:
        schema["minProperties"] = 1
    if record.one_of:
        schema["oneOf"] = [{"required": [directive.key]} for directive in record.one_of]
    return schema | _company(record)


def _company(record: Record[Any]) -> Schema:
    """Which keys call for others: what they have a meaning beside, and what must be written with them."""
    called_for: dict[str, list[str]] = {}
    for directive in record.directives:
        for other in directive.called_for_by:
            called_for.setdefault(other.key, []).append(directive.key)
    elsewhere = [EXTENDS] if EXTENDS in record.directives else []
    beside = {
        directive.key: {"anyOf": [{"required": [other.key]} for other in (*directive.only_with, *elsewhere)]}
        for directive in record.directives
        if directive.only_with
    }
    company = {"dependentRequired": called_for, "dependentSchemas": beside}
    return {key: value for key, value in company.items() if value}


def _directive(directive: Directive[Any]) -> Schema:
    return directive.kind.schema() | {"description": f"{directive.meaning} {_default(directive)}".strip()}


def _default(directive: Directive[Any]) -> str:
    match directive.default:
        case Otherwise(_, words) | Inherited(_, words):
            return f"Default: {words}."
        case Open(asks=asks, senses=senses):
            listed = " or ".join(f"`{each.words}`" for each in senses)
            return f"No default: where it is not written, {asks} ({listed})."
        case _:
            return ""
