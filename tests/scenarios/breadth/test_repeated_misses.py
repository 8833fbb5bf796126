"""Repeated misses: credits by how often a promise was missed, grounds by quarter and by promise, claims.

June has 720 hours; 99.5 % of it leaves 3 h 36 min of downtime.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cases import HEAD, settled

from upheld.chrono.instant import Micros, parse_instant
from upheld.chrono.zone import fixed_zone
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text.credits import claim_in_a_word, credits_in_a_word
from upheld.report.text.series import render_series

NOW = parse_instant("2030-01-01T00:00:00Z")

ORDINAL = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
credits:
  rules:
    - for: uptime
      bands_by: missed months
      missed_within: WINDOW
      bands:
        - {at_least: 2, at_most: 2, amount: 10 % of monthly fee}
        - {at_least: 3, at_most: 3, amount: 20 % of monthly fee}
        - {at_least: 4, amount: 30 % of monthly fee}
  cap: none
"""
FOUR_HOURS = "{month}-04 10:00 for 4 h"


def case(*months: str, **more: str) -> str:
    outages = ", ".join(FOUR_HOURS.format(month=each) for each in months)
    return "\n".join(["fee: 1000", f"outages: [{outages}]", *(f"{k}: {v}" for k, v in more.items())])


def series(folder: Path, terms: str, story: str, first: str, last: str) -> tuple[Any, str]:
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD + dedent(terms))
    evidence.write_text(story)
    request = Request(agreement=agreement, evidence=evidence, first=first, last=last)
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    return outcome.document["series"], render_series(outcome.document)


