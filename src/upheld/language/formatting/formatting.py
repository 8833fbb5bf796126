"""Formatting: a file in, the same file in the order of the table out."""

from __future__ import annotations

from codecs import BOM_UTF8

from msgspec import Struct

from upheld.errors import UpheldError
from upheld.language.diagnostic import Diagnostic
from upheld.language.formatting.comments import attach_comments
from upheld.language.formatting.order import put_in_order
from upheld.language.formatting.printing import print_sheet
from upheld.language.formatting.typesetting import typeset
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.source import read_source


class Formatted(Struct, frozen=True):
    """A file written anew; absent where it is no YAML that can be read, and then with what is wrong."""

    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()


def format_agreement(file: str, data: bytes) -> Formatted:
    """Write an agreement file anew: keys in the order of the table, two spaces a level, comments kept.

    What it says stays the same, and writing it anew again changes nothing. Values stay as they were typed,
    quotation marks included; lists and mappings in brackets stay so where they fit into a line. UpheldError
    where this can't be had.
    """
    source = read_source(file, data)
    if source.root is None or source.diagnostics:
        return Formatted(None, source.diagnostics)
    text = data.removeprefix(BOM_UTF8).decode().replace("\r\n", "\n").replace("\r", "\n")
    sheet = typeset(text)
    attach_comments(sheet)
    put_in_order(sheet.root)
    written = print_sheet(sheet).encode()
    anew = read_source(file, written).root
    if anew is None or not _say_the_same(source.root, anew):
        raise UpheldError(f"{file} can't be written anew without changing what it says: it stays as it is")
    return Formatted(written)


def _say_the_same(old: Node, new: Node) -> bool:
    match old, new:
        case ScalarNode(), ScalarNode():
            return old.text == new.text
        case ListNode(), ListNode():
            pairs = zip(old.items, new.items, strict=False)
            return len(old.items) == len(new.items) and all(_say_the_same(*pair) for pair in pairs)
        case MapNode(), MapNode():
            values = {key.text: value for key, value in new.entries}
            return {key.text for key, _ in old.entries} == set(values) and all(
                _say_the_same(value, values[key.text]) for key, value in old.entries
            )
        case _:
            return False
