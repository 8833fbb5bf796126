"""A series whose text leaves terms open, held against the same series with each reading written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from upheld.chrono.instant import parse_instant
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text.series import render_series

AGREEMENT = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "1"
in_force: {from: 2026-01-01}
time_zone: Etc/UTC
currency: EUR
services:
  app: {points: [web], sampled_every: 60 s}
objectives:
  uptime: {availability: {of: app}, target: ">= 99.9 %", period: calendar month}
credits: {per_breach: 60 % of monthly fee, cap: 100 % of monthly fee per month}
claims: {by: customer, within: 7 days, FROM}
payment: {as: service credit, applied_to: following month, AFTER, REMAINDER}
termination: [{breaches: at least 4, within: 6 months, COUNTED}]
conventions: {one_breach: outage}
"""

STATES = """\
source,site,at,state
probe,web,2026-01-01T00:00:00Z,up
probe,web,2026-01-20T10:00:00Z,down
probe,web,2026-01-20T12:00:00Z,up
probe,web,2026-02-15T10:00:00Z,down
probe,web,2026-02-15T12:00:00Z,up
probe,web,2026-04-10T10:00:00Z,down
probe,web,2026-04-10T12:00:00Z,up
probe,web,2026-07-10T10:00:00Z,down
probe,web,2026-07-10T12:00:00Z,up
probe,web,2026-08-01T00:00:00Z,up
"""

CLAIMS = """\
source,claim,submitted_at,period,aware_at,verified_at
desk,C-1,2026-02-05T09:00:00Z,2026-01,2026-02-01T09:00:00Z,2026-03-02T09:00:00Z
desk,C-2,2026-04-15T09:00:00Z,2026-04,2026-04-10T11:00:00Z,
"""

BINDINGS = """\
bindings: 1
sources:
  probe: {grain: state, hold: 400 days}
points:
  web: {source: probe, site: web}
"""

DECLARED = {
    "FROM": "from: failure",
    "AFTER": "after: claim",
    "REMAINDER": "remainder: carried over",
    "COUNTED": "counted_by: dates",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for name, text in {"states.csv": STATES, "claims.csv": CLAIMS, "bindings.yaml": BINDINGS}.items():
        (evidence / name).write_text(text)
    return tmp_path


def document(folder: Path, terms: dict[str, str], more: str = "") -> Any:
    """The document of the series with some terms declared and the others left open."""
    text = AGREEMENT
    for name, line in terms.items():
        text = text.replace(name, line)
    for name in DECLARED:
        text = text.replace(f", {name}", "")
    file = folder / "agreement.yaml"
    file.write_text(text + more)
    request = Request(
        agreement=file, evidence=folder / "evidence", first="2026-01", last="2026-07", fee="100"
    )
    outcome = settle_months(request, parse_instant("2026-08-02T00:00:00Z"), lambda *_: None)
    assert isinstance(outcome, Settled)
    return outcome.document


def series(folder: Path, terms: dict[str, str], more: str = "") -> Any:
    return document(folder, terms, more)["series"]


def without(*names: str) -> dict[str, str]:
    return {name: line for name, line in DECLARED.items() if name not in names}


TOTALS = ("owed", "due", "still_open", "lost")


def test_a_right_by_dates_and_by_calendar_months(folder: Path) -> None:
    """OP-14: by dates the four breaches lie within six months, by calendar months only three do."""
    found = series(folder, without("COUNTED"))
    (right,) = found["rights"]
    assert right["state"] == "depends on how the text is read"
    by_dates, by_months = right["reason"]["because"]
    assert "counted_by: dates`, a right" in by_dates["says"]
    assert by_dates["says"].endswith("has arisen on 2026-07-10")
    assert "counted_by: calendar months`, a right" in by_months["says"]
    assert by_months["says"].endswith("has not arisen")
    assert "outcomes" not in found
    for line, state in (("dates", "has arisen"), ("calendar months", "has not arisen")):
        declared = series(folder, {**DECLARED, "COUNTED": f"counted_by: {line}"})
        assert declared["rights"][0]["state"] == state


@pytest.mark.parametrize("name", ["FROM", "AFTER"])
def test_each_outcome_is_what_its_line_declared_comes_to(folder: Path, name: str) -> None:
    found = series(folder, without(name))
    assert len(found["outcomes"]) > 1
    for outcome in found["outcomes"]:
        (line,) = outcome["readings"]
        declared = series(folder, {**DECLARED, name: line.partition(".")[2]})
        assert [outcome[key] for key in TOTALS] == [declared[key] for key in TOTALS]
        states = [(month["month"], month["claim"]["state"]) for month in declared["months"]]
        assert [(each["month"], each["state"]) for each in outcome["states"]] == states
        given = [credit for month in declared["months"] for credit in month["credits"]]
        assert [each["applied"] for each in outcome["credits"]] == [each["applied"] for each in given]


def test_a_term_that_changes_nothing_is_not_told(folder: Path) -> None:
    """No credit is more than its bill, so what would become of a remainder does not matter."""
    found = series(folder, {**without("REMAINDER"), "FROM": "from: end of the month"})
    declared = series(folder, {**DECLARED, "FROM": "from: end of the month"})
    assert "outcomes" not in found
    for key in (*TOTALS, "rights", "next"):
        assert found[key] == declared[key]


def test_what_all_readings_agree_on_holds(folder: Path) -> None:
    found = series(folder, without("FROM"))
    states = {month["month"]: month["claim"]["state"] for month in found["months"]}
    assert states["2026-03"] == "nothing to claim"
    assert states["2026-01"] == "depends on how the text is read"
    assert found["owed"] == {"kind": "sum", "amount": "240.00", "currency": "EUR"}
    assert found["due"]["kind"] == "no data"
    assert "60.00 EUR to 120.00 EUR" in found["due"]["why"]


def test_against_the_drafter_the_worst_reading_counts(folder: Path) -> None:
    against = series(folder, {}, more="undeclared_terms: against the drafter\n")
    assert "outcomes" not in against
    assert against["due"] == {"kind": "sum", "amount": "120.00", "currency": "EUR"}
    assert against["rights"][0]["state"] == "has arisen"


def test_it_reads_by_reading(folder: Path) -> None:
    text = render_series(document(folder, without("FROM", "COUNTED")))
    words = " ".join(text.split())
    assert "- `claims.from: failure`: 240.00 EUR owed, 60.00 EUR due" in words
    assert "what else is to be done depends on how the text is read" in words
    assert "6 months: depends on how the text is read" in words
