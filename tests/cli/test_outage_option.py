"""`upheld evaluate --outage`: a list of outages is all the evidence that is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from program import Run

AGREEMENT = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Brussels
currency: EUR
services:
  app: {points: [eu-west, us-east], down_when: any point fails, sampled_every: 60 s}
  mail: {points: [smtp], sampled_every: 60 s}
objectives:
  uptime:
    availability: {of: app}
    target: ">= 99.95 %"
    period: calendar month
  delivery:
    availability: {of: mail}
    target: ">= 99.9 %"
    period: calendar month
credits:
  rules:
    - {for: [uptime, delivery], amount: 10 % of monthly fee}
  cap: 100 % of monthly fee per month
claims: {by: customer, within: 30 days, from: end of the month}
conventions: {one_breach: objective and period}
"""


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "sla.yaml"
    path.write_text(AGREEMENT)
    return path


def judged(upheld: Run, *outages: str, fee: str = "8000", period: str = "2026-06") -> dict[str, Any]:
    words = [word for outage in outages for word in ("--outage", outage)]
    ran = upheld("evaluate", "sla.yaml", *words, "--fee", fee, "--period", period, "--format", "json")
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document["statement"]


def finding(statement: dict[str, Any], name: str) -> dict[str, Any]:
    (only,) = [each for each in statement["findings"] if each["objective"] == name]
    found: dict[str, Any] = only
    return found


@pytest.mark.usefixtures("agreement")
def test_outages_make_an_availability_and_a_credit(upheld: Run) -> None:
    # June has 30 × 24 × 60 = 43 200 minutes; 7 + 30 minutes down leave 43 163 / 43 200 = 99.91435… %,
    # which misses 99.95 % (21.6 minutes). 10 % of 8 000 EUR are 800 EUR. Mail was up all the time.
    statement = judged(
        upheld, "2026-06-03 14:03/14:10 eu-west", "2026-06-05 01:00 for 30 min app", fee="8000"
    )
    uptime = finding(statement, "uptime")
    assert uptime["verdict"] == "MISSED"
    assert uptime["figure"]["share"] == "43163/43200"
    assert uptime["record"]["down"] == 37 * 60_000_000
    # a list tells exact edges: there is no sampling error in it
    sampling = uptime["record"]["sampling"]
    assert (sampling["lowest"]["share"], sampling["highest"]["share"]) == ("43163/43200", "43163/43200")
    assert finding(statement, "delivery")["verdict"] == "MET"
    assert statement["settlement"]["owed"] == {"kind": "sum", "amount": "800.00", "currency": "EUR"}
    # claimed by midnight after the thirtieth day of July
    assert "2026-07-30" in json.dumps(statement["settlement"]["reason"])


@pytest.mark.usefixtures("agreement")
def test_an_outage_that_names_nothing_is_of_everything(upheld: Run) -> None:
    # 50 minutes: beyond 21.6 of uptime and 43.2 of delivery; two breaches of 800 EUR
    statement = judged(upheld, "2026-06-03 14:00/14:50")
    assert [each["verdict"] for each in statement["findings"]] == ["MISSED", "MISSED"]
    assert statement["settlement"]["owed"]["amount"] == "1600.00"


@pytest.mark.usefixtures("agreement")
def test_a_date_alone_is_that_day_by_the_clocks_of_the_agreement(upheld: Run) -> None:
    # Sunday 2026-03-29 has 23 hours in Brussels, and March 743
    statement = judged(upheld, "2026-03-29 app", period="2026-03")
    uptime = finding(statement, "uptime")
    assert uptime["record"]["down"] == 23 * 3_600_000_000
    assert uptime["figure"]["share"] == "720/743"


@pytest.mark.usefixtures("agreement")
def test_outages_of_one_point_that_overlap_count_once_and_are_flagged(upheld: Run) -> None:
    # 14:00 to 14:30 and 14:20 to 14:40 are 40 minutes
    statement = judged(upheld, "2026-06-03 14:00/14:30 eu-west", "2026-06-03 14:20/14:40 app")
    assert finding(statement, "uptime")["record"]["down"] == 40 * 60_000_000
    assert [flag["code"] for flag in statement["flags"]] == ["outages-overlap"]
    assert "eu-west" in statement["flags"][0]["says"]


@pytest.mark.usefixtures("agreement")
def test_an_outage_outside_the_period_is_noted(upheld: Run) -> None:
    statement = judged(upheld, "2026-07-03 14:00/14:30")
    assert finding(statement, "uptime")["figure"]["percent"] == "100 %"
    assert [flag["code"] for flag in statement["flags"]] == ["outage-outside-period"]


@pytest.mark.usefixtures("agreement")
def test_a_period_to_come_can_be_tried(upheld: Run) -> None:
    assert finding(judged(upheld, "2035-06-03 14:00/14:50", period="2035-06"), "uptime")["is_final"]


