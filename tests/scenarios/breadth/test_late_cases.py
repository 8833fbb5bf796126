"""Credits by the time of late tickets and notices: tables of the time to repair, and so much for the delay.

June 2026 has 30 days: 720 hours, 43 200 minutes. The fee is 720 USD a month unless a scene says otherwise.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from cases import HEAD, settled

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.report.text.credits import credits_in_a_word

REPAIRS = """
services:
  circuit: {points: as recorded, down_when: each circuit by itself}
objectives:
  repair:
    resolution: {priority: P1}
    within: {time: 4 hours, counted_in: wall clock}
    period: calendar month
credits:
  rules:
    - RULE
  cap: none
claims: {by: customer, within: 30 days, from: end of the month}
"""
TABLE = """\
for: repair
      bands_by: each case
      bands:
        - {above: 4 h, below: 5 h, amount: 4 % of monthly fee of the affected circuit}
        - {at_least: 5 h, below: 8 h, amount: 10 % of monthly fee of the affected circuit}
        - {at_least: 8 h, amount: 25 % of monthly fee of the affected circuit}"""
TICKETS = """
period: 2026-06
fee: {resources: {c1: 1000, c2: 500}}
tickets:
  - {opened: 2026-06-03 10:00, priority: P1, of: c1, resolved: 14:30}
  - {opened: 2026-06-05 10:00, priority: P1, of: c1, resolved: 18:00}
  - {opened: 2026-06-06 10:00, priority: P1, of: c1, resolved: 14:00}
  - {opened: 2026-06-07 10:00, priority: P1, of: c2, resolved: 15:00}
"""


def of(rule: str) -> str:
    return REPAIRS.replace("RULE", rule)


def test_each_late_ticket_earns_by_its_own_time_and_its_own_circuit(tmp_path: Path) -> None:
    # c1: 4 h 30 min 4 %, 8 h 25 %, exactly 4 h was in time: 29 % of 1000; c2: 5 h 10 % of 500
    play = settled(tmp_path, of(TABLE), TICKETS)
    lines = {each["affected"]: each["owed"]["amount"] for each in play.settlement["lines"]}
    assert lines == {"c1": "290.00", "c2": "50.00"}
    assert play.owed == "340.00 USD"
    assert "ticket 2 took 8 h: at least 8 h, 25 % of monthly fee of the affected circuit" in play.why()


def test_paused_time_is_no_time_of_a_case(tmp_path: Path) -> None:
    # of 6 hours 1 h 30 min waited for the customer: 4 h 30 min, 4 % of 1000
    case = """
    period: 2026-06
    fee: {resources: {c1: 1000}}
    tickets:
      - {opened: 2026-06-03 10:00, priority: P1, of: c1, resolved: 16:00, pauses: 2026-06-03 11:00/12:30}
    """
    assert settled(tmp_path, of(TABLE), case).owed == "40.00 USD"


@pytest.mark.parametrize(
    ("rule", "owed"),
    [
        # beyond 4 h: 30 min, 4 h, 1 h; started hours 1 + 4 + 1 of 10
        ("{for: repair, amount: 10 USD, per: 1 h, counted: per started, of: beyond the target}", "60.00 USD"),
        # full hours 0 + 4 + 1
        ("{for: repair, amount: 10 USD, per: 1 h, counted: per full, of: beyond the target}", "50.00 USD"),
        # all the time of the three that were late: 4.5 + 8 + 5 = 17.5 h
        ("{for: repair, amount: 10 USD, per: 1 h, counted: pro rata, of: all downtime}", "175.00 USD"),
        # beyond the first 3 h of each: 1.5 + 5 + 2 = 8.5 h
        ("{for: repair, amount: 10 USD, per: 1 h, counted: pro rata, of: beyond 3 h}", "85.00 USD"),
        # 5.5 h late, ten times, of 720 h for which 720 is paid
        ("{for: repair, lost_time: 10, of: beyond the target}", "55.00 USD"),
    ],
)
def test_the_delay_is_credited_case_by_case(tmp_path: Path, rule: str, owed: str) -> None:
    case = TICKETS.replace("fee: {", "fee: {monthly: 720, ")
    assert settled(tmp_path, of(rule), case).owed == owed


def test_what_the_target_allows_is_asked_for(tmp_path: Path) -> None:
    # 10 for each hour: of the 17.5 hours, 5 + 8 + 5 started ones, or of those beyond, 1 + 4 + 1
    rule = "{for: repair, amount: 10 USD, per: 1 h, counted: per started}"
    play = settled(tmp_path, of(rule), TICKETS)
    assert sorted(play.owes().values()) == ["180.00 USD", "60.00 USD"]


def test_a_ticket_that_still_waits_earns_more_yet(tmp_path: Path) -> None:
    # opened at 18:00 of the 30th, and known to midnight: 6 h so far
    case = """
    period: 2026-06
    fee: {resources: {c1: 1000}}
    tickets: [{opened: 2026-06-30 18:00, priority: P1, of: c1}]
    """
    play = settled(tmp_path, of(TABLE), case)
    assert play.owed == "100.00 USD"
    assert not play.settlement["is_final"]
    assert "so far" in play.why()


def test_a_notice_is_a_case_as_well(tmp_path: Path) -> None:
    # told after 50 minutes of 15: 35 minutes late, a started half hour twice
    terms = """
    objectives:
      notice:
        notification: {of: outage, starts_at: detection}
        within: {time: 15 minutes, counted_in: wall clock}
        period: calendar month
    credits:
      rules:
        - {for: notice, amount: 5 USD, per: 30 min, counted: per started, of: beyond the target}
      cap: none
    """
    case = """
    period: 2026-06
    incidents: [{incident: i1, kind: outage, detected: 2026-06-09 10:00}]
    notices: [{notice: n1, kind: outage, about: i1, sent: 2026-06-09 10:50}]
    """
    assert settled(tmp_path, terms, case).owed == "10.00 USD"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{for: repair, bands: [{above: 4 h, amount: 5 USD}]}", "`bands_by: each case`"),
        (
            "{for: repair, bands_by: each outage, bands: [{above: 4 h, amount: 5 USD}]}",
            "`bands_by: each case`",
        ),
        (
            "{for: repair, amount: 5 USD, per: 1 h, counted: per full, of: all downtime, "
            "summed: all outages}",
            "each late case has a time of its own",
        ),
    ],
)
def test_what_does_not_fit_names_what_would(rule: str, said: str) -> None:
    reading = read_agreement({"sla.yaml": (HEAD + dedent(of(rule))).encode()}, "sla.yaml", gazetteer())
    assert reading.agreement is None
    assert any(said in each.message or said in each.remedy for each in reading.diagnostics)


INSTALLED = """
hours: {office: Mon-Fri 09:00-17:00}
objectives:
  install:
    resolution: {priority: installation, hours: office}
    within: 17 business days
    period: calendar month
