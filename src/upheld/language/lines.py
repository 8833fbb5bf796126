"""The lines of a file, kept to show where something is wrong."""

from __future__ import annotations

import re

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Code, Diagnostic
from upheld.language.node import Node

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for YAML 1.1, and so for the positions its reader gives."""


class Lines(Struct, frozen=True):
    """The lines of a file, to show where something is wrong."""

    file: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, file: str, text: str) -> Lines:
        """Cut a text into lines as YAML does."""
        return cls(file, tuple(_LINE_BREAK.split(text)))

    def line(self, number: int) -> str:
        """A line, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def diagnose(
        self, code: Code, at: Node | Place, message: str, remedy: str, *, width: int = 1
    ) -> Diagnostic:
        """Say what is wrong with a node, or at a place of this file (`width` characters from there on)."""
        place, width = (at, width) if isinstance(at, Place) else (at.place, at.width)
        line = self.line(place.line)
        return Diagnostic(code=code, place=place, width=width, line=line, message=message, remedy=remedy)
