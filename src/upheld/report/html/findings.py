"""The findings on a page: for each objective the verdict, the promise, pictures, figures and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import badge, fields, figure, section
from upheld.report.html.outcomes import outcomes
from upheld.report.html.reasons import clause, why
from upheld.report.html.records import record_blocks
from upheld.report.markup import Markup, element, together
from upheld.report.picture.pictures import pictures_of
from upheld.report.text.verdict import verdict_in_words
from upheld.report.text.wording import span, titles


def anchor(number: int) -> str:
    """The id of the finding of a number, counted from 1."""
    return f"objective-{number}"


def findings_section(findings: Sequence[Json], zone: Zone) -> Markup | None:
    """One article for each objective, in the order of the statement."""
    if not findings:
        return None
    titled = enumerate(zip(titles(findings, zone), findings, strict=True), start=1)
    articles = (_article(anchor(number), title, finding, zone) for number, (title, finding) in titled)
    return section("objectives", "Objectives, one by one", together(articles, "\n"))


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


def _promise(finding: Json, zone: Zone) -> Markup | None:
    """What is promised, in the words of the clause, and for which time it is judged."""
    judged = span(finding["interval"]["start"], finding["interval"]["end"], zone)
    return fields(
        [
            ("Promised", [f"{finding['promise']} ({finding['force']})", clause(finding.get("clause"))]),
            ("Judged", [judged]),
        ]
    )
