"""Requests where each member is judged by itself, and nothing says which of them they went to.

June 2026 has 43 200 minutes.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cases import settled

TERMS = """\
services:
  rds: {points: POINTS, down_when: each instance by itself}
objectives:
  uptime:
    availability: {of: rds, slices: SLICES}
    target: ">= 99.95 %"
    period: calendar month
"""
FAILED = "{of: 1 min, down_when: every request fails, empty: good}"
MEAN = "{of: 1 min, figure: mean of error rates, empty: good}"


def terms(slices: str = FAILED, points: str = "as recorded") -> str:
    return TERMS.replace("POINTS", points).replace("SLICES", slices)


@pytest.mark.parametrize("slices", [FAILED, MEAN])
@pytest.mark.parametrize(
    ("points", "resources"), [("as recorded", "resources: [db-1]\n"), ("[db-1]", ""), ("as recorded", "")]
)
def test_an_outage_of_the_only_member(tmp_path: Path, slices: str, points: str, resources: str) -> None:
    """22 of 43 200 minutes: 99.949 %, whether the instance is listed, declared, or named by the outage."""
    case = f"period: 2026-06\n{resources}outages: [2026-06-23 10:00/10:22 db-1]\n"
    play = settled(tmp_path, terms(slices, points), case)
    [finding] = play.statement["findings"]
    assert (finding["member"], finding["verdict"]) == ("db-1", "MISSED")
    assert Fraction(finding["figure"]["share"]) == 1 - Fraction(22, 43200)


def test_requests_without_a_name_are_of_the_only_member(tmp_path: Path) -> None:
    """30 minutes in which all of 300 failed."""
    row = "{from: 2026-06-03 10:00, until: 2026-06-03 10:30, total: 300, failed: 300}"
    play = settled(tmp_path, terms(), f"period: 2026-06\nresources: [db-1]\nrequests: [{row}]\n")
    [finding] = play.statement["findings"]
    assert Fraction(finding["figure"]["share"]) == 1 - Fraction(30, 43200)


def test_nobody_knows_which_of_several_members_failed(tmp_path: Path) -> None:
    """All of them may have been those of db-1, or none; where none failed there is nothing to know."""
    row = "{from: 2026-06-03 10:00, until: 2026-06-03 10:30, total: 300, failed: FAILED}"
    case = f"period: 2026-06\nresources: [db-1, db-2]\nrequests: [{row}]\n"
    play = settled(tmp_path, terms(), case.replace("FAILED", "200"))
    found = play.statement["findings"]
    assert [each["verdict"] for each in found] == ["INDETERMINATE", "INDETERMINATE"]
    assert "does not tell how many of them went to `db-2`" in found[1]["gaps"][0]
    play = settled(tmp_path, terms(), case.replace("FAILED", "0"))
    assert [each["verdict"] for each in play.statement["findings"]] == ["MET", "MET"]


@pytest.mark.parametrize("slices", [FAILED, MEAN])
def test_a_service_of_which_the_customer_has_nothing(tmp_path: Path, slices: str) -> None:
    """All that is listed is a part of another service: nothing is judged of this one."""
    other = "  store: {points: as recorded, down_when: each bucket by itself}\n"
    promise = '  copies: {availability: store, target: ">= 99.9 %", period: calendar month}\n'
    words = terms(slices).replace("objectives:\n", other + "objectives:\n") + promise
    case = (
        "period: 2026-06\nresources: [{resource: b, service: store}]\noutages: [2026-06-23 10:00/10:22 b]\n"
    )
    play = settled(tmp_path, words, case)
    assert play.verdict("uptime") == "NOT APPLICABLE"
    assert play.verdict("copies") == "MET"


SHARE = """\
services:
  rds: {points: [rds]}
objectives:
  uptime: {availability: {of: rds, by: requestsMORE}, target: ">= 99.9 %", period: calendar month}
"""


@pytest.mark.parametrize(
    ("more", "failed", "verdict"),
    [
        ("", 0, "MET"),
        ("", 1, "INDETERMINATE"),
        (", at_least: 100000 requests", 0, "MET"),
        (", at_least: 100001 requests", 0, "NOT APPLICABLE"),
    ],
)
def test_a_record_over_two_months(tmp_path: Path, more: str, failed: int, verdict: str) -> None:
    """Of 100 000 requests nobody knows how many were in June; where none failed none did in June."""
    row = f"{{from: 2026-05-01, until: 2026-07-01, total: 100000, failed: {failed}}}"
    play = settled(tmp_path, SHARE.replace("MORE", more), f"period: 2026-06\nrequests: [{row}]\n")
    assert play.verdict("uptime") == verdict
