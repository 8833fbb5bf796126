"""Earn-back: the credit for a missed month is returned when the months after it keep the promise.

99.5 % of June leaves 3 h 36 min of downtime, of a month of 31 days 3 h 43 min. The fee is 1000.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cases import HEAD, settled

from upheld.chrono.instant import parse_instant
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text.series import render_series

NOW = parse_instant("2030-01-01T00:00:00Z")
TERMS = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
credits:
  per_breach: 10 % of monthly fee
  cap: CAP
  earned_back: 3 months
claims: automatic
conventions: {one_breach: objective and period}
termination: {months_with_breach: at least 2, within: 6 months}
"""


def series(folder: Path, missed: str, last: str, cap: str = "none") -> tuple[Any, str]:
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD + dedent(TERMS).replace("CAP", cap))
    outages = ", ".join(f"2026-{each}-04 10:00 for 4 h" for each in missed.split())
    evidence.write_text(f"fee: 1000\noutages: [{outages}]\nas_of: 2026-12-01\n")
    request = Request(agreement=agreement, evidence=evidence, first="2026-06", last=last)
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    return outcome.document["series"], render_series(outcome.document)


@pytest.mark.parametrize(
    ("missed", "last", "owed"),
    [
        # July, August and September keep it: June's 100 are returned.
        ("06", "2026-09", ["0.00", "0.00", "0.00", "0.00"]),
        # Only two months after it are settled: 100 as yet.
        ("06", "2026-08", ["100.00", "0.00", "0.00"]),
        # August is missed, so June stands; September, October and November return August.
        ("06 08", "2026-11", ["100.00", "0.00", "0.00", "0.00", "0.00", "0.00"]),
        # October is missed, so neither August is returned, nor October yet.
        ("08 10", "2026-11", ["0.00", "0.00", "100.00", "0.00", "100.00", "0.00"]),
    ],
)
@pytest.mark.parametrize("cap", ["none", "50 % of monthly fee per 12 months"])
def test_three_months_that_keep_the_promise_return_its_credit(
    tmp_path: Path, missed: str, last: str, owed: list[str], cap: str
) -> None:
    document, _ = series(tmp_path, missed, last, cap)
    assert [each["owed"]["amount"] for each in document["months"]] == owed
    assert document["due"]["amount"] == f"{sum(map(float, owed)):.2f}"


def test_what_was_earned_back_remains_a_breach(tmp_path: Path) -> None:
    # June and August are two months with a breach of six, though August earns nothing any more.
    document, _ = series(tmp_path, "06 08", "2026-11")
    (right,) = document["rights"]
    assert right["state"] == "has arisen"


def test_one_month_tells_that_its_credit_may_be_returned(tmp_path: Path) -> None:
    story = "{period: 2026-06, fee: 1000, outages: [2026-06-04 10:00 for 4 h]}"
    play = settled(tmp_path, TERMS.replace("CAP", "none"), story)
    assert play.owed == "100.00 USD"
    assert "a credit is returned where the promise is kept in each of the 3 months after" in play.why()


QUARTERS = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar quarter}
credits: {per_breach: 10 % of quarterly fee, cap: none, earned_back: WORDS}
claims: automatic
conventions: {one_breach: objective and period}
"""
YEARS = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
  response: {response: {until: reply by a person}, within: 4 hours, period: calendar month}
  yearly_uptime: {availability: app, target: ">= 99.9 %", period: PERIOD, force: target}
credits:
  rules:
    - {for: [uptime, response], amount: 10 % of monthly fee}
  cap: none
  earned_back: {by: yearly_uptime, for: uptime}
claims: automatic
conventions: {one_breach: objective and period}
"""


def settled_series(folder: Path, terms: str, case: str, first: str, last: str, **head: str) -> Any:
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD.replace("from: 2026-01-01", f"from: {head.get('since', '2026-01-01')}") + terms)
    evidence.write_text(dedent(case))
    request = Request(agreement=agreement, evidence=evidence, first=first, last=last)
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    return outcome.document["series"]


