"""Quarters and years that do not begin with the calendar's: fiscal ones, and those of a contract.

99.9 % of 89 days, 2136 hours, leaves 2 h 8 min 9.6 s of downtime.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cases import HEAD, settled
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import parse_instant
from upheld.chrono.period import (
    MonthsFrom,
    parse_period,
    period_after,
    period_before,
    period_containing,
)
from upheld.chrono.zone import fixed_zone
from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.settling import Request as Months
from upheld.operations.settling import Settled, settle_months
from upheld.report.text.credits import credits_in_a_word
from upheld.report.text.series import render_series

NOW = parse_instant("2030-01-01T00:00:00Z")
UTC = fixed_zone("UTC", 0)

TERMS = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: PERIOD}
credits: {rules: [{for: uptime, amount: 10 % of quarterly fee}], cap: none}
claims: {by: customer, within: 30 days, from: end of the quarter}
termination: [{consecutive_quarters_with_breach: 2}]
conventions: {one_breach: objective and period}
"""
STORY = """
fee: 1000
outages: [2026-02-10 10:00 for 60 min, 2026-04-10 10:00 for 70 min, 2026-05-20 10:00 for 3 h]
"""


def ratio(finding: Mapping[str, Any]) -> str:
    return str(finding["figure"]["share"])


def test_a_quarter_from_february(tmp_path: Path) -> None:
    # February to April have 28 + 31 + 30 = 89 days. 130 min are down: 2134 h 50 min of 2136 h, 99.898…%.
    # Three months of 1000 are 3000, 10 % of it 300; 30 days after 30 April end with 30 May.
    play = settled(
        tmp_path, TERMS.replace("PERIOD", "fiscal quarter from February"), STORY + "period: 2026-04"
    )
    assert (play.verdict("uptime"), ratio(play.finding("uptime"))) == ("MISSED", "12803/12816")
    assert credits_in_a_word(play.settlement) == "300.00 USD"
    assert "from the end of the quarter: claim by 2026-05-30" in play.why()


def test_a_quarter_of_the_calendar_is_another_one(tmp_path: Path) -> None:
    # January to March have 90 days and one hour down: 2159 of 2160 hours, 99.953…%.
    play = settled(tmp_path, TERMS.replace("PERIOD", "calendar quarter"), STORY + "period: 2026-03")
    assert (play.verdict("uptime"), ratio(play.finding("uptime"))) == ("MET", "2159/2160")


def series(folder: Path, terms: str, **asked: Any) -> str:
    agreement, evidence = folder / "agreement.yaml", folder / "case.yaml"
    agreement.write_text(HEAD + dedent(terms))
    evidence.write_text(STORY)
    outcome = settle_months(Months(agreement=agreement, evidence=evidence, **asked), NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    return render_series(outcome.document)


def test_two_fiscal_quarters_in_a_row(tmp_path: Path) -> None:
    # May to July have 92 days, of which 2 h 12 min 28.8 s may be down: passed on 20 May at 12:12:28.8. By the
    # calendar's quarters April and May would be one.
    told = series(
        tmp_path,
        TERMS.replace("PERIOD", "fiscal quarter from February"),
        first="2026-02",
        last="2026-07",
    )
    assert "2 consecutive quarters with a breach: has arisen on 2026-05-20" in told
    one = series(tmp_path, TERMS.replace("PERIOD", "calendar month"), first="2026-02", last="2026-07")
    assert "2 consecutive quarters with a breach: has arisen on 2026-04-10" in one


ORDER = """
upheld: 1
extends: agreement.yaml
order: {customer: Example Ltd, from: 2026-02-15, fee: 1000 USD}
"""


def test_the_quarters_of_a_contract(tmp_path: Path) -> None:
    # From 15 February to 14 May there are 14 + 31 + 30 + 14 = 89 days, with 70 min down: 2134 h 50 min of
    # 2136 h, kept. The next one is judged so far: from 15 May to 1 June, 17 days or 408 h, 3 h are down.
    (tmp_path / "agreement.yaml").write_text(HEAD + TERMS.replace("PERIOD", "contract quarter"))
    (tmp_path / "order.yaml").write_text(ORDER)
    (tmp_path / "case.yaml").write_text("outages: [2026-04-10 10:00 for 70 min, 2026-05-20 10:00 for 3 h]")
    request = Request(agreement=tmp_path / "order.yaml", evidence=tmp_path / "case.yaml", period="2026-05")
    outcome = evaluate(request, NOW)
    assert isinstance(outcome, Judged)
    found = [(each.period.label, str(each.verdict.value)) for each in outcome.statement.findings]
    assert found == [("quarter from 2026-02-15", "MET"), ("quarter from 2026-05-15", "MISSED")]
    shares = [ratio(each) for each in outcome.document["statement"]["findings"]]
    assert shares == ["12809/12816", "135/136"]


def test_the_accounts_say_when_a_contract_was_made(tmp_path: Path) -> None:
    # A contract of 10 March has a month to 9 April: 31 days, 744 h, of which 60 min were down on 2 April.
    case = """
    period: 2026-04
    outages: [2026-04-02 10:00 for 60 min]
    accounts: [{contract_from: 2026-03-10}]
    """
    play = settled(tmp_path, TERMS.replace("PERIOD", "contract month").replace("quarterly", "monthly"), case)
    assert ratio(play.document["statement"]["findings"][0]) == "743/744"


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("fiscal year from July", MonthsFrom(12, 7)),
        ("financial year beginning on 6 April", MonthsFrom(12, 4, 6)),
        ("quarter from February 15th", MonthsFrom(3, 2, 15)),
    ],
)
def test_words_for_them(words: str, rule: MonthsFrom) -> None:
    from upheld.language.terms.periods import parse_period_rule

    assert parse_period_rule(words) == rule


