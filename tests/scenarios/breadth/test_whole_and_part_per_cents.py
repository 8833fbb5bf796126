"""So much for each per cent of downtime: whole, started or in part, of all of it or beyond the target.

June 2026 has 720 hours. 21 h 57 min 36 s of it are 3.05 %, or 2.95 % beyond the 0.1 % that the target leaves.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

TERMS = """
services: {app: {points: [app]}}
objectives: {uptime: {availability: app, target: ">= 99.9 %", period: calendar month}}
credits:
  rules: [{for: uptime, amount: 10 % of monthly fee, per: 1 %, counted: COUNTED, of: OF}]
  cap: none
"""
CASE = """
period: 2026-06
fee: 720
outages: ["2026-06-03 00:00:00/21:57:36"]
"""


@pytest.mark.parametrize(
    ("counted", "of", "owed"),
    [
        # Times 72: 3, 4 and 3.05 per cents.
        ("per full", "all downtime", "216.00 USD"),
        ("per started", "all downtime", "288.00 USD"),
        ("pro rata", "all downtime", "219.60 USD"),
        # 2, 3 and 2.95 of them.
        ("per full", "beyond the target", "144.00 USD"),
        ("per started", "beyond the target", "216.00 USD"),
        ("pro rata", "beyond the target", "212.40 USD"),
    ],
)
def test_so_much_for_each_per_cent(tmp_path: Path, counted: str, of: str, owed: str) -> None:
    terms = TERMS.replace("COUNTED", counted).replace("OF", of)
    assert settled(tmp_path, terms, CASE).owed == owed


def test_a_waiver_in_place_of_it(tmp_path: Path) -> None:
    # 10 % of 720 for a month that missed; the customer may have its charges waived instead.
    rule = "{for: uptime, amount: 10 % of monthly fee, or_waiver: {of: service charges, chosen_by: customer}}"
    terms = TERMS.partition("  rules:")[0] + f"  rules: [{rule}]\n  cap: none\n"
    terms += "conventions: {one_breach: objective and period}\n"
    play = settled(tmp_path, terms, CASE)
    assert play.owed == "72.00 USD"
    assert "in place of the credit, service charges may be waived; the customer chooses" in play.why()
