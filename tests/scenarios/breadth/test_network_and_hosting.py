"""What agreements on networks, hosting and helpdesks say that others do not.

June 2026 has 30 days: 720 hours, 43 200 minutes. The fee is such that a minute of June costs one dollar.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

STARTED_MINUTES = """
services: {search: {points: [search]}}
objectives:
  uptime:
    availability: {of: search, downtime: {partial_minutes: counted as whole}}
    target: ">= 99.99 %"
    period: calendar month
credits:
  rules: [RULE]
  cap: none
"""
TEN_AND_A_HALF = """
period: 2026-06
fee: 43200
outages: ["2026-06-03 10:00:00/10:10:30"]
"""


@pytest.mark.parametrize(
    ("rule", "owed"),
    [
        # 10 min 30 s are 11 started minutes, of which each costs a dollar
        ("{for: uptime, lost_time: 1, of: all downtime}", "11.00 USD"),
        # 0.01 % of 43 200 min are 4.32: 6.68 min beyond the target
        ("{for: uptime, lost_time: 1, of: beyond the target}", "6.68 USD"),
        (
            "{for: uptime, amount: 1 USD, per: 1 min, counted: pro rata, of: all downtime, "
            "summed: each outage}",
            "11.00 USD",
        ),
        (
            "{for: uptime, bands_by: downtime, bands: [{below: 11 min, amount: 1 USD}, "
            "{at_least: 11 min, amount: 2 USD}]}",
            "2.00 USD",
        ),
        (
            "{for: uptime, bands_by: each outage, bands: [{below: 11 min, amount: 1 USD}, "
            "{at_least: 11 min, amount: 2 USD}]}",
            "2.00 USD",
        ),
    ],
)
def test_a_started_minute_counts_in_credits_as_in_the_figure(tmp_path: Path, rule: str, owed: str) -> None:
    play = settled(tmp_path, STARTED_MINUTES.replace("RULE", rule), TEN_AND_A_HALF)
    assert play.finding("uptime")["record"]["down"] == 11 * 60_000_000
    assert play.owed == owed


def test_minutes_that_were_excluded_complete_no_other(tmp_path: Path) -> None:
    # Each outage is completed by itself, of what counts: 2 min 10 s less 60 s of work are 70 s, 2 minutes
    terms = STARTED_MINUTES.replace("{of: search,", "{of: search, excluding: [works],").replace(
        "RULE", "{for: uptime, lost_time: 1, of: all downtime}"
    )
    case = """
period: 2026-06
fee: 43200
outages: ["2026-06-03 10:00:00/10:02:10", "2026-06-04 10:00:00/10:04:01"]
maintenance: [{time: "2026-06-03 10:01:00/10:02:00", announced: 2026-06-01}]
"""
    assert settled(tmp_path, "exclusions: {works: {maintenance: planned}}" + terms, case).owed == "7.00 USD"


@pytest.mark.parametrize("outages", ["2026-06-03 10:00/11:20", "2026-06-03 10:00/11:20 live"])
@pytest.mark.parametrize("beside", ["", ", 2026-06-05 10:00/11:20 live eu"])
def test_an_outage_that_names_no_location_was_seen_from_all(
    tmp_path: Path, outages: str, beside: str
) -> None:
    # 80 of 43 200 min are down at all three locations; what Europe alone saw is less than two of them
    terms = """
locations: [us, eu, asia]
services: {site: {points: [live], locations_down_when: at least 2 locations fail}}
objectives: {uptime: {availability: site, target: ">= 99.95 %", period: calendar month}}
"""
    play = settled(tmp_path, terms, f"period: 2026-06\noutages: [{outages}{beside}]")
    assert (play.verdict("uptime"), play.percent("uptime")) == ("MISSED", "99.8148 %")


REPORTED = """
business_days: {working days: {open: Mon-Fri, holidays: DE-BW}}
services: {tenant: {points: [production]}}
objectives:
  uptime: {availability: tenant, target: ">= 99.5 %", period: calendar month}