@pytest.mark.parametrize(
    ("window", "missed", "owed"),
    [
        # The first miss of any six months earns nothing.
        ("6 months", ["2026-07"], "no credit is owed"),
        # February to July: the second one is July, 10 % of 1000.
        ("6 months", ["2026-02", "2026-07"], "100.00 USD"),
        # January is the seventh month back.
        ("6 months", ["2026-01", "2026-07"], "no credit is owed"),
        ("6 months", ["2026-02", "2026-04", "2026-07"], "200.00 USD"),
        ("6 months", ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"], "300.00 USD"),
        # In a row: May breaks it, so that July is the second.
        ("in a row", ["2026-03", "2026-04", "2026-06", "2026-07"], "100.00 USD"),
        ("in a row", ["2026-05", "2026-06", "2026-07"], "200.00 USD"),
        ("in a row", ["2026-05", "2026-07"], "no credit is owed"),
    ],
)
def test_a_credit_goes_by_how_many_months_were_missed(
    tmp_path: Path, window: str, missed: list[str], owed: str
) -> None:
    play = settled(tmp_path, ORDINAL.replace("WINDOW", window), case(*missed, period="2026-07"))
    assert credits_in_a_word(play.settlement).startswith(owed)


def test_months_of_which_nothing_is_known_leave_it_open(tmp_path: Path) -> None:
    story = "period: 2026-07\nfee: 1000\ncomplete: no\noutages: [2026-07-04 10:00 for 4 h]"
    play = settled(tmp_path, ORDINAL.replace("WINDOW", "2 months"), story)
    # July is the first miss, which earns nothing, or the second, 10 % of 1000.
    assert credits_in_a_word(play.settlement).startswith(
        "it is not decided whether a credit is owed: up to 100.00 USD is open "
        "(nobody can say whether uptime was missed in 2026-06; "
    )


def test_a_month_before_the_first_that_is_known_leaves_it_open_in_a_series(tmp_path: Path) -> None:
    # Nobody measured April: May is the first miss in a row, nothing, or the second, 10 %. June is the second
    # or third: 10 % at least. With 12 ms in April, May is the first and June the second.
    terms = """
    services: {net: {points: [net]}}
    measures: {delay: {unit: duration, measured_at: network edge}}
    objectives: {delay: {mean: delay, target: "<= 50 ms", period: calendar month}}
    credits:
      rules:
        - for: delay
          bands_by: missed months
          missed_within: in a row
          bands: [{at_least: 2, amount: 10 % of monthly fee}]
      cap: none
    claims: {by: customer, within: 30 days, from: end of the month}
    """
    story = (
        "fee: 1000\nas_of: 2026-07-02\nmeasurements:\n"
        "  - {series: delay, at: 2026-05-05 10:00, value: 60 ms}\n"
        "  - {series: delay, at: 2026-06-05 10:00, value: 60 ms}\n"
    )
    document, text = series(tmp_path, terms, story, "2026-05", "2026-06")
    may, june = document["months"]
    assert june["owed"]["amount"] == "100.00"
    assert (may["open"]["least"]["amount"], may["open"]["most"]["amount"]) == ("0.00", "100.00")
    assert "100.00 USD for certain" in text
    story += "  - {series: delay, at: 2026-04-05 10:00, value: 12 ms}\n"
    document, _ = series(tmp_path, terms, story, "2026-05", "2026-06")
    assert [each["owed"]["amount"] for each in document["months"]] == ["0.00", "100.00"]


def test_each_month_of_a_series_counts_those_before_it(tmp_path: Path) -> None:
    # December is before the agreement. January is the first, March the second (100), July the third that
    # lies within six months: February to July hold March and July only, which makes it the second (100).
    terms = ORDINAL.replace("WINDOW", "6 months") + "claims: automatic\n"
    story = case("2025-12", "2026-01", "2026-03", "2026-07", as_of="2026-08-01")
    document, _ = series(tmp_path, terms, story, "2026-03", "2026-07")
    owed = [each["owed"].get("amount", "-") for each in document["months"]]
    assert owed == ["100.00", "0.00", "0.00", "0.00", "100.00"]


QUARTERLY = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.8 %", period: calendar quarter}
credits:
  per_breach: 5 % of quarterly fees
  cap: none
claims: {by: customer, within: 15 days, from: end of the quarter}
termination:
  - consecutive_quarters_with_breach: 2
    exercised_within: 30 days
    exercised_from: end of the period
conventions: {one_breach: objective and period}
"""
# 0.2 % of 2160 hours are 4 h 19 min 12 s, and of 2184 hours 4 h 22 min 4.8 s.
TWO_QUARTERS = """\
fee: 1000
outages: [2026-02-05 00:00 for 5 h, 2026-05-05 10:00 for 5 h]
claims: [{period: 2026-Q2, submitted: 2026-07-15 16:00}]
as_of: 2026-07-20
"""


def test_two_quarters_in_a_row_and_a_claim_for_one(tmp_path: Path) -> None:
    document, text = series(tmp_path, QUARTERLY, TWO_QUARTERS, "2026-Q1", "2026-Q2")
    assert [each["month"] for each in document["months"]][0::5] == ["2026-01", "2026-06"]
    # 5 % of three times 1000 for each of the two; nobody claimed the first by 15 April.
    assert (document["owed"]["amount"], document["due"]["amount"]) == ("300.00", "150.00")
    (right,) = document["rights"]
    assert right["reason"]["says"] == (
        "a right to terminate after 2 consecutive quarters with a breach: has arisen on 2026-05-05"
    )
    # Thirty days after the end of June.
    assert "to be exercised by 2026-07-30" in text


@pytest.mark.parametrize(
    ("starts", "state"),
    [
        # 5 h are more than the 4 h 25 min that a quarter leaves at most. The first, second and fourth of 2026
        # are three of four in a row; with the first of 2027 no four in a row have three.
        (("2026-02-05", "2026-05-05", "2026-11-05"), "has arisen on 2026-11-05"),
        (("2026-02-05", "2026-05-05", "2027-02-05"), "has not arisen"),
        # Two outages of one quarter are one quarter.
        (("2026-02-05", "2026-03-05", "2026-05-05"), "has not arisen"),
        (("2026-05-05", "2026-11-05", "2027-02-05"), "has arisen on 2027-02-05"),
    ],
)
@pytest.mark.parametrize("window", ["4 quarters", "12 months"])
def test_three_of_four_quarters(tmp_path: Path, starts: tuple[str, ...], state: str, window: str) -> None:
    terms = QUARTERLY.replace(
        "consecutive_quarters_with_breach: 2", f"quarters_with_breach: 3\n    within: {window}"
    ).replace("exercised_within: 30 days\n    exercised_from: end of the period\n", "penalty: none\n")
    outages = ", ".join(f"{day} 00:00 for 5 h" for day in starts)
    case = f"fee: 1000\noutages: [{outages}]\nas_of: 2027-04-20\n"
    document, _ = series(tmp_path, terms, case, "2026-Q1", "2027-Q1")
    assert document["rights"][0]["reason"]["says"] == (
        f"a right to terminate after 3 quarters with a breach or more among 4 quarters in a row: {state}"
    )


TWO_SERVICES = """
services: {app: {points: [app]}, logs: {points: [logs]}}
objectives:
  app_uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
  logs_uptime: {availability: logs, target: ">= 99.5 %", period: calendar month}
termination: {consecutive_months_with_breach: 3, counted_over: WHOSE}
"""


@pytest.mark.parametrize(
    ("whose", "names", "state"),
    [
        ("each promise", ("logs", "app", "logs"), "has not arisen"),
        ("each promise", ("logs", "logs", "logs"), "has arisen"),
        ("all together", ("logs", "app", "logs"), "has arisen"),
    ],
)
def test_the_same_promise_three_months_in_a_row(
    tmp_path: Path, whose: str, names: tuple[str, ...], state: str
) -> None:
    months = ("2026-04", "2026-05", "2026-06")
    outages = ", ".join(
        f"{FOUR_HOURS.format(month=month)} {name}" for month, name in zip(months, names, strict=True)
    )
    story = f"outages: [{outages}]\nas_of: 2026-07-01\n"
    document, _ = series(tmp_path, TWO_SERVICES.replace("WHOSE", whose), story, "2026-04", "2026-06")
    (right,) = document["rights"]
    assert right["state"] == state


AWARE = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
credits: {per_breach: 10 % of monthly fee, cap: none}
claims: {by: customer, within: 15 days, from: awareness of the failure}
conventions: {one_breach: objective and period}
accepted: [{code: claim-closes-early, because: the text has it so}]
"""


def test_a_late_claim_tells_when_the_customer_knew(tmp_path: Path) -> None:
    # Known on 4 June: fifteen days are over with the 19th, so nothing can be claimed any more.
    story = case("2026-06", as_of="2026-07-10") + (
        "\nclaims: [{period: 2026-06, aware: 2026-06-04 10:00, submitted: 2026-06-20 09:00}]\n"
    )
    document, _ = series(tmp_path, AWARE, story, "2026-06", "2026-06")
    assert document["still_open"]["amount"] == "0.00"
    assert document["lost"]["amount"] == "100.00"


def test_slices_of_nothing_are_neither_good_nor_bad(tmp_path: Path) -> None:
    # The table of resources is there and names none: there was nothing to be measured, and nothing is kept.
    terms = """
    services: {db: {points: as recorded, down_when: each cluster by itself}}
    objectives:
      uptime:
        availability: {of: db, slices: {of: 1 min, down_when: every request fails, empty: good}}
        target: ">= 99.99 %"
        period: calendar month
    """
    play = settled(tmp_path, terms, "period: 2026-06\nresources: []\nrequests: []")
    (finding,) = play.document["statement"]["findings"]
    assert finding["verdict"] == "NOT APPLICABLE"


def test_a_statement_names_the_last_day_of_what_the_customer_knew(tmp_path: Path) -> None:
    # Known on 4 June, fifteen days: the 19th. Nobody said when: no day.
    told = case("2026-06", period="2026-06", as_of="2026-07-10")
    claim = "\nclaims: [{period: 2026-06, aware: 2026-06-04 10:00, submitted: 2026-06-12 09:00}]\n"
    statement = settled(tmp_path, AWARE, told + claim).document["statement"]
    assert claim_in_a_word(statement["settlement"], fixed_zone("UTC", Micros(0))) == "claim by 2026-06-19"
    statement = settled(tmp_path, AWARE, told).document["statement"]
    assert claim_in_a_word(statement["settlement"], fixed_zone("UTC", Micros(0))) == ""
