"""`upheld what-if`: what outages would come to, with figures worked out by hand."""

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
  app: {points: [eu-west, us-east], down_when: any point fails}
objectives:
  uptime:
    availability: {of: app}
    target: ">= 99.95 %"
    period: calendar month
credits:
  rules:
    - for: [uptime]
      bands:
        - {below: 99.95 %, at_least: 99 %, amount: 10 % of monthly fee}
        - {below: 99 %, amount: 30 % of monthly fee}
  cap: 100 % of monthly fee per month
claims: {by: customer, within: 30 days, from: end of the month}
termination:
  - {breaches: at least 1, within: 6 months, counted_by: dates}
conventions: {one_breach: objective and period}
"""


@pytest.fixture(autouse=True)
def _agreement(tmp_path: Path) -> None:
    (tmp_path / "sla.yaml").write_text(AGREEMENT)


def tried(upheld: Run, *words: str) -> list[dict[str, Any]]:
    ran = upheld("what-if", "sla.yaml", *words, "--format", "json")
    assert ran.code == 0, ran.err
    rows: list[dict[str, Any]] = json.loads(ran.out)["what_if"]
    return rows


def test_outages_of_standard_length(upheld: Run) -> None:
    # June has 43 200 minutes, of which 21.6 may be lost; below 99 % from 432 minutes on.
    # 1 min: 43 199 / 43 200; 5 and 15 min meet it too; 30 min, 1 h, 4 h (240 min) earn 10 % of 8 000 EUR;
    # 12 h (720 min) and 24 h (1 440 min: 29/30) earn 30 %.
    rows = tried(upheld, "--fee", "8000", "--period", "2026-06")
    assert [row["outage"] for row in rows] == [
        "1 min",
        "5 min",
        "15 min",
        "30 min",
        "1 h",
        "4 h",
        "12 h",
        "24 h",
    ]
    (first, *_, last) = rows
    assert first["summary"]["objectives"][0]["figure"]["share"] == "43199/43200"
    assert last["summary"]["objectives"][0]["figure"]["share"] == "29/30"
    verdicts = [row["summary"]["objectives"][0]["verdict"] for row in rows]
    assert verdicts == ["MET"] * 3 + ["MISSED"] * 5
    owed = [row["summary"]["credit"]["owed"].get("amount") for row in rows]
    assert owed == ["0.00"] * 3 + ["800.00"] * 3 + ["2400.00"] * 2
    rights = [len(row["summary"]["rights_arisen"]) for row in rows]
    assert rights == [0] * 3 + [1] * 5


def test_the_table_can_be_read(upheld: Run) -> None:
    shown = upheld("what-if", "sla.yaml", "--fee", "8000", "--period", "2026-06").out
    assert (
        "  outage  objective  promised    availability  verdict  credit       right to terminate\n" in shown
    )
    assert "  15 min  uptime     >= 99.95 %  99.9652 %     MET      -\n" in shown
    assert "  30 min  uptime     >= 99.95 %  99.9305 %     MISSED   800.00 EUR   " in shown
    assert "claim by 2026-07-30" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ("begins_at: report", "reported as it began"),
        ("begins_at: detection", "detected as it began"),
        ('affecting: ">= 5 % of users", weighted_by: affected share', "affecting everybody"),
    ],
)
def test_outages_of_standard_length_count_in_full(upheld: Run, tmp_path: Path, terms: str, told: str) -> None:
    (tmp_path / "sla.yaml").write_text(AGREEMENT.replace("{of: app}", f"{{of: app, downtime: {{{terms}}}}}"))
    rows = tried(upheld, "--fee", "8000", "--period", "2026-06")
    assert rows[0]["summary"]["objectives"][0]["figure"]["share"] == "43199/43200"
    shown = upheld("what-if", "sla.yaml", "--fee", "8000", "--period", "2026-06").out
    assert f"one outage of its own, {told}, and nothing else" in shown


def test_outages_of_ones_own_are_tried_one_by_one(upheld: Run) -> None:
    # 20 minutes meet the target (21.6), 22 don't; together they would be 42
    rows = tried(
        upheld,
        *("--outage", "2026-06-03 14:00/14:20", "--outage", "2026-06-03 15:00/15:22 eu-west"),
        *("--fee", "8000", "--period", "2026-06"),
    )
    assert [row["summary"]["objectives"][0]["verdict"] for row in rows] == ["MET", "MISSED"]
    assert [row["summary"]["credit"]["owed"].get("amount") for row in rows] == ["0.00", "800.00"]


def test_without_a_fee_a_credit_is_a_share_of_it(upheld: Run) -> None:
    (row,) = tried(upheld, "--outage", "2026-06-03 14:00/15:00", "--period", "2026-06")
    assert row["summary"]["credit"]["owed"] == {"kind": "share of fee", "share": "1/10", "percent": "10 %"}


def test_a_month_to_come_is_tried_where_none_is_named(upheld: Run) -> None:
    assert len(tried(upheld, "--in-force", "2020-01-01")) == 8


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--outage", "soon", "--period", "2026-06"), 1, "does not begin with a time"),
        (("--outage", "2026-06-03 app2", "--period", "2026-06"), 1, "did you mean `app`?"),
        (("--period", "2026-13"), 2, "2026-13"),
        (("--fee", "8000 USD", "--period", "2026-06"), 2, "is in USD"),
    ],
)
def test_what_makes_no_sense_is_refused(upheld: Run, words: tuple[str, ...], code: int, said: str) -> None:
    ran = upheld("what-if", "sla.yaml", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_an_agreement_without_availability_has_nothing_to_try(upheld: Run, tmp_path: Path) -> None:
    text = AGREEMENT.replace('availability: {of: app}\n    target: ">= 99.95 %"', "review: {of: agreement}")
    (tmp_path / "sla.yaml").write_text(text.partition("credits:")[0])
    ran = upheld("what-if", "sla.yaml", "--period", "2026-06")
    assert ran.code != 0


def test_of_several_days_the_worst_is_told(upheld: Run, tmp_path: Path) -> None:
    # 15 min of a day of 1440 leave 98.9583 %, and a week of 10 080 min 99.8511 %: a row for each promise.
    terms = AGREEMENT.replace("period: calendar month", "period: calendar day")
    (tmp_path / "sla.yaml").write_text(terms)
    shown = upheld("what-if", "sla.yaml", "--fee", "8000", "--period", "2026-06").out
    (row,) = [line for line in shown.splitlines() if line.startswith("  15 min ")]
    assert "98.9583 %" in row
    assert sum("uptime" in line for line in shown.splitlines()) == 8
