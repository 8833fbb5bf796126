"""Placing: the node that stands at a place of the file, to point at all of it."""

from __future__ import annotations

from msgspec import Struct, field

from upheld.agreement.provenance import Place
from upheld.language.node import ListNode, MapNode, Node, ScalarNode


class Places(Struct):
    """The keys and single values of a file by their place; looked through once, when one is asked for."""

    root: Node
    _found: dict[Place, ScalarNode] = field(default_factory=dict)

    def node_at(self, place: Place) -> Node:
        """The key or single value that begins at a place; one character there where none does."""
        if not self._found:
            self._found = _scalars(self.root)
        return self._found.get(place, ScalarNode("", place, 1))


def _scalars(root: Node) -> dict[Place, ScalarNode]:
    found: dict[Place, ScalarNode] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case ScalarNode():
                found[node.place] = node
            case ListNode(items):
                waiting.extend(items)
            case MapNode(entries):
                waiting.extend(each for entry in entries for each in entry)
            case _:
                continue
    return found
