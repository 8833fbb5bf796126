"""The JSON Schema: good agreements fit it, and what it refuses is refused by reading too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from upheld.language.catalogue import Code
from upheld.language.diagnostic import Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reading import read_agreement
from upheld.language.schema import agreement_schema
from upheld.language.source import read_source

GALLERY = Path(__file__).parents[1] / "diagnostics"
GOOD = sorted((GALLERY / "good").glob("*.yaml"))
BAD = sorted((GALLERY / "bad").glob("*.yaml"))
BAD_TERMS = [path for path in BAD if not read_source(path.name, path.read_bytes()).diagnostics]
SCHEMA = agreement_schema()

KEYWORDS = {
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "enum",
    "pattern",
    "minLength",
    "properties",
    "required",
    "additionalProperties",
    "propertyNames",
    "minProperties",
    "items",
    "minItems",
    "anyOf",
    "oneOf",
    "not",
    "dependentRequired",
    "dependentSchemas",
}
SEEN_IN_SCHEMA = {"string": str, "number": int | float, "object": dict, "array": list}


def as_editors_see_it(node: Node) -> Any:
    """What a YAML 1.2 editor makes of a node: plain whole numbers are numbers, the rest is text."""
    match node:
        case ScalarNode():
            return int(node.text) if not node.quoted and node.text.isdecimal() else node.text
        case ListNode():
            return [as_editors_see_it(item) for item in node.items]
        case MapNode():
            return {key.text: as_editors_see_it(value) for key, value in node.entries}
        case _:
            raise AssertionError(node)


def fits(value: Any, schema: Any) -> bool:
    """Whether a value fits: the keywords this schema uses, as JSON Schema 2020-12 defines them."""
    if isinstance(schema, bool):
        return schema
    assert set(schema) <= KEYWORDS
    checks = [
        "$ref" not in schema or fits(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]),
        "type" not in schema
        or any(isinstance(value, SEEN_IN_SCHEMA[each]) for each in listed(schema["type"])),
        "enum" not in schema or value in schema["enum"],
        "anyOf" not in schema or any(fits(value, each) for each in schema["anyOf"]),
        "oneOf" not in schema or sum(fits(value, each) for each in schema["oneOf"]) == 1,
        "not" not in schema or not fits(value, schema["not"]),
    ]
    if isinstance(value, str):
        checks.append(len(value) >= schema.get("minLength", 0))
        checks.append(re.search(schema.get("pattern", ""), value) is not None)
    if isinstance(value, list):
        checks.append(len(value) >= schema.get("minItems", 0))
        checks.append(all(fits(each, schema.get("items", True)) for each in value))
    if isinstance(value, dict):
        checks.append(fits_mapping(value, schema))
    return all(checks)


def fits_mapping(value: dict[str, Any], schema: Any) -> bool:
    known = schema.get("properties", {})
    beside = schema.get("dependentSchemas", {})
    called_for = schema.get("dependentRequired", {})
    return (
        len(value) >= schema.get("minProperties", 0)
        and set(schema.get("required", ())) <= set(value)
        and all(fits(key, schema.get("propertyNames", True)) for key in value)
        and all(fits(value[key], known.get(key, schema.get("additionalProperties", True))) for key in value)
        and all(fits(value, beside[key]) for key in beside if key in value)
        and all(set(called_for[key]) <= set(value) for key in called_for if key in value)
    )


def listed(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_agreements_fit(path: Path) -> None:
    root = read_source(path.name, path.read_bytes()).root
    assert root is not None
    assert fits(as_editors_see_it(root), SCHEMA)


SHAPES = {
    Code.UNKNOWN_KEY,
    Code.MISSING_KEY,
    Code.MISPLACED_KEY,
    Code.WRONG_SHAPE,
    Code.EMPTY_VALUE,
    Code.UNKNOWN_WORD,
    Code.UNUSABLE_NAME,
}


@pytest.mark.parametrize("path", BAD_TERMS, ids=lambda path: path.stem)
def test_what_does_not_fit_is_refused_by_reading(path: Path, gazetteer: Gazetteer) -> None:
    root = read_source(path.name, path.read_bytes()).root
    assert root is not None
    reading = read_agreement({path.name: path.read_bytes()}, path.name, gazetteer)
    errors = {each.code for each in reading.diagnostics if each.level is Level.ERROR}
    if not fits(as_editors_see_it(root), SCHEMA):
        assert errors
    else:
        assert not errors & SHAPES


def test_every_reference_has_its_definition() -> None:
    text = json.dumps(SCHEMA)
    assert set(re.findall(r'"#/\$defs/(\w+)"', text)) == set(SCHEMA["$defs"])


def test_an_editor_may_take_a_value_for_a_number() -> None:
    assert fits({"version": 2026}["version"], SCHEMA["$defs"]["agreement"]["properties"]["version"])
    assert fits(1, SCHEMA["$defs"]["agreement"]["properties"]["upheld"])
