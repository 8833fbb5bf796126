"""What an ambiguous finding shows: the readings its words allow, and what each of them yields."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.text.page import Page
from upheld.report.text.wording import counted, figure

MOST_READINGS = 4


def outcomes_lines(finding: Json, zone: Zone, page: Page) -> list[str]:
    """A paragraph for each outcome, and under it the readings that come to it."""
    lines: list[str] = []
    for number, outcome in enumerate(finding.get("outcomes", ())):
        lines += page.field("" if number else "Readings", f"{in_a_word(outcome, zone)}, {says(outcome)}")
        lines += page.field("", *(f"- {reading}" for reading in readings(outcome)))
    return lines


def in_a_word(outcome: Json, zone: Zone) -> str:
    """The verdict, the figure and the breaches: `MISSED at 99.4444 %, 1 breach`."""
    data = outcome["figure"]
    at = "" if data["kind"] == "no data" else f" at {figure(data, zone)}"
    breaches = f", {counted(outcome['breaches'], 'breach', 'breaches')}" if outcome["breaches"] else ""
    return f"{outcome['verdict']}{at}{breaches}"


def says(outcome: Json) -> str:
    """Why, and by how many combinations of readings."""
    count = len(outcome["readings"])
    by = "by one reading" if count == 1 else f"by {count} combinations of readings"
    return f"{by}: {outcome['reason']['says']}"


def readings(outcome: Json) -> Iterator[str]:
    """Each combination as the lines that would declare it."""
    for lines in outcome["readings"][:MOST_READINGS]:
        yield " and ".join(f"`{line}`" for line in lines) or "as it stands"
    if len(outcome["readings"]) > MOST_READINGS:
        yield f"… and {len(outcome['readings']) - MOST_READINGS} more (see JSON)"
