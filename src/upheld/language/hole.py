"""Holes: values that are still to be agreed."""

from __future__ import annotations

from dataclasses import dataclass, field

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.language.reader import Reader

TO_BE_AGREED = "to be agreed"
"""What stands for a value that nobody has agreed yet."""


@dataclass(slots=True)
class Filled:
    """A tree whose holes are marked as values that can't be read, and where they are."""

    root: Node
    holes: list[ScalarNode] = field(default_factory=list)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where a value is still to be agreed."""
        return tuple(each.place for each in self.holes)


def is_hole(node: Node) -> bool:
    """Whether a value is still to be agreed."""
    return isinstance(node, ScalarNode) and " ".join(node.text.lower().split()) == TO_BE_AGREED


def mark_holes(root: Node) -> Filled:
    """Find the values that are still to be agreed; no kind tries to read them."""
    filled = Filled(root)
    filled.root = _mark(root, filled)
    return filled


def report_holes(filled: Filled, reader: Reader) -> None:
    """Report each hole."""
    for each in filled.holes:
        message, remedy = "a value is still to be agreed here", "agree on it, and write it"
        reader.report(Code.HOLE, each, message, remedy)


def _mark(node: Node, into: Filled) -> Node:
    match node:
        case ScalarNode() if is_hole(node):
            into.holes.append(node)
            return RefusedNode(node.place, node.width)
        case ListNode(values):
            items = [_mark(item, into) for item in values]
            same = all(old is new for old, new in zip(values, items, strict=True))
            return node if same else ListNode(tuple(items), node.place, node.width)
        case MapNode(written):
            entries = [(key, _mark(value, into)) for key, value in written]
            same = all(old is new for (_, old), (_, new) in zip(written, entries, strict=True))
            return node if same else MapNode(tuple(entries), node.place, node.width)
        case _:
            return node
