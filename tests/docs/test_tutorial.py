"""`docs/tutorial.md`: walked through as it stands; every command prints what the page says.

The outputs are written anew with `pytest tests/docs --bless`, and then read by a person.
"""

from __future__ import annotations

from pathlib import Path

from walkthrough import walked

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"


def test_the_tutorial_can_be_followed_to_the_letter(tmp_path: Path, blessing: bool) -> None:
    page = PAGE.read_text("utf-8")
    now = walked(page, tmp_path)
    if blessing:
        PAGE.write_text(now, "utf-8")
        page = now
    assert now == page
