"""Holes: values that are still to be agreed."""

from __future__ import annotations

from msgspec import Struct, field

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code, shortened
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.language.reader import Reader

TO_BE_AGREED = "to be agreed"
"""What stands for a value that nobody has agreed yet."""


class Filled(Struct):
    """A tree whose holes are marked as values that can't be read, and where they are."""

    root: Node
    plain: dict[int, Node] = field(default_factory=dict)
    """Nodes, by identity, that are known to have no holes in them; those found on the way are added."""
    holes: list[tuple[ScalarNode, str | None]] = field(default_factory=list)
    """Each with its key, where it has one."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where a value is still to be agreed."""
        return tuple(hole.place for hole, _ in self.holes)


def is_hole(node: Node) -> bool:
    """Whether a value is still to be agreed."""
    return isinstance(node, ScalarNode) and " ".join(node.text.lower().split()) == TO_BE_AGREED


def mark_holes(root: Node, plain: dict[int, Node] | None = None) -> Filled:
    """Find the values that are still to be agreed; no kind tries to read them.

    What is plain is known to have none, by the identity of its node; what else has none is added to it.
    """
    filled = Filled(root, {} if plain is None else plain)
    filled.root = _mark(root, None, filled)
    return filled


def report_holes(filled: Filled, reader: Reader) -> None:
    """Report each hole."""
    for hole, key in filled.holes:
        what = "a value" if key is None else f"`{shortened(key)}`"
        reader.report(Code.HOLE, hole, f"{what} is still to be agreed", "agree on it, and write it")


def _mark(node: Node, key: str | None, into: Filled) -> Node:
    if id(node) in into.plain:
        return node
    marked = _marked(node, key, into)
    if marked is node and isinstance(node, MapNode | ListNode):
        into.plain[id(node)] = node
    return marked


def _marked(node: Node, key: str | None, into: Filled) -> Node:
    match node:
        case ScalarNode() if is_hole(node):
            into.holes.append((node, key))
            return RefusedNode(node.place, node.width)
        case ListNode(values):
            items = [_mark(item, key, into) for item in values]
            same = all(old is new for old, new in zip(values, items, strict=True))
            return node if same else ListNode(tuple(items), node.place, node.width)
        case MapNode(written):
            entries = [(name, _mark(value, name.text, into)) for name, value in written]
            same = all(old is new for (_, old), (_, new) in zip(written, entries, strict=True))
            return node if same else MapNode(tuple(entries), node.place, node.width)
        case _:
            return node
