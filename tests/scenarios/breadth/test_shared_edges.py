"""Tables whose bands share their edges: `up to 4 hours`, and `4 hours to 8 hours`.

June has 720 hours; 7 h 12 min are 1 % of it. The fee is 1000.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play

from upheld.report.text.credits import credits_in_a_word

BY_LENGTH = """
services: {line: {points: [line]}}
objectives:
  uptime: {availability: line, target: ">= 100 %", period: calendar month}
credits:
  rules:
    - for: uptime
      bands_by: each outage
      bands:
        - {at_least: 15 min, at_most: 4 h, amount: 5 % of monthly fee}
        - {at_least: 4 h, at_most: 8 h, amount: 10 % of monthly fee}
        - {at_least: 8 h, amount: 20 % of monthly fee}
      MORE
  cap: none
"""
BY_FIGURE = """
services: {line: {points: [line]}}
objectives:
  uptime: {availability: line, target: ">= 99.9 %", period: calendar month}
credits:
  rules:
    - for: uptime
      bands:
        - {at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee}
        - {at_least: 95 %, at_most: 99 %, amount: 25 % of monthly fee}
        - {below: 95 %, amount: 50 % of monthly fee}
      MORE
  cap: none
"""


def case(*lengths: str) -> str:
    outages = ", ".join(f"2026-06-{day:02} 00:00 for {length}" for day, length in enumerate(lengths, 3))
    return f"period: 2026-06\nfee: 1000\noutages: [{outages}]\n"


def june(folder: Path, terms: str, more: str, *lengths: str) -> Play:
    return settled(folder, terms.replace("MORE", more), case(*lengths))


@pytest.mark.parametrize(
    ("lengths", "owed"),
    [
        # In one band only: no question. 3 h earn 50, 7 h 100, 30 h 200.
        (["3 h"], ["50.00 USD"]),
        (["3 h", "7 h", "30 h"], ["350.00 USD"]),
        # Four hours are of both bands, and only the two are possible: 50, or 100. Never both of them.
        (["4 h"], ["50.00 USD", "100.00 USD"]),
        # 50 + 100, or 100 + 200.
        (["4 h", "8 h"], ["150.00 USD", "300.00 USD"]),
    ],
)
def test_only_what_lies_on_a_shared_edge_is_open(tmp_path: Path, lengths: list[str], owed: list[str]) -> None:
    told = credits_in_a_word(june(tmp_path, BY_LENGTH, "", *lengths).settlement)
    if len(owed) == 1:
        assert told == owed[0]
    else:
        assert told == (f"the words do not decide what is owed: 2 amounts, from {owed[0]} to {owed[1]}")


@pytest.mark.parametrize(
    ("terms", "owner", "lengths", "owed"),
    [
        # `up to 4 hours`: the end of the band below, 50. `from 4 hours on`: the beginning, 100.
        (BY_LENGTH, "band below", ["4 h"], "50.00 USD"),
        (BY_LENGTH, "band above", ["4 h"], "100.00 USD"),
        (BY_LENGTH, "band below", ["4 h", "8 h", "9 h"], "350.00 USD"),  # 50 + 100 + 200
        # 7 h 12 min are 99 % exactly: above it lies the band of 10 %, below it that of 25 %.
        (BY_FIGURE, "band above", ["432 min"], "100.00 USD"),
        (BY_FIGURE, "band below", ["432 min"], "250.00 USD"),
        (BY_FIGURE, "band above", ["433 min"], "250.00 USD"),
        (BY_FIGURE, "band below", ["431 min"], "100.00 USD"),
    ],
)
def test_an_edge_is_that_of_the_band_that_is_named(
    tmp_path: Path, terms: str, owner: str, lengths: list[str], owed: str
) -> None:
    play = june(tmp_path, terms, f"shared_edges: {owner}", *lengths)
    assert credits_in_a_word(play.settlement) == owed


def test_bands_that_are_owed_together_go_on_from_a_shared_edge(tmp_path: Path) -> None:
    # 8 hours have reached the second band from 4 hours on, and by `band below` not the third: 50 + 100.
    more = "bands_counted: cumulative\n      shared_edges: band below"
    assert credits_in_a_word(june(tmp_path, BY_LENGTH, more, "8 h").settlement) == "150.00 USD"
