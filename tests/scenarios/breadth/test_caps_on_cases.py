"""Caps on each order, ticket or call by itself, and recoveries that are of one incident with late notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

PORTING = """
business_days: {working: {open: Mon-Fri 08:00-17:00, holidays: US}}
objectives:
  porting:
    resolution: {priority: port, business_days: working}
    within: 1 calendar day
    period: calendar month
credits:
  rules: [{for: porting, amount: 50 USD, per: business day late}]
  cap: 500 USD PER
"""
SEVERAL = """
period: 2026-11
fee: 1000
tickets:
  - {opened: 2026-11-24 00:00, priority: port, resolved: 2026-11-30 10:00}
  - {opened: 2026-11-02 00:00, priority: port, resolved: 2026-11-25 10:00}
"""


@pytest.mark.parametrize(
    ("per", "owed"),
    [
        # Due on Tuesday the 24th: Wednesday, Friday (Thursday is Thanksgiving) and Monday are 3 business
        # days, 150. Due on Monday the 2nd: from the 3rd to the 25th there are 17 weekdays, less Veterans Day
        # on the 11th: 16 of 50 are 800, of which 500 are left.
        ("per order", "650.00 USD"),
        ("per ticket", "650.00 USD"),
        ("for each late case", "650.00 USD"),
        # The second one was still late on the 24th and 25th, when the first was: at one time they are one
        # incident, 950 together.
        ("per incident", "500.00 USD"),
        ("per month", "500.00 USD"),
    ],
)
def test_each_order_has_a_cap_of_its_own(tmp_path: Path, per: str, owed: str) -> None:
    assert settled(tmp_path, PORTING.replace("PER", per), SEVERAL).owed == owed


def test_orders_with_just_the_same_days_are_two(tmp_path: Path) -> None:
    # Twice 16 days are twice 800, and twice 500 are left.
    late = "{opened: 2026-11-02 00:00, priority: port, resolved: 2026-11-25 10:00}"
    case = f"period: 2026-11\nfee: 1000\ntickets: [{late}, {late}]\n"
    assert settled(tmp_path, PORTING.replace("PER", "per order"), case).owed == "1000.00 USD"


def test_what_one_ticket_earns_twice_is_one_case(tmp_path: Path) -> None:
    # Answered an hour late on the 3rd and solved an hour late on the 5th, 40 + 40 = 80, of which 60 are left;
    # the other ticket, answered late at the same time as the first, earns 40.
    terms = """
    objectives:
      answer: {response: {until: reply by a person}, within: 1 h, period: calendar month}
      repair: {resolution: {}, within: 48 h, period: calendar month}
    credits:
      rules: [{for: [answer, repair], amount: 40 USD, per: missed case}]
      cap: 60 USD per ticket
    """
    case = """
    period: 2026-06
    fee: 1000
    tickets:
      - {opened: 2026-06-03 10:00, replies: [2026-06-03 12:00], resolved: 2026-06-05 11:00}
      - {opened: 2026-06-03 10:00, replies: [2026-06-03 12:00], resolved: 2026-06-04 11:00}
    """
    assert settled(tmp_path, terms, case).owed == "100.00 USD"


MITIGATION = """
objectives:
  mitigation: {recovery: {of: attack, starts_at: detection}, within: 10 min, period: calendar month}
  told: {notification: {of: attack, starts_at: detection}, within: 15 min, period: calendar month}
credits:
  rules: [{for: [mitigation, told], amount: 1/30 of MRC, per: missed case}]
  combined: {counted: highest only, per: incident}
  cap: 100 % of MRC per month
"""


@pytest.mark.parametrize(("incident", "owed"), [("incident: A-1, ", "100.00 USD"), ("", "200.00 USD")])
def test_a_late_recovery_and_a_late_notice_of_one_incident_are_one(
    tmp_path: Path, incident: str, owed: str
) -> None:
    # Late from 10:10 to 10:12 and from 10:15 to 10:20: the times do not meet, the incident is the same. A
    # thirtieth of 3000 is 100; where nobody says of which incident the recovery was, they are two.
    case = f"""
    period: 2026-06
    fee: 3000
    incidents: [{{incident: A-1, kind: attack, detected: 2026-06-11 10:00, resolved: 2026-06-11 12:00}}]
    recoveries: [{{{incident}of: attack, detected: 2026-06-11 10:00, recovered: 2026-06-11 10:12}}]
    notices: [{{kind: attack, about: A-1, sent: 2026-06-11 10:20}}]
    """
    assert settled(tmp_path, MITIGATION, case).owed == owed


def test_a_cap_of_each_cabinet_says_what_it_lacks_where_a_ticket_names_none(tmp_path: Path) -> None:
    terms = """
    services: {power: {points: as recorded, down_when: each cabinet by itself}}
    objectives:
      power: {availability: power, target: ">= 100 %", period: calendar month}
      hands: {response: {until: reply by a person}, within: 30 min, period: calendar month}
    credits:
      rules:
        - {for: power, amount: 1/30 of MRC of the affected cabinet, per: outage}
        - {for: hands, amount: 100 USD, per: missed case}
      cap: 50 % of MRC of the affected cabinet per month
    """
    case = """
    period: 2026-06
    fee: {resources: {cab-1: 1500, cab-2: 180}}
    outages: [2026-06-03 10:00/10:10 cab-1]
    tickets: [{opened: 2026-06-10 01:00, replies: [2026-06-10 01:31]OF}]
    """
    open_ = settled(tmp_path, terms, case.replace("OF", "")).owed
    assert "which cabinet hands affected is not recorded" in open_, open_
    # 50 for cab-1; half of 180 are 90, of the 100 for what was about cab-2.
    assert settled(tmp_path, terms, case.replace("OF", ", of: cab-2")).owed == "140.00 USD"
