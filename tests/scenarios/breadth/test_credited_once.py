"""Credits under one promise and not under another, charges that are not made, and credits of nothing.

March 2026 has 31 days, 744 hours. Four hours are 0.537…% of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

COMPUTE = """
services:
  region: {points: [az-a, az-b], down_when: all zones fail}
  instance: {points: as recorded, down_when: each instance by itself}
objectives:
  region level: {availability: region, target: ">= 99.99 %", period: calendar month, force: guarantee}
  instance level: {availability: instance, target: ">= 99.5 %", period: calendar month, force: guarantee}
credits:
  rules:
    - {for: region level, amount: 10 % of the monthly fee of the affected service}
    - {for: instance level, amount: 10 % of the monthly fee of the affected instance}
  combined: {not_both: [region level, instance level]}
  minimum: "> 1 USD"
  cap: none
claims: {by: customer, within: 30 days, from: end of the month}
conventions: {one_breach: objective and period}
"""
FEES = """\
period: 2026-03
complete: yes
fees:
  - {service: region, amount: 1000}
  - {resource: i-1, amount: 200}
  - {resource: i-2, amount: 9}
resources: [{resource: i-1, service: instance}, {resource: i-2, service: instance}]
"""
WHOLE = "outages: [2026-03-03 10:00/14:00]\n"
BOTH = "outages: [2026-03-03 10:00/14:00 i-1, 2026-03-03 10:00/14:00 i-2]\n"


@pytest.mark.parametrize(
    ("outages", "combined", "owed"),
    [
        # The region earns 10 % of 1000, 100; its two instances 10 % of 200 and of 9, 20 + 0.90. Not both.
        (WHOLE, "{not_both: [region level, instance level]}", "100.00 USD"),
        (WHOLE, "{not_both: [instance level, region level]}", "100.00 USD"),
        (
            WHOLE,
            "{not_both: [instance level, region level], counted: first that applies}",
            "20.90 USD",
        ),
        (WHOLE, "added up", "120.90 USD"),
        (WHOLE, "{not_both: [region level, instance level], per: incident}", "100.00 USD"),
        # The zones were up: every instance earns its own.
        (BOTH, "{not_both: [region level, instance level]}", "20.90 USD"),
        (
            BOTH,
            "{not_both: [region level, instance level], counted: first that applies}",
            "20.90 USD",
        ),
    ],
)
def test_credits_under_one_promise_and_not_under_both(
    tmp_path: Path, outages: str, combined: str, owed: str
) -> None:
    terms = COMPUTE.replace("{not_both: [region level, instance level]}", combined)
    assert settled(tmp_path, terms, FEES + outages).owed == owed


def test_a_credit_of_nothing_is_not_claimed(tmp_path: Path) -> None:
    # 10 % of 9 USD are 0.90 USD, which does not reach the least that is paid.
    play = settled(tmp_path, COMPUTE, FEES + "outages: [2026-03-03 10:00/14:00 i-2]\n")
    assert play.owed == "0.00 USD"
    assert "claim by" not in play.why()
