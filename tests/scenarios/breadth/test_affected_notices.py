"""Late notices and late works, and whose fee pays for them: the circuit, or the service, that a record names.

*We tell you of an outage of your port within 15 minutes; otherwise a thirtieth of its monthly charge is due.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play

TERMS = """
services:
  transit: {points: as recorded, down_when: each port by itself}
objectives:
  outage_notice:
    notification: {of: port outage, starts_at: occurrence}
    within: {time: 15 min, counted_in: wall clock}
    period: calendar month
  works:
    maintenance_conduct: {kinds: planned, notice: at least 10 days}
    period: calendar month
credits:
  rules:
    - {for: outage_notice, amount: 1/30 of monthly fee of the affected port}
    - {for: works, amount: 5 % of monthly fee of the affected port}
  cap: none
conventions: {one_breach: ticket}
"""
FEES = "period: 2026-06\nfee: {resources: {port-1: 900, port-2: 600}}\nresources: [port-1, port-2]\n"


def owed(play: Play) -> dict[str, str]:
    lines = play.settlement["lines"]
    return {line.get("affected", "-"): line["owed"].get("amount", "a share") for line in lines}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        # Told after 16 minutes of the one port: 900 / 30.
        (
            "{incident: I-1, kind: port outage, resources: port-1, occurred: 2026-06-03 10:00}",
            {"port-1": "30.00"},
        ),
        # Both ports: 30, and 600 / 30.
        (
            "{incident: I-1, kind: port outage, resources: [port-1, port-2], occurred: 2026-06-03 10:00}",
            {"port-1": "30.00", "port-2": "20.00"},
        ),
        # An incident of everybody's, of a port of somebody else besides: his is no part of this.
        (
            "{incident: I-1, kind: port outage, resources: [port-2, port-9], occurred: 2026-06-03 10:00}",
            {"port-2": "20.00"},
        ),
        # After 15 minutes sharp nothing is late.
        ("{incident: I-1, kind: port outage, resources: port-1, occurred: 2026-06-03 10:01}", {}),
    ],
)
def test_the_port_of_which_nobody_was_told_in_time(tmp_path: Path, told: str, found: dict[str, str]) -> None:
    case = f"""{FEES}
outages: none
maintenance: none
incidents:
  - {told}
incident_updates:
  - {{incident: I-1, at: 2026-06-03 10:16}}
"""
    assert owed(settled(tmp_path, TERMS, case)) == found


def test_an_incident_is_of_what_its_outages_name(tmp_path: Path) -> None:
    """The outage of port-2 names the incident: 600 / 30. The other incident names port-1 twice: 2 x 30."""
    case = f"""{FEES}
outages:
  - {{time: 2026-06-03 10:00/11:00, of: port-2, incident: I-1}}
maintenance: none
incidents:
  - {{incident: I-1, kind: port outage, occurred: 2026-06-03 10:00}}
  - {{incident: I-2, kind: port outage, resources: port-1, occurred: 2026-06-05 10:00}}
  - {{incident: I-3, kind: port outage, resources: port-1, occurred: 2026-06-06 10:00}}
incident_updates: []
notices: []
"""
    assert owed(settled(tmp_path, TERMS, case)) == {"port-2": "20.00", "port-1": "60.00"}


def test_work_without_notice_on_one_port(tmp_path: Path) -> None:
    """Announced 9 days before and not 10, on port-1 alone: 5 % of 900."""
    case = f"""{FEES}
outages: none
incidents: none
maintenance:
  - {{time: 2026-06-20 02:00/04:00, of: port-1, announced: 2026-06-11 02:00}}
"""
    assert owed(settled(tmp_path, TERMS, case)) == {"port-1": "45.00"}


def test_the_service_of_which_nobody_was_told_in_time(tmp_path: Path) -> None:
    """An hour late of the search alone, of two services: 10 % of its 100."""
    terms = """
services: {app: {points: [app]}, search: {points: [search]}}
objectives:
  notice: {notification: {of: outage, starts_at: occurrence}, within: 30 min, period: calendar month}
credits: {per_breach: 10 % of monthly fee of the affected service, cap: none}
conventions: {one_breach: objective and period}
"""
    case = """
period: 2026-06
fee: {services: {app: 400, search: 100}}
outages: none
incidents: [{incident: I-1, kind: outage, services: search, occurred: 2026-06-03 10:00}]
incident_updates: [{incident: I-1, at: 2026-06-03 11:00}]
"""
    assert owed(settled(tmp_path, terms, case)) == {"search": "10.00"}


REPORTS = """
services:
  transit: {points: as recorded, down_when: each port by itself}
objectives:
  report:
    reporting: {what: fault report, on: request}
    within: {time: 24 h, counted_in: wall clock}
    period: calendar month
credits:
  rules: [{for: report, amount: 5 % of monthly fee of the affected port}]
  cap: none
conventions: {one_breach: ticket}
"""


def test_the_port_whose_report_came_late(tmp_path: Path) -> None:
    """On port-1 a day and a minute after it was asked for: 5 % of 900. On port-2 it came in time."""
    case = f"""{FEES}
outages: none
notices:
  - {{notice: 1, kind: fault report, requested: 2026-06-03 10:00, sent: 2026-06-04 10:01, resources: port-1}}
  - {{notice: 2, kind: fault report, requested: 2026-06-03 10:00, sent: 2026-06-04 10:00, resources: port-2}}
"""
    assert owed(settled(tmp_path, REPORTS, case)) == {"port-1": "45.00"}


def test_the_report_that_never_came_is_on_what_was_asked_about(tmp_path: Path) -> None:
    """Nobody answered for both ports: 45, and 5 % of 600."""
    case = f"""{FEES}
outages: none
notices: [{{notice: N-1, kind: fault report, requested: 2026-06-03 10:00, resources: [port-1, port-2]}}]
"""
    assert owed(settled(tmp_path, REPORTS, case)) == {"port-1": "45.00", "port-2": "30.00"}
