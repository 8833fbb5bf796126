"""`items.csv`: every structure of agreements that is to be there, its scenes, and where it is told of."""

from __future__ import annotations

import ast
import csv
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DOCS = HERE.parents[2] / "docs"
ROWS = list(csv.DictReader((HERE / "items.csv").read_text("utf-8").splitlines()))
WITHOUT_FIGURES = ("property", "bad input")
"""Parts whose scenes are held against a slow reading, or a message, and not against a figure."""


@cache
def _tests(path: Path) -> dict[str, ast.FunctionDef]:
    """The tests of a file by their names, those of a class behind its own."""
    tree = ast.parse(path.read_text("utf-8"))
    found = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    for group in (each for each in tree.body if isinstance(each, ast.ClassDef)):
        named = (each for each in group.body if isinstance(each, ast.FunctionDef))
        found |= {f"{group.name}::{each.name}": each for each in named}
    return found


@cache
def _comments(path: Path) -> dict[int, str]:
    """The comments of a file by their lines."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


_FIGURE = re.compile(r"[0-9]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|thirty)\b", re.IGNORECASE)


def _works_it_out(path: Path, test: ast.FunctionDef) -> bool:
    """Whether a test says in a comment or docstring, with figures, what it comes to by hand."""
    first = min((each.lineno for each in test.decorator_list), default=test.lineno)
    last = test.end_lineno or test.lineno
    said = [text for line, text in _comments(path).items() if first <= line <= last]
    return any(_FIGURE.search(text) for text in (*said, ast.get_docstring(test) or ""))


@cache
def _anchors(page: str) -> frozenset[str]:
    headings = re.findall(r"^#+ (.+)$", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings)


def test_every_item_stands_there_once() -> None:
    names = [(row["part"], row["item"]) for row in ROWS]
    assert len(names) > 150
    assert sorted({each for each in names if names.count(each) > 1}) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['part']}: {row['item']}")
def test_an_item_has_a_scene_with_a_figure_worked_by_hand(row: dict[str, str]) -> None:
    wanting = []
    for scene in row["scenes"].split(";"):
        name, _, test = scene.partition("::")
        path = (HERE.parent / name).resolve()
        if path.suffix != ".py":
            wanting += [] if path.is_file() else [f"no file {name}"]
        elif test not in _tests(path):
            wanting.append(f"no test {scene}")
        elif row["part"] not in WITHOUT_FIGURES and not _works_it_out(path, _tests(path)[test]):
            wanting.append(f"no figure in the comments of {scene}")
    assert row["scenes"]
    assert wanting == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['part']}: {row['item']}")
def test_an_item_is_found_on_its_page(row: dict[str, str]) -> None:
    page, _, anchor = row["page"].partition("#")
    assert anchor in _anchors(page)
