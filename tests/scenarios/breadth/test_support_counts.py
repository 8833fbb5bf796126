"""Support and around it: shares of replies, too few tickets, hours over days, notices in business days.

1 June 2026 is a Monday.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import HEAD, settled

from upheld.chrono.instant import parse_instant
from upheld.operations.evaluate import Request, evaluate
from upheld.operations.grounds import InvalidEvidence

OFFICE = 'hours: {office: "Mon-Fri 09:00-17:00"}\n'

REPLIES = (
    OFFICE
    + """
objectives:
  replies:
    next_response: {hours: office, until: reply by a person, share_of: COUNTED}
    within: 2 business hours
    target: ">= 70 %"
    period: calendar month
credits:
  rules: [{for: replies, amount: 5 USD, per: missed case}]
  cap: none
"""
)
FOUR_REPLIES = """
period: 2026-06
fee: 100
tickets:
  - opened: 2026-06-01 09:00
    first_response: 2026-06-01 10:00
    events:
      - {at: 2026-06-02 09:00, event: customer message}
      - {at: 2026-06-02 11:00, event: reply, actor: agent, substance: substantive}
      - {at: 2026-06-03 09:00, event: customer message}
      - {at: 2026-06-03 12:00, event: reply, actor: agent, substance: substantive}
      - {at: 2026-06-04 09:00, event: customer message}
      - {at: 2026-06-04 10:00, event: reply, actor: agent, substance: substantive}
  - opened: 2026-06-08 09:00
    first_response: 2026-06-08 09:30
    resolved: 2026-06-09 12:00
    events:
      - {at: 2026-06-09 09:00, event: customer message}
      - {at: 2026-06-09 10:00, event: reply, actor: agent, substance: substantive}
"""


def found(folder: Path, terms: str, story: str) -> dict[str, Any]:
    play = settled(folder, terms, story)
    return {each["objective"]: each for each in play.document["statement"]["findings"]}


def verdict(finding: dict[str, Any]) -> str:
    return str(finding["verdict"])


def test_a_share_of_replies_and_one_of_tickets(tmp_path: Path) -> None:
    # Of four later replies that of 3 June took three hours: 3 of 4 are 75 %, and one of two tickets 50 %.
    by_reply = found(tmp_path, REPLIES.replace("COUNTED", "replies"), FOUR_REPLIES)["replies"]
    assert (verdict(by_reply), by_reply["record"]["kept"], by_reply["record"]["noun"]) == ("MET", 3, "reply")
    by_ticket = found(tmp_path, REPLIES.replace("COUNTED", "tickets"), FOUR_REPLIES)["replies"]
    assert (verdict(by_ticket), by_ticket["record"]["kept"]) == ("MISSED", 1)


def test_each_late_reply_is_a_missed_case(tmp_path: Path) -> None:
    # A target of 90 % is missed by 75 %; one reply was late, 5.
    terms = REPLIES.replace("COUNTED", "replies").replace(">= 70 %", ">= 90 %")
    play = settled(tmp_path, terms, FOUR_REPLIES)
    assert play.settlement["owed"]["amount"] == "5.00"


@pytest.mark.parametrize(("least", "came_to"), [("2 tickets", "MISSED"), ("3 tickets", "NOT APPLICABLE")])
def test_too_few_tickets_to_be_judged(tmp_path: Path, least: str, came_to: str) -> None:
    terms = f"""
    objectives:
      response:
        response: {{until: reply by a person, at_least: {least}}}
        within: 1 h
        target: ">= 95 %"
        period: calendar month
    """
    story = """
    period: 2026-06
    tickets:
      - {opened: 2026-06-01 10:00, first_response: 10:30}
      - {opened: 2026-06-02 10:00, first_response: 12:00}
    """
    assert verdict(found(tmp_path, terms, story)["response"]) == came_to


@pytest.mark.parametrize(
    ("answered", "came_to"), [("2026-06-07 18:00", "MET"), ("2026-06-07 18:01", "MISSED")]
)
def test_one_stretch_of_each_week(tmp_path: Path, answered: str, came_to: str) -> None:
    # Asked on Friday the 5th at 16:00: one hour until 17:00, and three from Sunday 15:00, until 18:00.
    terms = """
    hours: {round the week: "Sun 15:00-Fri 17:00"}
    objectives:
      response:
        response: {hours: round the week, until: reply by a person}
        within: 4 business hours
        period: calendar month
    """
    story = f"""
    period: 2026-06
    tickets: [{{opened: 2026-06-05 16:00, first_response: {answered}}}]
    """
    assert verdict(found(tmp_path, terms, story)["response"]) == came_to


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("detected 10:05, reported 10:02", "98"),
        ("detected 10:05, reported 10:20", "95"),
        ("detected 10:05, not reported", "95"),
    ],
)
def test_an_outage_counts_from_what_was_known_first(tmp_path: Path, told: str, counted: str) -> None:
    # Down from 10:00 to 11:40.
    terms = """
    services: {app: {points: [app]}}
    objectives:
      uptime:
        availability: {of: app, downtime: {begins_at: detection or report}}
        target: ">= 99.9 %"
        period: calendar month
    """
    story = f"period: 2026-06\noutages: ['2026-06-03 10:00/11:40 app, {told}']"
    record = found(tmp_path, terms, story)["uptime"]["record"]
    assert record["down"] == int(counted) * 60_000_000


@pytest.mark.parametrize(
    ("announced", "came_to"), [("2026-06-12 18:00", "MET"), ("2026-06-15 08:00", "MISSED")]
)
def test_changes_announced_business_days_before(tmp_path: Path, announced: str, came_to: str) -> None:
    # After Friday the 12th come ten business days, 15 to 26 June; the tenth after the 15th is the 29th.
    terms = """
    business_days: {banking: "Mon-Fri 09:00-17:00"}
    objectives:
      changes: {change_notice: {notice: at least 10 business days, of: agreement}, period: calendar month}
    """
    story = f"""
    period: 2026-06
    changes: [{{what: agreement, by: provider, announced: {announced}, started: 2026-06-26 00:00}}]
    """
    assert verdict(found(tmp_path, terms, story)["changes"]) == came_to


@pytest.mark.parametrize(
    ("counted", "held", "came_to"),
    [
        # 166 days apart are more than a quarter, and one in each of the two.
        ("elapsed time", ("2026-01-05", "2026-06-20"), "MISSED"),
        ("calendar periods", ("2026-01-05", "2026-06-20"), "MET"),
        ("calendar periods", ("2026-01-05", "2026-03-20"), "MISSED"),
        ("calendar periods", ("2026-04-01",), "MET"),
    ],
)
def test_a_review_in_each_quarter(tmp_path: Path, counted: str, held: tuple[str, ...], came_to: str) -> None:
    terms = f"""
    objectives:
      reviews: {{review: {{every: quarter, counted_in: {counted}}}, period: calendar quarter}}
    """
    rows = ", ".join(f"{{of: agreement, held: {day} 10:00}}" for day in held)
    assert verdict(found(tmp_path, terms, f"period: 2026-Q2\nreviews: [{rows}]")["reviews"]) == came_to


def test_a_wrong_period_and_instant_are_shown_where_they_stand(tmp_path: Path) -> None:
    agreement, evidence = tmp_path / "agreement.yaml", tmp_path / "case.yaml"
    agreement.write_text(HEAD + "objectives: {reviews: {review: quarter, period: calendar quarter}}\n")
    evidence.write_text("period: june\nas_of: soon\n")
    outcome = evaluate(Request(agreement=agreement, evidence=evidence), parse_instant("2030-01-01T00:00:00Z"))
    assert isinstance(outcome, InvalidEvidence)
    told = [(each.place.line, each.message) for each in outcome.reading.diagnostics]
    assert told == [(1, "`june` is not a period"), (2, "`soon` does not begin with a time")]


def test_events_told_in_two_ways_come_in_order(tmp_path: Path) -> None:
    # The change of priority of 11:00 stands behind the reply of 12:00, and is no event out of order.
    terms = """
    objectives:
      response: {response: {until: reply by a person}, within: {P1: 1 h, P2: 4 h}, period: calendar month}
    """
    story = """
    period: 2026-06
    tickets:
      - opened: 2026-06-01 10:00
        priority: P2
        first_response: 2026-06-01 12:00
        events: [{at: 2026-06-01 11:00, event: priority, priority: P1}]
    """
    play = settled(tmp_path, terms, story)
    assert play.document["statement"].get("flags", []) == []


FEW = """
objectives:
  response:
    response: {until: reply by a person, may_be_late: RULES}
    within: 1 h
    target: ">= 90 %"
    period: calendar month
