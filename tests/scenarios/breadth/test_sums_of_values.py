"""Totals: how many of something there were in a period, counted one by one or handed over as sums."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD, settled

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement

TERMS = """
measures:
  infected: {unit: count, measured_at: server side}
objectives:
  viruses:
    total: infected
    target: "<= 0"
    period: calendar month
credits:
  rules:
    - for: viruses
      bands:
        - {at_least: 1, at_most: 3, amount: 25 % of monthly fee}
        - {at_least: 4, amount: 100 % of monthly fee}
  cap: none
"""


def infected(*of: str) -> str:
    rows = "".join(f"  - {{measure: infected, {row}}}\n" for row in of)
    return f"period: 2026-06\nfee: 500\nmeasurements:\n{rows}"


@pytest.mark.parametrize(
    ("rows", "total", "amount"),
    [
        (("at: 2026-06-05, value: 0",), "0", "0.00 USD"),
        # 1 + 1 + 1 = 3: 25 % of 500. The largest of them, which `maximum` takes, is 1.
        (
            ("at: 2026-06-05, value: 1", "at: 2026-06-06, value: 1", "at: 2026-06-07, value: 1"),
            "3",
            "125.00 USD",
        ),
        # 3 + 1 = 4: all of 500. What came in July belongs to July.
        (
            ("at: 2026-06-05, value: 3", "at: 2026-06-30, value: 1", "at: 2026-07-01, value: 9"),
            "4",
            "500.00 USD",
        ),
        # Two days of which sums are told, 2 and 2.
        (
            (
                "from: 2026-06-05, until: 2026-06-06, sum: 2, count: 2",
                "from: 2026-06-06, until: 2026-06-07, sum: 2, count: 1",
            ),
            "4",
            "500.00 USD",
        ),
    ],
)
def test_what_there_was_is_added_up(tmp_path: Path, rows: tuple[str, ...], total: str, amount: str) -> None:
    play = settled(tmp_path, TERMS, infected(*rows))
    assert play.finding("viruses")["figure"]["value"] == total
    assert play.owed == amount


def test_a_row_over_the_end_of_the_month_is_in_doubt(tmp_path: Path) -> None:
    # 2 for certain; 3 more may be of June or of July: between 2 and 5, which is 25 % or all.
    rows = ("at: 2026-06-05, value: 2", "from: 2026-06-30, until: 2026-07-02, sum: 3, count: 3")
    record = settled(tmp_path, TERMS, f"{infected(*rows)}as_of: 2026-07-10\n").finding("viruses")["record"]
    assert (record["lowest"]["value"], record["highest"]["value"]) == ("2", "5")


def test_days_with_too_many(tmp_path: Path) -> None:
    # Two failed jobs on 5 June, one each on the 6th and 7th: one day of 30 has more than one.
    terms = """
    measures:
      failed: {unit: count, measured_at: server side}
    objectives:
      bad_days:
        share_of_time: {of: failed, slices: 24 h, figure: total, within: "<= 1", empty: good}
        target: ">= 100 %"
        period: calendar month
    credits:
      rules: [{for: bad_days, amount: 20 USD, per: missed case}]
      cap: none
    """
    rows = "".join(
        f"  - {{measure: failed, at: 2026-06-{at}, value: 1}}\n"
        for at in ("05 01:00", "05 23:00", "06", "07")
    )
    play = settled(tmp_path, terms, f"period: 2026-06\nfee: 500\nmeasurements:\n{rows}")
    assert play.owed == "20.00 USD"


def test_of_pieces_there_are_none_between_two() -> None:
    """Neither 0 and 1, nor 3 and 4, have anything between them that a band should hold."""
    read = read_agreement({"sla.yaml": f"{HEAD}{TERMS}".encode()}, "sla.yaml", gazetteer())
    assert [str(each.code) for each in read.diagnostics if "band" in str(each.code)] == []


def test_shares_and_rates_add_up_to_nothing() -> None:
    terms = TERMS.replace("unit: count", "unit: share").replace('"<= 0"', '"<= 1 %"')
    read = read_agreement({"sla.yaml": f"{HEAD}{terms}".encode()}, "sla.yaml", gazetteer())
    assert any("its values add up to nothing" in each.message for each in read.diagnostics)
