"""What a statistic shows: its figure and what is left open, how its values are spread, and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.chrono.zone import Zone
from upheld.quantity.measured import measured
from upheld.report.figure import Json
from upheld.report.text.page import LABEL, Ink, Page
from upheld.report.text.verdict import noun_of_values
from upheld.report.text.wording import counted, figure, share_of

MOST_PARTS = 31
_HEIGHTS = "▁▂▃▄▅▆▇█"
_INKS = {"MET": Ink.GREEN, "MISSED": Ink.RED, "INDETERMINATE": Ink.YELLOW}


def statistic_lines(finding: Json, zone: Zone, page: Page) -> list[str]:
    """Everything between the promise and the reasons."""
    record = finding["record"]
    lines = page.field("Measured", *statistic_words(record, zone, noun_of_values(finding)))
    lines += page.field("Left out", *left_out(record))
    picture, legend = spread_picture(finding)
    if picture and max(map(len, picture)) <= page.width - LABEL - 2:
        lines += page.drawing("Spread", picture) + page.field("", legend)
    return lines + _parts(record["parts"], zone, page)


def statistic_words(record: Json, zone: Zone, noun: str = "value") -> Iterator[str]:
    """The figure, from how many values, what is left open, and for how much of the time there are records."""
    yield f"{figure(record['figure'], zone)}, from {counted(record['values'], noun)}"
    if record["lowest"] != record["highest"]:
        low, high = (figure(record[end], zone) for end in ("lowest", "highest"))
        yield f"the evidence leaves it open between {low} and {high}"
    coverage = record["coverage"]
    if coverage["kind"] == "share":
        yield f"records for {share_of(coverage)} of the time"


def left_out(record: Json) -> Iterator[str]:
    """Why records did not count, and how many."""
    for part in record["left_out"]:
        yield f"{counted(part['values'], 'record')}: {part['why']}"


def spread_picture(finding: Json) -> tuple[list[str], str]:
    """The values in one line, a cell for each bin, with the figure and the target marked under it.

    The highest cell is the fullest bin; a bin with a single value is never empty.
    """
    record = finding["record"]
    bins = record["distribution"]
    if not bins:
        return [], ""
    first, last = (  # A bin begins after its lower bound: with the next whole smallest unit.
        measured(value, record["scale"])
        for value in (Fraction(bins[0]["above"]) + 1, Fraction(bins[-1]["up_to"]))
    )
    marks = {"▲": in_scale(record["figure"], record["scale"])}
    if "target" in finding:
        marks["│"] = in_scale(finding["target"]["bound"], record["scale"])
    under = _marks(bins, marks)
    most = counted(max(each["values"] for each in bins), "value")
    cells = f"one cell for each of {len(bins)} bins, the highest" if len(bins) > 1 else "one bin,"
    legend = f"{cells} with {most}"
    told = [f"{mark} {what}" for mark, what in (("▲", "the figure"), ("│", "the target")) if mark in under]
    drawn = f"{first} {''.join(_glyphs(bins))} {last}"
    marked = [f"{' ' * len(first)} {under}".rstrip()] if under.strip() else []
    return [drawn, *marked], ", ".join([legend, *told])


def in_scale(data: Json, scale: str) -> Fraction | None:
    """A figure in the smallest unit of a scale; nothing where it is no figure of that scale."""
    if data["kind"] == "measured" and data["scale"] == scale:
        return Fraction(data["value"])
    if data["kind"] == "share" and scale == "millionths":
        return Fraction(data["share"]) * 10**6
    return None


def _glyphs(bins: Sequence[Json]) -> Iterator[str]:
    most = max(each["values"] for each in bins) or 1
    for each in bins:
        yield _HEIGHTS[-(-(len(_HEIGHTS) - 1) * each["values"] // most)] if each["values"] else " "


def _marks(bins: Sequence[Json], marks: dict[str, Fraction | None]) -> str:
    """A mark under the bin that holds a value; a later one covers an earlier one."""
    cells = [" "] * len(bins)
    for mark, value in marks.items():
        for number, each in enumerate(bins):
            if value is not None and Fraction(each["above"]) < value <= Fraction(each["up_to"]):
                cells[number] = mark
    return "".join(cells)


def _parts(parts: Sequence[Json], zone: Zone, page: Page) -> list[str]:
    if not parts:
        return []
    rows = [[part["name"], *part_cells(part, zone), part["verdict"]] for part in parts[:MOST_PARTS]]
    inks = [_INKS.get(part["verdict"], Ink.FAINT) for part in parts[:MOST_PARTS]]
    lines = page.field("Parts", f"{counted(len(parts), 'figure')}, each judged by itself")
    lines += page.table(["part", "figure", "values", "verdict"], rows, inks)
    if len(parts) > MOST_PARTS:
        lines += page.paragraph(f"… and {len(parts) - MOST_PARTS} more (see JSON)", 4)
    return lines


def part_cells(part: Json, zone: Zone) -> tuple[str, str]:
    """The figure of a part, with what is left open, and how many values it has."""
    said = "no figure" if part["figure"]["kind"] == "no data" else figure(part["figure"], zone)
    if part["lowest"] != part["highest"]:
        said += f" ({figure(part['lowest'], zone)} to {figure(part['highest'], zone)})"
    return said, str(part["values"])
