"""Recollection: what the parts of a text were read as, for when it is read again with other words in places.

The parts are the sections of a file, and what stands under the names in them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field

from upheld.language.diagnostic import Diagnostic
from upheld.language.node import ListNode, MapNode, Node
from upheld.language.patch import NodePath, walk_nodes
from upheld.language.question import Question

T = TypeVar("T")

UNREAD = object()
"""What stands for a value that could not be read."""


class Recalled(Struct, frozen=True, eq=False):
    """What came of reading a part."""

    value: Any
    went_by: Mapping[Any, object]
    """What the sections it looked at say, by their directives."""
    diagnostics: tuple[Diagnostic, ...]
    questions: tuple[Question, ...]
    used: frozenset[tuple[str, str]]
    """Sort and name of what it refers to."""


class Recollection(Struct, eq=False):
    """All parts of a text that were read, in every wording it was read in."""

    parts: dict[Hashable, list[Recalled]] = field(default_factory=dict)
    """By what they say, and where; several where they went by different things."""
    being_read: list[dict[Any, object]] = field(default_factory=list)
    """What each of the parts that are being read, one in the other, went by so far."""
    plain: dict[int, Node] = field(default_factory=dict)
    """Nodes, by identity, in which nothing is to be chosen and nothing still to be agreed."""
    _found: dict[tuple[Hashable, str, int], tuple[Node, Any]] = field(default_factory=dict)
    _declared: dict[Hashable, int] = field(default_factory=dict)
    _nodes: dict[tuple[tuple[str, ...], Node], Node] = field(default_factory=dict)
    _paths: dict[tuple[NodePath, int], tuple[Node, dict[int, NodePath]]] = field(default_factory=dict)

    def known(self, root: MapNode) -> MapNode:
        """The same tree, in which a part that was met with before is the very object it was then."""
        entries = tuple((key, self._section(key.text, value)) for key, value in root.entries)
        return MapNode(entries, root.place, root.width)

    def paths(self, root: Node) -> dict[int, NodePath]:
        """Where each node of a tree stands, by its identity."""
        found: dict[int, NodePath] = {id(root): ()}
        for key, section in root.entries if isinstance(root, MapNode) else ():
            found[id(key)] = found[id(section)] = (key.text,)
            parts = section.entries if isinstance(section, MapNode) else ()
            for name, part in parts:
                found[id(name)] = (key.text, name.text)
                found.update(self._paths_in(part, (key.text, name.text)))
            if not parts:
                found.update(self._paths_in(section, (key.text,)))
        return found

    def _paths_in(self, part: Node, path: NodePath) -> dict[int, NodePath]:
        known = self._paths.get((path, id(part)))
        if known is None:
            within = {id(each): at for at, each in walk_nodes(part, path)}
            known = self._paths[path, id(part)] = part, within
        return known[1]

    def number_of(self, declared: Hashable) -> int:
        """A number for what is declared, the same for the same: quicker to look up than all the names."""
        return self._declared.setdefault(declared, len(self._declared))

    def in_sections(self, search: Callable[[MapNode], T], root: MapNode) -> Iterator[T]:
        """What a search finds in each section of a file by itself; each is searched once."""
        for key, section in root.entries:
            known = self._found.get((search, key.text, id(section)))
            if known is None:
                alone = MapNode(((key, section),), root.place)
                known = self._found[search, key.text, id(section)] = section, search(alone)
            yield known[1]

    def went_by(self, directive: object, value: object) -> None:
        """Take note that the parts that are being read look at a section of the file."""
        for each in self.being_read:
            each[directive] = value

    def _section(self, name: str, section: Node) -> Node:
        if isinstance(section, MapNode):
            entries = tuple((key, self._met((name, key.text), value)) for key, value in section.entries)
            section = MapNode(entries, section.place, section.width)
        return self._met((name,), section)

    def _met(self, path: tuple[str, ...], node: Node) -> Node:
        return self._nodes.setdefault((path, node), node) if isinstance(node, MapNode | ListNode) else node
