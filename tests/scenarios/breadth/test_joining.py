"""Customers who join, or leave, within a month: what happened before and after is not owed to them.

October 2026 in Brussels has 745 hours, since clocks go back on the 25th.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from stage import NOW

from upheld.operations.closing import Closed, close
from upheld.operations.closing import Request as CloseRequest
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.settling import Request as SeriesRequest
from upheld.operations.settling import Settled, settle_months
from upheld.report.text.statement import render_text

TERMS = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Brussels
currency: EUR
plans: [small, large]
services:
  app: {points: [web]}
objectives:
  uptime:
    availability: {of: app}
    target: ">= 99.9 %"
    period: calendar month
plan_change: by day
credits: {per_breach: 10 % of monthly fee, cap: 50 % of monthly fee per month}
conventions: {one_breach: objective and period}
"""
FEES = """\
fees:
  - {customer: Always, plan: small, amount: 100 EUR, since: 2026-01-01}
  - {customer: Joins, plan: small, amount: 200 EUR, since: SINCE}
  - {customer: Leaves, plan: small, amount: 300 EUR, since: 2026-01-01, until: 2026-10-10}
  - {customer: Moves, plan: small, amount: 310 EUR, since: 2026-10-05, until: 2026-10-20}
  - {customer: Moves, plan: large, amount: 620 EUR, since: 2026-10-20}
  - {customer: Later, plan: small, amount: 400 EUR, since: 2026-11-01}
"""


def folder(place: Path, outages: str, since: str = "2026-10-15") -> Path:
    (place / "sla.yaml").write_text(TERMS)
    case = f"period: 2026-10\noutages: [{outages}]\n" + FEES.replace("SINCE", since)
    (place / "case.yaml").write_text(case)
    return place


def owed(place: Path) -> dict[str, str]:
    """What a closing of October says is owed; each statement is the one that is asked for by itself."""
    request = CloseRequest(
        agreement=place / "sla.yaml", evidence=place / "case.yaml", folder=place / "out", period="2026-10"
    )
    assert isinstance(close(request, NOW, lambda made, of: None), Closed)
    rows = list(csv.DictReader((place / "out" / "statements.csv").read_text().splitlines()))
    for row in rows:
        alone = Request(agreement=place / "sla.yaml", evidence=place / "case.yaml", customer=row["customer"])
        judged = evaluate(alone, NOW)
        assert isinstance(judged, Judged)
        assert judged.document["digest"] == row["digest"]
    return {row["customer"]: row["owed"] for row in rows}


# Two hours of a month, of 409 hours since the 15th, of 216 hours before the 10th: each is more than 0.1 %.
@pytest.mark.parametrize(
    ("outage", "credits"),
    [
        ("2026-10-03 10:00/12:00", {"Always": "10.00 EUR", "Leaves": "30.00 EUR"}),
        # for the first of two plans: 19 of 31 days of 310 EUR are 190 EUR
        ("2026-10-08 10:00/12:00", {"Always": "10.00 EUR", "Leaves": "30.00 EUR", "Moves": "19.00 EUR"}),
        ("2026-10-12 10:00/12:00", {"Always": "10.00 EUR", "Moves": "19.00 EUR"}),
        # for the second: 12 of 31 days of 620 EUR are 240 EUR
        ("2026-10-21 10:00/12:00", {"Always": "10.00 EUR", "Joins": "20.00 EUR", "Moves": "24.00 EUR"}),
    ],
)
def test_only_what_happened_while_they_paid_is_owed(
    tmp_path: Path, outage: str, credits: dict[str, str]
) -> None:
    nothing = dict.fromkeys(("Always", "Joins", "Leaves", "Moves"), "0.00 EUR")
    assert owed(folder(tmp_path, outage)) == nothing | credits


