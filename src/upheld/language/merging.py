"""Merging: one tree of nodes laid over another, key by key."""

from __future__ import annotations

from typing import TypeGuard

from upheld.language.alternatives import alternatives
from upheld.language.node import MapNode, Node


def merge(under: MapNode, over: MapNode) -> MapNode:
    """Lay a mapping over another: mappings in them are joined by key too, all else is replaced whole.

    What stays keeps its place, and so does what is laid over it; keys that are new come last.
    """
    own = {key.text: (key, value) for key, value in over.entries}
    entries = []
    for key, value in under.entries:
        name, laid = own.pop(key.text, (key, None))
        entries.append((name, value if laid is None else _laid(value, laid)))
    return MapNode((*entries, *own.values()), over.place, over.width)


def _laid(under: Node, over: Node) -> Node:
    return merge(under, over) if _is_joined(under) and _is_joined(over) else over


def _is_joined(node: Node) -> TypeGuard[MapNode]:
    return isinstance(node, MapNode) and alternatives(node) is None