credits:
  rules: [{for: install, amount: 50 % of FEE, per: missed case}]
  cap: none
claims: automatic
"""


@pytest.mark.parametrize(
    ("fee", "paid", "owed"),
    [
        (
            "the NRC of the affected circuit",
            "{resources: {c1: {monthly: 700, one_time: 1500}}}",
            "750.00 USD",
        ),
        ("installation charges", "{monthly: 700, one_time: 1200}", "600.00 USD"),
        # what is paid once for two things, and both are meant
        ("one-time fee", "{resources: {c1: {one_time: 1500}, c2: {one_time: 500}}}", "1000.00 USD"),
        ("the set-up fee", "{monthly: 700}", "50 % of the fee"),
    ],
)
def test_a_late_installation_earns_of_what_is_paid_once(
    tmp_path: Path, fee: str, paid: str, owed: str
) -> None:
    # ordered on Monday 1 June at 9:00, 17 business days end on Tuesday the 23rd; installed on the 25th
    case = f"""
    period: 2026-06
    fee: {paid}
    tickets: [{{opened: 2026-06-01 09:00, priority: installation, of: c1, resolved: 2026-06-25 12:00}}]
    """
    if "c1" not in paid:
        case = case.replace(", of: c1", "")
    assert settled(tmp_path, INSTALLED.replace("FEE", fee), case).owed == owed


BROADBAND = """
hours: {office: {open: Mon-Fri 08:00-18:00}}
objectives:
  repair:
    resolution: {hours: office, solved_by: solution}
    within: next business day
    period: calendar month
credits: {rules: [{for: repair, amount: 9.76 USD, per: day late}], cap: none}
claims: automatic
"""


@pytest.mark.parametrize(
    ("resolved", "owed"),
    [
        # Reported on Thursday 4 June, due on Friday at 18:00. Saturday, Sunday, Monday: 3 x 9.76.
        ("2026-06-08 12:00", "29.28 USD"),
        # Until Friday night it was late for three hours of that day: a day.
        ("2026-06-05 21:00", "9.76 USD"),
        # Saturday alone.
        ("2026-06-07 00:00", "9.76 USD"),
        ("2026-06-05 18:00", "no credit is owed"),
    ],
)
def test_each_calendar_day_late(tmp_path: Path, resolved: str, owed: str) -> None:
    case = f"{{period: 2026-06, tickets: [{{opened: 2026-06-04 10:00, resolved: {resolved}}}]}}"
    terms = BROADBAND + "conventions: {breach_test: stop after the close of the due window}\n"
    assert credits_in_a_word(settled(tmp_path, terms, case).settlement) == owed


DELIVERY = """
hours: {desk: {open: daily 08:00-20:00}}
business_days: {working: {open: Mon-Fri, holidays: {also: [2026-06-09]}}}
objectives:
  delivery:
    resolution: {priority: delivery, solved_by: solution, business_days: working}
    within: 1 calendar day
    period: calendar month
