"""What outages would come to, as text: a table, an outage a row, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.zone import Zone
from upheld.evaluation.statement import Verdict
from upheld.report.figure import Json
from upheld.report.local_time import read_zone
from upheld.report.text.page import NARROWEST, Page
from upheld.report.text.series_credits import bounds_in_words
from upheld.report.text.wording import amount, figure, span
from upheld.settlement.settlement import Standing

MOST_TERMS = 4
"""So many sentences on claims, and on rights, are shown."""


def render_what_if(document: Json, width: int = 100) -> str:
    """Render what each outage would come to."""
    page = Page(max(width, NARROWEST), colour=False)
    zone = read_zone(document["zone"])
    agreement, period = document["agreement"], document["period"]
    lines = page.heading(f"WHAT IF, {period['label']}: {agreement['name']}")
    lines += page.field("Period", span(period["start"], period["end"], zone))
    facts = "".join(f", {says}" for says in document["told"])
    lines += page.field("Each row", f"one outage of its own{facts}, and nothing else")
    rows = [cells for tried in document["what_if"] for cells in _rows(tried, zone)]
    headers = ["outage", "objective", "promised", "availability", "verdict", "credit", "right to terminate"]
    told = len(headers) if any(row[-1] for row in rows) else len(headers) - 1
    lines += ["", *page.table(headers[:told], [row[:told] for row in rows])]
    lines += page.field("Undecided", *dict.fromkeys(_undecided(document["what_if"])))
    for label, key in (("Claim", "claim"), ("Rights", "rights")):
        said = dict.fromkeys(says for tried in document["what_if"] for says in tried["summary"].get(key, ()))
        lines += page.field(label, *list(said)[:MOST_TERMS])
    return "\n".join(lines).lstrip("\n") + "\n"


def _undecided(tried: Sequence[Json]) -> Iterator[str]:
    """What is missing for verdicts that can't be given; a fact that no outage tells is told once."""
    missing = [
        gap
        for each in tried
        for objective in each["summary"]["objectives"]
        if objective["verdict"] == Verdict.INDETERMINATE.value
        for gap in objective.get("gaps", ())
    ]
    yield from missing[:MOST_TERMS]
    if any("no row of `outages` tells" in gap for gap in missing):
        yield "say it with the outage: `2026-06-03 14:03/14:10 eu-west, affected 30 %, reported 14:10`"


def _rows(tried: Json, zone: Zone) -> Iterator[list[str]]:
    """An outage, a row for each objective; the outage and what is owed stand in the first."""
    summary = tried["summary"]
    for number, each in enumerate(_worst(summary["objectives"])):
        name = each["objective"] + (f", {each['member']}" if "member" in each else "")
        yield [
            "" if number else tried["outage"],
            name,
            each["promised"],
            "no figure" if each["figure"]["kind"] == "no data" else figure(each["figure"], zone),
            each["verdict"],
            "" if number else _credit(summary["credit"]),
            "" if number else "; ".join(summary["rights_arisen"]),
        ]


def _worst(objectives: Sequence[Json]) -> Iterator[Json]:
    """Of several weeks or days of one promise the worst, where it stands first."""
    several: dict[tuple[str, str], list[Json]] = {}
    for each in objectives:
        several.setdefault((each["objective"], each.get("member", "")), []).append(each)
    yield from (min(alike, key=_rank) for alike in several.values())


def _rank(finding: Json) -> tuple[bool, bool, Fraction]:
    """Missed ones first, then undecided ones, and of alike ones the lowest share."""
    figure = finding["figure"]
    share = Fraction(figure["share"]) if figure["kind"] == "share" else Fraction(0)
    verdict = finding["verdict"]
    return verdict != Verdict.MISSED.value, verdict == Verdict.MET.value, share


def _credit(credit: Json) -> str:
    if "by_reading" in credit:
        return " or ".join(dict.fromkeys(_owed(each) for each in credit["by_reading"]))
    if "open" in credit:
        return bounds_in_words(credit["open"])
    if credit["standing"] != Standing.OWED.value:
        return "-" if credit["standing"] == Standing.NOTHING_OWED.value else credit["standing"]
    return _owed(credit)


def _owed(credit: Json) -> str:
    owed = credit["owed"]
    return str(owed["why"]) if owed["kind"] == "no data" else amount(owed)