@pytest.mark.parametrize("since", ["2026-10-15T00:00:00Z", "2026-10-15 14:30"])
def test_the_first_fee_of_the_day_counts(tmp_path: Path, since: str) -> None:
    # Days of billing systems begin at other hours than ours: 02:00 in Brussels, or 14:30.
    assert owed(folder(tmp_path, "2026-10-21 10:00/12:00", since))["Joins"] == "20.00 EUR"


def test_a_shorter_month_allows_less(tmp_path: Path) -> None:
    # 0.1 % of 745 hours are 44 min 42 s, and of 409 hours 24 min 32.4 s: 30 minutes are too many for one.
    found = owed(folder(tmp_path, "2026-10-21 10:00/10:30"))
    assert (found["Always"], found["Joins"]) == ("0.00 EUR", "20.00 EUR")


def test_a_series_begins_when_the_customer_does(tmp_path: Path) -> None:
    place = folder(tmp_path, "2026-09-03 10:00/12:00, 2026-10-03 10:00/12:00, 2026-10-21 10:00/12:00")
    request = SeriesRequest(
        agreement=place / "sla.yaml",
        evidence=place / "case.yaml",
        customer="Joins",
        first="2026-09",
        last="2026-11",
    )
    settled = settle_months(request, NOW, lambda month, number, of: None)
    assert isinstance(settled, Settled)
    months = settled.document["series"]["months"]
    assert [each["month"] for each in months] == ["2026-10", "2026-11"]
    assert [len(each["breaches"]) for each in months] == [1, 0]


def test_a_fee_for_one_thing_more_makes_nobody_new(tmp_path: Path) -> None:
    place = folder(tmp_path, "2026-10-21 10:00/12:00")
    more = """\
  - {customer: Always, service: app, amount: 5 EUR, since: 2026-10-12}
  - {customer: Two, subscription: one, plan: small, amount: 100 EUR, since: 2026-01-01}
  - {customer: Two, plan: small, service: app, amount: 5 EUR, since: 2026-10-12}
"""
    (place / "case.yaml").write_text((place / "case.yaml").read_text() + more)
    request = CloseRequest(
        agreement=place / "sla.yaml", evidence=place / "case.yaml", folder=place / "out", period="2026-10"
    )
    assert isinstance(close(request, NOW, lambda made, of: None), Closed)
    rows = list(csv.DictReader((place / "out" / "statements.csv").read_text().splitlines()))
    whose = [(row["customer"], row["subscription"]) for row in rows]
    assert whose == [("Always", ""), ("Joins", ""), ("Leaves", ""), ("Moves", ""), ("Two", "one")]


BACK = """\
fees:
  - {customer: Back, plan: small, amount: 100 EUR, since: 2026-01-01, until: 2026-03-11}
  - {customer: Back, plan: small, amount: 100 EUR, since: 2026-07-15}
"""


@pytest.mark.parametrize(
    ("outage", "owed"),
    [
        # Before it left, and after it came back: 10 % of 100.
        ("2026-03-03 10:00/12:00", {"2026-03": "10.00"}),
        ("2026-07-21 10:00/12:00", {"2026-07": "10.00"}),
        # In March after it left, in the gap, and in July before it came back: nothing is owed.
        ("2026-03-13 10:00/12:00", {}),
        ("2026-05-03 10:00/12:00", {}),
        ("2026-07-03 10:00/12:00", {}),
        # 30 minutes are less than 0.1 % of July, 44 min 38 s, and more than 24 min 29 s of 408 hours.
        ("2026-07-21 10:00/10:30", {"2026-07": "10.00"}),
    ],
)
def test_a_series_of_somebody_who_left_and_came_back(
    tmp_path: Path, outage: str, owed: dict[str, str]
) -> None:
    (tmp_path / "sla.yaml").write_text(TERMS)
    (tmp_path / "case.yaml").write_text(f"outages: [{outage}]\nas_of: 2026-10-01\n{BACK}")
    request = SeriesRequest(
        agreement=tmp_path / "sla.yaml",
        evidence=tmp_path / "case.yaml",
        customer="Back",
        first="2026-01",
        last="2026-09",
    )
    settled = settle_months(request, NOW, lambda month, number, of: None)
    assert isinstance(settled, Settled)
    series = settled.document["series"]
    months = {each["month"]: each["owed"]["amount"] for each in series["months"]}
    assert list(months) == [f"2026-0{number}" for number in (1, 2, 3, 7, 8, 9)]
    assert {month: amount for month, amount in months.items() if amount != "0.00"} == owed
    assert not series.get("missing"), series["missing"]