@pytest.mark.parametrize(
    ("words", "missed", "last", "owed"),
    [
        # 99.9 % of the 90 days from January leave 2 h 10 min, and 3 h were lost: 10 % of 3000. Two quarters
        # keep it, until September.
        ("2 quarters", ["2026-02-04"], "2026-09", "0.00"),
        ("6 months", ["2026-02-04"], "2026-09", "0.00"),
        ("the next quarter", ["2026-02-04"], "2026-06", "0.00"),
        # Only one of the two is over.
        ("2 quarters", ["2026-02-04"], "2026-08", "300.00"),
        # The second quarter after it is missed too (2 h 12 min of 92 days): both are owed for as yet.
        ("2 quarters", ["2026-02-04", "2026-08-04"], "2026-12", "600.00"),
        # Four months are no quarters.
        ("4 months", ["2026-02-04"], "2026-09", "300.00"),
    ],
)
def test_quarters_that_keep_the_promise_return_its_credit(
    tmp_path: Path, words: str, missed: list[str], last: str, owed: str
) -> None:
    outages = ", ".join(f"{each} 10:00 for 3 h" for each in missed)
    case = f"fee: 3000 EUR per quarter\noutages: [{outages}]\nas_of: 2027-01-01\n".replace("EUR", "USD")
    found = settled_series(tmp_path, QUARTERS.replace("WORDS", words), case, "2026-01", last)
    assert found["due"]["amount"] == owed


@pytest.mark.parametrize(
    ("period", "first", "last", "outages", "owed"),
    [
        # June loses 4 h, 100. Of the 8760 hours of the year 99.9 % leave 8 h 45 min: they are returned.
        ("calendar year", "2026-01", "2026-12", ["2026-06-04 10:00 for 4 h"], "0.00"),
        # Another 4 h in July, and 46 minutes in October: 8 h 46 min are too many, and 2 x 100 stay.
        (
            "calendar year",
            "2026-01",
            "2026-12",
            ["2026-06-04 10:00 for 4 h", "2026-07-04 10:00 for 4 h", "2026-10-04 10:00 for 46 min"],
            "200.00",
        ),
        # The year is not over.
        ("calendar year", "2026-01", "2026-11", ["2026-06-04 10:00 for 4 h"], "100.00"),
        # June 2026 lies in the year from April; what fails in the April after is of the next one.
        (
            "year from April",
            "2026-04",
            "2027-03",
            ["2026-06-04 10:00 for 4 h", "2027-04-04 10:00 for 9 h"],
            "0.00",
        ),
    ],
)
def test_the_average_of_the_year_returns_credits_of_its_months(
    tmp_path: Path, period: str, first: str, last: str, outages: list[str], owed: str
) -> None:
    case = f"fee: 1000\noutages: [{', '.join(outages)}]\ntickets: none\nas_of: 2027-06-01\n"
    found = settled_series(tmp_path, YEARS.replace("PERIOD", period), case, first, last)
    assert found["due"]["amount"] == owed


def test_the_average_of_the_year_returns_no_other_credits(tmp_path: Path) -> None:
    # A late answer in June earns 100 besides, and these are owed whatever the year comes to.
    case = """
    fee: 1000
    outages: [2026-06-04 10:00 for 4 h]
    tickets: [{opened: 2026-06-04 10:00, first_response: 14:01}]
    as_of: 2027-06-01
    """
    found = settled_series(tmp_path, YEARS.replace("PERIOD", "calendar year"), case, "2026-01", "2026-12")
    assert found["due"]["amount"] == "100.00"


def test_one_month_tells_which_promise_may_return_its_credit(tmp_path: Path) -> None:
    story = "{period: 2026-06, fee: 1000, tickets: none, outages: [2026-06-04 10:00 for 4 h]}"
    play = settled(tmp_path, YEARS.replace("PERIOD", "calendar year"), story)
    assert "a credit is returned where yearly_uptime is kept" in play.why()