credits: {rules: [{for: delivery, amount: 100 USD, per: WORDS}], cap: none}
"""


@pytest.mark.parametrize("words", ["business day late", "working day of delay"])
@pytest.mark.parametrize(
    ("done", "owed"),
    [
        # Committed for Friday 5 June: Monday 8, not the holiday of Tuesday, and Wednesday 10: 2 x 100.
        ("2026-06-10 12:00", "200.00 USD"),
        ("2026-06-08 08:00", "100.00 USD"),
        # Late by a weekend is late, though by no business day.
        ("2026-06-07 12:00", "no credit is owed"),
        ("2026-06-05 23:00", "no credit is owed"),
    ],
)
def test_each_business_day_late(tmp_path: Path, words: str, done: str, owed: str) -> None:
    ticket = f"{{opened: 2026-06-05, priority: delivery, resolved: {done}}}"
    case = f"{{period: 2026-06, tickets: [{ticket}]}}"
    play = settled(tmp_path, DELIVERY.replace("WORDS", words), case)
    assert credits_in_a_word(play.settlement) == owed


@pytest.mark.parametrize(
    ("words", "cap", "tickets", "owed"),
    [
        # Monday 8 and Wednesday 10, each held to its own 100: all of it.
        ("business day late", "100 USD per calendar day", ["2026-06-10 12:00"], "200.00 USD"),
        # Each held to 60: 2 x 60.
        ("business day late", "60 USD per calendar day", ["2026-06-10 12:00"], "120.00 USD"),
        # Saturday to Wednesday: 5 x 60.
        ("day late", "60 USD per calendar day", ["2026-06-10 12:00"], "300.00 USD"),
        # Late on Monday and Wednesday, and on Monday alone: 150 of the 200 of Monday, and 100 of Wednesday.
        (
            "business day late",
            "150 USD per calendar day",
            ["2026-06-10 12:00", "2026-06-08 08:00"],
            "250.00 USD",
        ),
        # Late on no business day.
        ("business day late", "60 USD per calendar day", ["2026-06-07 12:00"], "no credit is owed"),
    ],
)
def test_each_day_late_is_held_to_its_own_cap(
    tmp_path: Path, words: str, cap: str, tickets: list[str], owed: str
) -> None:
    each = [f"{{opened: 2026-06-05, priority: delivery, resolved: {done}}}" for done in tickets]
    case = f"{{period: 2026-06, tickets: [{', '.join(each)}]}}"
    play = settled(tmp_path, DELIVERY.replace("WORDS", words).replace("cap: none", f"cap: {cap}"), case)
    assert credits_in_a_word(play.settlement) == owed


def test_business_days_late_that_nothing_declares(tmp_path: Path) -> None:
    terms = DELIVERY.replace("WORDS", "business day late").replace(", business_days: working", "")
    lines = [line for line in terms.splitlines() if not line.startswith(("hours:", "business_days:"))]
    case = (
        "{period: 2026-06, tickets: [{opened: 2026-06-05, priority: delivery, resolved: 2026-06-10 12:00}]}"
    )
    told = credits_in_a_word(settled(tmp_path, "\n".join(lines), case).settlement)
    assert told.endswith("business days late are credited, and the agreement declares none")


TWO_ENDS = """
objectives:
  fix: {resolution: {solved_by: solution}, within: 4 hours, period: calendar month}
  restore: {resolution: {solved_by: solution or workaround}, within: 2 hours, period: calendar month}
"""


@pytest.mark.parametrize(
    ("told", "fix", "restore"),
    [
        # Working again after an hour, repaired after five.
        ("workaround: 11:00, resolved: 15:00", "MISSED", "MET"),
        # Three hours are within four, and not within two.
        ("resolved: 13:00", "MET", "MISSED"),
    ],
)
def test_a_ticket_of_a_case_is_resolved_by_a_solution(
    tmp_path: Path, told: str, fix: str, restore: str
) -> None:
    read = read_agreement({"sla.yaml": (HEAD + TWO_ENDS).encode()}, "sla.yaml", gazetteer())
    assert "contradictory-targets" not in [each.code.label for each in read.diagnostics]
    case = f"{{period: 2026-06, tickets: [{{opened: 2026-06-04 10:00, {told}}}]}}"
    play = settled(tmp_path, TWO_ENDS, case)
    assert (play.verdict("fix"), play.verdict("restore")) == (fix, restore)
