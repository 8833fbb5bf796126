"""The README: its agreement checks clean, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

from upheld.cli import COMMANDS
from upheld.collect.gazetteer import gazetteer
from upheld.language.diagnostic import Level
from upheld.language.reading import read_agreement

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_agreement_checks_clean() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    reading = read_agreement({"README.yaml": block.encode()}, "README.yaml", gazetteer())
    assert reading.agreement is not None
    assert [each for each in reading.diagnostics if each.level is not Level.NOTE] == []


def test_its_commands_exist() -> None:
    assert set(re.findall(r"^\$ upheld ([\w-]+)", TEXT, re.MULTILINE)) <= set(COMMANDS)
    targets = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"make (\w+)", TEXT)) <= set(targets)


def test_what_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(((?!https?:)[^)#]+)", TEXT)
    assert links
    missing = [link for link in links if not (ROOT / link).exists()]
    assert missing == []
