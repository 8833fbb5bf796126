"""Reasons on a page: the tree from the verdict to clauses and rows of evidence, folded below its root."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.prose import prose
from upheld.report.markup import Markup, Part, element, together
from upheld.report.text.verdict import with_figure
from upheld.report.text.wording import counted

MOST_STEPS = 25
MOST_EVIDENCE = 5


def why(reason: Json, zone: Zone, summary: str) -> Markup:
    """What a reason says, and under `summary` every step it rests on."""
    return element(
        "div",
        element("p", prose(with_figure(reason, zone)), class_="says"),
        clause(reason.get("clause")),
        evidence(reason),
        steps_of(reason, zone, summary),
        class_="why",
    )


def steps_of(reason: Json, zone: Zone, summary: str) -> Markup | None:
    """Every step a reason rests on, folded; nothing where it rests on itself."""
    steps = reason.get("because", ())
    if not steps:
        return None
    return folded(f"{summary} ({counted(size(reason) - 1, 'step')})", tree(steps, zone, reason.get("clause")))


def folded(summary: str, *parts: Part) -> Markup:
    """Something to be opened; on paper it is open."""
    return element("details", element("summary", summary), *parts)


def tree(steps: Sequence[Json], zone: Zone, above: Json | None = None) -> Markup:
    """Steps as a nested list; the clause that stands `above` them already is not said again."""
    listed = [_step(step, zone, above) for step in steps[:MOST_STEPS]]
    if len(steps) > MOST_STEPS:
        listed.append(
            element("li", f"… and {len(steps) - MOST_STEPS} more steps, which the JSON document has")
        )
    return element("ul", together(listed, "\n"), class_="steps")


def size(reason: Json) -> int:
    """How many steps a tree has, its root among them."""
    return 1 + sum(map(size, reason.get("because", ())))


def clause(data: Json | None) -> Markup | None:
    """The clause, and its words where they are quoted."""
    if not data:
        return None
    quote = element("q", data["quote"]) if "quote" in data else None
    return element(
        "p",
        element("span", data["reference"], class_="reference"),
        " " if quote else None,
        quote,
        class_="clause",
    )


def evidence(data: Json) -> Markup | None:
    """The first few rows by their keys, and how many more there are."""
    if "evidence_count" not in data:
        return None
    keys, count = data["evidence"][:MOST_EVIDENCE], data["evidence_count"]
    if not keys:
        return element("p", f"evidence: {counted(count, 'row')}", class_="evidence")
    rest = f" and {counted(count - len(keys), 'more row')}" if count > len(keys) else None
    listed = together((element("code", key) for key in keys), ", ")
    return element("p", "evidence: ", listed, rest, class_="evidence")


def _step(reason: Json, zone: Zone, above: Json | None) -> Markup:
    steps, own = reason.get("because", ()), reason.get("clause")
    return element(
        "li",
        element("span", prose(with_figure(reason, zone)), class_="says"),
        " ",
        element("code", reason["rule"], class_="rule"),
        None if own == above else clause(own),
        evidence(reason),
        tree(steps, zone, own or above) if steps else None,
    )
