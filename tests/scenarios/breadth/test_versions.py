"""Versions and plans that change within months: each judges its own days, with their part of the fee.

June 2026 has 30 days: fifteen by each version, 360 hours or 21 600 minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import HEAD

from upheld.chrono.instant import parse_instant
from upheld.errors import UsageError
from upheld.operations import closing, settling
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


def series(
    folder: Path, agreement: str, story: str, first: str | None, last: str | None, **asked: Any
) -> Any:
    (folder / "case.yaml").write_text(story)
    request = settling.Request(
        agreement=folder / agreement, evidence=folder / "case.yaml", first=first, last=last, **asked
    )
    outcome = settling.settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, settling.Settled), outcome
    return outcome.document["series"]


def test_months_are_settled_by_the_version_in_force(tmp_path: Path) -> None:
    # May is the old version's: 4 of 744 hours, 99.4623 %, 10 % of 100, claimed by nobody until 30 June. Half
    # of June's 100 is 50: 10 % of it is 5, claimed on 20 July. In July 30 of 44 640 minutes are too much: 10.
    for name, text in (("old.yaml", HEAD + OLD), ("new.yaml", NEW)):
        (tmp_path / name).write_text(text)
    story = """
fee: 100
outages: [2026-05-05 10:00/14:00, 2026-06-20 10:00/10:15, 2026-07-20 10:00/10:30]
tickets: []
claims: [{period: 2026-06, submitted: 2026-07-20}]
as_of: 2026-08-10
"""
    settled = series(tmp_path, "old.yaml", story, "2026-05", "2026-07", versions=(tmp_path / "new.yaml",))
    assert settled["agreement"]["version"] == "2026-01, then 2026-06"
    assert [each["owed"]["amount"] for each in settled["months"]] == ["10.00", "5.00", "10.00"]
    amounts = [settled[key]["amount"] for key in ("owed", "due", "still_open", "lost")]
    assert amounts == ["25.00", "5.00", "10.00", "10.00"]


PLANS = (
    HEAD
    + """
plans:
  standard: {}
  premium: {terms: {objectives: {uptime: {target: ">= 99.95 %"}}}}
plan_change: by day
services: {app: {points: [app]}}
objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
claims: {by: customer, within: 30 days, from: end of the month}
payment: {as: service credit, applied_to: next invoice, after: month of the breach, remainder: carried over}
conventions: {one_breach: objective and period}
"""
)
CHANGED = """
customer: Example Ltd
outages: [2026-05-05 10:00/14:00, 2026-06-20 10:00/10:30]
fees:
  - {customer: Example Ltd, plan: standard, amount: 300, since: 2026-01-01, until: 2026-06-16}
  - {customer: Example Ltd, plan: premium, amount: 900, since: 2026-06-16}
claims:
  - {customer: Example Ltd, period: 2026-05, submitted: 2026-06-10}
  - {customer: Example Ltd, period: 2026-06, submitted: 2026-07-10}
as_of: 2026-07-20
"""


def test_months_in_which_the_plan_changes_are_settled_in_parts(tmp_path: Path) -> None:
    # May on standard: 99.4623 %, 30. June: 30 of the last fifteen days' 21 600 minutes, and 10 % of half of
    # 900 is 45.
    (tmp_path / "sla.yaml").write_text(PLANS)
    settled = series(tmp_path, "sla.yaml", CHANGED, "2026-05", "2026-06")
    assert [each["owed"]["amount"] for each in settled["months"]] == ["30.00", "45.00"]
    assert settled["due"]["amount"] == "75.00"


def test_a_change_of_plan_that_the_words_leave_open_is_settled_by_each_reading(tmp_path: Path) -> None:
    # June by day or pro rata 45, as above. All of it on standard: 30 of 43 200 minutes, 99.9305 %, kept;
    # all of it on premium: below 99.95 %, 10 % of 900. May's 30 come to each.
    (tmp_path / "sla.yaml").write_text(PLANS.replace("plan_change: by day\n", ""))
    settled = series(tmp_path, "sla.yaml", CHANGED, "2026-05", "2026-06")
    told = {each["readings"][0]: each["owed"]["amount"] for each in settled["outcomes"]}
    assert told == {
        "plan_change: by day": "75.00",
        "plan_change: plan at the start": "30.00",
        "plan_change: plan at the end": "120.00",
    }
    assert settled["owed"]["why"] == "the words do not decide it: 30.00 USD to 120.00 USD"


def test_what_the_words_do_not_say_is_read_against_who_wrote_them(tmp_path: Path) -> None:
    words = PLANS.replace("plan_change: by day", "undeclared_terms: against the drafter")
    (tmp_path / "sla.yaml").write_text(words)
    settled = series(tmp_path, "sla.yaml", CHANGED, "2026-05", "2026-06")
    assert settled["owed"]["amount"] == "120.00"


NEW_TERMS = """\
upheld: 1
extends: old.yaml
version: "2026-06"
in_force: {from: 2026-06-11}
credits: {per_breach: 20 % of monthly fee}
"""
BOTH = """
customer: Example Ltd
outages: [2026-06-08 10:00/15:00, 2026-06-15 10:00/10:10, 2026-06-25 10:00/10:30]
fees:
  - {customer: Example Ltd, plan: standard, amount: 300, since: 2026-01-01, until: 2026-06-21}
  - {customer: Example Ltd, plan: premium, amount: 900, since: 2026-06-21}
