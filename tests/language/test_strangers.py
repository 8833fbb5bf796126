"""Strangers: a key or a name that nothing knows is told wherever it stands, never read past."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from agreements import plainly, read_text, roots

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Level
from upheld.language.node import MapNode, Node, ScalarNode
from upheld.language.patch import Edit, NodePath, put, walk_nodes, written

NOWHERE = Place("a.yaml", 1, 1)
FREE = ("where", "priorities", "requests")
"""Keys below which any word may be a key: labels of records, and classes with what they are for."""
NAMED = (
    "services",
    "hours",
    "business_days",
    "exclusions",
    "measures",
    "loads",
    "plans",
    "channels",
    "contacts",
)
NAMING = {
    "of",
    "during",
    "hours",
    "business_days",
    "excluding",
    "load",
    "load_of",
    "not_for",
    "arrival_hours",
}
"""Keys whose value is a name that is declared elsewhere."""


def shape(path: NodePath) -> tuple[str, ...]:
    return tuple(step if isinstance(step, str) else "-" for step in path)


def mappings() -> Iterator[pytest.ParameterSet]:
    """Every mapping of the good agreements that isn't like one before it."""
    seen = set()
    for root in roots():
        for path, node in walk_nodes(root):
            if isinstance(node, MapNode) and not (path and path[-1] in FREE):
                keys = frozenset(key.text for key, _ in node.entries)
                if (keys, path[:1], path[-1:]) not in seen:
                    seen.add((keys, path[:1], path[-1:]))
                    yield pytest.param(root, path, node, id=".".join(shape(path)) or "top")


def references() -> Iterator[pytest.ParameterSet]:
    """Every place of the good agreements at which a name stands that is declared elsewhere."""
    seen = set()
    for root in roots():
        found = [root.find(key) for key in NAMED]
        names = {key.text for node in found if isinstance(node, MapNode) for key, _ in node.entries}
        for path, node in walk_nodes(root):
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            is_name = isinstance(node, ScalarNode) and node.text in names and key in NAMING
            if is_name and shape(path)[2:] not in seen:
                seen.add(shape(path)[2:])
                yield pytest.param(root, path, id=".".join(shape(path)))


def errors(root: Node) -> set[str]:
    return {each.code.label for each in read_text(plainly(root)).diagnostics if each.level is Level.ERROR}


@pytest.mark.parametrize(("root", "path", "node"), list(mappings()))
def test_a_key_that_nothing_knows_is_an_error_everywhere(
    root: MapNode, path: NodePath, node: MapNode
) -> None:
    stranger = (ScalarNode("colour", NOWHERE, 1), written("blue", NOWHERE))
    assert errors(put(root, Edit(path, MapNode((*node.entries, stranger), node.place))))


@pytest.mark.parametrize(("root", "path"), list(references()))
def test_a_name_that_nothing_has_is_an_error_everywhere(root: MapNode, path: NodePath) -> None:
    assert "unknown-name" in errors(put(root, Edit(path, written("nobody", NOWHERE))))
