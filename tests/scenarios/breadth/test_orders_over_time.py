"""Order forms over time: an upgrade of one of several subscriptions, fees of services, and a cap of the year.

June 2026 has 30 days, 43 200 minutes; 99.9 % of them leave 43.2.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from stage import NOW, Play

from upheld.errors import UsageError
from upheld.operations.closing import Closed, close
from upheld.operations.closing import Request as Close
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.settling import Request as Months
from upheld.operations.settling import Settled, settle_months

TERMS = """\
upheld: 1
agreement: Example Board Service Level Agreement
provider: Example Board
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: Europe/London
currency: GBP
plans:
  team: {}
  business: {terms: {objectives: {uptime: {target: ">= 99.9 %"}}}}
plan_change: by day
services:
  app: {points: [app]}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
credits:
  per_breach: 10 % of monthly fee
  cap: 50 % of monthly fee per month
conventions: {one_breach: objective and period}
"""
ORDER = """\
upheld: 1
extends: terms.yaml
order:
  customer: Example Ltd
  subscriptions:
    prod: {plan: business, fee: 900 GBP}
    dr: {plan: team, fee: 300 GBP}
    test: {}
"""
UPGRADE = """\
period: 2026-06
outages: [2026-06-10 09:00/10:00, 2026-06-16 12:00/13:00]
fees:
  - {subscription: test, plan: team, amount: 300, since: 2026-01-01, until: 2026-06-16 14:00}
  - {subscription: test, plan: business, amount: 900, since: 2026-06-16 14:00}
"""


def files(path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (path / f"{name}.yaml").write_text(text)
    return path


def play(where: Path, **asked: Any) -> Play:
    outcome = evaluate(Request(agreement=where / "order.yaml", evidence=where / "case.yaml", **asked), NOW)
    assert isinstance(outcome, Judged), outcome
    return Play(outcome.document)


@pytest.mark.parametrize(
    ("change", "owed"),
    [
        # Business from the 16th on: an hour of 21 600 minutes is 99.7222 %, below 99.9 %; half of 900 is 450.
        # The hour of the 10th is as much of the other half, and keeps 99.5 %.
        ("by day", "45.00 GBP"),
        # Both hours lie before 14:00 of the 16th, in 374 hours: 99.4652 %, below 99.5 %. 374/720 of 300 is
        # 155.8333, a tenth of it 15.58.
        ("pro rata", "15.58 GBP"),
        # Two hours of 720 are 99.7222 %.
        ("plan at the start", "0.00 GBP"),
        ("plan at the end", "90.00 GBP"),
    ],
)
def test_one_of_three_subscriptions_is_upgraded_in_mid_month(tmp_path: Path, change: str, owed: str) -> None:
    where = files(tmp_path, terms=TERMS.replace("by day", change), order=ORDER, case=UPGRADE)
    assert play(where, subscription="test").owed == owed


def test_all_of_them_are_closed_together(tmp_path: Path) -> None:
    where = files(tmp_path, terms=TERMS, order=ORDER, case=UPGRADE)
    request = Close(
        agreement=where / "order.yaml", evidence=where / "case.yaml", folder=where / "june", period="2026-06"
    )
    assert isinstance(close(request, NOW, lambda made, of: None), Closed)
    rows = list(csv.DictReader((where / "june" / "statements.csv").read_text().splitlines()))
    # Two hours of the whole month, 99.7222 %, miss 99.9 % and keep 99.5 %: 10 % of 900 for prod alone.
    assert [(each["subscription"], each["plan"], each["owed"]) for each in rows] == [
        ("dr", "team", "0.00 GBP"),
        ("prod", "business", "90.00 GBP"),
        ("test", "team, then business", "45.00 GBP"),
    ]
    assert rows[2]["digest"] == play(where, subscription="test").document["digest"]


def test_another_plan_than_that_of_the_order_form_is_told(tmp_path: Path) -> None:
    order = ORDER.replace("test: {}", "test: {plan: team, fee: 300 GBP}")
    where = files(tmp_path, terms=TERMS, order=order, case=UPGRADE)
    with pytest.raises(
        UsageError, match="says plan team for subscription test, and `fee:case/2` says plan b"
    ):
        play(where, subscription="test")
    unsaid = UPGRADE.replace("subscription: test, ", "")
    files(where, order=ORDER, case=unsaid)
    with pytest.raises(UsageError, match="say in `subscription` which one it is paid for, of prod, dr, test"):
        play(where, subscription="test")


def test_an_order_of_one_subscription_is_upgraded_by_fees_that_name_nobody(tmp_path: Path) -> None:
    order = "upheld: 1\nextends: terms.yaml\norder: {customer: Example Ltd}\n"
    where = files(tmp_path, terms=TERMS, order=order, case=UPGRADE.replace("subscription: test, ", ""))
    assert play(where).owed == "45.00 GBP"  # as above
    # two prices side by side are a list of them, and nobody says on which plan the customer is
    prices = UPGRADE.replace("subscription: test, ", "").replace(", until: 2026-06-16 14:00", "")
    files(where, case=prices)
    with pytest.raises(UsageError, match="say which one, of team, business"):
        play(where)


PAYROLL = """\
upheld: 1
agreement: Example People Service Level Terms
provider: Example People
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: America/New_York
currency: USD
services:
  payroll: {points: [payroll]}
  reporting: {points: [reporting]}
