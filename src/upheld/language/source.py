"""Source text: YAML read into nodes with positions, every value as text, nothing guessed.

What YAML offers beyond plain lists and mappings (aliases, tags, merge keys) is refused: one text must not
stand for another one that is written elsewhere.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.language.composer import compose
from upheld.language.diagnostic import Code, Diagnostic
from upheld.language.lines import Lines
from upheld.language.node import ListNode, MapNode, Node, RefusedNode, ScalarNode

__all__ = ["LARGEST", "ListNode", "MapNode", "Node", "RefusedNode", "ScalarNode", "Source", "read_source"]

LARGEST = 1 << 20
"""Bytes a file may have."""

_MOST_CHARACTERS = 100
"""Unfit characters that are named one by one; a file with more is no text."""
_TAB_INDENTATION = re.compile(r"^ *(\t[ \t]*)")
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Controls, and what turns the order of letters or hides between them."""


class Source(Struct, frozen=True):
    """A file as far as it could be read: its root, and all that is wrong with the text."""

    lines: Lines
    root: MapNode | None
    diagnostics: tuple[Diagnostic, ...]


def read_source(file: str, data: bytes) -> Source:
    """Read a file; never raises: what is wrong with the text is among the diagnostics.

    A root is there even where parts of it were refused, so that the rest can be judged.
    """
    if len(data) > LARGEST:
        return _unread(Lines(file, ()), Code.FILE_TOO_LARGE, *_too_large(data))
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _wrongly_encoded(file, data, error.start)
    lines = Lines.of(file, text)
    unfit = tuple(islice(_unfit(lines), _MOST_CHARACTERS))
    if unfit:
        return Source(lines, None, unfit)
    return _composed(lines, text)


def _composed(lines: Lines, text: str) -> Source:
    root, diagnostics = compose(lines, text)
    if root is None or isinstance(root, MapNode):
        return Source(lines, root, diagnostics)
    wrong = lines.diagnose(
        Code.WRONG_SHAPE,
        root,
        "the file does not start with a key",
        "write it as keys with values, each on a line of its own",
    )
    return Source(lines, None, (*diagnostics, wrong))


def _unread(lines: Lines, code: Code, message: str, remedy: str) -> Source:
    return Source(lines, None, (lines.diagnose(code, Place(lines.file, 1, 1), message, remedy),))


def _too_large(data: bytes) -> tuple[str, str]:
    return (
        f"the file has {len(data)} bytes; {LARGEST} (1 MB) are allowed",
        "give the agreement itself; evidence belongs in the evidence folder",
    )


def _wrongly_encoded(file: str, data: bytes, at: int) -> Source:
    """Say where the first byte stands that is not UTF-8, and what the file may be instead."""
    lines = Lines.of(file, data.decode("utf-8", errors="replace"))
    before = Lines.of(file, data[:at].decode("utf-8")).lines
    place = Place(file, len(before), len(before[-1]) + 1)
    likely = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "Latin-1 or Windows-1252"
    message = f"byte 0x{data[at]:02X} is not UTF-8; the file is perhaps {likely}"
    return Source(lines, None, (lines.diagnose(Code.WRONG_ENCODING, place, message, "save it as UTF-8"),))


def _unfit(lines: Lines) -> Iterator[Diagnostic]:
    """Characters that don't belong in an agreement, and tabs where lines are indented."""
    for number, line in enumerate(lines.lines, start=1):
        if tab := _TAB_INDENTATION.match(line):
            place = Place(lines.file, number, tab.start(1) + 1)
            message, remedy = "the line is indented with a tab", "indent with spaces"
            yield lines.diagnose(Code.TAB_INDENTATION, place, message, remedy, width=len(tab[1]))
        for unfit in _UNFIT.finditer(line):
            place = Place(lines.file, number, unfit.start() + 1)
            message = f"a character stands here that can't be seen (U+{ord(unfit[0]):04X})"
            yield lines.diagnose(Code.HIDDEN_CHARACTER, place, message, "delete it")
