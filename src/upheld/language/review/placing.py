"""Placing: the node that stands at a place of the file, to point at all of it."""

from __future__ import annotations

from upheld.agreement.provenance import Place
from upheld.language.node import ListNode, MapNode, Node, ScalarNode


def scalar_at(root: Node, place: Place) -> ScalarNode | None:
    """The key or single value that begins at a place."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case ScalarNode() if node.place == place:
                return node
            case ListNode(items):
                waiting.extend(items)
            case MapNode(entries):
                waiting.extend(each for entry in entries for each in entry)
            case _:
                continue
    return None


def node_at(root: Node, place: Place) -> Node:
    """The key or single value that begins at a place; one character there where none does."""
    return scalar_at(root, place) or ScalarNode("", place, 1)