conventions: {one_breach: objective and period}
credits: {per_breach: 10 USD, cap: none}
"""


def tickets(late: int, total: int) -> str:
    """A month with so many tickets, a day each, of which the first ones were answered after 61 minutes."""
    rows = "\n".join(
        f"  - {{opened: 2026-06-{day:02} 10:00, first_response: '{'11:01' if day <= late else '11:00'}'}}"
        for day in range(1, total + 1)
    )
    return f"period: 2026-06\ntickets:\n{rows}\n"


@pytest.mark.parametrize(
    ("late", "total", "owed"),
    [
        (1, 9, None),  # 8/9 = 88.9 % is less than 90 %, but of fewer than ten one may be late
        (2, 9, "10.00"),
        (1, 10, None),  # 9/10 = 90 %
        (2, 10, "10.00"),  # 80 %: of ten the share holds
        (1, 5, None),  # 4/5; a rule for fewer than five says nothing of five
        (1, 4, "10.00"),  # of fewer than five none may be late
        (0, 4, None),
    ],
)
def test_one_of_fewer_than_ten_may_be_late(tmp_path: Path, late: int, total: int, owed: str | None) -> None:
    terms = FEW.replace("RULES", "[1 of fewer than 10 tickets, none of fewer than 5]")
    settlement = settled(tmp_path, terms, tickets(late, total)).settlement
    assert (settlement["owed"]["amount"] if settlement["lines"] else None) == owed


def test_two_tickets_may_be_late_however_many_there_are(tmp_path: Path) -> None:
    terms = FEW.replace("RULES", "2 tickets").replace('    target: ">= 90 %"\n', "")
    assert verdict(found(tmp_path, terms, tickets(2, 20))["response"]) == "MET"
    assert verdict(found(tmp_path, terms, tickets(3, 20))["response"]) == "MISSED"


def test_the_month_says_by_which_rule_it_is_judged(tmp_path: Path) -> None:
    finding = found(tmp_path, FEW.replace("RULES", "1 of fewer than 10 tickets"), tickets(1, 9))["response"]
    says = [step["says"] for step in finding["reason"]["because"]]
    assert "with fewer than 10 tickets, 1 of them may be late" in says


@pytest.mark.parametrize(
    "rule",
    ["1 of more than 10 tickets", "9 of fewer than 10 tickets", "1 of fewer than ten cows", "2 tickets"],
)
def test_rules_for_few_that_make_no_sense(tmp_path: Path, rule: str) -> None:
    with pytest.raises(AssertionError):
        settled(tmp_path, FEW.replace("RULES", rule), tickets(1, 9))
