"""Alternatives: `either` in place of a value, where the text allows each of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.language.diagnostic import Code, Diagnostic, shortened
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.language.patch import Edit, NodePath, put
from upheld.language.question import Question, Reading, remedy_of

EITHER, ASKS = "either", "asks"
MOST = 24
"""Copies of a file that the alternatives at one place may call for."""

Diagnose = Callable[[Code, Node, str, str], Diagnostic]


class Resolved(Struct):
    """A tree in which one alternative of each is chosen, and what was asked on the way."""

    diagnose: Diagnose
    root: Node
    plain: Mapping[int, Node] = field(default_factory=dict)
    """Nodes, by identity, that are known to have no alternatives in them."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def ask(self, at: Node, asks: str, readings: tuple[Reading, ...]) -> None:
        """Take note of what the alternatives leave open."""
        self.diagnostics.append(self.diagnose(Code.EITHER, at, asks, remedy_of(readings)))
        self.questions.append(Question(Code.EITHER, at.place, asks, readings))


def copies_of(node: Node) -> int:
    """How many copies of a tree it takes until each alternative has stood in one."""
    match node:
        case MapNode() if (listed := alternatives(node)) is not None:
            return sum(copies_of(each) for each in listed.items)
        case MapNode():
            return max((copies_of(value) for _, value in node.entries), default=1)
        case ListNode():
            return max((copies_of(item) for item in node.items), default=1)
        case _:
            return 1


def alternatives(node: Node) -> ListNode | None:
    """The alternatives of an `either`, with their sentence or without; absent for any other node."""
    if not isinstance(node, MapNode) or not {key.text for key, _ in node.entries} <= {EITHER, ASKS}:
        return None
    found = node.find(EITHER)
    return found if isinstance(found, ListNode) else None


def resolve(
    root: Node, diagnose: Diagnose, copy: int = 0, plain: Mapping[int, Node] = MappingProxyType({})
) -> Resolved:
    """Choose one alternative of each `either`; copy 0 takes the first of each.

    What is plain is known to have none, by the identity of its node.
    """
    resolved = Resolved(diagnose, root, plain)
    resolved.root = _resolve(root, (), copy, resolved)
    return resolved


def _resolve(node: Node, path: NodePath, copy: int, into: Resolved) -> Node:
    if id(node) in into.plain:
        return node
    match node:
        case MapNode() if (listed := alternatives(node)) is not None:
            return _choose(node, listed, path, copy, into)
        case MapNode():
            entries = [(key, _resolve(value, (*path, key.text), copy, into)) for key, value in node.entries]
            same = all(old is new for (_, old), (_, new) in zip(node.entries, entries, strict=True))
            return node if same else MapNode(tuple(entries), node.place, node.width)
        case ListNode():
            items = [_resolve(item, (*path, at), copy, into) for at, item in enumerate(node.items)]
            same = all(old is new for old, new in zip(node.items, items, strict=True))
            return node if same else ListNode(tuple(items), node.place, node.width)
        case _:
            return node


def _choose(node: MapNode, listed: ListNode, path: NodePath, copy: int, into: Resolved) -> Node:
    at = node.entries[0][0]
    wrong = _wrong_with(node, listed)
    if wrong is not None:
        into.diagnostics.append(into.diagnose(Code.WRONG_SHAPE, at, *wrong))
        return RefusedNode(node.place, at.width)
    key = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    readings = (Reading(f"{key}{_label(each)}", "", (Edit(path, each),)) for each in listed.items)
    into.ask(at, _sentence(node), tuple(readings))
    for each in listed.items[:-1]:
        if copy < copies_of(each):
            return _resolve(each, path, copy, into)
        copy -= copies_of(each)
    return _resolve(listed.items[-1], path, copy, into)


def _wrong_with(node: MapNode, listed: ListNode) -> tuple[str, str] | None:
    if len(listed.items) < 2:
        return "`either` needs two values or more, each of which the text allows", "write the value by itself"
    if any(alternatives(each) is not None for each in listed.items):
        return "one of the alternatives is an `either` itself", "write all of them in one list"
    if copies_of(node) > MOST:
        return (
            f"more than {MOST} alternatives stand in one place",
            f"write at most {MOST}, those in others too",
        )
    return None


def _sentence(node: MapNode) -> str:
    asks = node.find(ASKS)
    said = asks.text.strip() if isinstance(asks, ScalarNode) else ""
    return said.removesuffix(".") or "the text allows each of several values here"


def put_through(root: Node, edit: Edit) -> Node:
    """Put a value at a path of the tree in which the first of all alternatives stand."""
    return put(root, replace(edit, path=_raw(root, edit.path)))


def put_all(root: MapNode | None, edits: Iterable[Edit]) -> MapNode | None:
    """Put values into the tree, the deepest first, so that one put around others replaces them.

    `None` where no mapping is left of it.
    """
    found: Node | None = root
    for edit in sorted(edits, key=lambda each: len(each.path), reverse=True):
        found = None if found is None else put_through(found, edit)
    return found if isinstance(found, MapNode) else None


def _raw(node: Node | None, path: NodePath) -> NodePath:
    """The path as it runs through the alternatives of the tree itself; an `either` at its end is replaced."""
    raw: list[str | int] = []
    for step in path:
        listed = None if node is None else alternatives(node)
        if listed is not None:
            raw += [EITHER, 0]
            node = listed.items[0]
        raw.append(step)
        node = _below(node, step)
    return tuple(raw)


def _below(node: Node | None, step: str | int) -> Node | None:
    match node:
        case MapNode() if isinstance(step, str):
            return node.find(step)
        case ListNode() if isinstance(step, int) and step < len(node.items):
            return node.items[step]
        case _:
            return None


def _label(node: Node) -> str:
    """A value in a line, as it may be written after a colon."""
    match node:
        case ScalarNode(text):
            return f'"{shortened(text)}"' if node.quoted else shortened(text)
        case ListNode(items):
            return f"[{', '.join(map(_label, items))}]"
        case MapNode(entries):
            return f"{{{', '.join(f'{key.text}: {_label(value)}' for key, value in entries)}}}"
        case RefusedNode():
            return "…"
