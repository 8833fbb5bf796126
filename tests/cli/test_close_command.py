"""`upheld close`: a statement for each customer, the very one that `upheld evaluate` writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from program import Run

FEES = """\
source,fee,customer,plan,amount,currency,since,until
books,F-1,Anna,premium,200,EUR,2026-01-01T00:00:00Z,
books,F-2,"Bert / Co",basic,100,EUR,2026-01-01T00:00:00Z,
books,F-3,Clara,premium,50,EUR,2026-01-01T00:00:00Z,
books,F-4,Dirk,basic,100,EUR,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
books,F-5,Emma,basic,100,EUR,2026-04-01T00:00:00Z,
"""
TICKETS = """\
source,ticket,customer,channel,priority,opened_at
desk,T-1,Anna,e-mail,,2026-03-02T10:12:00+01:00
desk,T-2,Clara,e-mail,,2026-03-03T10:12:00+01:00
"""
EVENTS = """\
source,ticket,at,event,actor,public,substance
desk,T-1,2026-03-02T11:40:00+01:00,reply,agent,yes,substantive
desk,T-2,2026-03-09T11:40:00+01:00,reply,agent,yes,substantive
"""
CUSTOMERS = (("Anna", "premium"), ("Bert / Co", "basic"), ("Clara", "premium"))
CLOSE = ("close", "agreement.yaml", "--evidence", "evidence", "--period", "2026-03", "-o", "closed")


@pytest.fixture
def customers(hosting: Path) -> Path:
    for name, text in {"fees": FEES, "tickets": TICKETS, "ticket_events": EVENTS}.items():
        (hosting / "evidence" / f"{name}.csv").write_text(text)
    return hosting


@pytest.mark.parametrize("processes", ["1", "2"])
def test_each_customer_has_the_statement_that_evaluate_writes(
    upheld: Run, customers: Path, processes: str
) -> None:
    ran = upheld(*CLOSE, "--processes", processes)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("3 statements in closed, listed in closed/statements.csv\n")
    rows = list(csv.DictReader((customers / "closed" / "statements.csv").read_text().splitlines()))
    assert [(row["customer"], row["plan"]) for row in rows] == list(CUSTOMERS)
    for row, (customer, plan) in zip(rows, CUSTOMERS, strict=True):
        alone = upheld(
            *("evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-03"),
            *("--customer", customer, "--plan", plan, "--format", "json"),
        )
        assert (customers / "closed" / row["file"]).read_text() == alone.out
        assert row["digest"] in alone.out


def test_what_customers_are_owed_is_listed(upheld: Run, customers: Path) -> None:
    upheld(*CLOSE)
    rows = csv.DictReader((customers / "closed" / "statements.csv").read_text().splitlines())
    listed = {row["customer"]: (row["MISSED"], row["owed"]) for row in rows}
    assert listed["Anna"][0] < listed["Clara"][0]
    assert set(listed) == {"Anna", "Bert / Co", "Clara"}


def test_nobody_is_subscribed_where_no_fee_says_so(upheld: Run, hosting: Path) -> None:
    ran = upheld(*CLOSE)
    assert ran.code == 2
    assert "no fee in evidence says who is subscribed in 2026-03" in ran.err
    assert not (hosting / "closed").exists()


def test_a_folder_that_is_there_is_not_written_over(upheld: Run, customers: Path) -> None:
    (customers / "closed").mkdir()
    ran = upheld(*CLOSE)
    assert ran.code == 2
    assert "closed is there already" in ran.err


def test_evidence_that_can_not_be_used_closes_nothing(upheld: Run, customers: Path) -> None:
    (customers / "evidence" / "fees.csv").write_text(FEES.replace("2026-01-01T00:00:00Z", "yesterday", 1))
    ran = upheld(*CLOSE)
    assert ran.code == 1
    assert "fees.csv:2" in ran.err
    assert not (customers / "closed").exists()


def test_each_plan_is_closed_by_its_own_terms_and_calendars(upheld: Run, customers: Path) -> None:
    agreement = customers / "agreement.yaml"
    tokyo = "{open: Mon-Fri 09:00-17:00, holidays: JP, time_zone: Asia/Tokyo}"
    plans = f"plans: {{basic: {{}}, premium: {{terms: {{hours: {{office: {tokyo}}}}}}}}}"
    agreement.write_text(agreement.read_text().replace("plans: [basic, premium]", plans))
    ran = upheld(*CLOSE)
    assert (ran.code, ran.err) == (0, "")
    rows = list(csv.DictReader((customers / "closed" / "statements.csv").read_text().splitlines()))
    assert [(row["customer"], row["plan"]) for row in rows] == list(CUSTOMERS)
    for row in rows:
        statement = (customers / "closed" / row["file"]).read_text()
        assert ("the service hours `office` (Asia/Tokyo)" in statement) == (row["plan"] == "premium")


def test_a_fee_for_a_service_makes_no_second_statement(upheld: Run, customers: Path) -> None:
    header, *rows = FEES.splitlines()
    own = "books,F-6,Anna,,20,EUR,2026-01-01T00:00:00Z,,app"
    fees = [f"{header},service", *(f"{row}," for row in rows), own]
    (customers / "evidence" / "fees.csv").write_text("\n".join(fees) + "\n")
    upheld(*CLOSE)
    listed = csv.DictReader((customers / "closed" / "statements.csv").read_text().splitlines())
    assert [(row["customer"], row["plan"]) for row in listed] == list(CUSTOMERS)
