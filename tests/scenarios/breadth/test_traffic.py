"""A least number of requests in the whole month, beside slices that go by their error rate.

June 2026 has 43 200 minutes.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cases import settled
from stage import Play

TERMS = """
services:
  api: {points: [api]}
objectives:
  uptime:
    availability:
      of: api
      at_least: 1000 requests
      empty: EMPTY
      slices: SLICES
    target: ">= 99.99 %"
    period: calendar month
credits:
  per_breach: 10 % of monthly fee
  cap: none
conventions: {one_breach: objective and period}
"""
BAD_MINUTES = "{of: 1 min, down_when: error rate > 5 %, empty: good}"
MEAN = "{of: 1 min, figure: mean of error rates, empty: good}"


def played(folder: Path, requests: str, *, empty: str = "left out", slices: str = BAD_MINUTES) -> Play:
    terms = TERMS.replace("EMPTY", empty).replace("SLICES", slices)
    return settled(folder, terms, f"period: 2026-06\nfee: 300\nrequests:\n{requests}")


def row(minutes: int, total: str, failed: str = "0") -> str:
    counts = f"total: {total}, failed: {failed}" if total else ""
    return f"  - {{from: 2026-06-03 14:00, until: 2026-06-03 14:{minutes:02}, {counts}}}\n"


def owed(play: Play) -> str | None:
    return play.document["statement"]["settlement"]["owed"].get("amount")


@pytest.mark.parametrize("slices", [BAD_MINUTES, MEAN])
def test_too_few_requests_in_the_month(tmp_path: Path, slices: str) -> None:
    """999 requests, all failed in ten minutes: nothing is judged, though ten minutes were bad."""
    play = played(tmp_path, row(10, "999", "999"), slices=slices)
    assert play.verdict("uptime") == "NOT APPLICABLE"
    assert owed(play) == "0.00"
    assert "the period had 999 requests, and must have at least 1000" in play.reasons("uptime")


@pytest.mark.parametrize("slices", [BAD_MINUTES, MEAN])
def test_requests_enough(tmp_path: Path, slices: str) -> None:
    """1000 requests in those ten minutes: 10 of 43 200, 99.9768 %, and 10 % of 300."""
    play = played(tmp_path, row(10, "1000", "1000"), slices=slices)
    assert Fraction(play.finding("uptime")["figure"]["share"]) == 1 - Fraction(10, 43200)
    assert (play.verdict("uptime"), owed(play)) == ("MISSED", "30.00")


def test_a_month_of_too_few_may_be_good(tmp_path: Path) -> None:
    """`empty: good`: the month counts as 100 %."""
    play = played(tmp_path, row(10, "999", "999"), empty="good")
    assert (play.verdict("uptime"), play.finding("uptime")["figure"]["share"]) == ("MET", "1")
    assert owed(play) == "0.00"


def test_nobody_knows_whether_there_were_enough(tmp_path: Path) -> None:
    """999 failed requests and an hour that nobody counted: missed, or not judged at all."""
    uncounted = "  - {from: 2026-06-04 14:00, until: 2026-06-04 15:00}\n"
    play = played(tmp_path, row(10, "999", "999") + uncounted)
    assert play.verdict("uptime") == "INDETERMINATE"
    assert any("1000 requests that it must have" in gap for gap in play.finding("uptime")["gaps"])
    assert play.document["statement"]["settlement"]["open"]["most"]["amount"] == "30.00"


def test_slices_in_a_row_that_are_alike_are_told_once(tmp_path: Path) -> None:
    """Ten minutes of 100 requests each, 6 of them failed: one row of ten slices, 60 of 1000."""
    spread = (
        "  - {from: 2026-06-03 14:00, until: 2026-06-03 14:10, total: 1000, failed: 60, spread: evenly}\n"
    )
    play = played(tmp_path, spread)
    [part] = play.finding("uptime")["record"]["requests"]["slices"]["worst"]
    assert (part["number"], part["total"], part["failed"]) == (10, "100", "6")
    assert "60 of 1000 requests failed in 10 slices" in play.reasons("uptime")
