"""Random agreements: made from those of the gallery and the examples of the table, valid, in any layout.

`agreements()` draws texts. What is valid is tried out: a change that makes an error is taken back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from upheld.agreement.provenance import Place
from upheld.collect.gazetteer import gazetteer
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.patch import Edit, NodePath, put, walk_nodes, written
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.language.reference import directives
from upheld.language.source import read_source

GOOD = sorted((Path(__file__).parents[1] / "diagnostics" / "good").glob("*.yaml"))
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_%.() -]*(?<! )")
_NOWHERE = Place("a.yaml", 1, 1)


@dataclass(frozen=True, slots=True)
class Typed:
    """An agreement as somebody typed it, with the comments it holds and the key beside which each stands."""

    text: str
    beside: dict[str, str]
    """Of each comment at the end of a line the key that stands there."""
    above: dict[str, str]
    """Of each comment on a line of its own the key that follows."""


@cache
def roots() -> tuple[MapNode, ...]:
    """The good agreements of the gallery that stand by themselves."""
    found = []
    for path in GOOD:
        root = read_source(path.name, path.read_bytes()).root
        if root is not None and root.find("extends") is None:
            found.append(root)
    return tuple(found)


@cache
def examples() -> dict[str, tuple[Node, ...]]:
    """What the table gives as examples, by key."""
    found: dict[str, list[Node]] = {}
    for _, directive in directives():
        found.setdefault(directive.key, []).append(written(directive.example, _NOWHERE))
    return {key: tuple(nodes) for key, nodes in found.items()}


def is_valid(root: Node) -> bool:
    return not read_text(plainly(root)).has_errors


def read_text(text: str) -> ReadAgreement:
    return read_agreement({"a.yaml": text.encode()}, "a.yaml", gazetteer())


@st.composite
def trees(draw: st.DrawFn, most_changes: int = 5) -> MapNode:
    """An agreement of the gallery, changed here and there and still valid."""
    root: Node = draw(st.sampled_from(roots()))
    for _ in range(draw(st.integers(0, most_changes))):
        paths = sorted({path for path, _ in walk_nodes(root) if path and isinstance(path[-1], str)}, key=str)
        path = draw(st.sampled_from(paths))
        options = (None, *examples().get(str(path[-1]), ()))
        changed = _changed(root, path, draw(st.sampled_from(options)))
        if is_valid(changed):
            root = changed
    assert isinstance(root, MapNode)
    return root


def _changed(root: Node, path: NodePath, value: Node | None) -> Node:
    """The tree with another value at a path, or without what stands there."""
    if value is not None:
        return put(root, Edit(path, value))
    node: Any = root
    for step in path[:-1]:
        node = node.find(step) if isinstance(step, str) else node.items[step]
    entries = tuple((key, each) for key, each in node.entries if key.text != path[-1])
    return put(root, Edit(path[:-1], MapNode(entries, node.place)))


def plainly(root: Node) -> str:
    """The text of a tree, in one line for each key at the top."""
    assert isinstance(root, MapNode)
    return "".join(f"{_scalar(key.text, quoted=False)}: {_flow(value)}\n" for key, value in root.entries)


def _flow(node: Node) -> str:
    match node:
        case ScalarNode(text):
            return _scalar(text, quoted=node.quoted)
        case ListNode(items):
            return f"[{', '.join(map(_flow, items))}]"
        case MapNode(entries):
            pairs = [f"{_scalar(key.text, quoted=False)}: {_flow(value)}" for key, value in entries]
            return f"{{{', '.join(pairs)}}}"
        case _:
            raise AssertionError(node)


def _scalar(text: str, *, quoted: bool) -> str:
    if not quoted and _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@st.composite
def agreements(draw: st.DrawFn, most_changes: int = 5) -> Typed:
    """A valid agreement with its keys in any order, its values in any style, and comments anywhere."""
    typist = _Typist(draw)
    lines = typist.lines(draw(trees(most_changes)), 0)
    return Typed("\n".join(lines) + "\n", typist.beside, typist.above)


class _Typist:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.beside: dict[str, str] = {}
        self.above: dict[str, str] = {}
        self._random = draw(st.randoms(use_true_random=False))

    def lines(self, node: Node, indent: int) -> list[str]:
        """The lines of a mapping or list, below one another."""
        if isinstance(node, MapNode):
            entries = list(node.entries)
            self._random.shuffle(entries)
            return [line for key, value in entries for line in self._keyed(key.text, value, indent)]
        assert isinstance(node, ListNode)
        return [line for item in node.items for line in self._item(item, indent)]

    def _keyed(self, key: str, value: Node, indent: int) -> list[str]:
        begin = f"{' ' * indent}{_scalar(key, quoted=self._seldom())}:"
        above = self._above(key, indent)
        if isinstance(value, ScalarNode) or self._is_empty(value) or self._seldom():
            return [*above, f"{begin} {self._inline(value)}{self._beside(key)}"]
        step = 0 if isinstance(value, ListNode) and self._seldom() else self._random.choice((1, 2, 2, 4))
        return [*above, begin + self._beside(key), *self.lines(value, indent + step)]

    def _item(self, item: Node, indent: int) -> list[str]:
        if not isinstance(item, MapNode) or self._is_empty(item) or self._seldom():
            return [f"{' ' * indent}- {self._inline(item)}"]
        lines = self.lines(item, indent + 2)
        if lines[0].lstrip().startswith("#") or not lines[0]:
            return [f"{' ' * indent}-", *lines]
        return [f"{' ' * indent}- {lines[0][indent + 2 :]}", *lines[1:]]

    def _inline(self, node: Node) -> str:
        if isinstance(node, ScalarNode) and "'" not in node.text and "\n" not in node.text and self._seldom():
            return f"'{node.text}'"
        return _flow(node)

    def _above(self, key: str, indent: int) -> list[str]:
        lines = [""] if self._seldom() else []
        if self._seldom():
            mark = f"# a{len(self.above)}"
            self.above[mark] = key
            lines.append(" " * indent + mark)
        return lines

    def _beside(self, key: str) -> str:
        if not self._seldom():
            return ""
        mark = f"# b{len(self.beside)}"
        self.beside[mark] = key
        return " " * self._random.randint(1, 12) + mark

    def _seldom(self) -> bool:
        return self._random.random() < 0.2

    @staticmethod
    def _is_empty(node: Node) -> bool:
        return (isinstance(node, MapNode) and not node.entries) or (
            isinstance(node, ListNode) and not node.items
        )