REPORTING
credits: {per_breach: 2 % of monthly fee, cap: none}
claims: {by: customer, within: 30 business days, from: statement}
conventions: {one_breach: objective and period}
"""
REPORT = """
  monthly report: {reporting: {what: availability report, on: end of the period}, period: calendar month}"""


@pytest.mark.parametrize(
    ("kind", "promised"), [("statement", ""), ("statement", REPORT), ("availability report", REPORT)]
)
@pytest.mark.parametrize("judged", ["2026-08-01", "2026-08-20"])
def test_the_time_to_claim_runs_from_the_report_of_the_month(
    tmp_path: Path, kind: str, promised: str, judged: str
) -> None:
    # From Monday 6 July: 19 business days to the 31st (7-10, 13-17, 20-24, 27-31), 11 more to 17 August
    case = f"""
period: 2026-06
as_of: {judged}
fee: 10000
outages: [2026-06-05 08:00/12:00]
notices:
  - {{kind: {kind}, about: 2026-05, sent: 2026-06-01 09:00}}
  - {{kind: {kind}, about: 2026-06, sent: 2026-07-03 18:00, delivered: 2026-07-06 09:00}}
  - {{kind: {kind}, about: 2026-06, sent: 2026-07-20 09:00}}
  - {{kind: notice of breach, about: 2026-06, sent: 2026-07-01 09:00}}
"""
    play = settled(tmp_path, REPORTED.replace("REPORTING", promised), case)
    assert "claim by 2026-08-17" in play.why()


DAYS = """
services: {waf: {points: [waf]}}
objectives:
  uptime: {availability: waf, target: ">= 99.9 %", period: calendar month}
credits:
  rules:
    - {for: uptime, amount: 1 day of yearly fee, per: 1 h, counted: per started, of: all downtime,
       summed: all outages, spread_over: 360 days}
  cap: CAP
"""


@pytest.mark.parametrize(
    ("cap", "owed"),
    [
        # 20 days of a year of 360, held to 15 of them: 15/360 of 3600
        ("15 days of yearly fee per month", "150.00 USD"),
        ("{most: 15 days of yearly fee per month, spread_over: 300 days}", "180.00 USD"),
        # 15/365 of 3600 = 147.945…: a cap is rounded down
        ("{most: 15 days of yearly fee per month, spread_over: length of the month}", "147.94 USD"),
    ],
)
def test_a_day_costs_the_same_in_a_cap_as_in_the_rules(tmp_path: Path, cap: str, owed: str) -> None:
    case = "period: 2026-06\nfee: {yearly: 3600}\noutages: [2026-06-03 00:00/20:00]"
    assert settled(tmp_path, DAYS.replace("CAP", cap), case).owed == owed


DAYS_OF_LATENCY = """
measures: {rtt: {unit: duration, measured_at: network edge}}
objectives:
  latency:
    share_of_time: {of: rtt, slices: 24 h, figure: mean, BOUND, empty: EMPTY}
    target: "TARGET"
    period: calendar month
credits:
  rules: [RULE]
  cap: none
"""
ROUND_TRIPS = """
period: 2026-06
fee: 900
measurements:
  - {series: rtt, at: 2026-06-03 10:00, value: 40 ms}
  - {series: rtt, at: 2026-06-03 23:59, value: 60 ms}
  - {series: rtt, at: 2026-06-04 00:00, value: 45 ms}
  - {series: rtt, at: 2026-06-05 10:00, value: 46 ms}
