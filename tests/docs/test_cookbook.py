"""`docs/cookbook.md`: every recipe is read together with the head of the page, and is as clean as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from upheld.collect.gazetteer import gazetteer
from upheld.language.diagnostic import Level, render
from upheld.language.reading import read_agreement

PAGE = Path(__file__).parents[2] / "docs" / "cookbook.md"

_SECTION = re.compile(r"^## (?P<number>[0-9]+)\. (?P<title>.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```yaml(?P<head> head)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def _page() -> str:
    return PAGE.read_text("utf-8")


def _head() -> str:
    return next(found["text"] for found in _BLOCK.finditer(_page()) if found["head"])


def _recipes() -> list[tuple[str, str, str]]:
    """Number with title, words, and lines of each recipe."""
    starts = list(_SECTION.finditer(_page()))
    ends = [found.start() for found in starts[1:]] + [len(_page())]
    return [
        (f"{found['number']}. {found['title']}", _page()[found.end() : end], _only_block(found.end(), end))
        for found, end in zip(starts, ends, strict=True)
    ]


def _only_block(start: int, end: int) -> str:
    (block,) = _BLOCK.finditer(_page(), start, end)
    return block["text"]


def test_the_recipes_are_numbered_in_order() -> None:
    assert [title.split(".")[0] for title, _, _ in _recipes()] == [str(number) for number in range(1, 14)]


@pytest.mark.parametrize(("title", "words", "lines"), _recipes(), ids=[each[0] for each in _recipes()])
def test_a_recipe_reads_clean(title: str, words: str, lines: str) -> None:
    text = f"{_head()}\n{lines}".encode()
    reading = read_agreement({"recipe.yaml": text}, "recipe.yaml", gazetteer())
    told = [render(each) for each in reading.diagnostics if each.level is not Level.NOTE]
    assert not told, "\n\n".join(told)
    assert reading.agreement is not None, title


@pytest.mark.parametrize(("title", "words", "lines"), _recipes(), ids=[each[0] for each in _recipes()])
def test_a_recipe_quotes_words_that_stand_above_it(title: str, words: str, lines: str) -> None:
    clause = " ".join(re.findall(r"^> (.*)$", words, re.MULTILINE)).replace("*", "")
    quotes = re.findall(r'quote: "([^"]+)"', lines)
    assert clause, f"{title} begins with no words of a contract"
    assert quotes, f"{title} quotes nothing"
    assert not [quote for quote in quotes if quote not in clause]
