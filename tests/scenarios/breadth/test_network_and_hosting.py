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
