"""Recoveries of machines, and jobs that are counted: a disaster recovery and backup service.

*A protected machine runs again within four hours of the declaration of a disaster; each started hour more
earns 5 % of its monthly fee, at most all of it. 98 % of the backup jobs of a month succeed.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play

TERMS = """
services: {replication: {}, backup: {}}
measures:
  failed jobs: {unit: count, of: backup, measured_at: server side}
  jobs: {unit: count, of: backup, measured_at: server side}
objectives:
  recovery_time:
    recovery: {of: virtual machine, starts_at: declared failure, proved_by: recovery}
    within: 4 hours
    period: calendar month
  jobs:
    ratio: {of: failed jobs, out_of: jobs}
    target: "<= 2 %"
    period: calendar month
credits:
  rules:
    - for: recovery_time
      amount: 5 % of monthly fee of the affected virtual machine
      per: 1 h
      counted: per started
      of: beyond the target
    - for: jobs
      bands:
        - {above: 2 %, at_most: 5 %, amount: 5 % of monthly fee of the affected service}
        - {above: 5 %, amount: 10 % of monthly fee of the affected service}
  cap: {most: 100 % of monthly fee of the affected virtual machine per month, for: recovery_time}
"""
FEES = "period: 2026-06\nfee: {resources: {vm-1: 400, vm-2: 400, vm-3: 500}, services: {backup: 600}}\n"


def owed(play: Play) -> dict[str, str]:
    return {line.get("affected", "-"): line["owed"]["amount"] for line in play.settlement["lines"]}


def test_each_machine_earns_by_its_own_delay(tmp_path: Path) -> None:
    case = f"""{FEES}
recoveries:
  - {{of: virtual machine, resources: vm-1, declared: 2026-06-10 08:00, recovered: 12:00}}
  - {{of: virtual machine, resources: vm-2, declared: 2026-06-10 08:00, recovered: 13:10}}
  - {{of: virtual machine, resources: vm-3, declared: 2026-06-20 08:00, recovered: 2026-06-21 12:00}}
measurements: [{{measure: jobs, at: 2026-06-30, value: 1}},
               {{measure: failed jobs, at: 2026-06-30, value: 0}}]
"""
    play = settled(tmp_path, TERMS, case)
    # vm-1 in four hours sharp: in time. vm-2 1 h 10 min late: 2 x 5 % of 400. vm-3 24 h late: 24 x.
    assert owed(play) == {"vm-2": "40.00", "vm-3": "600.00"}
    # 120 % of 500, of which its cap leaves 500.
    assert play.settlement["owed"]["amount"] == "540.00"


@pytest.mark.parametrize(
    ("failed", "found"),
    [
        # 20 of 1000 are 2 %, which is promised; 21 earn 5 % of 600, 50 are 5 % sharp, and 51 earn 10 %.
        (20, {}),
        (21, {"backup": "30.00"}),
        (50, {"backup": "30.00"}),
        (51, {"backup": "60.00"}),
    ],
)
def test_failed_jobs_are_counted_without_a_unit(tmp_path: Path, failed: int, found: dict[str, str]) -> None:
    case = f"""{FEES}
recoveries: none
measurements:
  - {{measure: failed jobs, at: 2026-06-30 23:00, value: {failed}}}
  - {{measure: jobs, at: 2026-06-30 23:00, value: 1000}}
"""
    assert owed(settled(tmp_path, TERMS, case)) == found