def test_a_series_with_open_terms_of_somebody_who_came_back(tmp_path: Path) -> None:
    # Two outages in March, of which the second was after it left: one breach by either reading, 10 % of 100.
    words = TERMS.replace("conventions: {one_breach: objective and period}\n", "")
    assert words != TERMS
    (tmp_path / "sla.yaml").write_text(words)
    outages = "2026-03-03 10:00/12:00, 2026-03-13 10:00/12:00"
    (tmp_path / "case.yaml").write_text(f"outages: [{outages}]\nas_of: 2026-10-01\n{BACK}")
    request = SeriesRequest(
        agreement=tmp_path / "sla.yaml",
        evidence=tmp_path / "case.yaml",
        customer="Back",
        first="2026-01",
        last="2026-09",
    )
    settled = settle_months(request, NOW, lambda month, number, of: None)
    assert isinstance(settled, Settled)
    assert settled.open_terms > 0
    assert settled.document["series"]["months"][2]["owed"]["amount"] == "10.00"


AWAY = """\
period: 2026-06
outages: [OUTAGES]
fees:
  - {customer: Back, plan: small, amount: 100 EUR, since: 2026-01-01, until: 2026-06-10}
  - {customer: Back, plan: small, amount: 100 EUR, since: 2026-06-20}
"""


def away(place: Path, outages: str, terms: str = TERMS, case: str = AWAY) -> Any:
    """The document of a June from the 10th to the 20th of which the customer was away."""
    (place / "sla.yaml").write_text(terms)
    (place / "case.yaml").write_text(case.replace("OUTAGES", outages))
    judged = evaluate(
        Request(agreement=place / "sla.yaml", evidence=place / "case.yaml", customer="Back"), NOW
    )
    assert isinstance(judged, Judged)
    return judged.document


def amount(document: Any) -> str:
    found: str = document["statement"]["settlement"]["owed"]["amount"]
    return found


@pytest.mark.parametrize(
    ("outages", "owed"),
    [
        # From 10 to 20 June nobody was there: nothing of these two hours is the customer's.
        ("2026-06-13 10:00/12:00", "0.00"),
        # 9 and 11 days are 480 h, 0.1 % of which is 28 min 48 s; of the whole month it is 43 min 12 s.
        ("2026-06-03 10:00/10:28", "0.00"),
        ("2026-06-03 10:00/10:30", "10.00"),
        # Both times are one month with one figure: 14 and 16 minutes are too many together, and one breach.
        ("2026-06-03 10:00/10:14, 2026-06-21 10:00/10:16", "10.00"),
        # Of an outage over all of the time away ten minutes before and ten after it count.
        ("2026-06-09 23:50/2026-06-20 00:10", "0.00"),
        ("2026-06-09 23:45/2026-06-20 00:15", "10.00"),
    ],
)
def test_a_month_of_somebody_who_left_and_came_back_within_it(
    tmp_path: Path, outages: str, owed: str
) -> None:
    document = away(tmp_path, outages)
    assert amount(document) == owed
    (finding,) = document["statement"]["findings"]
    assert finding["record"]["measured"] == 480 * 3_600_000_000
    settled = settle_months(
        SeriesRequest(
            agreement=tmp_path / "sla.yaml",
            evidence=tmp_path / "case.yaml",
            customer="Back",
            first="2026-05",
            last="2026-07",
            as_of="2026-08-01",
        ),
        NOW,
        lambda month, number, of: None,
    )
    assert isinstance(settled, Settled)
    months = {each["month"]: each["owed"]["amount"] for each in settled.document["series"]["months"]}
    assert months == {"2026-05": "0.00", "2026-06": owed, "2026-07": "0.00"}


