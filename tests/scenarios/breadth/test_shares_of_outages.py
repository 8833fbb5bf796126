"""Shares that outages affected, the time a fee is spread over, and promises in lengths of downtime.

June 2026 has 720 hours, and 22 weekdays without a holiday: 220 hours from 8 to 18.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cases import settled
from stage import Play

from upheld.report.text.statement import render_text

WEIGHTED = """
services:
  mail: {points: [mail]}
objectives:
  uptime:
    availability: {of: mail, downtime: {weighted_by: affected share}}
    target: ">= 99.9 %"
    period: calendar month
"""


@pytest.mark.parametrize(
    "outage",
    [
        "{time: 2026-06-03 14:00/17:00, affected: 1/3}",
        "{time: 2026-06-03 14:00/17:00, affected: 100 of 300}",
        "{time: 2026-06-03 14:00/17:00, affected: 100, affected_of: 300}",
        "2026-06-03 14:00/17:00, affected 1/3",
        "2026-06-03 14:00/17:00 mail, affected 100 of 300 users",
        "2026-06-03 14:00/17:00, affected 100 users out of 300",
    ],
)
def test_a_third_of_the_users(tmp_path: Path, outage: str) -> None:
    """A third of three hours is one hour, exactly: 1 of 720."""
    play = settled(tmp_path, WEIGHTED, f"period: 2026-06\noutages:\n  - {outage}\n")
    assert Fraction(play.finding("uptime")["figure"]["share"]) == Fraction(719, 720)


def test_more_than_all_of_them(tmp_path: Path) -> None:
    case = "period: 2026-06\noutages: [{time: 2026-06-03 14:00/17:00, affected: 4 of 3}]\n"
    with pytest.raises(AssertionError, match="4 of 3 is no share of anybody"):
        settled(tmp_path, WEIGHTED, case)


OFFICE = """
hours:
  office: {open: Mon-Fri 08:00-18:00, holidays: GB-ENG}
services:
  portal: {points: [portal]}
objectives:
  uptime: {availability: {of: portal, during: office}, target: ">= 99.5 %", period: calendar month}
credits:
  rules:
    - {for: uptime, lost_time: 1, of: all downtime, spread_over: SPREAD}
  cap: none
"""


def owed(play: Play) -> str | None:
    return play.document["statement"]["settlement"]["owed"].get("amount")


@pytest.mark.parametrize(("spread", "credit"), [("time measured", "20.00"), ("length of the month", "6.11")])
def test_the_fee_for_the_time_lost(tmp_path: Path, spread: str, credit: str) -> None:
    """4 h 24 min of 220 service hours are 2 % of 1000; of 720 hours 4.4/720, 6.11."""
    case = "period: 2026-06\nfee: 1000\noutages: [2026-06-03 10:00/14:24]\n"
    assert owed(settled(tmp_path, OFFICE.replace("SPREAD", spread), case)) == credit


DOWNTIME = """
services:
  shop: {points: [web]}
objectives:
  downtime: {availability: shop, target: "<= 45 min", period: calendar month}
"""


def test_a_promise_in_minutes_is_shown_in_minutes(tmp_path: Path) -> None:
    """20 and 26 minutes are 46, held against 45; the percentage stands in the details."""
    case = "period: 2026-06\noutages: [2026-06-03 14:00 for 20 min, 2026-06-12 09:00 for 26 min]\n"
    play = settled(tmp_path, DOWNTIME, case)
    text = render_text(play.document)
    assert "  downtime   <= 45 min  46 min down  100 % covered  MISSED\n" in text
    assert "<= 45 min of downtime of shop in each calendar month" in text


@pytest.mark.parametrize(
    ("overlapping", "bad"),
    [
        # 30 % for an hour, 30 % and 40 % for an hour, 40 % for an hour: 18 + 42 + 24 minutes.
        ("added up", 84),
        # 18 + 24 + 24 minutes.
        ("largest", 66),
    ],
)
def test_outages_at_one_time(tmp_path: Path, overlapping: str, bad: int) -> None:
    words = WEIGHTED.replace("affected share", f"affected share, overlapping: {overlapping}")
    case = """
period: 2026-06
outages:
  - {time: 2026-06-03 14:00/16:00, affected: 30 %}
  - {time: 2026-06-03 15:00/17:00, affected: 40 %}
"""
    play = settled(tmp_path, words, case)
    assert Fraction(play.finding("uptime")["figure"]["share"]) == 1 - Fraction(bad, 43200)
