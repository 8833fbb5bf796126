"""Service points: what incidents count by a table, added up over the month, and credits by the sum.

June has 720 hours. The fee is 1000.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD, settled

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.report.text.credits import credits_in_a_word

OUTAGES = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 100 %", period: calendar month}
credits:
  rules:
    - for: uptime
      bands_by: points
      points:
        - {at_least: 15 min, points: 1}
        - {at_least: 1 h, points: 3}
        - {above: 4 h, points: 8}
      bands:
        - {at_least: 3, below: 6, amount: 2 % of monthly fee}
        - {at_least: 6, below: 10, amount: 5 % of monthly fee}
        - {at_least: 10, amount: 10 % of monthly fee}
      MORE
  cap: none
"""


def case(*lengths: str) -> str:
    outages = ", ".join(f"2026-06-{day:02} 00:00 for {length}" for day, length in enumerate(lengths, 3))
    return f"period: 2026-06\nfee: 1000\noutages: [{outages}]\n"


@pytest.mark.parametrize(
    ("lengths", "owed"),
    [
        # 10 min count nothing, 20 min 1 point: below 3.
        (["10 min", "20 min"], "no credit is owed"),
        # 1 + 3 = 4 points, 2 %.
        (["20 min", "1 h"], "20.00 USD"),
        # 4 h are not above 4 h: 3 + 3 = 6, 5 %.
        (["4 h", "1 h"], "50.00 USD"),
        # 8 + 1 + 1 = 10, 10 %.
        (["4 h 1 min", "15 min", "59 min"], "100.00 USD"),
    ],
)
def test_points_by_the_length_of_each_outage(tmp_path: Path, lengths: list[str], owed: str) -> None:
    play = settled(tmp_path, OUTAGES.replace("MORE\n", "\n"), case(*lengths))
    assert credits_in_a_word(play.settlement).startswith(owed)


def test_the_reasons_show_the_points_of_each(tmp_path: Path) -> None:
    why = settled(tmp_path, OUTAGES.replace("MORE\n", "\n"), case("20 min", "1 h")).why()
    assert "an outage (20 min): 1 point\nan outage (1 h): 3 points" in why
    assert "a sum of 4 points lies in the credit band at least 3 and below 6" in why


@pytest.mark.parametrize(
    ("earlier", "owed"),
    [
        # 1 + 1 = 2 points alone: nothing.
        ("", "no credit is owed"),
        # April is among the three months that end with June: 2 × 2 = 4, 2 %.
        ("2026-04-04 10:00 for 20 min, ", "20.00 USD"),
        # March is the fourth.
        ("2026-03-04 10:00 for 20 min, ", "no credit is owed"),
    ],
)
def test_points_count_twice_for_a_repeat(tmp_path: Path, earlier: str, owed: str) -> None:
    terms = OUTAGES.replace("MORE", "points_doubled_within: 3 months")
    story = case("20 min", "20 min").replace("[2026", f"[{earlier}2026")
    assert credits_in_a_word(settled(tmp_path, terms, story).settlement).startswith(owed)


TICKETS = """
objectives:
  fix: {resolution: {}, within: {P1: 4 h, P2: 8 h}, period: calendar month}
credits:
  rules:
    - for: fix
      bands_by: points
      points:
        - {priorities: [P1], points: 2}
        - {priorities: [P1], above: 8 h, points: 5}
        - {priorities: [P2], points: 1}
      bands: [{at_least: 3, below: 6, amount: 20 USD}, {at_least: 6, amount: 50 USD}]
  cap: none
"""


def test_points_by_the_priority_and_the_time_of_late_tickets(tmp_path: Path) -> None:
    # P1 after 5 h: 2; P1 after 9 h: 5; P2 after 9 h: 1; P2 after 7 h was in time. 8 points: 50.
    story = """
    period: 2026-06
    tickets:
      - {opened: 2026-06-03 08:00, priority: P1, resolved: 13:00}
      - {opened: 2026-06-04 08:00, priority: P1, resolved: 17:00}
      - {opened: 2026-06-05 08:00, priority: P2, resolved: 17:00}
      - {opened: 2026-06-08 08:00, priority: P2, resolved: 15:00}
    """
    assert credits_in_a_word(settled(tmp_path, TICKETS, story).settlement) == "50.00 USD"
    # Without the second: 2 + 1 = 3 points, 20.
    fewer = story.replace("      - {opened: 2026-06-04 08:00, priority: P1, resolved: 17:00}\n", "")
    assert credits_in_a_word(settled(tmp_path, TICKETS, fewer).settlement) == "20.00 USD"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bands_by: points", "bands_by: missed cases", "there is a table of points, and the bands go by"),
        ("{at_least: 15 min, points: 1}", "{at_least: 15 %, points: 1}", "is no length of time"),
        ("{at_least: 15 min, points: 1}", "{at_least: 1 h, below: 15 min, points: 1}", "the row ends where"),
        ("{at_least: 15 min, points: 1}", "{at_least: 15 min, points: many}", "many"),
        ("{at_least: 3, below: 6,", "{at_least: 3 h, below: 6 h,", "go by a length of time"),
    ],
)
def test_a_table_that_says_nothing_is_told(old: str, new: str, message: str) -> None:
    text = (HEAD + OUTAGES.replace("MORE\n", "\n")).replace(old, new)
    told = read_agreement({"sla.yaml": text.encode()}, "sla.yaml", gazetteer()).diagnostics
    assert message in " ".join(each.message for each in told)
