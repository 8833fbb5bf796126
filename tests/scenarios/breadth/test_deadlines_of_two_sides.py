"""Deadlines: of a notice before the claim, of the answer, of the bill, of a right that runs from a report.

July 2026 has 31 days; an hour is 0.1344 % of it. June has 720 hours, of which 36 are 5 %.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import HEAD, NOW, settled

from upheld.operations.check import check
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text.statement import render_text

FEED = """\
business_days: {working days: {open: Mon-Fri, holidays: US}}
services: {feed: {points: [feed]}}
objectives:
  uptime: {availability: feed, target: ">= 99.9 %", period: calendar month}
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
claims:
  by: customer
  notice_within: 5 business days after the incident
  within: 30 days after the end of the month in which the incident occurred
  decided_within: 45 days after receipt of the claim
payment: {as: service credit, applied_to: next invoice, remainder: carried over}
conventions: {one_breach: objective and period}
"""


def months(folder: Path, terms: str, case: str, first: str, last: str) -> dict[str, Any]:
    (folder / "agreement.yaml").write_text(HEAD + terms)
    (folder / "case.yaml").write_text(case)
    request = Request(
        agreement=folder / "agreement.yaml", evidence=folder / "case.yaml", first=first, last=last
    )
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    series: dict[str, Any] = outcome.document["series"]
    return series


def says(step: dict[str, Any]) -> list[str]:
    return [step["says"], *(line for each in step.get("because", ()) for line in says(each))]


@pytest.mark.parametrize(
    ("outage", "days"),
    [
        # Friday 3 July is the holiday of Saturday the 4th: the 6th to the 10th are five business days.
        ("2026-07-03 20:00/22:00", "report by 2026-07-10, claim by 2026-08-30"),
        # Wednesday 23 December: the 24th, and after the holiday the 28th to the 31st.
        ("2026-12-23 10:00/12:00", "report by 2026-12-31, claim by 2027-01-30"),
        # Wednesday 20 May: the 21st and 22nd, and after Memorial Day the 26th to the 28th.
        ("2026-05-20 10:00/12:00", "report by 2026-05-28, claim by 2026-06-30"),
    ],
)
def test_a_statement_says_until_when_the_failure_is_reported_first(
    tmp_path: Path, outage: str, days: str
) -> None:
    case = f"period: {outage[:7]}\nfee: 1000\noutages: [{outage}]\n"
    text = render_text(settled(tmp_path, FEED, case).document)
    assert f"  Credit: 100.00 USD; {days}\n" in text


def test_what_a_notice_runs_from_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "agreement.yaml").write_text(
        HEAD + FEED.replace("incident\n", "fix\n  notice_from: failure\n", 1)
    )
    said = [each.message for each in check(tmp_path / "agreement.yaml").diagnostics]
    assert "`notice_within` says by itself what the time to report runs from" in said


def test_the_next_invoice_is_none_from_before_the_claim(tmp_path: Path) -> None:
    # Claimed on 30 August, the last day: the next invoice is that of September. The answer is due on the 45th
    # day, 14 October.
    case = """\
fee: 1000
outages: [2026-07-03 20:00/22:00]
claims: [{submitted: 2026-08-30 10:00, reported: 2026-07-10 10:00, period: 2026-07}]
as_of: 2026-09-01
"""
    series = months(tmp_path, FEED, case, "2026-07", "2026-07")
    (month,) = series["months"]
    assert [each["month"] for each in month["credits"][0]["applied"]] == ["2026-09"]
    assert "the answer is due by 2026-10-14" in [
        line for claim in month["claim"]["claims"] for line in says(claim["reason"])
    ]


VAULT = """\
business_days: {working days: {open: Mon-Fri}}
services: {vault: {points: [vault]}}
objectives:
  uptime: {availability: vault, target: ">= 99.9 %", period: calendar month}
  report:
    reporting: {what: service level report, on: end of the period, business_days: working days}
    within: 5 business days
    period: calendar month
credits: {per_breach: 5 % of monthly fee, cap: 25 % of monthly fee per month}
claims: automatic
termination: [{figure: "< 95 %", exercised_within: 30 days, exercised_from: report}]
conventions: {one_breach: objective and period, business_day: end of the n-th business day}
"""


def right(folder: Path, outages: str, notices: str) -> list[str]:
    case = f"fee: 1000\noutages: [{outages}]\nas_of: 2026-07-20\nnotices: {notices}\n"
    (found,) = months(folder, VAULT, case, "2026-06", "2026-06")["rights"]
    return says(found["reason"])


def test_a_right_runs_from_the_report_about_the_month(tmp_path: Path) -> None:
    # 37 of 720 hours are 94.8611 %. Reported on 6 July; the thirtieth day after it is 5 August.
    bad = "2026-06-03 00:00/2026-06-04 13:00"
    told = right(tmp_path, bad, "[{kind: service level report, about: 2026-06, sent: 2026-07-06 10:00}]")
    assert "has arisen on 2026-06-04" in told[0]
    assert "to be exercised by 2026-08-05" in told
    untold = right(tmp_path, bad, "none")
    assert any(line.startswith("to be exercised until an unknown day: it runs from") for line in untold)


def test_a_report_that_never_came_is_no_month_under_95_per_cent(tmp_path: Path) -> None:
    # The report kept 0 % of its one occasion; the vault was up but for an hour, 99.8611 %.
    told = right(tmp_path, "2026-06-03 10:00/11:00", "none")
    assert told[0] == "a right to terminate after a month with a figure of < 95 %: has not arisen"
