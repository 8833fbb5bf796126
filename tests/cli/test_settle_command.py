"""`upheld settle`, typed as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from program import Run

from upheld.chrono.instant import parse_instant
from upheld.errors import UpheldError
from upheld.operations.settling import Request, settle_months

AGREEMENT = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Brussels
currency: EUR
channels:
  portal: {kind: portal}
services:
  app: {points: [web], sampled_every: 60 s}
objectives:
  uptime:
    clause: {reference: "2.1", quote: "99.9 % each month"}
    availability: {of: app}
    target: ">= 99.9 %"
    period: calendar month
credits:
  per_breach: 20 % of monthly fee
  cap: 60 % of monthly fee per month
claims: {by: customer, within: 7 days, from: FROM, via: portal, clause: {reference: "5.1"}}
payment: {as: service credit, applied_to: following month, after: claim, remainder: carried over}
termination:
  - {consecutive_months_with_breach: 3, penalty: none, clause: {reference: "7.1"}}
  - {breaches: at least 4, within: 6 months, counted_by: dates}
conventions: {one_breach: outage}
"""

STATES = """\
source,site,at,state
probe,web,2025-12-31T23:00:00Z,up
probe,web,2026-04-10T10:00:00Z,down
probe,web,2026-04-10T12:00:00Z,up
probe,web,2026-05-10T10:00:00Z,down
probe,web,2026-05-10T12:00:00Z,up
probe,web,2026-06-02T10:00:00Z,down
probe,web,2026-06-02T12:00:00Z,up
probe,web,2026-06-28T10:00:00Z,down
probe,web,2026-06-28T12:00:00Z,up
"""

BINDINGS = """\
bindings: 1
sources:
  probe: {grain: state, hold: 400 days}
points:
  web: {source: probe, site: web}
"""

CLAIMS = """\
source,claim,submitted_at,period,channel,settled_at
desk,C-1,2026-04-12T09:00:00Z,2026-04,portal,2026-05-02T09:00:00Z
desk,C-2,2026-05-30T09:00:00Z,2026-05,portal,
desk,C-3,2026-07-05T09:00:00Z,2026-06,portal,
"""

FEES = """\
source,fee,amount,currency,since
books,F-1,500,EUR,2025-12-01T00:00:00Z
"""

ASKED = ("settle", "agreement.yaml", "--evidence", "evidence", "--from", "2026-01", "--to", "2026-06")
THEN = ("--as-of", "2026-07-10")


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """Half a year with outages in April, May and twice in June, and a claim after each month."""
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (tmp_path / "agreement.yaml").write_text(AGREEMENT.replace("FROM", "failure"))
    tables = {"states": STATES, "claims": CLAIMS, "fees": FEES}
    for name, text in tables.items():
        (evidence / f"{name}.csv").write_text(text)
    (evidence / "bindings.yaml").write_text(BINDINGS)
    return tmp_path


def settled(upheld: Run, *more: str) -> dict[str, object]:
    ran = upheld(*ASKED, *THEN, *more, "--format", "json")
    assert ran.code == 0, ran.err
    series: dict[str, object] = json.loads(ran.out)["series"]
    return series


def amount(euros: str) -> dict[str, str]:
    return {"kind": "sum", "amount": euros, "currency": "EUR"}


@pytest.mark.usefixtures("months")
def test_it_reads_as_a_table_with_what_is_to_be_done(upheld: Run) -> None:
    ran = upheld(*ASKED, *THEN)
    assert ran.code == 0
    assert ran.err == ""
    for words in (
        "400.00 EUR for all breaches",
        "200.00 EUR of it, given unasked or claimed in time",
        "200.00 EUR of it, not claimed in time or as agreed, or rejected",
        "- 2026-06: claim C-3 is to be verified",
        "C-1 settled",
        "C-2 claimed too late",
        "C-3 submitted for 1 of 2 failures",
        "Tue 2026-06-02 12:00 +02:00  uptime: an outage of 2 h (2.1)",
        "after 3 consecutive months with a breach: has arisen on 2026-06-02",
        "counted by dates: has arisen on",
        "uptime was breached on 2026-04-10: an outage of 2 h",
    ):
        assert words in ran.out


@pytest.mark.usefixtures("months")
def test_the_document_holds_months_claims_bills_and_rights(upheld: Run) -> None:
    series = settled(upheld)
    months = {month["month"]: month for month in series["months"]}  # type: ignore[attr-defined, index]
    assert series["owed"] == amount("400.00")
    assert months["2026-06"]["owed"] == amount("200.00")
    (claim,) = months["2026-06"]["claim"]["claims"]
    assert [each["began_at"] for each in claim["in_time"]] == ["2026-06-28T10:00:00Z"]
    assert [each["began_at"] for each in claim["too_late"]] == ["2026-06-02T10:00:00Z"]
    (credit,) = months["2026-04"]["credits"]
    assert credit["applied"] == [{"month": "2026-05", "amount": "100.00", "currency": "EUR"}]
    assert [right["state"] for right in series["rights"]] == ["has arisen", "has arisen"]  # type: ignore[attr-defined]
    assert [right["first"]["at"] for right in series["rights"]] == [  # type: ignore[attr-defined]
        "2026-06-02T10:00:00Z",
        "2026-06-28T10:00:00Z",
    ]


