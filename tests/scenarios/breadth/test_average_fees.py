"""Credits and caps that are shares of what was paid on average for the months before.

*The credit is 10 % of the average monthly charge of the preceding three months.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

TERMS = """
services: {web: {points: [w]}}
objectives: {up: {availability: web, target: ">= 99.9 %", period: PERIOD}}
credits: {rules: {for: up, amount: "10 % of FEE"}, cap: CAP}
conventions: {one_breach: objective and period}
"""
DOWN = "outages: [2026-06-12 10:00/15:00]\n"
FEES = """
fees:
  - {amount: 900, since: 2026-02-01, until: 2026-04-01}
  - {amount: 1000, since: 2026-04-01, until: 2026-05-01}
  - {amount: 1400, since: 2026-05-01, until: 2026-06-01}
  - {amount: 5000, since: 2026-06-01}
"""


@pytest.mark.parametrize(
    ("fee", "owed"),
    [
        # March, April and May: (900 + 1000 + 1400) / 3 = 1100, whatever June costs.
        ("average monthly fee of the preceding three months", "110.00 USD"),
        # February to May are paid, December and January are not: 4200 / 4 = 1050.
        ("average monthly charges over the previous 6 months", "105.00 USD"),
        ("the average monthly fee over the preceding 6 months, months without a fee left out", "105.00 USD"),
        # Or 4200 / 6 = 700.
        ("average monthly fee over the preceding 6 months, months without a fee counted", "70.00 USD"),
        ("average of the monthly fees in the last two months", "120.00 USD"),
        # A third of the mean of May and April, 1200, and 3300 / 3 for the cent: 10 % of 1100.
        ("mean MRC for the prior 3 calendar months", "110.00 USD"),
    ],
)
def test_a_share_of_what_was_paid_on_average(tmp_path: Path, fee: str, owed: str) -> None:
    terms = TERMS.replace("FEE", fee).replace("CAP", "none").replace("PERIOD", "calendar month")
    assert settled(tmp_path, terms, f"period: 2026-06\n{FEES}{DOWN}").owed == owed


def test_it_is_told_how_it_came_about(tmp_path: Path) -> None:
    terms = TERMS.replace("FEE", "average monthly fee of the preceding 6 months").replace("CAP", "none")
    play = settled(tmp_path, terms.replace("PERIOD", "calendar month"), f"period: 2026-06\n{FEES}{DOWN}")
    assert (
        "the average monthly fee over the preceding 6 months, 900.00 USD and 900.00 USD and 1000.00 USD and "
        "1400.00 USD in 4 of them, by 4: 1050 USD"
    ) in play.why()


def test_the_months_before_a_quarter_are_those_before_its_first(tmp_path: Path) -> None:
    # Judged by the quarter, April to June: January to March, of which two are paid, 900 each.
    terms = TERMS.replace("FEE", "average monthly fee of the preceding 3 months").replace("CAP", "none")
    case = f"period: 2026-Q2\n{FEES}{DOWN}"
    assert settled(tmp_path, terms.replace("PERIOD", "calendar quarter"), case).owed == "90.00 USD"


def test_a_cap_of_the_average(tmp_path: Path) -> None:
    # 10 % of 5000 are 500; half of the average of March to May, 1100, is 550, and a third of it 366.66.
    terms = TERMS.replace("FEE", "monthly fee").replace("PERIOD", "calendar month")
    cap = "SHARE of average monthly fee over the preceding 3 months per month"
    case = f"period: 2026-06\n{FEES}{DOWN}"
    assert settled(tmp_path, terms.replace("CAP", cap.replace("SHARE", "50 %")), case).owed == "500.00 USD"
    assert settled(tmp_path, terms.replace("CAP", cap.replace("SHARE", "1/3")), case).owed == "366.66 USD"


def test_without_a_month_that_was_paid_it_stays_a_share(tmp_path: Path) -> None:
    terms = TERMS.replace("FEE", "average monthly fee of the preceding 3 months").replace("CAP", "none")
    case = f"period: 2026-06\nfees: [{{amount: 900, since: 2026-06-01}}]\n{DOWN}"
    play = settled(tmp_path, terms.replace("PERIOD", "calendar month"), case)
    assert play.owed == "10 % of the fee"
    assert "the average monthly fee over the preceding 3 months is not given" in play.why()


def test_each_circuit_has_an_average_of_its_own(tmp_path: Path) -> None:
    terms = """
services: {lines: {points: as recorded, down_when: each circuit by itself}}
objectives: {up: {availability: lines, target: ">= 99.9 %", period: calendar month}}
credits:
  per_breach: 10 % of average monthly fee of the affected circuit over the preceding 2 months
  cap: none
conventions: {one_breach: objective and period}
"""
    # c-1: (300 + 500) / 2 = 400; c-2 was connected in May: 200.
    case = """
period: 2026-06
fees:
  - {resource: c-1, amount: 300, since: 2026-01-01, until: 2026-05-01}
  - {resource: c-1, amount: 500, since: 2026-05-01}
  - {resource: c-2, amount: 200, since: 2026-05-01}
outages: [{time: 2026-06-12 10:00/15:00, of: [c-1, c-2]}]
"""
    play = settled(tmp_path, terms, case)
    assert {line["affected"]: line["owed"]["amount"] for line in play.settlement["lines"]} == {
        "c-1": "40.00",
        "c-2": "20.00",
    }
