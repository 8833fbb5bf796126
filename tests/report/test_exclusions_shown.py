"""Exclusions on the page: those of whose causes no evidence speaks take one line together."""

from __future__ import annotations

import made_statements as made
from msgspec.structs import replace

from upheld.evaluation.statement import Excluded
from upheld.report.text import render_text


def unevidenced(name: str) -> Excluded:
    return Excluded(
        exclusion=name,
        what="third-party outage",
        interval=made.MARCH.interval,
        granted=False,
        why="has no evidence",
        evidence=(),
    )


def page_with(*more: Excluded) -> str:
    record = made.availability_record()
    finding = made.uptime_finding(record=replace(record, exclusions=(*record.exclusions, *more)))
    return " ".join(render_text(made.document(made.statement(finding))).split())


def test_causes_without_evidence_take_one_line() -> None:
    page = page_with(unevidenced("third_parties"), unevidenced("force_majeure"))
    assert "No evidence of a cause for third_parties, force_majeure: nothing is left out" in page
    assert "Not excluded scheduled_maintenance (cache restart)" in page


def test_without_such_exclusions_there_is_no_such_line() -> None:
    assert "No evidence of a cause" not in page_with()
