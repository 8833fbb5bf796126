"""Merging: one tree of nodes laid over another, key by key."""

from __future__ import annotations

from typing import TypeGuard

from upheld.language.alternatives import alternatives
from upheld.language.hole import is_hole
from upheld.language.node import MapNode, Node


def merge(under: MapNode, over: MapNode, *, in_place: bool = False) -> MapNode:
    """Lay a mapping over another: mappings in them are joined by key too, all else is replaced whole.

    Values keep their places, and keys that are new come last. Keys and mappings that both have stand where
    the upper one has them, or with `in_place` where the lower one has; a hole is then not filled in part.
    """
    own = {key.text: (key, value) for key, value in over.entries}
    entries = []
    for key, value in under.entries:
        name, laid = own.pop(key.text, (key, None))
        joined = value if laid is None else _laid(value, laid, in_place=in_place)
        entries.append((key if in_place else name, joined))
    stands = under if in_place else over
    return MapNode((*entries, *own.values()), stands.place, stands.width)


def _laid(under: Node, over: Node, *, in_place: bool) -> Node:
    if _is_joined(under) and _is_joined(over):
        return merge(under, over, in_place=in_place)
    fills_in_part = in_place and is_hole(under) and isinstance(over, MapNode)
    return under if fills_in_part else over


def _is_joined(node: Node) -> TypeGuard[MapNode]:
    return isinstance(node, MapNode) and alternatives(node) is None
