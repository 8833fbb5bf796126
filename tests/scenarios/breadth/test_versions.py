"""Two versions in one month: each judges its own part, with its part of the fee, and the sum is owed.

June 2026 has 30 days: fifteen by each version, 360 hours or 21 600 minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import HEAD

from upheld.chrono.instant import parse_instant
from upheld.errors import UsageError
from upheld.operations.evaluate import Judged, Request, evaluate

NOW = parse_instant("2030-01-01T00:00:00Z")
OLD = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month}
  response: {response: {until: reply by a person}, within: 4 h, period: calendar month}
credits: {per_breach: 10 % of monthly fee, cap: 15 USD per month}
claims: {by: customer, within: 30 days, from: end of the month}
conventions: {one_breach: objective and period}
"""
NEW = """\
upheld: 1
extends: old.yaml
version: "2026-06"
in_force: {from: 2026-06-16}
objectives:
  uptime: {target: ">= 99.95 %"}
  response: {within: 1 h}
"""


def judged(folder: Path, story: str, *, old: str = OLD, new: str = NEW, **asked: Any) -> dict[str, Any]:
    for name, text in (("old.yaml", HEAD + old), ("new.yaml", new), ("case.yaml", story)):
        (folder / name).write_text(text)
    request = Request(
        agreement=folder / "new.yaml",
        versions=(folder / "old.yaml",),
        evidence=folder / "case.yaml",
        **{"period": "2026-06", **asked},
    )
    outcome = evaluate(request, NOW)
    assert isinstance(outcome, Judged), outcome
    statement: dict[str, Any] = outcome.document["statement"]
    return statement


def test_each_version_judges_its_part(tmp_path: Path) -> None:
    # 15 minutes of 21 600 by the new version: 99.9305 %, below 99.95 %; half of 200 is 100, 10 % of it 10.
    # A ticket of the 3rd had four hours, one of the 20th one; the first was in time, and the second was not:
    # 10 % of 100 again. 20 for both is cut to 15 a month.
    story = """
fee: 200
outages: [2026-06-20 10:00/10:15]
tickets:
  - {opened: 2026-06-03 10:00, first_response: 13:00}
  - {opened: 2026-06-20 10:00, first_response: 13:00}
"""
    statement = judged(tmp_path, story)
    assert [(each["version"], each["says"]) for each in statement["parts"]] == [
        ("2026-01", "15 of 30 days"),
        ("2026-06", "15 of 30 days"),
    ]
    verdicts = [(each["objective"], each["verdict"]) for each in statement["findings"]]
    assert verdicts == [
        ("uptime", "MET"),
        ("response", "MET"),
        ("uptime", "MISSED"),
        ("response", "MISSED"),
    ]
    settlement = statement["settlement"]
    assert [line["owed"]["amount"] for line in settlement["lines"]] == ["10.00", "10.00"]
    assert settlement["owed"]["amount"] == "15.00"


def test_a_month_of_one_version_is_that_versions(tmp_path: Path) -> None:
    # July is the new version's: 30 of 44 640 minutes, 99.9327 %, and 10 % of all of 100.
    story = "fee: 100\noutages: [2026-07-20 10:00/10:30]\ntickets: []\n"
    statement = judged(tmp_path, story, period="2026-07")
    assert (statement["agreement"]["version"], "parts" in statement) == ("2026-06", False)
    assert statement["settlement"]["owed"]["amount"] == "10.00"


def test_versions_that_begin_together_are_refused(tmp_path: Path) -> None:
    new = NEW.replace("2026-06-16", "2026-01-01")
    with pytest.raises(UsageError, match="both in force from 2026-01-01"):
        judged(tmp_path, "outages: none\ntickets: []\n", new=new)
