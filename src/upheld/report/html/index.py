"""The index of a folder of statements: whose they are, what they came to, and where they lie."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from upheld.report.figure import Json
from upheld.report.html.blocks import note, section, table
from upheld.report.html.frame import page
from upheld.report.html.verdicts import counts, tally
from upheld.report.markup import Markup, Part, element
from upheld.report.text.credits import credits_in_a_word
from upheld.report.text.subscription import subscription_in_words


class Entry(Struct, frozen=True, kw_only=True):
    """A statement in the index."""

    document: Json
    page: str
    """Where its page lies, from where the index lies."""
    data: str | None = None
    """Where its JSON document lies."""
    note: str | None = None
    """A sentence on what it shows."""


def render_index(title: str, entries: Iterable[Entry], introduction: str | None = None) -> str:
    """Render the page that leads to the statements; the same entries give the same bytes."""
    rows = [_row(entry) for entry in entries]
    headers = ["statement", "period", "verdicts", "credit", "document"]
    listed = table("Each with what it came to", headers, rows, numbers=("credit",))
    said = element("p", introduction) if introduction else None
    statements = section("statements", "Statements", listed or note("There are no statements here."))
    return page(
        title,
        element("header", element("div", element("h1", title), said, class_="head")),
        element("main", statements, id="main"),
    )


def _row(entry: Entry) -> list[Part]:
    statement = entry.document["statement"]
    whose = ", ".join(subscription_in_words(statement["subscription"]))
    name = element("a", statement["agreement"]["name"], href=entry.page)
    return [
        element("div", name, *(_quiet(words) for words in (whose, entry.note) if words)),
        statement["period"]["label"],
        tally(counts(statement["findings"])),
        credits_in_a_word(statement["settlement"]),
        element("a", "JSON", href=entry.data) if entry.data else "",
    ]


def _quiet(words: str) -> Markup:
    return element("p", words, class_="note")
