"""What a statement begins with, as text and in its document: verdicts, the credit and its arithmetic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program import Run

AGREEMENT = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Brussels
currency: EUR
services:
  app: {}
objectives:
  uptime:
    availability: {of: app}
    target: ">= 99.95 %"
    period: calendar month
credits:
  rules:
    - {for: [uptime], amount: 10 % of monthly fee}
  cap: 5 % of monthly fee per month
claims: {by: customer, within: 30 days, from: end of the month}
termination:
  - {consecutive_months_with_breach: 3}
conventions: {one_breach: objective and period}
"""
ASKED = ("evaluate", "sla.yaml", "--outage", "2026-06-03 14:03/15:10", "--period", "2026-06", "--fee", "8000")


@pytest.fixture(autouse=True)
def _agreement(tmp_path: Path) -> None:
    (tmp_path / "sla.yaml").write_text(AGREEMENT)


def test_the_text_begins_with_what_is_owed_and_why(upheld: Run) -> None:
    # 67 of 43 200 minutes down: 43 133 / 43 200 = 99.8449…%; 10 % of 8 000 EUR = 800 EUR; the cap is 5 %: 400
    head = upheld(*ASKED).out.partition("\nuptime: MISSED\n")[0]
    assert "  uptime     >= 99.95 %  99.8449 %  100 % covered  MISSED\n" in head
    said = " ".join(head.split())
    assert "Credit: 400.00 EUR; claim by 2026-07-30" in said
    assert "at 10 % of monthly fee for each breach: 800.00 EUR (the monthly fee: 8000.00 EUR)" in said
    assert "800.00 EUR passes the cap of 5 % of monthly fee for one month: 400.00 EUR is owed" in said
    assert "Right: 3 consecutive months with a breach give a right to terminate" in said


def test_the_document_has_a_summary(upheld: Run, tmp_path: Path) -> None:
    document = json.loads(upheld(*ASKED, "--format", "json").out)
    summary = document["summary"]
    (objective,) = summary["objectives"]
    assert (objective["objective"], objective["verdict"]) == ("uptime", "MISSED")
    assert objective["figure"]["share"] == "43133/43200"
    assert objective["down"] == 67 * 60_000_000
    assert objective["credit"] == [{"kind": "sum", "amount": "800.00", "currency": "EUR"}]
    assert summary["credit"]["owed"] == {"kind": "sum", "amount": "400.00", "currency": "EUR"}
    assert len(summary["credit"]["because"]) == 2
    assert summary["claim_by"] == ["2026-07-30T21:59:59.999999Z"]
    assert "claim by 2026-07-30" in summary["claim"][0]
    assert "right to terminate" in summary["rights"][0]


def test_a_summary_is_never_taken_from_a_file(upheld: Run, tmp_path: Path) -> None:
    document = json.loads(upheld(*ASKED, "--format", "json").out)
    document["summary"] = {"credit": "a million"}
    (tmp_path / "statement.json").write_text(json.dumps(document))
    ran = upheld("explain", "statement.json", "uptime")
    assert ran.code == 0
    assert "million" not in ran.out


def test_readings_are_told_with_what_each_comes_to(upheld: Run, tmp_path: Path) -> None:
    # without the convention one breach is a month or an outage: two outages are 10 % or 20 % of 8 000 EUR
    text = AGREEMENT.replace("conventions: {one_breach: objective and period}\n", "")
    (tmp_path / "sla.yaml").write_text(text.replace("cap: 5 %", "cap: 100 %"))
    two = (*ASKED, "--outage", "2026-06-04 14:00/14:10")
    head = upheld(*two).out.partition("\nuptime: ")[0]
    assert (
        "Credit: the words do not decide what is owed: 2 amounts, from 800.00 EUR to 1600.00 EUR"
        in " ".join(head.split())
    )
    summary = json.loads(upheld(*two, "--format", "json").out)["summary"]
    amounts = {each["owed"]["amount"] for each in summary["credit"]["by_reading"]}
    assert amounts == {"800.00", "1600.00"}


def test_a_fee_that_is_not_known_is_said_at_once(upheld: Run) -> None:
    head = upheld(*ASKED[:-2]).out.partition("\nuptime: MISSED\n")[0]
    assert "Credit: 5 % of monthly fee; claim by 2026-07-30" in head
