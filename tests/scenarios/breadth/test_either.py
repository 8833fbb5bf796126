"""`either`: readings of a text side by side, of a zone, of how minutes are counted, of when a claim is due.

June 2026 has 30 days, 43 200 minutes; 99.95 % leave 21 min 36 s.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cases import HEAD, NOW, settled
from stage import Play

from upheld.chrono.instant import Micros
from upheld.chrono.zone import fixed_zone
from upheld.operations.evaluate import Judged, evaluate
from upheld.operations.evaluate import Request as Asked
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.text import render_text
from upheld.report.text.credits import claim_in_a_word, credits_in_a_word
from upheld.report.text.series import render_series

TERMS = """
services:
  app: {points: [app]}
objectives:
  uptime:
    availability: AVAILABILITY
    target: ">= 99.95 %"
    period: calendar month
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
claims: {by: customer, within: 30 days, from: END}
conventions: {one_breach: objective and period}
"""
MINUTES = """
      either:
        - {of: app, downtime: {partial_minutes: dropped}}
        - {of: app, slices: {of: 1 min, down_when: down throughout}}
      asks: minutes of each outage, or minutes of the clock"""


def terms(availability: str = "app", end: str = "end of the month") -> str:
    return TERMS.replace("AVAILABILITY", availability).replace("END", end)


def outcomes(play: Play) -> dict[str, str | None]:
    """What is owed, by the verdicts of the readings."""
    found = play.document["statement"]["settlement"]["outcomes"]
    return {" and ".join(each["readings"]): each["owed"].get("amount") for each in found}


def test_minutes_of_each_outage_or_of_the_clock(tmp_path: Path) -> None:
    """From 10:00:30 to 10:22:30 are 22 minutes, which miss; 21 whole minutes of the clock do not."""
    case = "period: 2026-06\nfee: 100\noutages: [2026-06-03 10:00:30/10:22:30]\n"
    play = settled(tmp_path, terms(MINUTES), case)
    assert play.verdict("uptime") == "AMBIGUOUS"
    assert sorted(outcomes(play).values(), key=str) == ["0.00", "10.00"]


def test_until_when_to_claim_is_told_where_the_amount_is_open(tmp_path: Path) -> None:
    """The month ends on 30 June, and 30 days after it on 30 July, whatever is owed: none, or 10 % of 100."""
    case = "period: 2026-06\nfee: 100\noutages: [2026-06-03 10:00:30/10:22:30]\n"
    page = " ".join(render_text(settled(tmp_path, terms(MINUTES), case).document).split())
    assert "2 amounts, from nothing to 10.00 USD; claim by 2026-07-30 - nothing" in page
    assert page.count("counted from the end of the month: claim by 2026-07-30") == 1


@pytest.mark.parametrize(("until", "verdict"), [("10:23:00", "MISSED"), ("10:22:29", "MET")])
def test_what_is_the_same_by_both_is_decided(tmp_path: Path, until: str, verdict: str) -> None:
    """Up to 10:23:00 there are 22 min 30 s, and 22 minutes by both; up to 10:22:29 21 by both."""
    case = f"period: 2026-06\nfee: 100\noutages: [2026-06-03 10:00:30/{until}]\n"
    assert settled(tmp_path, terms(MINUTES), case).verdict("uptime") == verdict


ZONES = "time_zone: {either: [UTC, America/Los_Angeles], asks: the page names no zone}"


def test_a_month_of_either_zone_is_credited_in_its_own(tmp_path: Path) -> None:
    """Four hours of 3 June are of June in both zones, and 10 % of 100 by both.

    Four hours of 1 July, 02:00 UTC, are of 30 June in Los Angeles: owed for June by that reading alone.
    """
    words = HEAD.replace("time_zone: UTC", ZONES) + dedent(terms())
    both = _judged(tmp_path / "a", words, "2026-06-03 10:00/14:00")
    assert both.document["statement"]["settlement"]["owed"]["amount"] == "10.00"
    one = _judged(tmp_path / "b", words, "2026-07-01 02:00/06:00")
    assert outcomes(one) == {"time_zone: UTC": "0.00", "time_zone: America/Los_Angeles": "10.00"}


def _judged(folder: Path, words: str, outage: str) -> Play:
    folder.mkdir()
    (folder / "sla.yaml").write_text(words)
    (folder / "case.yaml").write_text(f"period: 2026-06\nfee: 100\nas_of: 2026-07-02\noutages: [{outage}]\n")
    outcome = evaluate(Asked(agreement=folder / "sla.yaml", evidence=folder / "case.yaml"), NOW)
    assert isinstance(outcome, Judged), outcome
    return Play(outcome.document)


def test_the_last_day_of_a_claim_by_each_reading(tmp_path: Path) -> None:
    """30 days from the end of June are 30 July, from the end of the failure on 3 June 3 July."""
    words = HEAD + dedent(terms(end="{either: [end of the month, end of the failure]}"))
    text = _series(tmp_path, words, as_of="2026-07-01")
    assert "2026-06  uptime  1         10.00 USD  2026-07-30 or 2026-07-03  depends" in text
    assert "2026-06 to be claimed (claim by 2026-07-30)" in text
    assert "2026-06 to be claimed (claim by 2026-07-03)" in text


def _series(folder: Path, words: str, **case: Any) -> str:
    agreement, evidence = folder / "sla.yaml", folder / "case.yaml"
    agreement.write_text(words)
    evidence.write_text(f"fee: 100\nas_of: {case['as_of']}\noutages: [2026-06-03 10:00/14:00]\nclaims: []\n")
    request = Request(agreement=agreement, evidence=evidence, first="2026-06", last="2026-06")
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    return render_series(outcome.document, 120)


LATE_NOTICE = """
services:
  app: {points: [app]}
