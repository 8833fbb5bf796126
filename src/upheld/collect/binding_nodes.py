"""Nodes of `bindings.yaml` read by shape: what is not as expected is a diagnostic, and reading goes on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeVar

from msgspec import Struct, field

from upheld.language.diagnostic import Code, Diagnostic
from upheld.language.lines import Lines
from upheld.language.source import ListNode, MapNode, Node, RefusedNode, ScalarNode
from upheld.quantity import did_you_mean

Word = TypeVar("Word", bound=Enum)


class Desk(Struct):
    """The file on the desk: its lines, and what was found wrong so far."""

    lines: Lines
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def report(self, code: Code, at: Node, message: str, remedy: str) -> None:
        """Add a diagnostic at a node."""
        self.diagnostics.append(self.lines.diagnose(code, at, message, remedy))

    def keys(self, node: Node, known: Iterable[str], what: str) -> dict[str, Node]:
        """Read a mapping whose keys are fixed; unknown ones are reported and left out."""
        names = tuple(known)
        entries = {}
        for key, value in self.entries(node, what):
            if key.text in names:
                entries[key.text] = value
                continue
            remedy = did_you_mean(key.text, names, f"{what} has {', '.join(names)}")
            self.report(Code.UNKNOWN_KEY, key, f"`{key.text}` has no meaning in {what}", remedy)
        return entries

    def entries(self, node: Node | None, what: str) -> tuple[tuple[ScalarNode, Node], ...]:
        """Read a mapping with keys of one's own; nothing where there is none."""
        if isinstance(node, MapNode):
            return node.entries
        self._shape(node, f"{what} is written as keys with values")
        return ()

    def texts(self, node: Node | None, what: str) -> dict[str, str]:
        """Read a mapping from text to text."""
        if node is None:
            return {}
        return {plain(key.text): self.text(value, what) for key, value in self.entries(node, what)}

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """Read a list; a value that stands alone is a list of one."""
        if isinstance(node, ListNode):
            if not node.items:
                self.report(
                    Code.EMPTY_VALUE, node, f"{what} names nothing", "leave the key out, or name some"
                )
            return node.items
        return () if node is None else (node,)

    def text(self, node: Node | None, what: str) -> str:
        """Read a single value; empty where there is none, which is reported if it is not absent."""
        if isinstance(node, ScalarNode):
            if not node.text.strip():
                self.report(Code.EMPTY_VALUE, node, f"{what} is empty", "write a value, or leave the key out")
            return plain(node.text)
        self._shape(node, f"{what} is a single value")
        return ""

    def word(self, node: Node | None, words: type[Word], what: str) -> Word | None:
        """Read one of a closed list of words; absent where there is none, or none that is known."""
        if node is None:
            return None
        text = self.text(node, what)
        named: Mapping[str, Word] = {word.value: word for word in words}
        if text in named:
            return named[text]
        if text:
            remedy = did_you_mean(text, named, f"write one of {', '.join(named)}")
            self.report(Code.UNKNOWN_WORD, node, f"`{text}` is no word for {what}", remedy)
        return None

    def required(self, at: Node, keys: Mapping[str, Node], names: Iterable[str], what: str) -> bool:
        """Report the keys that are missing; tells whether all are there."""
        missing = [name for name in names if name not in keys]
        for name in missing:
            self.report(Code.MISSING_KEY, at, f"{what} does not say `{name}`", f"add `{name}: …`")
        return not missing

    def _shape(self, node: Node | None, remedy: str) -> None:
        if node is not None and not isinstance(node, RefusedNode):
            self.report(Code.WRONG_SHAPE, node, "this is written in another shape than expected", remedy)


def plain(text: str) -> str:
    """Give a text as cells of evidence are read: no white space around it, characters composed (NFC)."""
    return unicodedata.normalize("NFC", text.strip())