def test_a_closing_writes_the_same_statement(tmp_path: Path) -> None:
    document = away(tmp_path, "2026-06-03 10:00/10:30")
    request = CloseRequest(
        agreement=tmp_path / "sla.yaml",
        evidence=tmp_path / "case.yaml",
        folder=tmp_path / "out",
        period="2026-06",
    )
    assert isinstance(close(request, NOW, lambda made, of: None), Closed)
    (row,) = csv.DictReader((tmp_path / "out" / "statements.csv").read_text().splitlines())
    assert (row["owed"], row["digest"]) == ("10.00 EUR", document["digest"])


def test_a_statement_says_when_its_customer_was_away(tmp_path: Path) -> None:
    document = away(tmp_path, "2026-06-03 10:00/10:30")
    text = render_text(document)
    assert "from 2026-01-01, but not from 2026-06-10 until 2026-06-20" in " ".join(text.split())
    (finding,) = document["statement"]["findings"]
    assert (
        "the agreement was not in force for 240 h of the period, 2026-06-10 00:00 to 2026-06-20 00:00 "
        "Europe/Brussels among it"
    ) in str(finding["reason"])


def test_fees_of_somebody_who_left_and_came_back(tmp_path: Path) -> None:
    # By day 9 and 11 of 30 days of 100 EUR are paid: 66.67 EUR, 10 % of which are 6.67.
    terms = TERMS.replace("credits: {", "credits: {price_change: by day, ")
    assert amount(away(tmp_path, "2026-06-03 10:00/10:30", terms)) == "6.67"


def test_somebody_who_came_back_on_another_plan(tmp_path: Path) -> None:
    # 9 days of 300 EUR are 90 EUR, 11 days of 600 EUR are 220 EUR; of 216 h 0.1 % is 12 min 57.6 s, of 264 h
    # 15 min 50.4 s. Ten days in between are nobody's.
    case = AWAY.replace("100 EUR, since: 2026-01", "300 EUR, since: 2026-01")
    case = case.replace("plan: small, amount: 100", "plan: large, amount: 600")
    lost = "2026-06-03 10:00/10:14, 2026-06-13 10:00/12:00, 2026-06-21 10:00/10:15"
    assert amount(away(tmp_path, lost, case=case)) == "9.00"
    assert amount(away(tmp_path, lost.replace("10:15", "10:16"), case=case)) == "31.00"


def test_tickets_of_the_time_away_are_nobodys(tmp_path: Path) -> None:
    # Of three tickets answered after 4 h one was opened while the customer was away: two are late, 2 EUR.
    terms = TERMS.split("objectives:")[0] + (
        "objectives:\n"
        '  answer: {response: {until: any outbound message}, within: 1 h, target: ">= 100 %",\n'
        "    period: calendar month}\n"
        "credits:\n"
        "  rules: [{for: answer, amount: 1 EUR, per: missed case}]\n"
        "conventions: {one_breach: ticket}\n"
    )
    tickets = "".join(
        f"  - {{opened: 2026-06-{day} 10:00, first_response: 2026-06-{day} 14:00, customer: Back}}\n"
        for day in ("05", "15", "25")
    )
    case = AWAY.replace("outages: [OUTAGES]\n", f"tickets:\n{tickets}")
    assert amount(away(tmp_path, "", terms, case)) == "2.00"


def test_a_machine_paid_by_the_hour_is_not_there_all_the_time(tmp_path: Path) -> None:
    # What is paid by the hour is paid while it runs: its customer is one all the month, 43 min 12 s are left.
    case = AWAY.replace("amount: 100 EUR", "every: hour, amount: 0.10 EUR")
    assert amount(away(tmp_path, "2026-06-03 10:00/10:30", case=case)) == "0.00"
