"""Nodes: what a file says, each with the place where it says it; values are text."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from upheld.agreement.provenance import Place


class ScalarNode(Struct, frozen=True, cache_hash=True):
    """A value, as it was written; `width` is the part of its first line that it takes."""

    text: str
    place: Place
    width: int
    quoted: bool = False


class ListNode(Struct, frozen=True, cache_hash=True):
    """Values one after the other."""

    items: tuple[Node, ...]
    place: Place
    width: int = 1


class MapNode(Struct, frozen=True, cache_hash=True):
    """Keys with their values, in the order of the file; keys are different."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    place: Place
    width: int = 1

    def find(self, key: str) -> Node | None:
        """The value that stands under a key, if there is one."""
        return next((value for name, value in self.entries if name.text == key), None)


class RefusedNode(Struct, frozen=True):
    """A value that was refused, such as an alias; it has its diagnostic."""

    place: Place
    width: int


Node: TypeAlias = ScalarNode | ListNode | MapNode | RefusedNode
