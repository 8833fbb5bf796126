"""Months under a cap over a year, where what the text leaves open makes no difference.

*For each hour of interruption or part of it one day of the yearly fee is credited, at most 10 % of the yearly
fee in a contract year.* Whether the hours of several outages are added up is not said.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD
from stage import NOW, amount

from upheld.operations.settling import Request, Settled, settle_months

TERMS = """
services: {site: {points: [site]}}
objectives: {uptime: {availability: site, target: ">= 100 %", period: calendar month}}
credits:
  rules: {for: uptime, amount: 1 day of yearly fee, per: 1 h, counted: per startedSUMMED}
  cap: 10 % of yearly fee per contract year
"""


@pytest.mark.parametrize("summed", ["", ", summed: each outage", ", summed: all outages"])
def test_each_month_owes_what_the_cap_leaves_it(tmp_path: Path, summed: str) -> None:
    # 365 a year is 1 a day, and the cap 36.50: 30 hours of January earn 30, so that 6.50 are left.
    agreement, case = tmp_path / "agreement.yaml", tmp_path / "case.yaml"
    agreement.write_text(HEAD + TERMS.replace("SUMMED", summed))
    case.write_text("fee: {yearly: 365}\noutages: [2026-01-10 12:00 for 30 h, 2026-02-10 12:00 for 10 h]\n")
    request = Request(agreement=agreement, evidence=case, first="2026-01", last="2026-02")
    outcome = settle_months(request, NOW, lambda month, number, count: None)
    assert isinstance(outcome, Settled)
    series = outcome.document["series"]
    assert [amount(month["owed"]) for month in series["months"]] == ["30.00 USD", "6.50 USD"]
    assert amount(series["owed"]) == "36.50 USD"
