"""All pages: what they link to is there, every command is told of, and statements are told as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from walkthrough import walked

from upheld.cli import COMMANDS
from upheld.cli.evidence import command as evidence
from upheld.evaluation.statement import Verdict

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")])
STATEMENTS = (ROOT / "docs" / "statements.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"(?:\]\(|src=\"|srcset=\")((?!https?:)[^)#\s\"]+)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_listed_for_newcomers_in_one_order() -> None:
    index = re.findall(r"\]\(([\w-]+\.md)\) \|", (ROOT / "docs" / "README.md").read_text("utf-8"))
    assert {*index} == {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    readme = (ROOT / "README.md").read_text("utf-8").partition("## Where to read on")[2]
    links = re.findall(r"\]\(docs/([\w-]+\.md)\)", readme)
    assert [link for link in links if link != "README.md"] == index


def test_every_command_is_told_of() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES)
    commands = [*COMMANDS, *(f"evidence {name}" for name in evidence.commands)]
    assert [command for command in commands if f"upheld {command}" not in told] == []


def test_every_package_is_told_of() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    packages = [each.parent.name for each in (ROOT / "src" / "upheld").glob("*/__init__.py")]
    assert packages
    assert [package for package in packages if f"| `{package}/` |" not in told] == []


def test_the_glossary_is_in_order() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8").partition("## Verdicts")[0]
    words = [word.casefold() for word in re.findall(r"^\| \*\*(.+?)\*\*", glossary, re.MULTILINE)]
    assert words == sorted(set(words))


def test_every_verdict_is_told() -> None:
    told = re.findall(r"^\| ([A-Z ]+) \|", STATEMENTS, re.MULTILINE)
    assert told == [verdict.value for verdict in Verdict]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document that the page on statements has written by the time it speaks of documents."""
    folder = tmp_path_factory.mktemp("statement")
    walked(STATEMENTS.partition("\n## Credits\n")[0], folder)
    read: dict[str, Any] = json.loads((folder / "march.json").read_text("utf-8"))
    return read


def test_a_document_has_the_keys_that_are_told(document: dict[str, Any]) -> None:
    table = STATEMENTS.partition("| key |")[2].partition("\n\n")[0]
    keys = [
        key
        for cell in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
        for key in re.findall(r"`(.+?)`", cell)
    ]
    assert {key.partition(".")[0] for key in keys} == {*document} - {"upheld"}
    for key in keys:
        inner = document
        for part in key.split("."):
            assert part in inner, key
            inner = inner[part]


def test_a_finding_has_the_keys_that_are_told(document: dict[str, Any]) -> None:
    (row,) = re.findall(r"^\| `statement\.findings` \| (.*) \|$", STATEMENTS, re.MULTILINE)
    (finding,) = (each for each in document["statement"]["findings"] if each["objective"] == "uptime")
    told = re.findall(r"`(\w+)`", row)
    assert told
    assert [key for key in told if key not in finding] == []
