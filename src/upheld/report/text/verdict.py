"""Verdicts in words: what a finding came to, its figure and evidence, and what a reason says."""

from __future__ import annotations

from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.members import Others, Told
from upheld.report.text.wording import STATES, counted, figure, share_of


def verdict_cells(part: Told | Others, zone: Zone) -> list[str]:
    """A row of the table of verdicts: the objective, what is promised, measured and known, the verdict."""
    finding = example_of(part)
    together = isinstance(part, Others)
    return [
        part.title,
        finding["promised"],
        range_in_words(part, zone) if isinstance(part, Others) else measured_in_words(finding, zone),
        evidence_in_words(
            part.least_known if isinstance(part, Others) else finding["record"], noun_of_values(finding)
        ),
        f"{verdict_in_words(finding)}{', each' if together else ''}",
    ]


def example_of(part: Told | Others) -> Json:
    """The finding that is told, or the first of those told together."""
    return part.findings[0] if isinstance(part, Others) else part.finding


def range_in_words(others: Others, zone: Zone) -> str:
    """The lowest and the highest figure of members told together."""
    lowest, highest = (measured_in_words(each, zone) for each in (others.lowest, others.highest))
    return lowest if lowest == highest else f"{lowest} to {highest}"


def verdict_in_words(finding: Json) -> str:
    """The verdict, whether it is final, and what a miss means where it is no breach."""
    words = str(finding["verdict"])
    if not finding["is_final"]:
        words += " so far"
    if finding["verdict"] == "MISSED" and finding["force"] != "guarantee":
        words += f" (a {finding['force']}, no breach)"
    return words


def measured_in_words(finding: Json, zone: Zone) -> str:
    """The figure for a table."""
    data = finding["figure"]
    if data["kind"] == "no data":
        return "no figure"
    if finding.get("target", {}).get("bound", {}).get("kind") == "length":
        return f"{write_length(finding['record']['down'])} down"
    kept = data["kind"] == "share" and finding["record"]["kind"] in ("clocks", "duties")
    return figure(data, zone) + (" kept" if kept else "")


def noun_of_values(finding: Json) -> str:
    """What a figure of a measure is made of: values, slices of time with a figure each, or tickets."""
    if str(finding["indicator"]).startswith("mean time of "):
        return "ticket"
    return "slice" if finding["indicator"] == "share of time" else "value"


def evidence_in_words(record: Json, noun: str = "value") -> str:
    """How much is known: coverage beside every percentage."""
    match record["kind"]:
        case "availability":
            coverage = record["coverage"]
            return f"{share_of(coverage)} covered" if coverage["kind"] == "share" else "none"
        case "clocks":
            return counted(sum(record[state] for state in STATES), record.get("noun", "ticket"))
        case "duties":
            return counted(len(record["duties"]), "occasion")
        case "statistic":
            return counted(record["values"], noun)
        case _:
            return counted(len(record["parts"]), "measure")


def with_figure(reason: Json, zone: Zone) -> str:
    """What a reason says, and its figure where the words don't have it already."""
    says = str(reason["says"])
    if "figure" not in reason:
        return says
    data = reason["figure"]
    shown = data["why"] if data["kind"] == "no data" else figure(data, zone)
    return says if shown in says else f"{says} [{figure(data, zone)}]"
