"""The text of every kind of record: figures, spreads, occasions, coverage, readings."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import made_kinds as kinds
import made_statements as made
import pytest
from msgspec.structs import replace

from upheld.chrono.instant import HOUR, Micros
from upheld.evaluation.statement import ClocksRecord, ClockState, Finding, StatisticRecord, TrackedClock
from upheld.report.document import document_bytes, read_document
from upheld.report.text import render_text
from upheld.report.text.statistic import spread_picture

Golden = Callable[[str, str], None]


def section(finding: Finding, width: int = 100) -> str:
    """The text of one finding, from its heading to the credits."""
    document = made.document(made.statement(finding))
    text = render_text(read_document(document_bytes(document)), width)
    return text[text.index(f"\n{finding.objective.name}: ") + 1 : text.index("\nCREDITS")]


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("lcp", kinds.lcp_finding()),
        ("latency", kinds.latency_finding()),
        ("incident_report", kinds.notices_finding()),
        ("snapshots", kinds.copies_finding()),
        ("monitoring", kinds.coverage_finding()),
        ("uptime_as_published", kinds.ambiguous_finding()),
    ],
)
def test_a_section(name: str, finding: Finding, golden: Golden) -> None:
    golden(f"section_{name}.txt", section(finding))


@pytest.mark.parametrize("width", [60, 75, 100, 130])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    lines = render_text(made.document(kinds.every_kind()), width).splitlines()
    assert [line for line in lines if len(line) > width and "sha256:" not in line] == []


def test_what_is_not_kept_is_shown_before_what_is() -> None:
    copies = section(kinds.copies_finding())
    assert "from copy 16 to the" in copies
    assert copies.count("kept\n") == 3
    assert "… and 24 more (see JSON)" in copies


def test_the_figure_and_the_target_lie_under_their_bins() -> None:
    (drawn, marks), legend = spread_picture(finding_data(kinds.lcp_finding()))
    assert drawn.startswith("0 ms ")
    assert marks.index("│") - len("0 ms ") == 12  # 2.4 s to 2.6 s, counted from 0
    assert "│ the target" in legend
    moved = replace_figure(kinds.lcp_finding(), Fraction(300_000))
    (_, marks), legend = spread_picture(finding_data(moved))
    assert marks.index("▲") - len("0 ms ") == 1
    assert "▲ the figure, │ the target" in legend


def finding_data(finding: Finding) -> dict[str, object]:
    statement = made.document(made.statement(finding))["statement"]
    found: dict[str, object] = statement["findings"][0]  # type: ignore[index]
    return found


def replace_figure(finding: Finding, value: Fraction) -> Finding:
    record = finding.record
    assert isinstance(record, StatisticRecord)
    figure = kinds.Measured(value, record.scale)
    return replace(finding, record=replace(record, figure=figure))


def test_tracked_tickets_are_named_with_their_times() -> None:
    tracked = tuple(
        TrackedClock(
            ticket=f"T-{number}",
            priority="P3",
            basis="business hours",
            started_at=made.at("03-05 09:00"),
            stopped_at=made.at("03-06 09:00") if number else None,
            elapsed=Micros(number * HOUR),
            doubt="its log begins after it" if number == 7 else "",
            evidence=(),
        )
        for number in range(8)
    )
    record = ClocksRecord(kept=0, breached=0, running=0, indeterminate=0, clocks=(), tracked=tracked)
    text = section(made.response_finding(record=record))
    assert "Tracked       8 tickets without a time promised" in text
    assert "T-7: 7 h of business hours (its log begins after it)" in text
    assert "… and 3 more (see JSON)" in text


def test_a_clock_without_reasons_is_read_back() -> None:
    kept = made.clock("T-1", "03-05 09:00", "03-05 10:00", Micros(HOUR), reason=None, state=ClockState.KEPT)
    record = ClocksRecord(kept=1, breached=0, running=0, indeterminate=0, clocks=(kept,))
    assert re.search(r"Tickets\s+1 ticket: 1 kept, 0 breached", section(made.response_finding(record=record)))


def test_resources_of_an_outage_are_named() -> None:
    outage = made.outage("03-09 08:00", "03-09 13:15", resources=("instance 7",))
    assert "of instance 7" in section(made.uptime_finding(record=made.availability_record((outage,))))
