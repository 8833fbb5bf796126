"""Credits of the affected thing where nobody names it: the points that failed, or the only one there is.

June 2026 has 720 hours.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play

FEES = "period: 2026-06\nfee: {resources: {north: 300, south: 500}}\n"


def terms(service: str, promise: str = "availability: store") -> str:
    return f"""
services: {{store: {{{service}}}}}
measures: {{delay: {{unit: duration, of: store, measured_at: server side}}}}
objectives:
  promise: {{{promise}, period: calendar month}}
credits:
  rules: [{{for: promise, amount: 10 % of monthly fee of the affected store}}]
  cap: none
conventions: {{one_breach: objective and period}}
"""


def owed(play: Play) -> dict[str, str]:
    lines = play.settlement["lines"]
    return {line.get("affected", "-"): line["owed"].get("amount", "a share") for line in lines}


UPTIME = 'availability: store, target: ">= 99.9 %"'
ERRORS = (
    "availability: {of: store, slices: {of: 1 h, figure: mean of error rates, empty: good}}, "
    'target: ">= 99.9 %"'
)
DELAY = 'mean: delay, target: "<= 50 ms"'
DOWN = "outages: [2026-06-03 10:00/18:00]\n"
FAILED = "requests:\n  - {from: 2026-06-03 10:00, until: 2026-06-03 11:00, total: 100, failed: 73}\n"
SLOW = "measurements: [{series: delay, at: 2026-06-03 10:00, value: 60 ms}]\n"


@pytest.mark.parametrize(
    ("service", "promise", "happened", "found"),
    [
        # One point: whatever failed was that, by an outage, by error rates (73 % of one of 720 hours is more
        # than 0.1 % of all), or by a figure. 10 % of 300.
        ("points: [north]", UPTIME, DOWN, {"north": "30.00"}),
        ("points: [north]", ERRORS, FAILED, {"north": "30.00"}),
        ("points: [north]", DELAY, SLOW, {"north": "30.00"}),
        # An outage of everything is one of both: 10 % of 300, and of 500.
        (
            "points: [north, south], down_when: any point fails",
            UPTIME,
            DOWN,
            {"north": "30.00", "south": "50.00"},
        ),
        (
            "points: [north, south], down_when: all points fail",
            UPTIME,
            DOWN,
            {"north": "30.00", "south": "50.00"},
        ),
        (
            "points: as recorded, down_when: any point fails",
            UPTIME,
            DOWN,
            {"north": "30.00", "south": "50.00"},
        ),
        # Of two points one may be meant by error rates of everything, or both.
        ("points: [north, south], down_when: any point fails", ERRORS, FAILED, {"-": "a share"}),
        # A point that nothing is paid for, such as where a monitor looks, is no thing with a fee.
        ("points: [probe]", UPTIME, DOWN, {"-": "a share"}),
    ],
)
def test_what_failed_is_what_is_paid_for(
    tmp_path: Path, service: str, promise: str, happened: str, found: dict[str, str]
) -> None:
    case = FEES + (happened if "outages" in happened else f"outages: none\n{happened}")
    assert owed(settled(tmp_path, terms(service, promise), case)) == found
