"""Time to claim that runs from the opening of the customer's trouble ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import HEAD, settled
from click.testing import CliRunner

from upheld.cli import program

JUNE = ("--from", "2026-06", "--to", "2026-06")

TERMS = """
services:
  access: {points: as recorded, down_when: each circuit by itself}
objectives:
  uptime:
    availability: {of: access, downtime: {begins_at: report}}
    target: ">= 100 %"
    period: calendar month
  repair:
    resolution: {starts_at: report}
    within: 4 h
    period: calendar month
credits:
  rules:
    - for: uptime
      amount: 1/30 of MRC of the affected circuit
      per: 1 h
      counted: per started
      summed: all outages
    - {for: repair, amount: 10 % of MRC of the affected circuit, per: missed case}
  cap: 100 % of MRC of the affected circuit per month
claims: {by: customer, within: 30 days, from: START}
"""
CASE = """
period: 2026-06
fee: {resources: {c1: 3000, c2: 900}}
outages:
  - 2026-06-03 10:00/11:35 c1, reported 2026-06-04 09:00
  - 2026-06-09 02:00/02:50 c2, reported 02:05
tickets: none
"""


def days(folder: Path, case: str, start: str = "opening of the trouble ticket") -> dict[str, str]:
    """Until when each failure must be claimed, as the statement says it."""
    play = settled(folder, TERMS.replace("START", start), case)
    (claim,) = [each for each in play.settlement["reason"]["because"] if each["rule"] == "credit.claim"]
    steps: list[dict[str, Any]] = claim.get("because", [])
    return {each["says"].split(" at ")[0]: each["says"].split("claimed ")[-1] for each in steps}


@pytest.mark.parametrize(
    "start",
    [
        "report of the failure",
        "report of the outage",
        "opening of the trouble ticket",
        "opening of a support case",
        "trouble ticket",
    ],
)
def test_each_outage_has_the_days_after_its_own_ticket(tmp_path: Path, start: str) -> None:
    # That of c1 was over before it was reported, so it is no downtime; that of c2 counts from 02:05 on for
    # 45 min, one started hour, and 9 June + 30 days is 9 July.
    assert days(tmp_path, CASE, start) == {"uptime, c2, an outage of 50 min": "by 2026-07-09"}


def test_circuits_that_failed_at_one_time_have_reports_of_their_own(tmp_path: Path) -> None:
    # Both were down on 3 June at 10:00: c1 was reported then, c2 on the day before. 3 June + 30 days is
    # 3 July, 2 June + 30 days is 2 July.
    case = """
    period: 2026-06
    fee: {resources: {c1: 3000, c2: 900}}
    outages:
      - 2026-06-03 10:00/13:00 c1, reported 10:00
      - 2026-06-02 23:00/2026-06-03 13:00 c2, reported 2026-06-02 23:00
    tickets: none
    """
    assert days(tmp_path, case) == {
        "uptime, c1, an outage of 3 h": "by 2026-07-03",
        "uptime, c2, an outage of 14 h": "by 2026-07-02",
    }


def test_a_late_ticket_counts_from_its_own_opening(tmp_path: Path) -> None:
    # Opened on 10 June at 22:00 and due on the 11th at 02:00: 30 days after the 10th are over with 10 July;
    # from the failure, on the 11th, it would be 11 July. Another ticket of that day changes nothing.
    case = """
    period: 2026-06
    fee: {resources: {c1: 3000}}
    outages: none
    tickets:
      - {opened: 2026-06-10 22:00, resolved: 2026-06-11 03:00, of: c1, ticket: T-1}
      - {opened: 2026-06-10 12:00, resolved: 2026-06-10 13:00, of: c1, ticket: T-2}
    """
    assert days(tmp_path, case) == {"repair, ticket T-1": "by 2026-07-10"}
    assert days(tmp_path, case, "failure") == {"repair, ticket T-1": "by 2026-07-11"}


def test_a_ticket_of_the_same_incident_is_the_report(tmp_path: Path) -> None:
    # No record of the outage says when it was reported; the ticket of incident I-1 does: 3 June, 10:10.
    case = """
    period: 2026-06
    fee: {resources: {c1: 3000}}
    outages: [{time: 2026-06-03 10:00/12:00, of: c1, incident: I-1}]
    tickets: [{opened: 2026-06-03 10:10, resolved: 2026-06-03 12:00, of: c1, incident: I-1}]
    """
    assert days(tmp_path, case) == {"uptime, c1, an outage of 2 h": "by 2026-07-03"}


def test_what_nobody_reported_has_no_day(tmp_path: Path) -> None:
    terms = TERMS.replace("begins_at: report", "begins_at: occurrence").replace(
        "START", "report of the failure"
    )
    case = """
    period: 2026-06
    fee: {resources: {c1: 3000}}
    outages: [2026-06-03 10:00/11:00 c1]
    tickets: none
    """
    play = settled(tmp_path, terms, case)
    (claim,) = [each for each in play.settlement["reason"]["because"] if each["rule"] == "credit.claim"]
    (step,) = claim["because"]
    assert "neither an outage nor a ticket on record says when that was" in step["says"]


def test_a_claim_after_the_days_is_too_late(tmp_path: Path) -> None:
    # Reported on 9 June: the last instant of 9 July is in time.
    agreement, case = tmp_path / "agreement.yaml", tmp_path / "case.yaml"
    agreement.write_text(HEAD + TERMS.replace("START", "trouble ticket"))
    for submitted, state in (("2026-07-09 23:59", "submitted"), ("2026-07-10 00:00", "claimed too late")):
        claimed = f"claims: [{{submitted: {submitted}, period: 2026-06}}]\nas_of: 2026-08-01\n"
        case.write_text(CASE.replace("period: 2026-06\n", "") + claimed)
        said = CliRunner().invoke(program, ["settle", str(agreement), "--evidence", str(case), *JUNE])
        assert f"claim 1 of {submitted}: {state}" in said.output, said.output
