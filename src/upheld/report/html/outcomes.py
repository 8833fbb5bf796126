"""The readings of an ambiguous finding on a page, and what each of them yields."""

from __future__ import annotations

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import badge, more
from upheld.report.html.reasons import why
from upheld.report.markup import Markup, element, together
from upheld.report.text.outcomes import MOST_READINGS, in_a_word, says


def outcomes(finding: Json, zone: Zone) -> Markup | None:
    """Each outcome with its readings; nothing where the words leave only one."""
    listed = finding.get("outcomes", ())
    if not listed:
        return None
    return element(
        "div",
        element("h4", "What each reading yields"),
        element("ul", together(_outcome(outcome, zone) for outcome in listed), class_="outcomes"),
    )


def _outcome(outcome: Json, zone: Zone) -> Markup:
    readings = outcome["readings"][:MOST_READINGS]
    return element(
        "li",
        element("p", badge(outcome["verdict"], in_a_word(outcome, zone)), ", ", says(outcome)),
        element("ul", together(element("li", _reading(lines)) for lines in readings), class_="readings"),
        more(len(outcome["readings"]) - len(readings)),
        why(outcome["reason"], zone, "Why by this reading") if outcome["reason"].get("because") else None,
    )


def _reading(lines: list[str]) -> Markup:
    return together((element("code", line) for line in lines), " and ") if lines else Markup("as it stands")
