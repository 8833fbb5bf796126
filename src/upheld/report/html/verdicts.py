"""The verdicts on a page: how many of each, and one row for each objective, before anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import badge, note, section, table
from upheld.report.html.findings import anchor
from upheld.report.html.frame import sign_of, symbol
from upheld.report.markup import Markup, Part, element, together
from upheld.report.members import Others, Told, told
from upheld.report.text.verdict import example_of, verdict_cells

IN_ORDER = ("MISSED", "AMBIGUOUS", "INDETERMINATE", "MET", "TRACKED", "NOT APPLICABLE")
"""What a reader wants to know first stands first."""


def verdicts_section(findings: Sequence[Json], zone: Zone) -> Markup:
    """The table of verdicts; each objective leads to its part of the page."""
    if not findings:
        return section(
            "verdicts", "Verdicts", note("No objective of this agreement is judged in this period.")
        )
    rows = [_row(part, number, zone) for number, part in enumerate(told(findings, zone), start=1)]
    headers = ["objective", "promised", "measured", "evidence", "verdict"]
    return section(
        "verdicts",
        "Verdicts",
        tally(counts(findings)),
        table("Each objective, judged", headers, rows, numbers=("measured",)),
    )


def _row(part: Told | Others, number: int, zone: Zone) -> list[Part]:
    title, *cells, verdict = verdict_cells(part, zone)
    link = element("a", title, href=f"#{anchor(number)}")
    return [link, *cells, badge(example_of(part)["verdict"], verdict)]


def counts(findings: Sequence[Json]) -> Mapping[str, int]:
    """How many findings came to each verdict that there is one of."""
    found = Counter(finding["verdict"] for finding in findings)
    return {verdict: found[verdict] for verdict in IN_ORDER if found[verdict]}


def tally(found: Mapping[str, int]) -> Markup:
    """The counts in a row."""
    items = (
        element(
            "li",
            symbol(verdict),
            " ",
            element("strong", str(count)),
            f" {verdict.lower()}",
            class_=sign_of(verdict),
        )
        for verdict, count in found.items()
    )
    return element("ul", together(items), class_="tally")
