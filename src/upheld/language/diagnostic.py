"""Diagnostics: what is wrong in a file, where, and what would be right; for people and for machines."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.language.catalogue import Code, Level

__all__ = ["Code", "Diagnostic", "Level", "as_json", "render"]

_WIDEST = 100
"""Characters of a line that are shown; of a longer one, those around the place."""
_LEAD = 20
"""Characters shown before the place in a line that is too long."""


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, or worth knowing, with the line it stands on."""

    code: Code
    place: Place
    width: int
    """Characters from the place on that are meant; at least 1."""
    line: str
    """The line of the file, as it stands."""
    message: str
    """What is wrong."""
    remedy: str
    """What would be right."""
    accepted: str | None = None
    """Why the parties leave it as it is, where they accept it."""

    @property
    def level(self) -> Level:
        """How grave it is."""
        return self.code.level if self.accepted is None else Level.NOTE


def render(diagnostic: Diagnostic) -> str:
    """Write a diagnostic as compilers do: place, level and code, message, the line with carets, remedy."""
    place, code = diagnostic.place, diagnostic.code
    head = f"{place}: {diagnostic.level.value}[{code.label}]: {diagnostic.message}"
    number = f"{place.line:>5}"
    text, column, width = _excerpt(diagnostic)
    shown = [f"{number} | {text}", f"{' ' * len(number)} | {' ' * column}{'^' * width}"] if text else []
    accepted = diagnostic.accepted
    tail = f"   {diagnostic.remedy}" if accepted is None else f"   accepted: {accepted}"
    return "\n".join([_visible(head), *shown, _visible(tail)])


def as_json(diagnostic: Diagnostic) -> dict[str, str | int]:
    """Give a diagnostic as a mapping of plain values; `column` and `end_column` count characters from 1."""
    place = diagnostic.place
    return {
        "code": diagnostic.code.label,
        "level": diagnostic.level.value,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_column": place.column + diagnostic.width,
        "message": diagnostic.message,
        "remedy": diagnostic.remedy,
        "excerpt": _excerpt(diagnostic)[0],
        "accepted": diagnostic.accepted or "",
    }


def shortened(text: str, longest: int = 60) -> str:
    """A text to be quoted in a message, cut where it is long."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def in_order(diagnostics: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by place, then by code, each told once."""
    found = {(each.place, each.code.label, each.message): each for each in diagnostics}
    return tuple(found[key] for key in sorted(found))


def _excerpt(diagnostic: Diagnostic) -> tuple[str, int, int]:
    """The line or the part of it that is shown, where the carets start (from 0), and how many there are."""
    line = diagnostic.line
    at = min(diagnostic.place.column - 1, len(line))
    first = max(at - _LEAD, 0) if len(line) > _WIDEST else 0
    text = _visible(line[first : first + _WIDEST]).rstrip()
    column = at - first
    return text, column, max(min(diagnostic.width, len(text) - column), 1)


def _visible(text: str) -> str:
    """The text with one visible character for each that a terminal would not show, or would obey."""
    return "".join(each if each.isprintable() or each == "\n" else "�" for each in text)
