"""Mean times of tickets: to repair, to respond, by priority, with those that still run.

1 June 2026 is a Monday.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import settled

MTTR = """
objectives:
  mttr:
    resolution: {priority: P1, figure: mean}
    within: 4 h
    period: calendar month
credits:
  rules:
    - for: mttr
      bands:
        - {above: 4 h, at_most: 6 h, amount: 5 % of monthly fee}
        - {above: 6 h, amount: 10 % of monthly fee}
  cap: none
"""


def month(*resolved: str, priority: str = "P1") -> str:
    """A month with a ticket a day, each opened at 08:00 and resolved at a time of that day."""
    rows = "".join(
        f"  - {{opened: 2026-06-{day:02} 08:00, resolved: '{at}', priority: {priority}}}\n"
        for day, at in enumerate(resolved, start=1)
    )
    return f"period: 2026-06\nfee: 1000\ntickets:\n{rows}"


def found(folder: Path, terms: str, story: str, **asked: Any) -> dict[str, Any]:
    (finding,) = settled(folder, terms, story, **asked).document["statement"]["findings"]
    return dict(finding)


@pytest.mark.parametrize(
    ("resolved", "verdict", "owed"),
    [
        (("11:00", "13:00"), "MET", None),  # (3 h + 5 h) / 2 = 4 h, though one took longer
        (("11:00", "13:00", "12:30"), "MISSED", "50.00"),  # (3 + 5 + 4.5) h / 3 = 4 h 10 min: 5 % of 1000
        (("11:00", "21:01"), "MISSED", "100.00"),  # (3 h + 13 h 1 min) / 2 = 8 h 30 s: 10 % of 1000
    ],
)
def test_mean_time_to_repair(
    tmp_path: Path, resolved: tuple[str, ...], verdict: str, owed: str | None
) -> None:
    play = settled(tmp_path, MTTR, month(*resolved))
    (finding,) = play.document["statement"]["findings"]
    assert finding["verdict"] == verdict
    assert (play.settlement["owed"]["amount"] if play.settlement["lines"] else None) == owed


def test_the_statement_says_how_the_mean_is_made(tmp_path: Path) -> None:
    finding = found(tmp_path, MTTR, month("11:00", "13:00", "12:30"))
    assert finding["reason"]["says"] == "the mean of 3 tickets of P1 is 4 h 10 min; promised within 4 h"
    of_p1 = finding["reason"]["because"][-1]
    assert of_p1["says"] == "P1: 12 h 30 min in all / 3 = 4 h 10 min"
    assert [each["says"] for each in of_p1["because"]] == ["ticket 2", "ticket 3", "ticket 1"]


def test_each_priority_has_a_mean_of_its_own(tmp_path: Path) -> None:
    # P1 takes (1 h + 3 h) / 2 = 2 h of 4 h; P2 takes 9 h of 8 h: one of two priorities is kept.
    terms = """
    objectives:
      mttr: {resolution: {figure: mean}, within: {P1: 4 h, P2: 8 h}, period: calendar month}
    credits: {per_breach: 10 USD, cap: none}
    """
    story = month("09:00", "11:00") + "  - {opened: 2026-06-03 08:00, resolved: '17:00', priority: P2}\n"
    play = settled(tmp_path, terms, story)
    (finding,) = play.document["statement"]["findings"]
    assert (finding["verdict"], finding["figure"]["share"]) == ("MISSED", "1/2")
    assert play.settlement["owed"]["amount"] == "10.00"  # one breach, however many tickets took long


def test_a_mean_in_business_hours(tmp_path: Path) -> None:
    # Friday 16:00 to Monday 10:00 are 2 h of business, Tuesday 09:00 to 15:00 are 6 h: a mean of 4 h.
    terms = """
    hours: {office: "Mon-Fri 09:00-17:00"}
    objectives:
      mttr: {resolution: {hours: office, figure: mean}, within: BOUND, period: calendar month}
    """
    story = """
    period: 2026-06
    tickets:
      - {opened: 2026-06-05 16:00, resolved: 2026-06-08 10:00}
      - {opened: 2026-06-09 09:00, resolved: 15:00}
    """
    assert found(tmp_path, terms.replace("BOUND", "4 business hours"), story)["verdict"] == "MET"
    assert found(tmp_path, terms.replace("BOUND", "< 4 business hours"), story)["verdict"] == "MISSED"


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ("2026-07-01T00:00:00Z", "INDETERMINATE"),  # 1 h, and one open since 20:00: at least (1 + 4) / 2
        ("2026-07-01T03:00:00Z", "INDETERMINATE"),  # at least (1 + 7) / 2 = 4 h, which is kept
        ("2026-07-01T03:00:02Z", "MISSED"),
    ],
)
def test_a_ticket_that_still_runs_only_makes_the_mean_longer(
    tmp_path: Path, as_of: str, verdict: str
) -> None:
    story = month("09:00") + "  - {opened: 2026-06-30 20:00, priority: P1}\n"
    finding = found(tmp_path, MTTR, story, as_of=as_of)
    assert (finding["verdict"], finding["is_final"]) == (verdict, False)


def test_too_few_tickets_have_no_mean(tmp_path: Path) -> None:
    terms = MTTR.replace("figure: mean", "figure: mean, at_least: 3 tickets")
    assert found(tmp_path, terms, month("20:00", "20:00"))["verdict"] == "NOT APPLICABLE"
    assert found(tmp_path, terms, month("20:00", "20:00", "20:00"))["verdict"] == "MISSED"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("within: 4 h", "within: 2 business days"),
        ("within: 4 h", "within: {inside_hours: 2 h, outside_hours: 4 h}"),
        ("figure: mean", "figure: mean, may_be_late: 2 tickets"),
        ("within: 4 h", 'within: 4 h\n    target: ">= 90 %"'),
    ],
)
def test_a_mean_has_one_fixed_length_and_no_share(tmp_path: Path, was: str, becomes: str) -> None:
    terms = MTTR.replace("priority: P1, ", "hours: office, ").replace(
        "objectives:", 'hours: {office: "Mon-Fri 09:00-17:00"}\nobjectives:'
    )
    with pytest.raises(AssertionError, match=r"conflicting-keys|wrong-unit"):
        settled(tmp_path, terms.replace(was, becomes), month("11:00"))
