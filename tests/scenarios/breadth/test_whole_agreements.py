"""Whole agreements of several trades, each with a case worked out by hand: telecom, voice, delivery, hosting.

June 2026 has 720 hours, 43 200 minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

from upheld.report.text.credits import credits_in_a_word

CIRCUITS = """
services: {port: {points: as recorded, down_when: each circuit by itself}}
measures: {repair: {unit: duration, source: tickets}}
objectives:
  availability:
    availability: {of: port, downtime: {begins_at: report}}
    target: ">= 99.95 %"
    period: calendar month
  mttr: {mean: repair, target: "<= 4 h", period: calendar month}
credits:
  rules:
    - for: availability
      bands_by: downtime
      bands:
        - {above: 22 min, at_most: 4 h, amount: 3 % of MRC of the affected circuit}
        - {above: 4 h, at_most: 8 h, amount: 10 % of MRC of the affected circuit}
        - {above: 8 h, amount: 50 % of MRC of the affected circuit}
    - {for: mttr, amount: 1 day of MRC}
  cap: 50 % of MRC per month
claims: {by: customer, within: 30 days, from: failure}
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("outage", "repairs", "owed"),
    [
        # Reported at 10:00, five hours count: 10 % of 1000. Repairs of 3.5 and 5 h are 4.25 h in the mean;
        # a day of 3000 in June is 100.
        ("2026-06-05 09:30/15:00 c-1, reported 10:00", ("3.5 h", "5 h"), "200.00 USD"),
        # 3.5 and 4.5 h are 4 h in the mean, which is kept.
        ("2026-06-05 09:30/15:00 c-1, reported 10:00", ("3.5 h", "4.5 h"), "100.00 USD"),
        ("2026-06-05 09:30/15:00 c-1, not reported", ("3.5 h", "4.5 h"), "no credit is owed"),
    ],
)
def test_circuits_of_a_carrier(tmp_path: Path, outage: str, repairs: tuple[str, str], owed: str) -> None:
    case = f"""
    period: 2026-06
    fee: {{monthly: 3000, resources: {{c-1: 1000, c-2: 2000}}}}
    outages: ["{outage}"]
    measurements:
      - {{series: repair, at: 2026-06-05 10:00, value: {repairs[0]}}}
      - {{series: repair, at: 2026-06-15 10:00, value: {repairs[1]}}}
    """
    assert credits_in_a_word(settled(tmp_path, CIRCUITS, case).settlement) == owed


CALLS = """
services: {calls: {points: [calls]}}
measures: {mos: {unit: number, better: higher, measured_at: real users}}
objectives:
  uptime: {availability: {of: calls, by: requests}, target: ">= 99.999 %", period: calendar month}
  quality: {share_of_values: {of: mos, within: ">= 3.5"}, target: ">= 99 %", period: calendar month}
credits:
  rules:
    - for: uptime
      bands:
        - {below: 99.999 %, amount: 10 % of monthly fee}
        - {below: 99 %, amount: 25 % of monthly fee}
    - for: quality
      bands:
        - {below: 99 %, amount: 10 % of monthly fee}
        - {below: 96 %, amount: 25 % of monthly fee}
  cap: 100 % of monthly fee per month
claims: {by: customer, until: end of the month following the month in which the incident occurred}
"""


def test_calls_by_user_minutes_and_by_quality(tmp_path: Path) -> None:
    # 11 of a million minutes failed, 99.9989 %: 10 % of 2000. One call of two was good, 50 %: 25 %, 500.
    case = """
    period: 2026-06
    fee: 2000
    requests: [{time: 2026-06-01 00:00/2026-07-01 00:00, total: 1000000, failed: 11}]
    measurements:
      - {series: mos, at: 2026-06-05 10:10, value: 3.4}
      - {series: mos, at: 2026-06-05 10:11, value: 4}
    """
    play = settled(tmp_path, CALLS, case)
    assert play.owed == "700.00 USD"
    assert "claim by 2026-07-31" in play.why()


DELIVERY = """
services: {cdn: {points: [cdn]}}
objectives:
  uptime:
    availability: {of: cdn, downtime: {weighted_by: affected share}}
    target: 100 %
    period: calendar month
credits: {rules: [{for: uptime, lost_time: 25, of: all downtime}], cap: 100 % of monthly fee per month}
claims: {by: customer, within: 5 business days, from: end of the month}
business_days: {week: Mon-Fri}
"""


def test_outage_times_affected_customers_times_twenty_five(tmp_path: Path) -> None:
    # 60 min for half the customers are 30 min; 25 times 30 of 43 200 minutes of 43 200 are 750. The fifth
    # weekday of July is Tuesday the 7th.
    case = """
    period: 2026-06
    fee: 43200
    outages: ["2026-06-04 10:00/11:00, affected 50 %"]
    """
    play = settled(tmp_path, DELIVERY, case)
    assert play.owed == "750.00 USD"
    assert "claim by 2026-07-07" in play.why()
