"""Merging: one tree of nodes laid over another, key by key."""

from __future__ import annotations

from typing import TypeGuard

from upheld.language.alternatives import alternatives
from upheld.language.node import MapNode, Node


def merge(under: Node, over: Node) -> Node:
    """Lay a tree over another: mappings are joined by key, all else is replaced whole.

    What stays keeps its place, and so does what is laid over it; keys that are new come last.
    """
    if not (_is_joined(under) and _is_joined(over)):
        return over
    own = {key.text: (key, value) for key, value in over.entries}
    entries = []
    for key, value in under.entries:
        name, laid = own.pop(key.text, (key, None))
        entries.append((name, value if laid is None else merge(value, laid)))
    return MapNode((*entries, *own.values()), over.place, over.width)


def _is_joined(node: Node) -> TypeGuard[MapNode]:
    return isinstance(node, MapNode) and alternatives(node) is None