def test_from_the_end_of_the_month_the_claim_is_in_time_for_both(upheld: Run, months: Path) -> None:
    (months / "agreement.yaml").write_text(AGREEMENT.replace("FROM", "end of the month"))
    series = settled(upheld)
    assert series["due"] == amount("400.00")


@pytest.mark.usefixtures("months")
def test_each_month_has_the_digest_of_its_statement(upheld: Run) -> None:
    april = next(month for month in settled(upheld)["months"] if month["month"] == "2026-04")  # type: ignore[attr-defined]
    asked = ("evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-04", *THEN)
    assert json.loads(upheld(*asked, "--format", "json").out)["digest"] == april["statement"]


@pytest.mark.usefixtures("months")
def test_a_single_statement_says_until_when_to_claim(upheld: Run) -> None:
    asked = ("evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-06")
    ran = upheld(*asked)
    assert ran.code == 0
    words = " ".join(ran.out.split())
    assert "claim by 2026-06-09 for what failed first, by 2026-07-05 for the last" in words


@pytest.mark.usefixtures("months")
def test_the_same_request_gives_the_same_bytes(upheld: Run) -> None:
    first = upheld(*ASKED, *THEN, "--format", "json")
    assert upheld(*ASKED, *THEN, "--format", "json") == first
    assert json.loads(first.out)["digest"].startswith("sha256:")


def test_it_is_written_to_a_file(upheld: Run, months: Path) -> None:
    ran = upheld(*ASKED, *THEN, "-o", "series.txt")
    assert (ran.code, ran.out) == (0, "")
    assert "WHAT TO DO NEXT" in (months / "series.txt").read_text()
    assert upheld(*ASKED, *THEN, "-o", "series.json").code == 0
    assert "series" in json.loads((months / "series.json").read_text())


def test_months_of_which_nothing_is_known_leave_a_right_in_doubt(upheld: Run, months: Path) -> None:
    (months / "evidence" / "bindings.yaml").write_text(BINDINGS.replace("400 days", "40 days"))
    (months / "evidence" / "states.csv").write_text("".join(STATES.splitlines(keepends=True)[:4]))
    ran = upheld(*ASKED, *THEN)
    assert ran.code == 0
    assert "uptime?" in ran.out
    assert "after 3 consecutive months with a breach: not known" in ran.out
    assert "uptime is INDETERMINATE for 2026-06" in ran.out


@pytest.mark.usefixtures("months")
def test_an_open_month_is_settled_so_far(upheld: Run) -> None:
    ran = upheld(*ASKED, "--as-of", "2026-06-03")
    assert ran.code == 0
    assert "2026-06 so far" in ran.out
    assert "2026-06: the customer can claim 100.00 EUR by portal, by 2026-06-09" in ran.out


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"first": "2026-06", "last": "2026-01"}, "comes before"),
        ({"first": "2026-01-05/2026-01-09"}, "no calendar month"),
        ({"first": "2025-11"}, "in force from 2026-01-01"),
        ({"last": "2026-13"}, "not a month"),
        ({"as_of": "2026-05-20"}, "has not begun"),
        ({"fee": "500 USD"}, "EUR"),
        ({"plan": "premium"}, "no plan"),
    ],
)
def test_a_request_that_makes_no_sense(months: Path, asked: dict[str, str], says: str) -> None:
    plain = Request(
        agreement=months / "agreement.yaml", evidence=months / "evidence", first="2026-01", last="2026-06"
    )
    with pytest.raises(UpheldError, match=says):
        settle_months(replace(plain, **asked), parse_instant("2026-07-31T00:00:00Z"), lambda *_: None)


def test_a_request_that_makes_no_sense_ends_with_its_code(upheld: Run, months: Path) -> None:
    assert months.is_dir()
    ran = upheld(*ASKED[:-1], "2025-12")
    assert (ran.code, ran.out) == (2, "")
    assert "comes before" in ran.err


def test_an_agreement_or_evidence_that_can_not_be_used(upheld: Run, months: Path) -> None:
    (months / "evidence" / "claims.csv").write_text("source,claim\ndesk,C-1\n")
    ran = upheld(*ASKED, *THEN)
    assert (ran.code, ran.out) == (1, "")
    assert "submitted_at" in ran.err
    (months / "agreement.yaml").write_text("upheld: 1\n")
    ran = upheld(*ASKED, *THEN)
    assert (ran.code, ran.out) == (1, "")


def test_claims_of_several_customers_are_told_apart(upheld: Run, months: Path) -> None:
    (months / "evidence" / "claims.csv").write_text(
        "source,claim,submitted_at,period,channel,customer\n"
        "desk,C-1,2026-04-12T09:00:00Z,2026-04,portal,A customer\n"
        "desk,C-2,2026-04-13T09:00:00Z,2026-04,portal,Another\n"
    )
    ran = upheld(*ASKED, *THEN)
    assert ran.code == 2
    assert "several customers" in ran.err
    assert "C-2" not in upheld(*ASKED, *THEN, "--customer", "A customer").out
