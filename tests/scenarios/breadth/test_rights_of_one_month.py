"""Rights to terminate that one statement shows by itself, because all of their ground lies within it."""

from __future__ import annotations

from pathlib import Path

from cases import settled

from upheld.report.text import render_text

TERMS = """
services:
  circuit: {points: [c1, c2], down_when: each circuit by itself}
objectives:
  uptime: {availability: circuit, target: ">= 99 %", period: calendar month}
termination:
  - {outages: at least 3, lasting: ">= 1 h", within: 30 days, exercised_within: 30 days}
credits: {per_breach: 10 % of monthly fee, cap: none}
claims: automatic
conventions: {one_breach: objective and period}
"""


def test_three_outages_of_one_month_are_shown_by_its_statement(tmp_path: Path) -> None:
    # c1: the third hour-long outage ends its first hour on the 9th, the fourth on the 12th; c2 has one
    case = """
    period: 2026-06
    fee: 100
    outages:
      - 2026-06-03 10:00/11:00 c1
      - 2026-06-05 10:00/11:00 c1
      - 2026-06-09 10:00/18:00 c1
      - 2026-06-12 10:00/11:00 c1
      - 2026-06-20 10:00/11:00 c2
    """
    text = render_text(settled(tmp_path, TERMS, case).document)
    assert "has arisen on 2026-06-12 (first on 2026-06-09)" in " ".join(text.split())


def test_two_outages_show_nothing_of_other_months(tmp_path: Path) -> None:
    case = """
    period: 2026-06
    fee: 100
    outages: [2026-06-03 10:00/18:00 c1, 2026-06-05 10:00/11:00 c1]
    """
    text = render_text(settled(tmp_path, TERMS, case).document)
    assert "one statement alone does not show it" in " ".join(text.split())
