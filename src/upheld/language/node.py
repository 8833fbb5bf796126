"""Nodes: what a file says, each with the place where it says it; values are text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from upheld.agreement.provenance import Place


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A value, as it was written; `width` is the part of its first line that it takes."""

    text: str
    place: Place
    width: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    """Values one after the other."""

    items: tuple[Node, ...]
    place: Place
    width: int = 1


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys with their values, in the order of the file; keys are different."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    place: Place
    width: int = 1

    def find(self, key: str) -> Node | None:
        """The value that stands under a key, if there is one."""
        return next((value for name, value in self.entries if name.text == key), None)


@dataclass(frozen=True, slots=True)
class RefusedNode:
    """A value that was refused, such as an alias; it has its diagnostic."""

    place: Place
    width: int


Node: TypeAlias = ScalarNode | ListNode | MapNode | RefusedNode
