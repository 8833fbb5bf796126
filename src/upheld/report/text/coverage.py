"""What a promise to watch shows: for how much of the period there is evidence, each measure by itself."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.instant import parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.text.page import Page
from upheld.report.text.wording import counted, span

MOST_MEASURES = 30
HEADERS = ("measure", "covered", "gaps", "longest gap or note")


def coverage_lines(finding: Json, zone: Zone, page: Page) -> list[str]:
    """Everything between the promise and the reasons."""
    parts = finding["record"]["parts"]
    rows = [[part["name"], covered(part), *gap_cells(part, zone)] for part in parts[:MOST_MEASURES]]
    lines = page.field("Measures", counted(len(parts), "measure"))
    lines += page.table(HEADERS, rows) if rows else []
    if len(parts) > MOST_MEASURES:
        lines += page.paragraph(f"… and {len(parts) - MOST_MEASURES} more (see JSON)", 4)
    return lines


def covered(part: Json) -> str:
    """The share covered; where there is none, a note says why."""
    return str(part["covered"]["percent"]) if part["covered"]["kind"] == "share" else "not known"


def gap_cells(part: Json, zone: Zone) -> tuple[str, str]:
    """How many gaps are named, and the longest of them; or why nothing is known of them."""
    if part["covered"]["kind"] != "share":
        return "", str(part["covered"]["why"])
    gaps: Sequence[Json] = part["gaps"]
    if not gaps:
        return "none", ""
    longest = max(gaps, key=gap_length)
    return str(
        len(gaps)
    ), f"{span(longest['start'], longest['end'], zone)} ({write_length(gap_length(longest))})"


def gap_length(gap: Json) -> int:
    """How long a gap is, in microseconds."""
    return parse_instant(gap["end"]) - parse_instant(gap["start"])