exclusions:
  work: {maintenance: planned, notice: at least 5 days}
objectives:
  uptime: {availability: {of: app, excluding: [work]}, target: ">= 99.9 %", period: calendar month}
credits: {per_breach: 25 % of monthly fee, cap: none}
claims: {by: customer, within: 30 days, from: end of the month}
termination: [{figure: "< 99 %"}]
conventions: {one_breach: objective and period}
"""


def test_a_right_that_some_readings_give_is_told_with_these(tmp_path: Path) -> None:
    """Eight of 720 hours, announced two days before: 98.8888 % where that is too late, else 100 %."""
    case = (
        "period: 2026-06\nfee: 1000\noutages: [2026-06-10 00:00/08:00]\n"
        "maintenance: [{time: 2026-06-10 00:00/08:00, announced: 2026-06-08 00:00}]\n"
    )
    page = " ".join(render_text(settled(tmp_path, LATE_NOTICE, case).document).split())
    assert "Right: a right to terminate after a month with a figure of < 99 %: has arisen" in page
    assert "has arisen on 2026-06-10, by `exclusions.work.notice_is: condition`" in page
    assert "2 amounts, from nothing to 250.00 USD; claim by 2026-07-30" in page


YEARLY = """
services: {server: {points: [server]}}
objectives:
  uptime:
    availability: server
    target: ">= 99.9 %"
    period: {either: [calendar year, contract year]}
credits: {per_breach: 10 % of monthly fee, cap: none}
claims: {by: customer, within: 4 weeks, from: end of the period}
conventions: {one_breach: objective and period}
"""


def test_the_same_amount_is_claimed_at_other_times_by_other_periods(tmp_path: Path) -> None:
    # Nine hours on 5 February are more than the 8 h 45 min of the calendar year, and than the 7 h 17 min of
    # the 304 days of the contract year in which the agreement was in force. The calendar year ends with
    # December: four weeks later it is 28 January 2027. The contract year with October: 28 November 2026.
    case = """
    period: 2026
    fee: 300
    accounts: [{contract_from: 2025-11-01}]
    outages: [2026-02-05 00:00 for 9 h]
    """
    play = settled(tmp_path, YEARLY, case)
    assert credits_in_a_word(play.settlement) == "30.00 USD"
    assert claim_in_a_word(play.settlement, fixed_zone("UTC", Micros(0))) == (
        "claim by 2027-01-28 or 2026-11-28"
    )
    (told,) = [each for each in play.settlement["reason"]["because"] if each["rule"] == "reading.claims"]
    assert [each["says"] for each in told["because"]] == [
        "by `objectives.uptime.period: calendar year`",
        "by `objectives.uptime.period: contract year`",
    ]