objectives:
  payroll uptime: {availability: payroll, target: ">= 99.9 %", period: calendar month}
  reporting uptime: {availability: reporting, target: ">= 99.5 %", period: calendar month}
credits:
  per_breach: 30 % of monthly fee of the affected service
  cap: CAP
claims: {by: customer, within: 30 days, from: end of the month}
conventions: {one_breach: objective and period}
"""
YEARLY = """\
upheld: 1
extends: terms.yaml
order:
  customer: Example Ltd
  from: 2026-03-16
  until: 2027-03-16
  fees: {payroll: 36000 USD per year, reporting: 6000 USD per year}
"""
FIVE = "outages: [" + ", ".join(f"2026-{month:02}-07 00:00 for 24 h payroll" for month in range(4, 9)) + "]\n"


def months(where: Path) -> list[str]:
    request = Months(
        agreement=where / "order.yaml", evidence=where / "case.yaml", first="2026-04", last="2026-08"
    )
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled)
    return [month["owed"]["amount"] for month in outcome.document["series"]["months"]]


@pytest.mark.parametrize(
    ("cap", "claims", "august"),
    [
        # 30 % of 3000 for each of five months; everything ordered costs 42 000 a year, and a tenth is 4200.
        ("10 % of yearly fee per contract year", "", "600.00"),
        # A tenth of what payroll costs is reached with July.
        ("10 % of yearly fee of the affected service per contract year", "", "0.00"),
        # What was not claimed in time uses up nothing of it.
        ("10 % of yearly fee per contract year", "claims: none\n", "900.00"),
        (
            "10 % of yearly fee per contract year",
            "claims: [{submitted: 2026-05-02, period: 2026-04}]\n",
            "900.00",
        ),
    ],
)
def test_a_cap_of_the_contract_year_where_nobody_says_what_was_claimed(
    tmp_path: Path, cap: str, claims: str, august: str
) -> None:
    where = files(tmp_path, terms=PAYROLL.replace("CAP", cap), order=YEARLY, case=FIVE + claims)
    assert months(where) == ["900.00", "900.00", "900.00", "900.00", august]


def test_a_service_without_a_price_leaves_the_fee_for_all_of_them_open(tmp_path: Path) -> None:
    terms = PAYROLL.replace("CAP", "10 % of yearly fee per contract year")
    order = YEARLY.replace(", reporting: 6000 USD per year", "")
    where = files(tmp_path, terms=terms, order=order, case=FIVE + "period: 2026-05\n")
    said = "900.00 USD at most, and the cap of 10 % of yearly fee for one contract year"
    given = "credits: [{period: 2026-04, amount: 900}]\n"
    files(where, case=FIVE + "period: 2026-05\n" + given)
    why = play(where).settlement["owed"]["why"]
    assert said in why
    assert "900.00 USD was given before, and the yearly fee is not given, which it depends on" in why


@pytest.mark.parametrize("whole", ["", "  fee: 42000 USD per year\n"])
def test_what_is_paid_for_services_is_paid_back_once(tmp_path: Path, whole: str) -> None:
    # Paid for the year from 16 March: of its 365 days 318 come after 1 May. 318/365 of 42 000 is 36 591.78.
    right = 'termination: [{figure: "< 97 %", refund: prepaid fees for the time left}]\n'
    order = YEARLY.replace("  fees", f"{whole}  fees") + right
    case = "outages: [2026-04-07 00:00 for 24 h payroll]\nas_of: 2026-05-01\n"
    terms = PAYROLL.replace("CAP", "10 % of yearly fee per contract year")
    where = files(tmp_path, terms=terms, order=order, case=case)
    request = Months(
        agreement=where / "order.yaml", evidence=where / "case.yaml", first="2026-04", last="2026-04"
    )
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled)
    (right_to_leave,) = outcome.document["series"]["rights"]
    (refund,) = [
        each["says"] for each in right_to_leave["reason"]["because"] if each["rule"] == "termination.refund"
    ]
    assert refund.endswith(": 36591.78 USD")
