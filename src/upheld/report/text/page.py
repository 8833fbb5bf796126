"""The page: lines of limited width, made of headings, paragraphs, labelled fields and tables.

Everything that is printed passes through `shown`, so that no control character in a name or a ticket number
reaches a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import Enum
from textwrap import TextWrapper

from msgspec import Struct

from upheld.report.visible import shown

NARROWEST = 60
LABEL = 14
"""Columns for the labels of fields."""

NOTE = 20
"""Columns the last cell of a row keeps before others are wrapped."""

_NO_BREAK = "\N{NO-BREAK SPACE}"
_BELONGING = re.compile(
    r"(?<=\d) (?=%|(?:h|min|s|ms|days?|[A-Z]{3})\b|[+-]\d\d:\d\d)"
    r"|(?<= h) (?=[\d.]+ (?:min|s)\b)|(?<= min) (?=[\d.]+ s\b)|(?<=[<>=≥≤]) (?=\d)"
)


class Ink(Enum):
    """Colours that repeat what words say, as SGR codes (ECMA-48, 8.3.117)."""

    BOLD = "1"
    GREEN = "32"
    RED = "31;1"
    YELLOW = "33"
    FAINT = "2"


class Page(Struct, frozen=True):
    """How wide the lines are, and whether they may be coloured."""

    width: int
    colour: bool = False

    def heading(self, text: str) -> list[str]:
        """A heading, after an empty line."""
        return ["", *(self._inked(line, Ink.BOLD) for line in self._wrap(text, "", ""))]

    def paragraph(self, text: str, indent: int = 0, hang: int = 0) -> list[str]:
        """A wrapped paragraph; `hang` indents its lines after the first one further."""
        return self._wrap(text, " " * indent, " " * (indent + hang))

    def field(self, label: str, *texts: str, indent: int = 2) -> list[str]:
        """Paragraphs with a label to their left, before the first one."""
        margin = indent + LABEL
        lines = [line for text in texts for line in self._wrap(text, " " * margin, " " * margin)]
        return _labelled(label, lines, indent)

    def drawing(self, label: str, drawn: Iterable[str], indent: int = 2) -> list[str]:
        """Lines that must not be wrapped, with a label to their left."""
        return _labelled(label, [" " * (indent + LABEL) + line for line in drawn], indent)

    def table(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], inks: Sequence[Ink] = (), indent: int = 2
    ) -> list[str]:
        """Rows under their headers, columns as wide as needed; the widest are wrapped to fit the page.

        `inks` has a colour for the last cell of each row.
        """
        cells = [[shown(cell) for cell in row] for row in (headers, *rows)]
        widths = self._widths(cells, indent)
        lines = []
        for number, row in enumerate(cells):
            ink = Ink.FAINT if number == 0 else (inks[number - 1] if inks else None)
            lines += self._row(row, widths, ink, indent)
        return lines

    def _widths(self, cells: Sequence[Sequence[str]], indent: int) -> list[int]:
        widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
        longest = max(len(word) for row in cells for word in row[-1].split() or [""])
        while sum(widths) + 2 * (len(widths) - 1) + indent > self.width and max(widths) > 8:
            widest = -1 if widths[-1] > max(NOTE, longest) else widths.index(max(widths))
            widths[widest] -= 1
        return widths

    def _row(self, row: Sequence[str], widths: Sequence[int], ink: Ink | None, indent: int) -> list[str]:
        cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        lines = []
        for level in range(max(map(len, cells), default=0)):
            parts = [cell[level] if level < len(cell) else "" for cell in cells]
            padded = [part + " " * (width - columns(part)) for part, width in zip(parts, widths, strict=True)]
            padded[-1] = self._inked(parts[-1], ink) if ink else parts[-1]
            lines.append((" " * indent + "  ".join(padded)).rstrip())
        return lines

    def _wrap(self, text: str, first: str, later: str) -> list[str]:
        return wrapped(shown(text), self.width, first, later)

    def _inked(self, text: str, ink: Ink) -> str:
        return f"\x1b[{ink.value}m{text}\x1b[0m" if self.colour and text else text


def columns(text: str) -> int:
    """How many columns a text takes on a terminal: two for wide East Asian characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def kept_together(text: str) -> str:
    """The text with no break between a figure and its unit, nor between a time and its offset."""
    return _BELONGING.sub(_NO_BREAK, text)


def wrapped(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    """The text in lines; figures stay with their unit, and times with their offset, where there is room."""
    room = width - max(len(first), len(later))
    pieces = kept_together(text).split(" ")
    bound = " ".join(piece if len(piece) <= room else piece.replace(_NO_BREAK, " ") for piece in pieces)
    wrapper = TextWrapper(width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
    return [line.replace(_NO_BREAK, " ") for line in wrapper.wrap(bound)]


def _labelled(label: str, lines: list[str], indent: int) -> list[str]:
    """Put the label into the margin of the first line."""
    if not lines:
        return []
    head = " " * indent + label.ljust(LABEL)
    return [head + lines[0][len(head) :], *lines[1:]]
