"""Quotations: the words of the published text that terms quote, each with the term it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reader import Reader

QUOTED = frozenset({"quote"})
"""Keys whose value repeats the published text."""
FREE = frozenset({"condition", "conditions", "states", "impact", "examples", "only_if"})
"""Keys whose value says in free words what no other key can say."""


class Quotation(Struct, frozen=True):
    """A text with the term that quotes it."""

    text: ScalarNode
    term: MapNode
    """The mapping that the clause, or the free text, is a key of."""
    path: tuple[ScalarNode, ...]
    """The keys that lead to the term, from the file's own down to its name."""

    @property
    def section(self) -> str:
        """The key of the file under which it stands."""
        return self.path[0].text if self.path else ""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the term, at any depth; the file as a whole is no term."""
        return frozenset(keys_within(self.term)) if self.path else frozenset()


def quotations(root: Node, *, keys: frozenset[str] = QUOTED | FREE) -> list[Quotation]:
    """Every text of the file that stands under one of some keys, in its order."""
    found: list[Quotation] = []
    if isinstance(root, MapNode):
        _of_entries(root, root, (), keys, found)
    return found


def _of_entries(
    node: MapNode, term: MapNode, path: tuple[ScalarNode, ...], keys: frozenset[str], found: list[Quotation]
) -> None:
    for key, value in node.entries:
        if key.text in keys and not isinstance(value, MapNode):
            found += (Quotation(text, term, path) for text in _texts(value))
        elif isinstance(value, ScalarNode):
            continue
        elif key.text == "clause":
            _in_clause(value, term, path, keys, found)
        else:
            _within(value, (*path, key), term, keys, found)


def _within(
    node: Node, path: tuple[ScalarNode, ...], term: MapNode, keys: frozenset[str], found: list[Quotation]
) -> None:
    if isinstance(node, MapNode):
        _of_entries(node, node, path, keys, found)
    elif isinstance(node, ListNode):
        for item in node.items:
            _within(item, path, term, keys, found)


def _in_clause(
    node: Node, term: MapNode, path: tuple[ScalarNode, ...], keys: frozenset[str], found: list[Quotation]
) -> None:
    """A clause, or several, belong to the term they are a key of."""
    if isinstance(node, MapNode):
        _of_entries(node, term, path, keys, found)
    elif isinstance(node, ListNode):
        for item in node.items:
            _in_clause(item, term, path, keys, found)


def _texts(node: Node) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            yield node
        case ListNode(items):
            yield from (item for item in items if isinstance(item, ScalarNode))
        case _:
            return


def keys_within(node: Node) -> Iterator[str]:
    """All keys of a node, at any depth."""
    match node:
        case MapNode(entries):
            for key, value in entries:
                yield key.text
                yield from keys_within(value)
        case ListNode(items):
            for item in items:
                yield from keys_within(item)
        case _:
            return


def nodes_under(node: Node, key: str) -> Iterator[Node]:
    """The values, or for mappings and lists the keys, that stand under a key, at any depth."""
    match node:
        case MapNode(entries):
            for name, value in entries:
                if name.text == key:
                    yield value if isinstance(value, ScalarNode) else name
                yield from nodes_under(value, key)
        case ListNode(items):
            for item in items:
                yield from nodes_under(item, key)
        case _:
            return


def spot(found: re.Match[str], text: ScalarNode, reader: Reader) -> ScalarNode:
    """The words that were found, as a node of their own; the text's own node where they can't be pointed at.

    A text may go over several lines, where white space is folded: the lines after its first are searched.
    """
    lines = reader.lines[text.place.file]
    words = re.compile(r"\s+".join(map(re.escape, found[0].split())))
    last = text.place.line + text.text.count("\n") + len(text.text) // 40 + 2
    for number in range(text.place.line, last + 1):
        start = text.place.column - 1 if number == text.place.line else 0
        here = words.search(lines.line(number), start)
        if here is not None:
            place = type(text.place)(text.place.file, number, here.start() + 1)
            return ScalarNode(here[0], place, len(here[0]))
    return text
