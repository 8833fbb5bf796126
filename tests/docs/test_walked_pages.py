"""Pages of `docs/` that can be followed to the letter; every command prints what the page says.

The outputs are written anew with `pytest tests/docs --bless`, and then read by a person.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from walkthrough import walked

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["tutorial", "published-sla", "statements", "months"])
def test_a_page_can_be_followed_to_the_letter(name: str, tmp_path: Path, blessing: bool) -> None:
    page = DOCS / f"{name}.md"
    text = page.read_text("utf-8")
    now = walked(text, tmp_path)
    if blessing:
        page.write_text(now, "utf-8")
        text = now
    assert now == text


def test_the_case_on_one_page_comes_to_what_it_says(tmp_path: Path, blessing: bool) -> None:
    page = DOCS / "evidence.md"
    text = page.read_text("utf-8")
    start = text.index("\n## A case on one page\n")
    section = text[start : text.index("\n## ", start + 1)]
    now = walked(section, tmp_path)
    if blessing:
        page.write_text(text.replace(section, now), "utf-8")
        section = now
    assert now == section
