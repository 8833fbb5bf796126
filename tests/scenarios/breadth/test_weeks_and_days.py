"""Promises of each week and of each day, in statements of the months in which they end.

1 June 2026 is a Monday. A week has 10 080 minutes, of which 99.9 % leaves 10 min 4.8 s; a day has 1440, of
which 99 % leaves 14 min 24 s.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD as NAMED
from cases import settled
from drafted import HEAD, down, drafted
from stage import NOW, Play

from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text.series import render_series

WEEKLY = """
services: {app: {points: [app]}}
objectives: {uptime: {availability: app, target: ">= 99.9 %", period: WEEK}}
credits: {per_breach: 5 % of monthly fee, cap: none}
conventions: {one_breach: objective and period}
"""


def by_start(play: Play) -> dict[str, tuple[str, str]]:
    """The verdict and figure of each week or day, by the instant at which it begins."""
    return {
        each["interval"]["start"].removesuffix(":00Z"): (each["verdict"], each["figure"]["percent"])
        for each in play.statement["findings"]
    }


def test_each_week_of_a_month_by_itself(tmp_path: Path) -> None:
    # 10 of 10 080 min are 0.0992 %, 12 are 0.119 %. Of all June 22 of 43 200 would be 0.0509 %, and kept.
    case = "period: 2026-06\nfee: 1000\noutages: [2026-06-03 10:00 for 10 min, 2026-06-12 10:00 for 12 min]\n"
    play = settled(tmp_path, WEEKLY.replace("WEEK", "calendar week"), case)
    weeks = by_start(play)
    assert weeks["2026-06-01T00:00"] == ("MET", "99.9007 %")
    assert weeks["2026-06-08T00:00"] == ("MISSED", "99.8809 %")
    assert list(weeks) == [f"2026-06-{day:02}T00:00" for day in (1, 8, 15, 22, 29)]
    # 5 % of 1000 for the one that was missed.
    assert play.owed == "50.00 USD"


@pytest.mark.parametrize(("month", "owed"), [("2026-06", "0.00 USD"), ("2026-07", "50.00 USD")])
def test_a_week_over_the_end_of_a_month_is_owed_for_where_it_ends(
    tmp_path: Path, month: str, owed: str
) -> None:
    # 20 min of Tuesday 30 June are more than the 10 of its week, which ends with 5 July: once, in July.
    case = f"period: {month}\nfee: 1000\noutages: [2026-06-30 10:00 for 20 min]\n"
    assert settled(tmp_path, WEEKLY.replace("WEEK", "calendar week"), case).owed == owed


@pytest.mark.parametrize(
    ("week", "owed"),
    [
        # Six minutes of Saturday the 6th and six of Sunday the 7th: 12 in one week, or 6 in each of two.
        ("calendar week", "50.00 USD"),
        ("calendar week from Monday", "50.00 USD"),
        ("calendar week from Sunday", "0.00 USD"),
    ],
)
def test_the_day_on_which_weeks_begin(tmp_path: Path, week: str, owed: str) -> None:
    case = "period: 2026-06\nfee: 1000\noutages: [2026-06-06 10:00 for 6 min, 2026-06-07 10:00 for 6 min]\n"
    assert settled(tmp_path, WEEKLY.replace("WEEK", week), case).owed == owed


DAILY = """
services: {app: {points: [app]}}
objectives: {uptime: {availability: app, target: ">= 99 %", period: calendar day}}
credits:
  rules: [{for: uptime, amount: AMOUNT}]
  cap: none
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("amount", "owed"),
    [
        # A thirtieth of 900 for a day of June, once.
        ("1 day of monthly fee", "30.00 USD"),
        ("2 % of monthly fee", "18.00 USD"),
    ],
)
def test_each_day_by_itself(tmp_path: Path, amount: str, owed: str) -> None:
    # 15 of 1440 min on the 3rd are 1.0416 %. Of the 20 over midnight of the 10th each day has ten, 0.6944 %.
    case = """
    period: 2026-06
    fee: 900
    outages: [2026-06-03 10:00 for 15 min, 2026-06-10 23:50/2026-06-11 00:10]
    """
    play = settled(tmp_path, DAILY.replace("AMOUNT", amount), case)
    days = by_start(play)
    assert len(days) == 30
    assert days["2026-06-03T00:00"] == ("MISSED", "98.9583 %")
    assert days["2026-06-10T00:00"] == days["2026-06-11T00:00"] == ("MET", "99.3055 %")
    assert play.owed == owed


def test_what_a_table_of_credits_says_of_each_day(tmp_path: Path) -> None:
    # 98.9583 % of the 3rd: 2 % of 900. 144 min of the 5th leave 90 %: 10 %. 18 + 90.
    bands = """amount: AMOUNT}]
"""
    table = """bands: [
      {at_least: 95 %, below: 99 %, amount: 2 % of monthly fee}, {below: 95 %, amount: 10 % of monthly fee}]}]
"""
    case = """
    period: 2026-06
    fee: 900
    outages: [2026-06-03 10:00 for 15 min, 2026-06-05 10:00 for 144 min]
    """
    assert settled(tmp_path, DAILY.replace(bands, table), case).owed == "108.00 USD"


def test_the_day_on_which_clocks_change_has_its_own_length(tmp_path: Path) -> None:
    # 29 March 2026 has 23 hours in London, 1380 min: 14 of them are 1.0144 %, and of 1440 0.9722 %.
    terms = """
objectives: {uptime: {availability: app, target: ">= 99 %", period: calendar day}}
"""
    outages = (("2026-03-28 10:00", "2026-03-28 10:14"), ("2026-03-29 10:00", "2026-03-29 10:14"))
    of = drafted(tmp_path, terms, head=HEAD.replace("time_zone: UTC", "time_zone: Europe/London"))
    days = by_start(of.play(period="2026-03", states=down(*outages)))
    assert (len(days), days["2026-03-28T00:00"], days["2026-03-29T00:00"]) == (
        31,
        ("MET", "99.0277 %"),
        ("MISSED", "98.9855 %"),
    )


def test_weeks_that_missed_are_months_with_a_breach(tmp_path: Path) -> None:
    # Two weeks of June make one month with a breach, one of July and one of August the second and the third.
    terms = """
objectives: {uptime: {availability: app, target: ">= 99.9 %", period: calendar week}}
termination: [{consecutive_months_with_breach: 3}]
conventions: {one_breach: objective and period}
"""
    of = drafted(tmp_path, terms)
    twenty = [(f"2026-{day} 10:00", f"2026-{day} 10:20") for day in ("06-03", "06-10", "07-08", "08-12")]
    for last, state in (("2026-07", "has not arisen"), ("2026-08", "has arisen")):
        (right,) = of.settle("2026-06", last, states=down(*twenty)).series["rights"]
        assert right["state"] == state


def test_weeks_of_one_month_are_counted_in_its_row(tmp_path: Path) -> None:
    # Two weeks of more than 10 min 4.8 s: 5 % of 1000 each.
    agreement, case = tmp_path / "agreement.yaml", tmp_path / "case.yaml"
    agreement.write_text(NAMED + WEEKLY.replace("WEEK", "calendar week"))
    case.write_text("fee: 1000\noutages: [2026-06-03 10:00 for 20 min, 2026-06-10 10:00 for 20 min]\n")
    request = Request(agreement=agreement, evidence=case, first="2026-06", last="2026-06", as_of="2026-08-01")
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled)
    shown = " ".join(render_series(outcome.document).split())
    assert "2026-06 uptime (2 times) 2 100.00 USD" in shown
