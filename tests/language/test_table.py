"""The table of directives: reader, schema and reference page know every key; every key is tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.convention import Conventions
from upheld.language.directive import Directive, Fields, Within
from upheld.language.gazetteer import Gazetteer
from upheld.language.node import ListNode, MapNode, Node
from upheld.language.reader import Reader
from upheld.language.record import Record
from upheld.language.reference import directives, reference_page
from upheld.language.schema import agreement_schema, definition_of, records
from upheld.language.source import read_source
from upheld.language.terms.agreements import ROOT
from upheld.language.terms.conventions import CONVENTIONS_IN_ORDER
from upheld.language.terms.holidays import HOLIDAYS
from upheld.language.terms.parties import CURRENCY, TIME_ZONE

ROWS = list(directives())
GOOD = sorted((Path(__file__).parents[1] / "diagnostics" / "good").glob("*.yaml"))
row = pytest.mark.parametrize(
    ("record", "directive"), ROWS, ids=lambda each: getattr(each, "key", None) or each.name
)

DECLARED = {
    "hours": ("office", "nightly"),
    "business days": ("banking",),
    "service": ("app",),
    "region": ("europe", "asia"),
    "load": ("normal load",),
    "measure": (
        "page_load",
        "request_rate",
        "requests",
        "infected_messages",
        "lost_packets",
        "sent_packets",
        "latency",
        "baseline",
        "round_trip",
    ),
    "exclusion": ("works",),
    "objective": (
        "uptime",
        "region level",
        "instance level",
        "disk level",
        "latency",
        "loss",
        "yearly_uptime",
    ),
    "plan": ("premium", "standard"),
    "contact": ("incident manager",),
}
"""What the examples of the table refer to, by sort."""


@pytest.fixture
def desk(gazetteer: Gazetteer) -> Reader:
    """A desk that knows the names the examples of the table refer to."""
    source = read_source("a.yaml", b"a: 1\n")
    assert source.root is not None
    name = source.root.entries[0][0]
    known = {sort: dict.fromkeys(names, name) for sort, names in DECLARED.items()}
    return Reader(gazetteer, {"a.yaml": source.lines}, names=known)


@row
def test_every_example_of_the_table_is_read(
    record: Record[Any], directive: Directive[Any], desk: Reader
) -> None:
    source = read_source("a.yaml", f"{directive.key}: {directive.example}\n".encode())
    assert source.root is not None
    assert source.diagnostics == ()
    key, value = source.root.entries[0]
    desk.root = source.root
    outer = Fields(source.root, Within(desk), (*ROOT.directives, HOLIDAYS))
    outer.put(TIME_ZONE, "Europe/Brussels")
    outer.put(CURRENCY, "EUR")
    directive.kind.read(value, Within(desk, key, outer))
    assert desk.found_errors is False
    assert len(desk.diagnostics) == len(desk.questions)


@row
def test_the_schema_knows_every_key(record: Record[Any], directive: Directive[Any]) -> None:
    definition = agreement_schema()["$defs"][definition_of(record)]
    mapping = definition if "properties" in definition else definition["anyOf"][-1]
    assert directive.meaning in mapping["properties"][directive.key]["description"]
    assert mapping["additionalProperties"] is False


@pytest.fixture(scope="module")
def page() -> str:
    return reference_page("x: 1")


@row
def test_the_reference_page_knows_every_key(
    record: Record[Any], directive: Directive[Any], page: str
) -> None:
    section = page.split(f"\n## {record.name}\n")[1].split("\n## ")[0]
    line = next(line for line in section.splitlines() if line.startswith(f"| `{directive.key}` |"))
    assert directive.meaning in line
    assert f"`{directive.example}`".replace("|", "\\|") in line


def test_meanings_are_sentences() -> None:
    texts = [directive.meaning for _, directive in ROWS] + [record.meaning for record in records()]
    assert all(text[0].isupper() and text.endswith(".") for text in texts)


def test_names_of_records_are_unique() -> None:
    names = [record.name for record in records()]
    assert len(set(names)) == len(names)


def test_keys_are_words_and_unique_in_their_record() -> None:
    for record in records():
        keys = [directive.key for directive in record.directives]
        assert len(set(keys)) == len(keys)
        assert all(key.replace("_", "").isalpha() and key == key.lower() for key in keys)


def keys_written(node: Node) -> Iterator[str]:
    match node:
        case ListNode():
            for item in node.items:
                yield from keys_written(item)
        case MapNode():
            for key, value in node.entries:
                yield key.text
                yield from keys_written(value)
        case _:
            return


def test_every_key_stands_in_a_good_agreement() -> None:
    roots = [read_source(path.name, path.read_bytes()).root for path in GOOD]
    written = {key for root in roots if root is not None for key in keys_written(root)}
    assert {directive.key for _, directive in ROWS} <= written


def test_every_convention_can_be_declared() -> None:
    expected = [each for each in Conventions.__struct_fields__ if each != "declared"]
    assert [directive.key for directive in CONVENTIONS_IN_ORDER] == expected


def test_every_word_of_a_choice_is_in_the_schema() -> None:
    shape = agreement_schema()["$defs"]["conventions"]["properties"]["missing_data"]
    assert shape["anyOf"][0]["enum"] == ["indeterminate", "counts as up", "counts as down", "left out"]


def test_a_name_in_the_source_is_a_scalar() -> None:
    source = read_source("a.yaml", b"services: {app: 1}\n")
    assert source.root is not None
    found = [(sort, name.text) for sort, name in ROOT.declared(source.root)]
    assert found == [("service", "app")]
