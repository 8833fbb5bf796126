"""The figures behind a finding on a page, by the kind of its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from upheld.chrono.zone import Zone
from upheld.report.figure import Json
from upheld.report.html.blocks import Blocks, fields, more, table
from upheld.report.html.reasons import folded
from upheld.report.html.tickets import tickets_blocks
from upheld.report.text.availability import (
    allowance_words,
    exclusion_words,
    longest_outages,
    measured_words,
    open_words,
    outage_cells,
    sampling_words,
    unevidenced_words,
)
from upheld.report.text.coverage import HEADERS as COVERAGE
from upheld.report.text.coverage import covered, gap_cells
from upheld.report.text.duties import HEADERS, duty_cells, most_telling
from upheld.report.text.requests import SLICE_HEADERS, request_words, slice_rows, tells_time
from upheld.report.text.statistic import left_out, part_cells, statistic_words
from upheld.report.text.verdict import noun_of_values
from upheld.report.text.wording import counted, in_states

MOST_OUTAGES = 40
MOST_OCCASIONS = 60
FEW = 6
"""As many that were kept are shown unfolded."""
MOST_PARTS = 60
MOST_MEASURES = 60


def record_blocks(finding: Json, zone: Zone) -> Blocks:
    """Figures and tables between the pictures and the reasons."""
    return _BLOCKS[finding["record"]["kind"]](finding, zone)


def _availability(finding: Json, zone: Zone) -> Blocks:
    record = finding["record"]
    outages = record["outages"]
    listed = longest_outages(outages, MOST_OUTAGES)
    exclusions = record["exclusions"]
    is_time, is_judged = tells_time(record), finding["verdict"] != "TRACKED"
    return [
        fields(
            [
                ("Measured", measured_words(record)),
                ("Requests", request_words(record)),
                ("Sampling", sampling_words(record) if is_time else ()),
                ("Allowance", allowance_words(record) if is_time and is_judged else ()),
                ("Period open", open_words(record) if not finding["is_final"] else ()),
                ("Excluded", exclusion_words(exclusions, granted=True, zone=zone)),
                ("Not excluded", exclusion_words(exclusions, granted=False, zone=zone)),
                ("No evidence", unevidenced_words(exclusions)),
                ("Outages", () if outages or not is_time else ["none seen"]),
            ]
        ),
        table("Slices with the highest error rates", SLICE_HEADERS, slice_rows(record, zone)),
        table(
            counted(len(outages), "outage"),
            ["from", "to", "length", "counts", "note"],
            [outage_cells(outage, zone) for outage in listed],
            numbers=("length", "counts"),
        ),
        more(len(outages) - len(listed), "more that count for less"),
    ]


def _duties(finding: Json, zone: Zone) -> Blocks:
    record = finding["record"]
    kept = [duty for duty in record["duties"] if duty["state"] == "kept"]
    others = [duty for duty in record["duties"] if duty["state"] != "kept"]
    of_those_kept = _occasions("Kept", kept, zone)
    return [
        fields([("Occasions", [in_states(record, "occasion")])]),
        *_occasions("Not kept, or not yet", others, zone),
        *(of_those_kept if len(kept) <= FEW else [folded(f"Those kept ({len(kept)})", *of_those_kept)]),
    ]


def _occasions(caption: str, duties: Sequence[Json], zone: Zone) -> Blocks:
    listed = most_telling(duties, MOST_OCCASIONS, MOST_OCCASIONS)
    rows = [duty_cells(duty, zone) for duty in listed]
    return [table(caption, HEADERS, rows, numbers=("took",)), more(len(duties) - len(listed))]


def _statistic(finding: Json, zone: Zone) -> Blocks:
    record, noun = finding["record"], noun_of_values(finding)
    parts = record["parts"][:MOST_PARTS]
    return [
        fields([("Measured", statistic_words(record, zone, noun)), ("Left out", left_out(record))]),
        table(
            counted(len(record["parts"]), "figure"),
            ["part", "figure", "values", "verdict"],
            [[part["name"], *part_cells(part, zone), part["verdict"]] for part in parts],
            numbers=("figure", "values"),
        ),
        more(len(record["parts"]) - len(parts)),
    ]


def _coverage(finding: Json, zone: Zone) -> Blocks:
    every = finding["record"]["parts"]
    parts = every[:MOST_MEASURES]
    return [
        table(
            counted(len(every), "measure"),
            COVERAGE,
            [[part["name"], covered(part), *gap_cells(part, zone)] for part in parts],
            numbers=("covered", "gaps"),
        ),
        more(len(every) - len(parts)),
    ]


_BLOCKS: Mapping[str, Callable[[Json, Zone], Blocks]] = {
    "availability": _availability,
    "clocks": tickets_blocks,
    "duties": _duties,
    "statistic": _statistic,
    "coverage": _coverage,
}
