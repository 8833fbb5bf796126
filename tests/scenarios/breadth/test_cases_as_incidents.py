"""Late cases as incidents: each ticket is one, and what is late about one incident is of it.

*Each attack is mitigated within 20 minutes of the alert; 300 are credited for each started hour beyond. The
customer is told by phone within 15 minutes; 300 for each time that is late. At most 900 for an attack.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

TICKETS = """
objectives:
  response: {response: {priority: P1, until: substantive reply}, within: 30 minutes, period: calendar month}
credits:
  rules: {for: response, amount: 50 USD, per: missed case}
  cap: CAP per incident
"""
THREE_LATE = """
period: 2026-06
tickets:
  - {opened: 2026-06-03 10:00, priority: P1, first_response: 10:40}
  - {opened: 2026-06-05 22:00, priority: P1, first_response: 22:51}
  - {opened: 2026-06-09 03:00, priority: P1, first_response: 08:00}
  - {opened: 2026-06-10 03:00, priority: P1, first_response: 03:30}
"""


@pytest.mark.parametrize(("cap", "owed"), [("60 USD", "150.00 USD"), ("30 USD", "90.00 USD")])
def test_each_late_ticket_is_an_incident_of_its_own(tmp_path: Path, cap: str, owed: str) -> None:
    # Three times 50, none of which passes 60; and three times 30.
    assert settled(tmp_path, TICKETS.replace("CAP", cap), THREE_LATE).owed == owed


ATTACKS = """
channels: {phone: phone}
objectives:
  mitigation: {resolution: {}, within: 20 min, period: calendar month}
  notice:
    notification: {of: attack, starts_at: detection, channels: phone}
    within: 15 minutes
    period: calendar month
credits:
  rules:
    - {for: mitigation, amount: 300 USD, per: 1 h, counted: per started, of: beyond the target}
    - {for: notice, amount: 300 USD, per: missed case}
  PUT
"""
ATTACK = """
period: 2026-06
tickets:
  - {opened: 2026-06-10 12:00, resolved: 17:00INCIDENT}
  - {opened: 2026-06-20 12:00, resolved: 12:21}
incidents: [{incident: I-1, kind: attack, detected: 2026-06-10 12:00}]
notices: [{kind: attack, about: I-1, sent: 2026-06-10 12:16, channel: phone}]
"""


@pytest.mark.parametrize(
    ("put", "incident", "owed"),
    [
        # 4 h 40 min beyond are five hours: 1500, and 300 for the notice: 900 for the attack of the 10th. The
        # second attack earns 300.
        ("cap: 900 USD per incident", ", incident: I-1", "1200.00 USD"),
        # Where nobody says that the two are one, 12:16 is before 12:20: 900 and 300 and 300.
        ("cap: 900 USD per incident", "", "1500.00 USD"),
        ("combined: {counted: highest only, per: incident}\n  cap: none", ", incident: I-1", "1800.00 USD"),
        ("combined: {counted: highest only, per: incident}\n  cap: none", "", "2100.00 USD"),
    ],
)
def test_what_is_late_about_one_incident_is_of_it(tmp_path: Path, put: str, incident: str, owed: str) -> None:
    play = settled(tmp_path, ATTACKS.replace("PUT", put), ATTACK.replace("INCIDENT", incident))
    assert play.owed == owed


OUTAGES = """
channels: {mail: e-mail}
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 100 %", period: calendar month}
  report:
    notification: {of: outage, starts_at: detection, channels: mail}
    within: 30 min
    period: calendar month
credits:
  rules:
    - {for: uptime, amount: 20 USD, per: 1 h, counted: per started, summed: each outage}
    - {for: report, amount: 10 USD, per: missed case}
  PUT
"""
OF_ONE = """
period: 2026-06
outages:
  - {time: 2026-06-03 10:00/11:30, incident: I-1}
  - {time: 2026-06-03 14:00/14:30, incident: OTHER}
incidents: [{incident: I-1, kind: outage, detected: 2026-06-03 11:10}]
notices: [{kind: outage, about: I-1, sent: 2026-06-03 12:00, channel: mail}]
"""


@pytest.mark.parametrize(
    ("put", "other", "owed"),
    [
        # 40 and 20 for the outages and 10 for the notice that came at 12:00 in place of 11:40: all of them of
        # one incident, or the second outage of another.
        ("cap: 50 USD per incident", "I-1", "50.00 USD"),
        ("cap: 50 USD per incident", "I-2", "70.00 USD"),
        # Of one incident what uptime earns, 60, or what the notice does; of the other what uptime earns.
        ("combined: {counted: highest only, per: incident}\n  cap: none", "I-1", "60.00 USD"),
        ("combined: {counted: highest only, per: incident}\n  cap: none", "I-2", "60.00 USD"),
        # Without the incident the notice is of nothing that overlaps: 40 + 20 + 10.
        ("combined: {counted: highest only, per: incident}\n  cap: none", "UNNAMED", "70.00 USD"),
    ],
)
def test_outages_that_name_one_incident_are_of_it(tmp_path: Path, put: str, other: str, owed: str) -> None:
    case = OF_ONE.replace("OTHER", other)
    if other == "UNNAMED":
        case = case.replace(", incident: I-1}\n  -", "}\n  -").replace(", incident: UNNAMED", "")
    play = settled(tmp_path, OUTAGES.replace("PUT", put), case)
    assert play.owed == owed
