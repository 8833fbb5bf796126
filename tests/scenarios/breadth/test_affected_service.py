"""The affected service, where a promise is not about availability: a credit goes by its fee all the same.

June 2026 has 720 hours.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cases import settled
from stage import Play

SECONDARY = """
services:
  primary: {points: [primary]}
  secondary: {points: [secondary]}
measures:
  lag: {unit: duration, of: secondary, measured_at: server side}
objectives:
  lag_hours:
    share_of_time: {of: lag, slices: 1 h, figure: p99, within: "<= 5 s", empty: good}
    target: ">= 100 %"
    period: calendar month
  failover:
    recovery: {of: secondary}
    within: 30 s
    period: calendar month
credits:
  rules:
    - {for: lag_hours, amount: 10 % of monthly fee of the affected service}
    - {for: failover, amount: 100 % of monthly fee of the affected service}
  cap: none
conventions: {one_breach: objective and period}
accepted: [{code: target-without-allowance, because: every hour is promised}]
"""
FEES = "fee: {services: {primary: 5000, secondary: 900}}\n"


def owed(play: Play) -> str | None:
    return play.document["statement"]["settlement"]["owed"].get("amount")


def test_the_service_of_a_measure(tmp_path: Path) -> None:
    """One of 720 hours has a 99th percentile of 6 s: 719/720, and 10 % of 900 is 90.

    Of 100 values the 99th decides. In the hour of 10:00 it is 5 s, in that of 11:00 6 s, since two are.
    """
    case = f"""
period: 2026-06
{FEES}
recoveries: []
measurements:
  - series: lag
    from: 2026-06-05 10:00
    until: 2026-06-05 11:00
    histogram: 5:99;60:100;+Inf:100
    unit: s
    labels: measured_at=server side
  - series: lag
    from: 2026-06-05 11:00
    until: 2026-06-05 12:00
    histogram: 5:98;60:100;+Inf:100
    unit: s
    labels: measured_at=server side
"""
    play = settled(tmp_path, SECONDARY, case)
    assert Fraction(play.finding("lag_hours")["figure"]["share"]) == Fraction(719, 720)
    assert play.verdict("lag_hours") == "MISSED"
    assert owed(play) == "90.00"


def test_the_service_that_is_recovered(tmp_path: Path) -> None:
    """31 s are 1 s too long: all of the 900 for the secondary."""
    case = f"""
period: 2026-06
{FEES}
measurements: []
recoveries:
  - {{recovery: R-1, of: secondary, declared: 2026-06-10 10:00:00, recovered: 2026-06-10 10:00:31}}
"""
    play = settled(tmp_path, SECONDARY, case)
    assert play.verdict("failover") == "MISSED"
    assert owed(play) == "900.00"


def test_the_only_service(tmp_path: Path) -> None:
    """A late answer in an agreement on one service: 10 % of its 400. Nothing else can be meant."""
    terms = """
services:
  app: {points: [app]}
objectives:
  response:
    response: {until: substantive reply}
    within: {time: 1 h, counted_in: wall clock}
    period: calendar month
credits:
  per_breach: 10 % of monthly fee of the affected service
  cap: none
conventions: {one_breach: objective and period}
"""
    case = """
period: 2026-06
fee: {services: {app: 400}}
tickets: [{opened: 2026-06-03 10:00, first_response: 11:01}]
"""
    assert owed(settled(tmp_path, terms, case)) == "40.00"


def test_nobody_says_which_service(tmp_path: Path) -> None:
    """Of two services a ticket names neither: the credit stays a share, and the statement says why."""
    terms = """
services:
  app: {points: [app]}
  search: {points: [search]}
objectives:
  response:
    response: {until: substantive reply}
    within: {time: 1 h, counted_in: wall clock}
    period: calendar month
credits:
  per_breach: 10 % of monthly fee of the affected service
  cap: none
conventions: {one_breach: objective and period}
"""
    case = """
period: 2026-06
fee: {services: {app: 400, search: 100}}
tickets: [{opened: 2026-06-03 10:00, first_response: 11:01}]
"""
    play = settled(tmp_path, terms, case)
    assert owed(play) is None
    [line] = play.document["summary"]["credit"]["because"]
    assert "nothing says which service was affected" in line


def test_the_hours_that_were_too_slow_are_named(tmp_path: Path) -> None:
    """Of 720 hours that of 11:00 has a single value of 6 s: the statement names it."""
    case = f"""
period: 2026-06
{FEES}
recoveries: []
measurements:
  - {{series: lag, at: 2026-06-05 11:20, value: 6 s, labels: measured_at=server side}}
  - {{series: lag, at: 2026-06-05 12:20, value: 5 s, labels: measured_at=server side}}
