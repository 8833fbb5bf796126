"""What the text leaves open, in text and on the page: in full where something differs by it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import made_kinds as kinds
import made_statements as made
import pytest

from upheld.report.document import document_bytes, read_document
from upheld.report.html import render_html
from upheld.report.text import render_text


def term(code: str, **changes: object) -> dict[str, Any]:
    return {
        "code": code,
        "asks": f"the words do not say about {code}",
        "at": "agreement.yaml:7:3",
        "readings": [
            {"line": f"{code}: one", "meaning": "this is meant"},
            {"line": f"{code}: other"},
        ],
        **changes,
    }


@pytest.fixture
def document() -> dict[str, Any]:
    made_document: dict[str, Any] = made.document(
        made.statement(kinds.ambiguous_finding()), made.TEN_PER_CENT, made.FEE
    )
    statement = made_document["statement"]
    statement["undeclared"] = [
        term("notice-effect", decides=["uptime"], settlement=["credits"]),
        term("load-undefined", objectives=["search"]),
        term("period-unstated", decides=["search"], read_as=1),
    ]
    statement["settlement"]["outcomes"] = [
        {
            "readings": ["notice-effect: one"],
            "standing": "a credit is owed",
            "owed": {"kind": "sum", "amount": "50.00", "currency": "EUR"},
            "reason": {"kind": "reason", "rule": "credit.owed", "says": "a credit is owed: 50.00 EUR"},
        },
        {
            "readings": [],
            "standing": "no credit is owed",
            "owed": {"kind": "no data", "why": "nothing was breached"},
            "reason": {"kind": "reason", "rule": "credit.owed", "says": "no credit is owed"},
        },
    ]
    return made_document


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_the_text_tells_what_differs_by_which_reading(document: dict[str, Any]) -> None:
    text = words_of(render_text(document))
    assert "the words do not say about notice-effect (notice-effect, agreement.yaml:7:3)" in text
    assert "by its readings differ uptime, credits" in text
    assert "- `notice-effect: one`: this is meant" in text
    assert "Open too, though nothing here differs by it: load-undefined at agreement.yaml:7:3" in text
    assert "- `period-unstated: other`; so it is read, against the drafter" in text


def test_the_text_tells_what_is_owed_by_which_reading(document: dict[str, Any]) -> None:
    text = words_of(render_text(document))
    assert "Readings 50.00 EUR, by `notice-effect: one` nothing, by the words as they stand" in text


def test_the_page_tells_the_same(document: dict[str, Any]) -> None:
    tree = ElementTree.fromstring(render_html(document))
    page = words_of("".join(tree.itertext()))
    assert "What the text leaves open" in page
    assert "notice-effect: one: this is meant" in page
    assert "Open too, though nothing here differs by it (1)" in page
    assert "50.00 EUR, by notice-effect: one" in page
    assert any(code.text == "notice-effect: one" for code in tree.iter("code"))


def test_without_open_terms_there_is_no_such_section() -> None:
    document = made.document(made.statement(made.uptime_finding()))
    assert "LEFT OPEN" not in render_text(read_document(document_bytes(document)))
    assert "leaves open" not in render_html(document)
