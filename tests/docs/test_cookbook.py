"""`docs/cookbook.md`: recipes are read with the head of the page, and their cases come to what it says.

What a case prints is written anew with `pytest tests/docs --bless`, and then worked out by hand once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from walkthrough import LEFT_OUT, Run, walked, within_this_process

from upheld.collect.gazetteer import gazetteer
from upheld.language.diagnostic import Code, Level, render
from upheld.language.reading import read_agreement

PAGE = Path(__file__).parents[2] / "docs" / "cookbook.md"

_RECIPE = re.compile(r"^### (?P<number>[0-9]+)\. (?P<title>.+)\n(?P<words>(?:(?!^##).*\n?)*)", re.MULTILINE)
_LINES = re.compile(r"^```yaml(?P<head> head)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILES = re.compile(r"^```yaml (?P<name>(?!case)\S+\.yaml)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

HEARTS = ("VERDICTS\n", "  Owed")
RIGHTS = ("RIGHTS TO TERMINATE\n",)
OPEN = Code.EITHER
"""What a recipe may leave open, where it says so itself."""
ENDS = re.compile(r"Digest|BREACHES|\S.*: [A-Z]+( [A-Z]+)?$")
"""What the part of an output begins with that a page shows, and what comes after it."""

NOTHING = "  Credit: nothing is promised for a breach\n"
"""What goes without saying where a recipe is about no credits."""


def _page() -> str:
    return PAGE.read_text("utf-8")


def _head() -> str:
    return next(found["text"] for found in _LINES.finditer(_page()) if found["head"])


def _recipes() -> list[tuple[str, str]]:
    """Number with title, and words, of each recipe."""
    return [(f"{found['number']}. {found['title']}", found["words"]) for found in _RECIPE.finditer(_page())]


RECIPES = pytest.mark.parametrize(("title", "words"), _recipes(), ids=[title for title, _ in _recipes()])


def _agreements(words: str) -> dict[str, str]:
    """The files of a recipe: its lines, and what they may be built on, each below the head of the page."""
    (lines,) = _LINES.finditer(words)
    built_on = {found["name"]: found["text"] for found in _FILES.finditer(words)}
    texts = {"sla.yaml": lines["text"], **built_on}
    return {
        name: text if text.startswith("upheld:") else f"{_head()}\n{text}" for name, text in texts.items()
    }


def _slug(heading: str) -> str:
    """The anchor that a heading has on a page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_recipes_are_numbered_in_order_and_listed_at_the_top() -> None:
    titles = [title for title, _ in _recipes()]
    assert [title.split(".")[0] for title in titles] == [str(n) for n in range(1, len(titles) + 1)]
    assert len(titles) >= 40
    listed = re.findall(r"^\d+\. \[(.+)\]\(#(.+)\)$", _page(), re.MULTILINE)
    assert listed == [(title.partition(". ")[2], _slug(title)) for title in titles]


@RECIPES
def test_a_recipe_reads_clean(title: str, words: str) -> None:
    texts = {name: text.encode() for name, text in _agreements(words).items()}
    reading = read_agreement(texts, "sla.yaml", gazetteer())
    told = [
        render(each) for each in reading.diagnostics if each.level is not Level.NOTE and each.code is not OPEN
    ]
    assert not told, "\n\n".join(told)
    assert reading.agreement is not None, title


@RECIPES
def test_a_recipe_quotes_words_that_stand_above_it(title: str, words: str) -> None:
    clause = " ".join(re.findall(r"^> (.*)$", words, re.MULTILINE)).replace("*", "")
    quotes = re.findall(r'quote: "([^"]+)"', words)
    assert clause, f"{title} begins with no words of a contract"
    assert quotes, f"{title} quotes nothing"
    assert [quote for quote in quotes if quote not in clause] == []


@RECIPES
def test_a_case_comes_to_what_is_said(title: str, words: str, tmp_path: Path, blessing: bool) -> None:
    shown = words.partition("```console")[2]
    assert ("```yaml case.yaml" in words) <= bool(shown), f"the case of {title} is not tried"
    now = _tried(words, tmp_path / "whole", within_this_process)
    if blessing and now != shown:
        now = _tried(words, tmp_path / "heart", _heart)
        PAGE.write_text(_page().replace(words, words.replace(shown, now)), "utf-8")
        shown = now
    assert now == shown


def _tried(words: str, folder: Path, run: Run) -> str:
    """A recipe from its first command on, with what it prints now."""
    folder.mkdir()
    for name, text in _agreements(words).items():
        (folder / name).write_text(text, "utf-8")
    told = _FILES.sub("", words)
    return walked(told, folder, run).partition("```console")[2]


def _heart(arguments: Sequence[str], folder: Path) -> str:
    """What a page shows of a statement or settlement: its first answers."""
    lines = within_this_process(arguments, folder).splitlines(keepends=True)
    hearts = RIGHTS if RIGHTS[0] in lines else HEARTS
    first = next((n for n, line in enumerate(lines) if line.startswith(hearts)), None)
    if first is None:
        return "".join(lines)
    last = next(n for n in range(first + 1, len(lines)) if ENDS.match(lines[n]))
    shown = lines[first + lines[first].isupper() : last - 1]
    if NOTHING in shown:
        shown = shown[: shown.index(NOTHING) - 1]
    return "".join((LEFT_OUT, *shown, LEFT_OUT))
