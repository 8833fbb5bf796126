"""Outages in a case without requests, where promises go by error rates: in them every request failed.

June 2026 has 8640 slices of 5 minutes, 43 200 of a minute.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from upheld.chrono.instant import parse_instant
from upheld.operations.evaluate import Judged, Request, evaluate

NOW = parse_instant("2030-01-01T00:00:00Z")
WORDS = """
upheld: 1
agreement: Example Storage Service Level Agreement
provider: Example Storage
version: "1"
in_force: 2026-01-01
time_zone: UTC
currency: USD
services:
  store: POINTS
objectives:
  uptime:
    availability: {of: store, TERMS}
    target: ">= 99.9 %"
    period: calendar month
"""
MEAN = "slices: {of: 5 min, figure: mean of error rates, empty: good}"
BAD = "slices: {of: 1 min, down_when: error rate > 50 %, at_least: 100 requests, empty: left out}"


def judged(folder: Path, terms: str, case: str, points: str = "{points: [bucket]}") -> Any:
    agreement, evidence = folder / "sla.yaml", folder / "case.yaml"
    agreement.write_text(WORDS.replace("POINTS", points).replace("TERMS", terms))
    evidence.write_text(f"period: 2026-06\n{case}\n")
    outcome = evaluate(Request(agreement=agreement, evidence=evidence), NOW)
    assert isinstance(outcome, Judged), outcome
    return outcome.document["statement"]


def shares(statement: Any) -> list[Fraction]:
    return [Fraction(each["figure"]["share"]) for each in statement["findings"]]


def test_a_mean_of_error_rates(tmp_path: Path) -> None:
    """From 10:00 to 10:57: eleven slices of 100 % and one of 2/5, 11.4 of 8640."""
    statement = judged(tmp_path, MEAN, "outages: [2026-06-03 10:00/10:57]")
    assert shares(statement) == [1 - Fraction(114, 10) / 8640]
    assert [flag["code"] for flag in statement["flags"]] == ["requests-from-outages"]


def test_slices_that_are_bad_as_a_whole(tmp_path: Path) -> None:
    """From 10:00:20 to 10:02:31: two thirds, all, and 31/60 of a minute are more than half: three minutes."""
    statement = judged(tmp_path, BAD, "outages: [2026-06-03 10:00:20/10:02:31]")
    assert shares(statement) == [1 - Fraction(3, 43200)]


def test_each_region_by_itself(tmp_path: Path) -> None:
    """One hour of eu is 12 of its slices, and none of us."""
    regions = "{points: [eu, us], down_when: each region by itself}"
    statement = judged(tmp_path, MEAN, "outages: [2026-06-03 10:00/11:00 eu]", regions)
    assert shares(statement) == [1 - Fraction(12, 8640), 1]


def test_an_outage_is_one_of_every_kind_of_requests(tmp_path: Path) -> None:
    """57 minutes of reads, eleven slices and two fifths of one; writes are as bad."""
    statement = judged(tmp_path, f"{MEAN}, where: {{type: read}}", "outages: [2026-06-03 10:00/10:57]")
    assert shares(statement) == [1 - Fraction(114, 10) / 8640]
    writes = "{from: 2026-06-03, until: 2026-06-04, labels: type=write, total: 9, failed: 9}"
    told = f"outages: none\nrequests: [{writes}]"
    assert shares(judged(tmp_path, f"{MEAN}, where: {{type: read}}", told)) == [1]


@pytest.mark.parametrize(
    ("terms", "case"),
    [
        # How many requests there were at any time decides, and no outage tells that.
        ("by: requests", "outages: [2026-06-03 10:00/11:00]"),
        # Nobody knows which requests failed besides.
        (MEAN, "outages: [2026-06-03 10:00/10:01]\ncomplete: no"),
    ],
)
def test_what_outages_do_not_tell_stays_unknown(tmp_path: Path, terms: str, case: str) -> None:
    [finding] = judged(tmp_path, terms, case)["findings"]
    assert finding["verdict"] == "INDETERMINATE"


def test_requests_that_are_told_of_count(tmp_path: Path) -> None:
    """The table `requests` is whole: without rows there were none, whatever outages say."""
    statement = judged(tmp_path, MEAN, "outages: [2026-06-03 10:00/11:00]\nrequests: []")
    assert shares(statement) == [1]
    assert statement["flags"] == []


@pytest.mark.parametrize(("name", "column"), [("store", "service"), ("bucket", "resource")])
def test_requests_name_what_they_went_to(tmp_path: Path, name: str, column: str) -> None:
    """`of` is a service, or a thing in it: 3 of 10 failed in one slice of 8640."""
    rest = "from: 2026-06-03 10:00, until: 2026-06-03 10:05, total: 10, failed: 3}"
    by_name = judged(tmp_path, MEAN, f"requests:\n  - {{of: {name}, {rest}")
    by_column = judged(tmp_path, MEAN, f"requests:\n  - {{{column}: {name}, {rest}")
    assert shares(by_name) == shares(by_column) == [1 - Fraction(3, 10) / 8640]


def test_requests_of_a_point_and_of_a_service_under_of(tmp_path: Path) -> None:
    """Half of the requests to eu failed in an hour, six of 8640 slices."""
    regions = "{points: [eu, us], down_when: each region by itself}"
    hour = "from: 2026-06-03 10:00, until: 2026-06-03 11:00, total: 1200, failed: 600, spread: evenly"
    for of in ("eu", "store eu"):
        statement = judged(tmp_path, MEAN, f"requests: [{{of: {of}, {hour}}}]", regions)
        assert shares(statement) == [1 - Fraction(6, 8640), 1]
    statement = judged(tmp_path, MEAN, f"requests: [{{of: store, {hour}}}]")
    assert shares(statement) == [1 - Fraction(6, 8640)]


def test_requests_are_of_one_thing(tmp_path: Path) -> None:
    agreement, evidence = tmp_path / "sla.yaml", tmp_path / "case.yaml"
    agreement.write_text(WORDS.replace("POINTS", "{points: [eu, us]}").replace("TERMS", MEAN))
    hour = "from: 2026-06-03 10:00, until: 2026-06-03 11:00, total: 1200, failed: 600"
    evidence.write_text(f"period: 2026-06\nrequests: [{{of: eu us, {hour}}}]\n")
    outcome = evaluate(Request(agreement=agreement, evidence=evidence), NOW)
    assert not isinstance(outcome, Judged)
    assert "`of` names eu and us, and requests are counted of one" in str(outcome)
