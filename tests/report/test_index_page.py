"""The index of a folder of statements."""

from __future__ import annotations

from xml.etree import ElementTree

import made_kinds as kinds
import made_statements as made

from upheld.report.html import Entry, render_index

ENTRIES = (
    Entry(
        document=made.document(kinds.every_kind(), made.TEN_PER_CENT, made.FEE),
        page="every-kind.html",
        data="every-kind.json",
        note="One finding for each kind of promise.",
    ),
    Entry(document=made.document(made.statement(agreement_name="<b>other</b>")), page="a%20b.html"),
)


def test_each_statement_has_its_row_with_its_links() -> None:
    tree = ElementTree.fromstring(render_index("Statements of the examples", ENTRIES, "Made by `make run`."))
    links = [each.get("href") for each in tree.iter("a") if each.get("href") != "#main"]
    assert links == ["every-kind.html", "every-kind.json", "a%20b.html"]
    first, other = (" ".join("".join(row.itertext()).split()) for row in tree.findall(".//tbody/tr"))
    for words in ("Platform agreement", "The customer", "2026-03", "250.00 EUR", "One finding for each"):
        assert words in first
    assert "6 missed" in first
    assert "1 ambiguous" in first
    assert "2 met" in first
    assert "<b>other</b>" in other


def test_without_statements_the_index_says_so() -> None:
    assert "There are no statements here." in render_index("Statements", ())


def test_the_same_entries_give_the_same_bytes() -> None:
    assert render_index("Statements", ENTRIES) == render_index("Statements", list(ENTRIES))
