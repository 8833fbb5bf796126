"""`upheld evaluate --format html`: one page in a file, or on standard output."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from program import Run

ASKED = ("evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-03", "--plan", "premium")


def test_a_statement_is_written_as_a_page(upheld: Run, hosting: Path) -> None:
    written = upheld(*ASKED, "--fee", "500", "--format", "html", "-o", "statement.html")
    assert (written.code, written.out) == (0, "")
    page = (hosting / "statement.html").read_text(encoding="utf-8")
    words = " ".join("".join(ElementTree.fromstring(page).itertext()).split())
    assert "99.7308 %" in words
    assert "MISSED" in words
    assert "50.00 EUR" in words


def test_the_page_is_the_same_on_standard_output(upheld: Run, hosting: Path) -> None:
    upheld(*ASKED, "--format", "html", "-o", "statement.html")
    printed = upheld(*ASKED, "--format", "html")
    assert printed.out == (hosting / "statement.html").read_text(encoding="utf-8")
