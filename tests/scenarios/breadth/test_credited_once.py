"""Credits under one promise and not under another, charges that are not made, and credits of nothing.

March 2026 has 31 days, 744 hours. Four hours are 0.537…% of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import amount

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


HOURLY = """
services:
  instance: {points: as recorded, down_when: each instance by itself}
objectives:
  monthly: {availability: instance, target: ">= 99.5 %", period: calendar month, force: guarantee}
  hourly:
    availability: {of: instance, slices: {of: 60 min, down_when: down for > 10 %}}
    target: ">= 100 %"
    period: calendar month
    force: guarantee
credits:
  rules:
    - {for: monthly, amount: 10 % of the monthly fee of the affected instance}
    - for: hourly
      amount: 1 hour of the monthly fee of the affected instance
      per: clock hour
      hour_affected_by: "> 10 %"
      as: not charged
  minimum: "> 1 USD"
  cap: 2 USD per month
claims: {by: customer, within: 30 days, from: end of the month}
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("resource", "fee", "outage", "owed", "not_charged"),
    [
        # 3 h 44 min of 744 h are more than 0.5 %: 10 % of 9 USD are 0.90 USD, too little to be paid. Of the
        # four hours, each of 9/744 USD, 0.0484 USD are not charged, minimum or not.
        ("{resource: i-2, service: instance}", "9", "10:00/13:44", "0.00 USD", "0.05 USD"),
        # Of 7440 USD ten are not charged for each of four hours, and the cap takes them nothing: 744 USD of
        # credit are cut to 2 USD.
        ("{resource: i-2, service: instance}", "7440", "10:00/13:44", "2.00 USD", "40.00 USD"),
        # There from 10:00 to 10:30 alone, and down for 4 of these 30 min, 13.3 %: the half hour at 0.60 USD
        # an hour was charged, and is not. The credit of 10 % of 446.40 USD is cut to 2 USD.
        (
            '{resource: i-2, service: instance, since: "2026-03-03 10:00", until: "2026-03-03 10:30"}',
            "446.40",
            "10:10/10:14",
            "2.00 USD",
            "0.30 USD",
        ),
    ],
)
def test_hours_that_are_not_charged_are_no_credit(
    tmp_path: Path, resource: str, fee: str, outage: str, owed: str, not_charged: str
) -> None:
    case = (
        f"period: 2026-03\ncomplete: yes\nfee: {{resources: {{i-2: {fee}}}}}\nresources: [{resource}]\n"
        f"outages: [2026-03-03 {outage} i-2]\n"
    )
    play = settled(tmp_path, HOURLY, case)
    assert amount(play.settlement["not_charged"]) == not_charged
    assert play.owed == owed