"""
    play = settled(tmp_path, SECONDARY, case)
    reasons = play.reasons("lag_hours")
    assert "in 1 slice of 1 h the 99th percentile is not <= 5 s" in reasons
    assert "2026-06-05 11:00 to 12:00 UTC: the 99th percentile is 6 s" in reasons
    assert play.finding("lag_hours")["record"]["distribution"] == []


def test_a_ticket_of_an_agreement_on_one_service_is_about_it(tmp_path: Path) -> None:
    """The promise names the only service there is, and a ticket that names none can be about no other."""
    terms = """
services:
  app: {points: [app]}
objectives:
  response:
    response: {until: substantive reply}
    within: {time: 1 h, counted_in: wall clock}
    services: [app]
    period: calendar month
credits: {per_breach: 10 % of monthly fee of the affected service, cap: none}
conventions: {one_breach: objective and period}
"""
    case = """
period: 2026-06
fee: {services: {app: 400}}
tickets: [{opened: 2026-06-03 10:00, first_response: 11:01}]
"""
    play = settled(tmp_path, terms, case)
    assert (play.verdict("response"), owed(play)) == ("MISSED", "40.00")


CIRCUITS = """
measures:
  round_trip: {unit: duration, measured_at: synthetic checks}
objectives:
  latency:
    mean: {of: round_trip, at_least: 1 sample}
    target: {paris: <= 30 ms, tokyo: <= 200 ms, oslo: <= 90 ms}
    target_by: circuit
    period: calendar month
  restore: {recovery: {of: vault}, within: 4 h, period: calendar month}
credits:
  rules:
    - {for: latency, amount: 10 % of monthly fee of the affected circuit}
    - {for: restore, amount: 50 % of monthly fee of the affected component}
  cap: none
conventions: {one_breach: objective and period}
"""


def measured(**means: int) -> str:
    return "".join(
        f"  - {{series: round_trip, at: 2026-06-05 10:00, value: {mean} ms, "
        f"labels: circuit={name};measured_at=synthetic checks}}\n"
        for name, mean in means.items()
    )


@pytest.mark.parametrize(
    ("means", "paid", "amount"),
    [
        # Paris takes 31 ms of 30, Oslo 91 of 90, and Tokyo keeps its 200: 10 % of 400 and of 300 are 70.
        ({"paris": 31, "tokyo": 200, "oslo": 91}, {"paris": 400, "tokyo": 900, "oslo": 300}, "70.00"),
        # Only Tokyo is late: 10 % of 900.
        ({"paris": 30, "tokyo": 201}, {"paris": 400, "tokyo": 900}, "90.00"),
    ],
)
def test_each_circuit_whose_latency_missed(
    tmp_path: Path, means: dict[str, int], paid: dict[str, int], amount: str
) -> None:
    fees = ", ".join(f"{name}: {fee}" for name, fee in paid.items())
    case = (
        f"period: 2026-06\nfee: {{resources: {{{fees}}}}}\nrecoveries: []\nmeasurements:\n{measured(**means)}"
    )
    assert owed(settled(tmp_path, CIRCUITS, case)) == amount


def test_the_component_that_is_recovered(tmp_path: Path) -> None:
    # 4 h 1 min are more than 4 h: half of 80.
    case = f"""
period: 2026-06
fee: {{monthly: 1000, resources: {{vault: 80, paris: 400}}}}
recoveries:
  - {{recovery: R-1, of: vault, declared: 2026-06-10 10:00, recovered: 2026-06-10 14:01}}
measurements:
{measured(paris=20)}"""
    assert owed(settled(tmp_path, CIRCUITS, case)) == "40.00"


REPLACED = """
services:
  network: {points: as recorded, down_when: each server by itself}
  hardware: {points: as recorded, down_when: each server by itself}
objectives:
  network: {availability: network, target: ">= 99.9 %", period: calendar month}
  replacement: {resolution: {solved_by: solution}, within: 2 h, services: hardware, period: calendar month}
credits:
  rules: [{for: replacement, amount: 20 % of monthly fee of the affected server, per: missed case}]
  cap: 100 % of monthly fee of the affected server per month
"""


@pytest.mark.parametrize(
    ("of", "owed"),
    [
        # Six hours instead of two: 20 % of the 400 for the server.
        ("hardware srv-1", "80.00 USD"),
        # What is wrong with its network is no promise about hardware.
        ("network srv-1", "0 % of the fee"),
        # Nobody says which of them it was.
        ("srv-1", "ticket 1: service not recorded; promised for hardware only"),
    ],
)
def test_a_ticket_on_a_server_of_two_services_is_not_taken_to_be_of_the_other(
    tmp_path: Path, of: str, owed: str
) -> None:
    told = f"""
    period: 2026-06
    fee: {{resources: {{srv-1: 400}}}}
    outages: none
    tickets: [{{opened: 2026-06-08 09:00, resolved: 15:00, of: {of}}}]
    """
    assert owed in settled(tmp_path, REPLACED, told).owed