@given(
    st.sampled_from([3, 12]),
    st.integers(1, 12),
    st.integers(1, 28),
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
)
def test_they_tile_time_and_their_labels_read_back(months: int, month: int, day: int, at: date) -> None:
    rule = MonthsFrom(months, month, day)
    period = period_containing(rule, UTC.midnight(at), UTC)
    assert UTC.midnight(at) in period.interval
    assert period_after(period, UTC).interval.start == period.interval.end
    assert period_before(period, UTC).interval.end == period.interval.start
    first = UTC.date(period.interval.start)
    assert (first.day, (first.month - month) % months) == (day, 0)
    assert parse_period(period.label, UTC).interval == period.interval


def test_a_right_that_all_readings_give_on_the_same_day_is_given(tmp_path: Path) -> None:
    # What one breach is, is not said: both readings have one in either quarter, and the right on 20 May.
    terms = TERMS.replace("PERIOD", "fiscal quarter from February").partition("conventions")[0]
    told = series(tmp_path, terms, first="2026-02", last="2026-07")
    assert "2 consecutive quarters with a breach: has arisen on 2026-05-20" in told
    assert "depends on how the text is read: declare" not in told.partition("RIGHTS")[2]


def test_a_billing_month_is_asked_for_by_its_first_day(tmp_path: Path) -> None:
    # From 15 May to 14 June there are 31 days, 744 h, with an hour down on 4 June; 10 % of 49.99 are 5.00.
    # The second billing cycle after it ends with 14 August.
    terms = """
    services: {app: {points: [app]}}
    objectives: {uptime: {availability: app, target: ">= 99.95 %", period: billing month from day 15}}
    credits: {rules: [{for: uptime, bands: [{below: 99.95 %, amount: 10 % of monthly fee}]}], cap: none}
    claims: {by: customer, until: end of the second billing cycle after the failure}
    """
    story = "fee: 49.99\noutages: [2026-06-04 10:00 for 60 min]\n"
    for period in ("2026-05-15", "month from 2026-05-15"):
        play = settled(tmp_path, terms, story + f"period: {period}")
        assert (play.verdict("uptime"), ratio(play.finding("uptime"))) == ("MISSED", "743/744")
        assert credits_in_a_word(play.settlement) == "5.00 USD"
        assert "claim by 2026-08-14" in play.why()


def test_months_in_which_an_order_does_not_run_are_left_out(tmp_path: Path) -> None:
    # From 15 February on: January is asked for, and has nothing of it.
    terms = TERMS.replace("PERIOD", "calendar month").replace("quarterly", "monthly")
    (tmp_path / "agreement.yaml").write_text(HEAD + terms)
    (tmp_path / "order.yaml").write_text(ORDER)
    (tmp_path / "case.yaml").write_text("outages: [2026-01-10 10:00 for 60 min, 2026-03-10 10:00 for 60 min]")
    request = Months(
        agreement=tmp_path / "order.yaml", evidence=tmp_path / "case.yaml", first="2026-01", last="2026-03"
    )
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled)
    assert [month["month"] for month in outcome.document["series"]["months"]] == ["2026-02", "2026-03"]


HALVES = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: PERIOD}
credits: {rules: [{for: uptime, amount: 10 % of half-yearly fee}], cap: none}
claims: {by: customer, within: 30 days, from: end of the period}
termination: [{figure: "< 99 %", exercised_within: 30 days, exercised_from: end of the period}]
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize("period", ["calendar half-year", "half-year from January", "half-year from July"])
def test_half_a_year(tmp_path: Path, period: str) -> None:
    # January to June 2026 have 181 days, 260 640 min, of which 260.64 may be down. 60 + 70 + 180 are 310:
    # 99.881 %. Six months of 1000 are 6000, 10 % of it 600; 30 days after 30 June end with 30 July.
    play = settled(tmp_path, HALVES.replace("PERIOD", period), STORY + "period: 2026-06")
    assert (play.verdict("uptime"), ratio(play.finding("uptime"))) == ("MISSED", "26033/26064")
    assert credits_in_a_word(play.settlement) == "600.00 USD"
    assert "claim by 2026-07-30" in play.why()


def test_half_a_year_of_another_beginning(tmp_path: Path) -> None:
    # From September to February there are 181 days, with 60 min down: kept. March to August have 184 days,
    # 264 960 min, of which 264.96 may be down, and 250 are. Neither is over in June.
    terms = HALVES.replace("PERIOD", "half-year from September")
    assert settled(tmp_path, terms, STORY + "period: 2026-02").verdict("uptime") == "MET"
    play = settled(tmp_path, terms, STORY + "period: 2026-08")
    assert (play.verdict("uptime"), ratio(play.finding("uptime"))) == ("MET", "26471/26496")
    assert play.finding("uptime")["period"] == "half-year from September"


def test_half_a_year_alone_may_be_any(tmp_path: Path) -> None:
    for words in ("half-year", "semester", "semi-annual", "every half-year"):
        text = HEAD + HALVES.replace("PERIOD", words)
        told = read_agreement({"sla.yaml": text.encode()}, "sla.yaml", gazetteer()).diagnostics
        said = [f"{each.message} {each.remedy}" for each in told]
        assert any("may be any half-year write `calendar half-year`" in each for each in said), said