"""


@pytest.mark.parametrize(
    ("bound", "target"), [('within: "<= 45 ms"', ">= 100 %"), ('beyond: "> 45 ms"', "<= 0 %")]
)
@pytest.mark.parametrize(
    ("rule", "owed"),
    [
        # The 3rd has a mean of 50 ms, the 4th exactly 45, the 5th 46: two days, each a thirtieth of 900
        ("{for: latency, amount: 1/30 of monthly fee, per: missed case}", "60.00 USD"),
        (
            "{for: latency, bands_by: missed cases, bands: [{at_most: 1, amount: 5 USD}, "
            "{above: 1, amount: 7 USD}]}",
            "7.00 USD",
        ),
    ],
)
def test_each_slice_of_time_that_is_too_slow_earns(
    tmp_path: Path, bound: str, target: str, rule: str, owed: str
) -> None:
    terms = DAYS_OF_LATENCY.replace("BOUND", bound).replace("TARGET", target).replace("RULE", rule)
    assert settled(tmp_path, terms.replace("EMPTY", "left out"), ROUND_TRIPS).owed == owed


def test_slices_that_nobody_measured_leave_the_credit_open(tmp_path: Path) -> None:
    # Two days are bad for certain, and each of the 27 without a value may be
    rule = "{for: latency, amount: 1/30 of monthly fee, per: missed case}"
    terms = DAYS_OF_LATENCY.replace("BOUND", 'within: "<= 45 ms"').replace("TARGET", ">= 100 %")
    play = settled(tmp_path, terms.replace("EMPTY", "unknown").replace("RULE", rule), ROUND_TRIPS)
    assert play.verdict("latency") == "MISSED"
    assert "the evidence leaves open of some slices of time whether they were bad" in play.why()


CONSTELLATION = """
services: {dns: {points: [ns1, ns2], down_when: all servers fail}}
objectives:
  resolution: {availability: dns, target: ">= 99.99 %", period: calendar month}
credits:
  rules:
    - for: resolution
      bands_by: each outage
      bands:
        - {below: 4 h, amount: 1 day of monthly fee}
        - {at_least: 4 h, amount: 100 % of monthly fee}
  cap: none
"""


def test_a_day_of_a_fee_and_all_of_it_are_added_up(tmp_path: Path) -> None:
    # Both servers from 10:30 to 11:00: a day, 1/30 of 3000; both for five hours: all of it
    case = """
period: 2026-06
fee: 3000
outages: [2026-06-03 10:00/11:00 ns1, 2026-06-03 10:30/12:00 ns2, 2026-06-09 10:00/15:00]
"""
    assert settled(tmp_path, CONSTELLATION, case).owed == "3100.00 USD"


def test_what_is_late_for_its_committed_date_earns_by_the_day(tmp_path: Path) -> None:
    # Committed for the 12th: done at 23:30 of it is in time, on the 15th three days late: 3/30 of 900
    terms = """
objectives:
  delivery: {resolution: {priority: installation}, within: 1 calendar day, period: calendar month}
credits:
  rules: [{for: delivery, amount: 1/30 of monthly fee of the affected circuit, per: day late}]
  cap: 50 % of monthly fee of the affected circuit per month
"""
    case = """
period: 2026-06
fee: {resources: {c-1: 600, c-2: 900}}
tickets:
  - {opened: 2026-06-12, priority: installation, of: c-1, resolved: 2026-06-12 23:30}
  - {opened: 2026-06-12, priority: installation, of: c-2, resolved: 2026-06-15 09:00}
"""
    assert settled(tmp_path, terms, case).owed == "90.00 USD"


def test_a_temperature_stays_between_two_values(tmp_path: Path) -> None:
    # Exactly 27 is within; 28 is too warm, and 17.5 and 17 too cold: three hours, each a thirtieth of 900
    terms = """
measures: {temperature: {unit: number, measured_at: server side}}
objectives:
  warm:
    share_of_time: {of: temperature, slices: 1 h, figure: mean, within: "<= 27", empty: left out}
    target: ">= 100 %"
    period: calendar month
  cold:
    share_of_time: {of: temperature, slices: 1 h, figure: mean, within: ">= 18", empty: left out}
    target: ">= 100 %"
    period: calendar month
credits:
  rules: [{for: [warm, cold], amount: 1/30 of monthly fee, per: missed case}]
  cap: none
"""
    readings = zip(("10", "11", "12", "13"), ("27", "28", "17.5", "17"), strict=True)
    rows = [
        f"  - {{series: temperature, at: 2026-06-03 {hour}:00, value: {value}}}" for hour, value in readings
    ]
    case = "\n".join(["period: 2026-06", "fee: 900", "measurements:", *rows])
    assert settled(tmp_path, terms, case).owed == "90.00 USD"
