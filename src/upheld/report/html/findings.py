"""The findings on a page: for each objective the verdict, the promise, pictures, figures and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import badge, fields, figure, more, section, table
from upheld.report.html.outcomes import outcomes
from upheld.report.html.reasons import clause, folded, why
from upheld.report.html.records import record_blocks
from upheld.report.markup import Markup, Part, element, together
from upheld.report.members import Others, told
from upheld.report.picture.pictures import pictures_of
from upheld.report.text.verdict import (
    evidence_in_words,
    measured_in_words,
    noun_of_values,
    range_in_words,
    verdict_in_words,
)
from upheld.report.text.wording import span

MOST_MEMBERS = 200
"""So many of the members told together have a row."""


def anchor(number: int) -> str:
    """The id of the finding of a number, counted from 1."""
    return f"objective-{number}"


def findings_section(findings: Sequence[Json], zone: Zone) -> Markup | None:
    """One article for each objective, in the order of the statement."""
    if not findings:
        return None
    parts = enumerate(told(findings, zone), start=1)
    articles = (
        _others(anchor(number), part, zone)
        if isinstance(part, Others)
        else _article(anchor(number), part.title, part.finding, zone)
        for number, part in parts
    )
    return section("objectives", "Objectives, one by one", together(articles, "\n"))


def _others(name: str, others: Others, zone: Zone) -> Markup:
    """Members or periods of one promise that came to the same, together."""
    heading = f"{name}-heading"
    first = others.findings[0]
    rows: list[list[Part]] = [
        [
            called,
            measured_in_words(finding, zone),
            evidence_in_words(finding["record"], noun_of_values(finding)),
        ]
        for called, finding in zip(others.names, others.findings[:MOST_MEMBERS], strict=False)
    ]
    return element(
        "article",
        element(
            "header",
            element("h3", others.title, id=heading),
            badge(others.verdict, f"{verdict_in_words(first)}, each"),
        ),
        _promise(first, zone, others.findings[-1]),
        fields([("Measured", [range_in_words(others, zone)])]),
        folded(
            f"The {others.noun}s ({len(others.findings)})",
            table(
                f"{others.noun.capitalize()}s",
                [others.noun, "measured", "evidence"],
                rows,
                numbers=("measured",),
            ),
            more(len(others.findings) - len(rows)),
        ),
        id=name,
        aria_labelledby=heading,
        class_="objective",
    )


def _article(name: str, title: str, finding: Json, zone: Zone) -> Markup:
    heading = f"{name}-heading"
    pictures = (
        figure(picture, f"{name}-picture-{number}")
        for number, picture in enumerate(pictures_of(finding, zone), start=1)
    )
    return element(
        "article",
        element(
            "header", element("h3", title, id=heading), badge(finding["verdict"], verdict_in_words(finding))
        ),
        _promise(finding, zone),
        outcomes(finding, zone),
        *pictures,
        *record_blocks(finding, zone),
        fields([("Missing", finding.get("gaps", ()))]),
        element("h4", "Why"),
        why(finding["reason"], zone, "Every step"),
        id=name,
        aria_labelledby=heading,
        class_="objective",
    )


def _promise(finding: Json, zone: Zone, last: Json | None = None) -> Markup | None:
    """What is promised, in the words of the clause, and for which time it is judged, to the last finding."""
    judged = span(finding["interval"]["start"], (last or finding)["interval"]["end"], zone)
    return fields(
        [
            ("Promised", [f"{finding['promise']} ({finding['force']})", clause(finding.get("clause"))]),
            ("Judged", [judged]),
        ]
    )
