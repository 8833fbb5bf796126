"""Which plans are owed a credit, and what breaches of any kind come to together."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

TERMS = """
plans: [basic, premium]
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar month}
  reply: {response: {priority: P1}, within: 1 h, period: calendar month}
  report:
    reporting: {what: availability report, on: end of the period}
    within: 10 days
    period: calendar month
credits:
  per_breach: 10 % of monthly fee
  eligible: {plans: [premium]}
  cap: CAP
conventions: {one_breach: objective and period}
"""
CASE = """
period: 2026-06
fee: 500
as_of: 2026-08-01
outages: [2026-06-03 10:00/11:00]
tickets: [{opened: 2026-06-03 10:00, priority: P1, first_response: 11:30, resolved: 12:00}]
notices: [{kind: availability report, about: 2026-06, sent: 2026-07-15 09:00}]
"""


@pytest.mark.parametrize(
    ("plan", "cap", "owed"),
    [
        # The uptime of 99.8611 %, an answer after 90 minutes, a report after 15 days: 3 x 10 % of 500.
        ("premium", "100 % of monthly fee per month", "150.00 USD"),
        ("premium", "25 % of monthly fee per month", "125.00 USD"),
        ("basic", "100 % of monthly fee per month", "0.00 USD"),
    ],
)
def test_each_breach_of_any_kind_on_a_plan_that_earns_credits(
    tmp_path: Path, plan: str, cap: str, owed: str
) -> None:
    play = settled(tmp_path, TERMS.replace("CAP", cap), CASE, plan=plan)
    assert [play.verdict(each) for each in ("uptime", "reply", "report")] == ["MISSED"] * 3
    assert play.owed == owed
