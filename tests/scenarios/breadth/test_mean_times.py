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


OF_EACH = """
objectives:
  mttr:
    resolution: {figure: mean of each circuit}
    within: 4 h
    period: calendar month
credits:
  rules:
    - for: mttr
      bands:
        - {above: 4 h, at_most: 6 h, amount: 5 % of monthly fee of the affected circuit}
        - {above: 6 h, amount: 10 % of monthly fee of the affected circuit}
  cap: none
"""


def repaired(*rows: str, fees: str = "c-1: 900, c-2: 600, c-3: 300") -> str:
    """A month with a ticket a day, each of a circuit, opened at 08:00 and resolved at a time of that day."""
    tickets = ""
    for day, row in enumerate(rows, start=1):
        circuit, _, at = row.rpartition(" ")
        of = f", of: {circuit}" if circuit else ""
        tickets += f"  - {{opened: 2026-06-{day:02} 08:00, resolved: '{at}'{of}}}\n"
    return f"period: 2026-06\nfee: {{resources: {{{fees}}}}}\ntickets:\n{tickets}"


def test_each_circuit_has_a_mean_of_its_own(tmp_path: Path) -> None:
    # c-1: (3 h + 6 h) / 2 = 4 h 30 min, 5 % of 900. c-2: 4 h, which is promised. c-3: 7 h, 10 % of 300.
    # All four together took 5 h in the mean.
    play = settled(tmp_path, OF_EACH, repaired("c-1 11:00", "c-1 14:00", "c-2 12:00", "c-3 15:00"))
    (finding,) = play.document["statement"]["findings"]
    assert (finding["verdict"], finding["figure"]["share"]) == ("MISSED", "1/3")
    owed = {line["affected"]: line["owed"]["amount"] for line in play.settlement["lines"]}
    assert owed == {"c-1": "45.00", "c-3": "30.00"}
    assert play.owed == "75.00 USD"
    assert "the mean of 2 tickets of c-1 is 4 h 30 min; promised within 4 h" in play.reasons("mttr")


def test_one_circuit_alone_is_one_of_them(tmp_path: Path) -> None:
    assert settled(tmp_path, OF_EACH, repaired("c-1 14:00", "c-1 13:00")).owed == "45.00 USD"  # 5 h 30 min


def test_a_ticket_of_several_circuits_counts_for_each(tmp_path: Path) -> None:
    # 7 h for both; with 3 h c-1 comes to 5 h: 5 % of 900 and 10 % of 600.
    play = settled(tmp_path, OF_EACH, repaired("[c-1, c-2] 15:00", "c-1 11:00"))
    owed = {line["affected"]: line["owed"]["amount"] for line in play.settlement["lines"]}
    assert owed == {"c-1": "45.00", "c-2": "60.00"}


def test_a_ticket_that_names_no_circuit_leaves_open_whose_it_is(tmp_path: Path) -> None:
    finding = found(tmp_path, OF_EACH, repaired("c-1 11:00", " 20:00"))
    assert finding["verdict"] == "INDETERMINATE"
    assert finding["gaps"] == ["ticket 2 names no circuit: it may be of any"]
    assert found(tmp_path, OF_EACH, repaired("c-1 15:00", " 09:00"))["verdict"] == "MISSED"


def test_each_site_by_priority(tmp_path: Path) -> None:
    # North takes 5 h of 4 for P1 and 7 h of 8 for P2: one breach, 10 USD.
    terms = """
    objectives:
      mttr: {resolution: {figure: mean per site}, within: {P1: 4 h, P2: 8 h}, period: calendar month}
    credits: {per_breach: 10 USD, cap: none}
    """
    rows = [
        "  - {opened: 2026-06-01 08:00, resolved: '13:00', priority: P1, resources: north}",
        "  - {opened: 2026-06-02 08:00, resolved: '15:00', priority: P2, resources: north}",
    ]
    play = settled(
        tmp_path,
        terms,
        "period: 2026-06\nfee: {resources: {north: 1000}}\ntickets:\n" + "\n".join(rows) + "\n",
    )
    assert play.owed == "10.00 USD"
    assert "the mean of 1 ticket of north, P1 is 5 h" in play.reasons("mttr")
