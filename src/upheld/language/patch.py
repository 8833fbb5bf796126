"""Patches: values put at paths of a tree of nodes, and where a node stands in its tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.provenance import Place
from upheld.language.composer import compose
from upheld.language.lines import Lines
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode

NodePath: TypeAlias = tuple[str | int, ...]
"""Keys, and positions in lists, from the top of the file down."""


class Edit(Struct, frozen=True):
    """A value that is put at a path, in place of what stands there."""

    path: NodePath
    value: Node
    short: str | None = None
    """The key that a short form stands for, where one is at the end of the path but one."""


def put(root: Node, edit: Edit) -> Node:
    """The tree with a value put at a path; a mapping gains the key where it lacks it.

    LookupError where the path leads nowhere.
    """
    if not edit.path:
        return edit.value
    step, rest = edit.path[0], replace(edit, path=edit.path[1:])
    if edit.short is not None and not rest.path and not isinstance(root, MapNode):
        root = MapNode(((ScalarNode(edit.short, root.place, 1), root),), root.place)
    match root:
        case MapNode() if isinstance(step, str):
            return _put_at_key(root, step, rest)
        case ListNode() if isinstance(step, int) and step < len(root.items):
            items = (*root.items[:step], put(root.items[step], rest), *root.items[step + 1 :])
            return ListNode(items, root.place, root.width)
        case _:
            raise LookupError(f"nothing stands at {write_path(edit.path)}")


def _put_at_key(mapping: MapNode, key: str, rest: Edit) -> MapNode:
    found = mapping.find(key)
    if found is None:
        if rest.path:
            raise LookupError(f"there is no `{key}` to put {write_path(rest.path)} into")
        name = ScalarNode(key, rest.value.place, 1)
        return MapNode((*mapping.entries, (name, rest.value)), mapping.place, mapping.width)
    entries = ((name, put(value, rest) if name.text == key else value) for name, value in mapping.entries)
    return MapNode(tuple(entries), mapping.place, mapping.width)


def declare(root: Node, path: tuple[str, str], value: Node) -> Edit:
    """The edit that puts a value under a name of a section, which the file may lack."""
    section, name = path
    if isinstance(root, MapNode) and isinstance(root.find(section), MapNode):
        return Edit(path, value)
    return Edit((section,), MapNode(((ScalarNode(name, value.place, 1), value),), value.place))


def walk_nodes(root: Node, path: NodePath = ()) -> Iterator[tuple[NodePath, Node]]:
    """Every node with its path, each before what it holds; a key comes before its value, with its path."""
    waiting: list[tuple[NodePath, Node]] = [(path, root)]
    while waiting:
        at, node = waiting.pop()
        yield at, node
        match node:
            case ListNode():
                waiting.extend((((*at, index), item)) for index, item in reversed([*enumerate(node.items)]))
            case MapNode():
                for key, value in reversed(node.entries):
                    below = (*at, key.text)
                    waiting += [(below, value), (below, key)]
            case ScalarNode() | RefusedNode():
                pass


def write_path(path: NodePath) -> str:
    """A path as people write it: `objectives.uptime.target`."""
    return ".".join(map(str, path))


def written(words: str, place: Place) -> Node:
    """The node of a value, as it is written after a colon; all of it stands at one place.

    ValueError where the words are no value.
    """
    return _placed(_composed(words), place)


@lru_cache(maxsize=1024)
def _composed(words: str) -> Node:
    node, diagnostics = compose(Lines.of("", words), words)
    if node is None or diagnostics:
        raise ValueError(f"`{words}` is no value: {[each.message for each in diagnostics]}")
    return node


def _placed(node: Node, place: Place) -> Node:
    match node:
        case ScalarNode():
            return ScalarNode(node.text, place, node.width, node.quoted)
        case ListNode():
            return ListNode(tuple(_placed(item, place) for item in node.items), place)
        case MapNode():
            entries = (
                (ScalarNode(key.text, place, key.width, key.quoted), _placed(value, place))
                for key, value in node.entries
            )
            return MapNode(tuple(entries), place)
        case RefusedNode():
            return RefusedNode(place, node.width)
