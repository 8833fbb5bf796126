"""Governance: a missing report as a breach with a credit, notice of changes, the version of a claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafted import HEAD, down, drafted

REPORT = """
objectives:
  monthly_report:
    reporting: {what: availability report, on: end of the period}
    within: 10 days
    period: calendar month
    force: guarantee
credits:
  per_breach: 2 % of monthly fee
  cap: 10 % of monthly fee per month
conventions: {one_breach: objective and period}
"""
NOTICES = "source,notice,kind,about,sent_at\n"


@pytest.mark.parametrize(
    ("rows", "verdict", "owed"),
    [
        # The report on May is due ten days after its end, by 11 June 00:00.
        ("ops,N-1,availability report,2026-05,2026-06-10T23:59:00Z\n", "MET", "0.00 EUR"),
        # Two hours late, or never: 2 % of 1000 EUR.
        ("ops,N-1,availability report,2026-05,2026-06-11T02:00:00Z\n", "MISSED", "20.00 EUR"),
        ("", "MISSED", "20.00 EUR"),
    ],
)
def test_a_missing_report_is_a_breach_with_a_credit(
    tmp_path: Path, rows: str, verdict: str, owed: str
) -> None:
    play = drafted(tmp_path, REPORT).play(
        period="2026-05", fee="1000", as_of="2026-07-01", notices=NOTICES + rows
    )
    assert (play.verdict("monthly_report"), play.owed) == (verdict, owed)


CHANGES = "source,change,by,what,announced_at,started_at\n"
CHANGED = """
objectives:
  change_notices: {change_notice: at least 30 days, period: calendar month, force: guarantee}
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("announced", "notices", "verdict"),
    [
        # From 1 June 00:00 thirty days reach to 1 July 00:00, when the change takes effect: just enough.
        ("2026-06-01T00:00:00Z", "", "MET"),
        ("2026-06-01T00:00:01Z", "", "MISSED"),
        ("", "", "MISSED"),
        # Its own row does not say when it was announced, and a notice about it does.
        ("", "ops,N-1,change notice,V-2,2026-05-20T00:00:00Z\n", "MET"),
        ("2026-06-20T00:00:00Z", "ops,N-1,change notice,V-3,2026-05-20T00:00:00Z\n", "MISSED"),
    ],
)
def test_notice_of_a_change_of_the_agreement(
    tmp_path: Path, announced: str, notices: str, verdict: str
) -> None:
    play = drafted(tmp_path, CHANGED).play(
        period="2026-07",
        changes=f"{CHANGES}ops,V-2,provider,agreement,{announced},2026-07-01T00:00:00Z\n",
        notices=NOTICES + notices,
    )
    assert play.verdict("change_notices") == verdict


def test_what_the_customer_changes_needs_no_notice_of_the_provider(tmp_path: Path) -> None:
    rows = """\
ops,C-1,customer,agreement,,2026-07-01T00:00:00Z
ops,C-2,provider,dns records,,2026-07-02T00:00:00Z
"""
    play = drafted(tmp_path, CHANGED).play(period="2026-07", changes=CHANGES + rows)
    assert play.verdict("change_notices") == "NOT APPLICABLE"


TERMS = """
objectives:
  uptime:
    availability: app
    target: ">= 99 %"
    period: calendar month
    force: guarantee
credits:
  per_breach: 10 % of monthly fee
  cap: 100 % of monthly fee per month
conventions: {one_breach: objective and period}
claims: {by: customer, within: 30 days, from: end of the month}
"""
JUNE = down(("2026-06-20 08:00", "2026-06-20 17:00"))
CLAIM = "source,claim,period,submitted_at\ncustomer,C-1,2026-06,2026-07-20T00:00:00Z\n"


def test_a_claim_goes_by_the_version_in_force_at_the_incident(tmp_path: Path) -> None:
    # The first version ends with June; its incident of 20 June is claimed on 20 July, within thirty days of
    # the end of June, when the second version, with seven days to claim, is already in force.
    first = drafted(
        tmp_path / "first",
        TERMS,
        head=HEAD.replace("{from: 2026-01-01}", "{from: 2026-01-01, until: 2026-07-01}"),
    )
    found = first.settle("2026-06", "2026-06", fee="1000", as_of="2026-08-01", states=JUNE, claims=CLAIM)
    assert found.claim("C-1")["state"] == "submitted"
    assert found.due == "100.00 EUR"


def test_the_version_that_came_later_judges_nothing_of_it(tmp_path: Path) -> None:
    second = drafted(
        tmp_path,
        TERMS.replace("within: 30 days", "within: 7 days"),
        head=HEAD.replace("{from: 2026-01-01}", "{from: 2026-07-01}"),
    )
    play = second.play(period="2026-07", fee="1000", as_of="2026-08-01", states=JUNE, claims=CLAIM)
    assert play.verdict("uptime") == "MET"
    assert play.owed == "0.00 EUR"
