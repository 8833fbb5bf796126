"""Figures beside unknown time: bounds that are true, and as tight as what was seen allows.

June 2026 has 30 days: 43 200 minutes, 720 hours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drafted import down, drafted
from stage import Play

MINUTE = 60_000_000
OUTAGES = "source,outage,since,until,affected,incident\n"
TWO_HOURS = ("2026-06-10 10:00", "2026-06-10 12:00")


def june(
    folder: Path, terms: str, states: str, *, target: str = ">= 99.9 %", credits: str = "", **tables: str
) -> Play:
    """A month of an availability with these terms beside `of`."""
    words = f"""\
objectives:
  uptime:
    availability: {{of: app{terms}}}
    target: "{target}"
    period: calendar month
{credits}"""
    return drafted(folder, words).play(period="2026-06", states=states, **tables)


def seen(*rows: tuple[str, str, str]) -> str:
    """States of the one point, from and until when, in June."""
    lines = [f"monitor,web,2026-06-{since}Z,2026-06-{until}Z,{state}\n" for since, until, state in rows]
    return f"source,site,at,until,state\n{''.join(lines)}"


def record(play: Play) -> Any:
    return play.finding("uptime")["record"]


@pytest.mark.parametrize(
    ("until", "again", "down_for", "unknown"),
    [
        # 5 min sharp, then 10 s nobody looked: at least 5 whole minutes, whatever came of the 10 s.
        ("10:05:00", "10:05:10", 5 * 60, 10),
        # 5 min 30 s, then 10 s: 5 min 30 s to 5 min 40 s, 5 whole minutes in any case; 30 s may yet count.
        ("10:05:30", "10:05:40", 5 * 60, 30 + 10),
    ],
)
def test_whole_minutes_that_were_seen_count(
    tmp_path: Path, until: str, again: str, down_for: int, unknown: int
) -> None:
    states = seen(
        ("01T00:00:00", "10T10:00:00", "up"),
        ("10T10:00:00", f"10T{until}", "down"),
        (f"10T{again}", "30T23:59:59.999999", "up"),
    ).replace("2026-06-30T23:59:59.999999", "2026-07-01T00:00:00")
    play = june(tmp_path, ", downtime: {partial_minutes: dropped}", states, target=">= 99.99 %")
    figures = record(play)
    assert (figures["down"], figures["unknown"]) == (down_for * 10**6, unknown * 10**6)
    # 99.99 % of 43 200 min leave 4 min 19.2 s.
    assert play.verdict("uptime") == "MISSED"
    assert ".0" not in play.finding("uptime")["reason"]["says"]


def test_an_outage_of_the_whole_period_loses_no_minute(tmp_path: Path) -> None:
    states = seen(("01T00:00:00", "30T24:00:00", "down")).replace("2026-06-30T24", "2026-07-01T00")
    play = june(tmp_path, ", downtime: {partial_minutes: dropped}", states)
    assert record(play)["down"] == 43_200 * MINUTE


AT_ONCE = (
    f"{OUTAGES}desk,O-1,2026-06-10T10:00:00Z,2026-06-10T12:00:00Z,40,\n"
    "desk,O-2,2026-06-10T10:00:00Z,2026-06-10T12:00:00Z,50,\n"
)


@pytest.mark.parametrize(
    ("impact", "verdict"),
    [
        # Of 40 % and 50 % at one time, together: the greatest, 50 %, if the ones are among the others; the
        # sum, 90 %, if nobody is of both. 2 h of 720 h are 99.7222 %.
        (">= 50 %", "MISSED"),
        (">= 60 %", "INDETERMINATE"),
        (">= 90 %", "INDETERMINATE"),
        ("> 90 %", "MET"),
    ],
)
def test_outages_at_one_time_affect_the_greatest_share_to_the_sum(
    tmp_path: Path, impact: str, verdict: str
) -> None:
    terms = f', downtime: {{affecting: "{impact} of users"}}'
    play = june(tmp_path, terms, down(TWO_HOURS), outages=AT_ONCE)
    assert play.verdict("uptime") == verdict


def test_outages_at_one_time_weigh_between_the_greatest_share_and_the_sum(tmp_path: Path) -> None:
    # 30 % from 10 to 12, 50 % from 11 to 13: 60 x 0.3 + 60 x (0.5 to 0.8) + 60 x 0.5 = 78 to 96 min.
    outages = (
        f"{OUTAGES}desk,O-1,2026-06-10T10:00:00Z,2026-06-10T12:00:00Z,30,\n"
        "desk,O-2,2026-06-10T11:00:00Z,2026-06-10T13:00:00Z,50,\n"
    )
    states = down(("2026-06-10 10:00", "2026-06-10 13:00"))
    play = june(tmp_path, ", downtime: {weighted_by: affected share}", states, outages=outages)
    assert (record(play)["down"], record(play)["unknown"]) == (78 * MINUTE, 18 * MINUTE)
    whys = record(play)["outages"][0]["why"]
    assert not any("no record" in why for why in whys)
    between = "outages at one time affected between 50 % and 80 % together: in doubt how much counts"
    assert between in whys


def test_records_of_one_incident_tell_of_one_outage(tmp_path: Path) -> None:
    # One says 40 %, the other 50 %: between them, and never 90 %.
    one = AT_ONCE.replace(",40,", ",40,I-1").replace(",50,", ",50,I-1")
    terms = ', downtime: {affecting: "%s of users"}'
    assert june(tmp_path, terms % ">= 60 %", down(TWO_HOURS), outages=one).verdict("uptime") == "MET"
    play = june(tmp_path / "b", terms % ">= 45 %", down(TWO_HOURS), outages=one)
    assert play.verdict("uptime") == "INDETERMINATE"