as_of: 2026-07-20
"""


@pytest.mark.parametrize("first", ["", "period: 2026-06\n"])
def test_plan_and_version_change_in_one_month(tmp_path: Path, first: str) -> None:
    # Ten days, 240 hours, each. Old version, standard: 5 h, 97.9166 %, 10 % of a third of 300, 10. New
    # version, standard: 10 min, 99.9305 %, kept. New version, premium: 30 min, 99.7916 %, below 99.95 %: 20 %
    # of a third of 900, 60.
    old = PLANS.removeprefix(HEAD)
    if first:
        statement = judged(tmp_path, first + BOTH, old=old, new=NEW_TERMS)
        parts = [(each["version"], each["plan"]) for each in statement["parts"]]
        assert parts == [("2026-01", "standard"), ("2026-06", "standard"), ("2026-06", "premium")]
        assert [each["verdict"] for each in statement["findings"]] == ["MISSED", "MET", "MISSED"]
        assert [line["owed"]["amount"] for line in statement["settlement"]["lines"]] == ["10.00", "60.00"]
        assert statement["settlement"]["owed"]["amount"] == "70.00"
        return
    for name, text in (("old.yaml", HEAD + old), ("new.yaml", NEW_TERMS)):
        (tmp_path / name).write_text(text)
    settled = series(tmp_path, "old.yaml", BOTH, "2026-05", "2026-06", versions=(tmp_path / "new.yaml",))
    assert [each["owed"]["amount"] for each in settled["months"]] == ["0.00", "70.00"]


def test_a_plan_that_changes_with_the_version_is_told_by_each_reading_where_the_words_are_silent(
    tmp_path: Path,
) -> None:
    # By day as above, 70. All of June on standard: 10 of the first ten days' 100; the 40 minutes of the last
    # twenty days' 28 800 leave 99.8611 %, kept. All of it on premium: both missed, 10 % of 300 and 20 % of
    # 600.
    old = PLANS.removeprefix(HEAD).replace("plan_change: by day\n", "")
    statement = judged(tmp_path, "period: 2026-06\n" + BOTH, old=old, new=NEW_TERMS)
    outcomes = {each["readings"][0]: each["owed"]["amount"] for each in statement["settlement"]["outcomes"]}
    assert outcomes == {
        "plan_change: by day": "70.00",
        "plan_change: plan at the start": "10.00",
        "plan_change: plan at the end": "150.00",
    }


def test_months_are_those_of_the_case_where_nobody_names_others(tmp_path: Path) -> None:
    # May's four hours: 10 % of 300; with the quarter April and June, too: 30 minutes of June's last 21 600
    # on premium, 10 % of half of 900.
    (tmp_path / "sla.yaml").write_text(PLANS)
    story = "period: 2026-05" + CHANGED
    settled = series(tmp_path, "sla.yaml", story, None, None)
    assert [each["owed"]["amount"] for each in settled["months"]] == ["30.00"]
    settled = series(tmp_path, "sla.yaml", story, "2026-Q2", None)
    assert [each["owed"]["amount"] for each in settled["months"]] == ["0.00", "30.00", "45.00"]
    with pytest.raises(UsageError, match="no month is given"):
        series(tmp_path, "sla.yaml", CHANGED, None, None)


def test_a_month_of_two_versions_is_closed_for_everybody(tmp_path: Path) -> None:
    # Example Ltd: 70, as above. Another One is on standard all along, at 600: 5 h of the first ten days, 10 %
    # of 200; the 40 minutes of the other twenty days' 28 800 leave 99.8611 %, kept.
    for name, text in (("old.yaml", PLANS), ("new.yaml", NEW_TERMS)):
        (tmp_path / name).write_text(text)
    row = "  - {customer: Another One, plan: standard, amount: 600, since: 2026-01-01}\nas_of:"
    (tmp_path / "case.yaml").write_text(BOTH.replace("as_of:", row).replace("customer: Example Ltd\n", "", 1))
    request = closing.Request(
        agreement=tmp_path / "new.yaml",
        versions=(tmp_path / "old.yaml",),
        evidence=tmp_path / "case.yaml",
        folder=tmp_path / "out",
        period="2026-06",
    )
    outcome = closing.close(request, NOW, lambda *_: None)
    assert isinstance(outcome, closing.Closed), outcome
    assert [(line.customer, line.plan, line.owed) for line in outcome.lines] == [
        ("Another One", "standard", "20.00 USD"),
        ("Example Ltd", "standard, then premium", "70.00 USD"),
    ]