@pytest.mark.parametrize(
    ("outage", "what", "remedy"),
    [
        ("2026-06-03 14:03", "says when it began and not when it ended", "write 2026-06-03 14:03/14:10"),
        ("14:03/14:10", "names no date", "write 2026-06-03 14:03"),
        ("2026-06-03 14:03/14:00", "ends before it begins", "such as 2026-06-04 01:00"),
        ("2026-06-03 14:03/2026-06-02 14:10", "ends before it begins", "write a later end"),
        ("2026-06-03 14:03/14:03", "takes no time", "write a later end"),
        ("2026-06-03 14:03/13", "`13` is no time", "write 2026-06-03 14:03"),
        ("2026-06-31 14:03/14:10", "is not a date that exists", "check it"),
        ("2026-06-03 25:03/26:00", "is not a time that exists", "hours go to 23"),
        ("2026-03-29 02:30/03:30", "never came in Europe/Brussels", "with its offset"),
        ("2026-10-25 02:30/03:30", "came twice in Europe/Brussels", "2026-10-25 02:30+02:00"),
        ("2026-06-03 14:03 for 7 m", "does not say how long", "for 7 min"),
        ("2026-06-03 14:03/14:10 eu-wset", "is no measurement point", "did you mean `eu-west`?"),
        ("soon", "does not begin with a time", "write 2026-06-03 14:03"),
        ("", "does not begin with a time", "write 2026-06-03 14:03"),
    ],
)
@pytest.mark.usefixtures("agreement")
def test_an_outage_that_cannot_be_read_is_refused(upheld: Run, outage: str, what: str, remedy: str) -> None:
    ran = upheld("evaluate", "sla.yaml", "--outage", outage, "--period", "2026-06")
    assert (ran.code, ran.out) == (1, "")
    assert what in ran.err
    assert remedy in ran.err


@pytest.mark.usefixtures("agreement")
def test_all_that_is_wrong_is_said_at_once(upheld: Run) -> None:
    wrong = ("2026-06-03 14:03/14:00", "2026-06-04 14:03/14:10 nowhere")
    words = [word for outage in wrong for word in ("--outage", outage)]
    ran = upheld("evaluate", "sla.yaml", *words, "--period", "2026-06")
    assert "--outage:1:1" in ran.err
    assert "--outage:2:1" in ran.err
    assert "2 errors" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "2026-06"), "there is no evidence"),
        (("--outage", "2026-06-03"), "no period is given"),
        (("--outage", "2026-06-03", "--evidence", "."), "outages are given and . too"),
        (("--outage", "2026-06-03", "--period", "2026-06", "--fee", "8000 USD"), "is in USD"),
    ],
)
@pytest.mark.usefixtures("agreement")
def test_a_request_that_makes_no_sense_is_refused(upheld: Run, words: tuple[str, ...], said: str) -> None:
    ran = upheld("evaluate", "sla.yaml", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


BY_REGION = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "1"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: USD
services:
  app: {points: [eu-west, us-east], down_when: each region by itself}
objectives:
  uptime: {availability: app, target: ">= 99.99 %", period: calendar month}
credits:
  rules: [{for: uptime, bands: [{below: 99.99 %, amount: 10 % of monthly fee of the affected region}]}]
  cap: none
"""


def of_regions(upheld: Run, command: str, *fees: str) -> tuple[int, str, str]:
    words = [word for fee in fees for word in ("--fee", fee)]
    outage = ("--outage", "2026-06-03 14:03/14:10 eu-west")
    ran = upheld(command, "regions.yaml", *outage, *words, "--period", "2026-06", "--format", "json")
    return ran.code, ran.out, ran.err


@pytest.mark.parametrize("command", ["evaluate", "what-if"])
def test_a_fee_may_be_that_of_a_thing(upheld: Run, tmp_path: Path, command: str) -> None:
    # 7 min of 43 200 are 99.9838 %: a tenth of what eu-west costs, whatever is paid for all.
    (tmp_path / "regions.yaml").write_text(BY_REGION)
    _, out, _ = of_regions(upheld, command, "eu-west=8000", "us-east=10 USD", "9000")
    assert '"800.00"' in out
    assert '"900.00"' not in out


@pytest.mark.parametrize(
    ("fees", "says"),
    [
        (("8000", "9000"), "two fees are given for everything, 8000 and 9000"),
        (("=8000",), "`=8000` names no service or resource"),
        (("eu-west=",), "`eu-west=` names no amount"),
    ],
)
def test_fees_that_can_not_be_meant(upheld: Run, tmp_path: Path, fees: tuple[str, ...], says: str) -> None:
    (tmp_path / "regions.yaml").write_text(BY_REGION)
    code, _, err = of_regions(upheld, "evaluate", *fees)
    assert code == 2
    assert says in err


def test_a_case_that_says_nothing_of_tickets_is_told_how_to(upheld: Run, tmp_path: Path) -> None:
    answers = "\n  answers: {response: {}, within: 4 hours, period: calendar month}"
    (tmp_path / "sla.yaml").write_text(AGREEMENT.replace("\nobjectives:", f"\nobjectives:{answers}"))
    case = tmp_path / "case.yaml"
    case.write_text("period: 2026-06\nfee: 8000\noutages: none\n")
    ran = upheld("evaluate", "sla.yaml", "--evidence", "case.yaml")
    assert "case.yaml says nothing about `tickets`: write `tickets: none` where there were none" in ran.err
    case.write_text("period: 2026-06\nfee: 8000\noutages: none\ntickets: none\n")
    assert "says nothing" not in upheld("evaluate", "sla.yaml", "--evidence", "case.yaml").err


def test_what_was_not_measured_is_left_aside_by_naming_the_other_promises(
    upheld: Run, tmp_path: Path
) -> None:
    speed = '\n  speed: {mean: latency, target: "<= 1 s", period: calendar month}'
    measures = "\nmeasures: {latency: {unit: duration}}\nobjectives:"
    (tmp_path / "sla.yaml").write_text(AGREEMENT.replace("\nobjectives:", f"{measures}{speed}"))
    asked = (
        "evaluate",
        "sla.yaml",
        "--outage",
        "2026-06-03 10:00/11:00",
        "--fee",
        "8000",
        "--period",
        "2026-06",
    )
    ran = upheld(*asked)
    others = "--objective uptime --objective delivery"
    told = f"--outage says nothing about `measurements`: to judge the other promises alone, add `{others}`"
    assert told in ran.err
    assert "for certain" in ran.out
    alone = upheld(*asked, *others.split())
    assert "says nothing" not in alone.err
    assert "for certain" not in alone.out
