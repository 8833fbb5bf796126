"""The reference page is the one the table makes; `--bless` writes it anew."""

from __future__ import annotations

from pathlib import Path

from upheld.language.reference import reference_page

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "language.md"
EXAMPLE = ROOT / "tests" / "diagnostics" / "good" / "example-hosting.yaml"


def test_the_page_in_the_documentation_is_the_one_the_table_makes(blessing: bool) -> None:
    page = reference_page(EXAMPLE.read_text("utf-8"))
    if blessing:
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page


def test_links_lead_to_headings() -> None:
    page = reference_page("x: 1")
    headings = {
        line.removeprefix("## ").replace(" ", "-") for line in page.splitlines() if line.startswith("## ")
    }
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links <= headings
    assert "conventions-of-an-objective" in links
