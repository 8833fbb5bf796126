"""An example agreement: its files, the clause ids marked in their comments, and the table of its README."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from upheld.agreement.provenance import Place
from upheld.language.diagnostic import Diagnostic, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.language.source import ListNode, MapNode, Node, ScalarNode, read_source

EXAMPLES = Path(__file__).parents[2] / "examples"

CLAUSES = {
    "pimlayer": ("PL", 15),
    "managed-hosting": ("MH", 14),
    "infopromo": ("IC", 9),
    "optizio": ("OP", 16),
    "cloud-apim": ("CA", 6),
    "upheld": ("UP", 14),
}
"""How each example numbers the clauses of its text, and how many there are."""

_ID = re.compile(r"\b[A-Z]{2}-[0-9]+\b")
_COMMENT = re.compile(r"(?:^|\s)#(.*)$")
_CODE_SPAN = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Spot:
    """A key or a value of a file."""

    path: str
    """Keys from the outermost to its own, with dots between; items of a list by number from 0."""
    place: Place
    width: int
    is_value: bool = False
    """Whether it stands under a key, which a mark is of in its place."""


@dataclass(frozen=True, slots=True)
class MarkedFile:
    """An agreement file with the clause ids that its comments name."""

    spots: tuple[Spot, ...]
    marks: dict[str, tuple[str, ...]]
    """Clause ids by path."""

    def path_at(self, place: Place, width: int) -> str:
        """The path that a diagnostic is about: at its very place, else the last one before it."""
        there = [spot for spot in self.spots if (spot.place.line, spot.place.column) == _at(place)]
        alike = [spot for spot in there if spot.width == width]
        if there:
            return (alike or there)[0].path
        before = [spot for spot in self.spots if _at(spot.place) < _at(place)]
        return max(before, key=lambda spot: _at(spot.place)).path

    def ids_of(self, path: str) -> tuple[str, ...]:
        """The clause ids of a path: its own, else those of the nearest key around it."""
        keys = path.split(".")
        around = (".".join(keys[:count]) for count in range(len(keys), 0, -1))
        return next((self.marks[each] for each in around if each in self.marks), ())


def marked(path: Path) -> MarkedFile:
    """Read a file for its keys and the clause ids in comments beside or right above them."""
    data = path.read_bytes()
    root = read_source(path.name, data).root
    assert root is not None
    spots = tuple(_spots(root, ""))
    lines = data.decode().split("\n")
    marks: dict[str, tuple[str, ...]] = {}
    taken: set[int] = set()
    for spot in spots:
        ids = tuple(_ids_beside(lines, spot.place.line))
        if ids and not spot.is_value and spot.place.line not in taken:
            taken.add(spot.place.line)
            marks[spot.path] = ids
    return MarkedFile(spots, marks)


def _at(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _spots(node: Node, path: str) -> Iterator[Spot]:
    match node:
        case MapNode():
            for key, value in node.entries:
                own = f"{path}.{key.text}" if path else key.text
                yield Spot(own, key.place, key.width)
                yield Spot(own, value.place, value.width, is_value=True)
                yield from _spots(value, own)
        case ListNode():
            for number, item in enumerate(node.items):
                yield Spot(f"{path}.{number}", item.place, item.width)
                yield from _spots(item, f"{path}.{number}")
        case ScalarNode():
            return


def _ids_beside(lines: list[str], number: int) -> Iterator[str]:
    """The ids in the comment of a line, and in the lines of comment above it."""
    above = number - 1
    while above > 0 and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    for line in lines[above:number]:
        comment = _COMMENT.search(line)
        yield from dict.fromkeys(_ID.findall(comment[1])) if comment else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic with the path it is about and the clauses that belong to."""

    ids: tuple[str, ...]
    path: str
    diagnostic: Diagnostic

    @property
    def code(self) -> str:
        return self.diagnostic.code.label


def diagnostics_of(path: Path, gazetteer: Gazetteer) -> tuple[Diagnostic, ...]:
    """What the reader says about a file, with the files beside it at hand."""
    files = {each.name: each.read_bytes() for each in path.parent.glob("*.yaml")}
    return read_agreement(files, path.name, gazetteer).diagnostics


def findings(path: Path, gazetteer: Gazetteer) -> tuple[Finding, ...]:
    """What the reader says about a file, clause by clause."""
    file = marked(path)
    found = []
    for each in diagnostics_of(path, gazetteer):
        where = file.path_at(each.place, each.width)
        found.append(Finding(file.ids_of(where), where, each))
    return tuple(found)


def table_of(found: tuple[Finding, ...], ids: tuple[str, ...]) -> str:
    """Write findings under the clauses they belong to; one that belongs to several stands under each."""
    parts = []
    for heading in (*ids, ""):
        own = [each for each in found if (heading in each.ids if heading else not each.ids)]
        if own:
            parts.append("\n".join([heading or "the text as a whole", *(_line(each) for each in own)]))
    return "\n\n".join(parts) + "\n"


def _line(finding: Finding) -> str:
    diagnostic = finding.diagnostic
    return f"  {diagnostic.level.value} {finding.code} at {finding.path}\n      {diagnostic.message}"


@dataclass(frozen=True, slots=True)
class ReadmeRow:
    """A row of the README's table: a clause, where it stands, and what is said about it as published."""

    paths: tuple[str, ...]
    codes: frozenset[str]


def readme_rows(path: Path) -> dict[str, ReadmeRow]:
    """The rows of `| id | promise | where it stands | what check says | ...|`, by id."""
    rows = {}
    for line in path.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 5 and _ID.fullmatch(cells[0]):
            rows[cells[0]] = ReadmeRow(
                tuple(_CODE_SPAN.findall(cells[2])), frozenset(_CODE_SPAN.findall(cells[3]))
            )
    return rows


def weighty(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings above a note."""
    return tuple(each for each in found if each.diagnostic.level is not Level.NOTE)
