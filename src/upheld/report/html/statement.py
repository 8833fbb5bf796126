"""The statement as one page: whose it is, verdicts first, credits, objectives, how to recompute it."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.html.appendix import (
    conventions_section,
    exclusions_section,
    notes_section,
    recompute_section,
    undeclared_section,
)
from upheld.report.html.blocks import fields
from upheld.report.html.credits import credits_section
from upheld.report.html.findings import findings_section
from upheld.report.html.frame import page
from upheld.report.html.verdicts import verdicts_section
from upheld.report.local_time import read_zone
from upheld.report.markup import Markup, Part, element, together
from upheld.report.text.subscription import parts_in_words, subscription_in_words
from upheld.report.text.wording import moment, span


def render_html(document: Json) -> str:
    """Render a document as a page that stands alone; the same document gives the same bytes."""
    statement = document["statement"]
    zone = read_zone(statement["zone"])
    findings, settlement = statement["findings"], statement["settlement"]
    title = f"{statement['agreement']['name']}: statement for {statement['period']['label']}"
    sections = (
        verdicts_section(findings, zone),
        credits_section(settlement, zone),
        findings_section(findings, zone),
        exclusions_section(findings, zone),
        undeclared_section(statement.get("undeclared", ())),
        conventions_section(findings, settlement),
        notes_section(statement["flags"]),
        recompute_section(document, zone),
    )
    return page(
        title,
        element("header", *_warnings(statement), _head(statement, zone)),
        element("main", together(sections, "\n"), id="main"),
        _foot(document),
    )


def _warnings(statement: Json) -> Iterator[Markup]:
    """What must be known before anything else is read."""
    for key in ("illustration", "in_force_overridden"):
        if key in statement:
            yield element("p", statement[key], class_="warning", role="note")


def _head(statement: Json, zone: Zone) -> Markup:
    agreement, period = statement["agreement"], statement["period"]
    length = write_length(parse_instant(period["end"]) - parse_instant(period["start"]))
    open_still = "the period is still open: verdicts are to date"
    standing = "the period is closed" if statement["is_final"] else open_still
    rows: list[tuple[str, list[Part]]] = [
        ("Agreement", [f"{agreement['name']}, version {agreement['version']}"]),
        ("Provider", [agreement["provider"]]),
        ("For", [*subscription_in_words(statement["subscription"])]),
        (
            "Period",
            [
                f"{period['label']}, {period['rule']} in {zone.name} ({length})",
                span(period["start"], period["end"], zone),
            ],
        ),
        ("In parts", [*parts_in_words(statement, zone)]),
        ("As of", [f"{moment(statement['as_of'], zone)}; {standing}"]),
    ]
    return element(
        "div",
        element("p", f"Statement for {period['label']}", class_="kicker"),
        element("h1", agreement["name"]),
        fields(rows),
        class_="head",
    )


def _foot(document: Json) -> Markup:
    return element(
        "footer",
        element("p", f"Made by upheld {document['envelope']['version']}. Digest:"),
        element("p", element("code", document["digest"])),
    )
