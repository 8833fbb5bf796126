"""The order form held against the terms it is built on: what it repeats, and what it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from upheld.language.alternatives import alternatives
from upheld.language.diagnostic import Code, shortened
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.patch import NodePath, write_path

ORDER = "order"
_OF_EVERY_FILE = frozenset({"upheld", "extends"})

Found: TypeAlias = tuple[Code, Node, str, str]
"""A code, the key it is about, what is wrong and what to do."""


def compared(form: MapNode, terms: MapNode) -> Iterator[Found]:
    """Tell every value of an order form that the terms have too; nothing for a file that is no order form."""
    if form.find(ORDER) is not None:
        yield from _compared(form, terms, ())


def _compared(form: MapNode, terms: MapNode, path: NodePath) -> Iterator[Found]:
    for key, value in form.entries:
        under = terms.find(key.text)
        if under is None or (not path and key.text in _OF_EVERY_FILE):
            continue
        at = (*path, key.text)
        if isinstance(value, MapNode) and isinstance(under, MapNode) and _is_joined(value, under):
            yield from _compared(value, under, at)
        elif _says(value) == _says(under):
            message = f"`{write_path(at)}` says what {under.place.file} says on line {under.place.line}"
            yield (
                Code.ORDER_REPEATS,
                key,
                message,
                "delete it: the terms hold without it",
            )
        else:
            was = f" instead of `{shortened(under.text)}`" if isinstance(under, ScalarNode) else ""
            message = f"`{write_path(at)}` is other than in {under.place.file}, line {under.place.line}"
            yield Code.ORDER_DIFFERS, key, f"{message}: it holds here{was}", "delete it if that is not meant"


def _is_joined(value: MapNode, under: MapNode) -> bool:
    return alternatives(value) is None and alternatives(under) is None


def _says(node: Node) -> object:
    """What a node says, wherever it stands."""
    match node:
        case ScalarNode(text):
            return " ".join(text.split())
        case ListNode(items):
            return tuple(map(_says, items))
        case MapNode(entries):
            return frozenset((key.text, _says(value)) for key, value in entries)
        case _:
            return node
