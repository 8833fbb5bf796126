"""Circuits of which the evidence leaves open what they earn: those that are decided are owed all the same.

*On no less than 98 % of the days of a month the loss of each circuit is at most 1; 10 % of its monthly charge
is credited, and below 95 % of the days 25 %.* June 2026 has 30 days.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import settled
from test_claimed_circuits import CLAIMS, months

TERMS = """
services:
  transit: {points: as recorded, down_when: each circuit by itself}
measures:
  loss: {unit: number, of: transit, measured_at: network edge}
objectives:
  quality:
    share_of_time: {of: loss, slices: 24 h, figure: maximum, within: '<= 1', empty: unknown, regions: all}
    target: '>= 98 %'
    period: calendar month
credits:
  cap: none
  rules:
    - for: quality
      RULE
"""
BANDS = """bands:
        - {at_least: 95 %, below: 98 %, amount: 10 % of monthly fee of the affected circuit}
        - {below: 95 %, amount: 25 % of monthly fee of the affected circuit}
"""
FLAT = "amount: 10 % of monthly fee of the affected circuit"
FEES = "period: 2026-06\nfee: {resources: {c-1: 900, c-2: 600, c-3: 300, c-4: 100}}\nmeasurements:\n"


def days(circuit: str, bad: int, unseen: int) -> str:
    """A circuit with some bad days and some that nobody measured."""
    rows = []
    for day in range(1, 31 - unseen):
        loss = 2 if day <= bad else 1
        at = f"2026-06-{day:02} 10:00"
        rows.append(f"  - {{measure: loss, labels: region={circuit}, at: {at}, value: {loss}}}\n")
    return "".join(rows)


def found(folder: Path, rule: str, *circuits: tuple[str, int, int]) -> dict[str, Any]:
    case = FEES + "".join(days(*each) for each in circuits)
    settlement: dict[str, Any] = dict(settled(folder, TERMS.replace("RULE", rule), case).settlement)
    return settlement


def bounds(settlement: dict[str, Any]) -> tuple[str, str]:
    least, most = settlement["open"]["least"], settlement["open"]["most"]
    return least["amount"], most.get("amount", most.get("why"))


def lines(settlement: dict[str, Any]) -> dict[str, str]:
    return {line["affected"]: line["owed"]["amount"] for line in settlement["lines"]}


def test_what_is_decided_is_owed_beside_what_is_not(tmp_path: Path) -> None:
    # c-1: 28 of 30 days, 93.33 %: 25 % of 900, 225. c-2: 29 or 30 of 30, 96.66 % or all of them: 0 or 60.
    # c-3: one bad and three unseen, 26 to 29 of 30: missed in any case, 30 or 75. c-4 kept it.
    settlement = found(tmp_path, BANDS, ("c-1", 2, 0), ("c-2", 0, 1), ("c-3", 1, 3), ("c-4", 0, 0))
    assert lines(settlement) == {"c-1": "225.00", "c-3": "30.00"}
    assert bounds(settlement) == ("255.00", "360.00")
    says = settlement["reason"]["says"]
    assert "at least 255.00 USD for certain, up to 360.00 USD in all is open" in says
    assert "quality of c-2: the evidence does not decide whether it was missed" in says
    assert "quality of c-3: the evidence leaves the figure in more than one of the credit bands" in says


def test_where_none_is_decided_there_is_a_most(tmp_path: Path) -> None:
    # 600 and 100 at worst: 29 of 30 days are 96.66 %, 10 %; 27 of 30 are 90 %, 25 %.
    settlement = found(tmp_path, BANDS, ("c-2", 0, 1), ("c-4", 0, 3))
    assert settlement["standing"] == "it is not decided whether a credit is owed"
    assert settlement["open"]["most"]["amount"] == "85.00"
    assert settlement["lines"] == []


def test_what_earns_the_same_either_way_is_not_open(tmp_path: Path) -> None:
    # 26 or 27 of 30 days are both below 95 %: 25 % of 300.
    settlement = found(tmp_path, BANDS, ("c-3", 3, 1), ("c-4", 0, 0))
    assert "open" not in settlement
    assert settlement["owed"]["amount"] == "75.00"


def test_the_same_for_each_that_missed(tmp_path: Path) -> None:
    # 90 for certain; 60 more if c-2 missed. c-3 missed in any case: 30.
    settlement = found(tmp_path, FLAT, ("c-1", 2, 0), ("c-2", 0, 1), ("c-3", 1, 3))
    assert lines(settlement) == {"c-1": "90.00", "c-3": "30.00"}
    assert bounds(settlement) == ("120.00", "180.00")


@pytest.mark.parametrize(("claim", "due"), [("c-1", "225.00"), ("c-3", "30.00"), ("c-2", "0.00")])
def test_what_is_certain_can_be_claimed(tmp_path: Path, claim: str, due: str) -> None:
    circuits = (("c-1", 2, 0), ("c-2", 0, 1), ("c-3", 1, 3))
    case = FEES + "".join(days(*each) for each in circuits)
    case += f"claims: [{{claim: C-1, period: 2026-06, submitted: 2026-07-02, resource: {claim}}}]\n"
    series = months(tmp_path, TERMS.replace("RULE", BANDS) + CLAIMS, case)
    assert series["due"]["amount"] == due
