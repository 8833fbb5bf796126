"""Figures beside unknown time: bounds that are true, and as tight as what was seen allows.

June 2026 has 30 days: 43 200 minutes, 720 hours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drafted import down, drafted
from stage import Play

from upheld.report.text.statement import render_text

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


BANDS = """\
credits:
  rules:
    - for: uptime
      bands:
        - {at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee}
        - {below: 99 %, amount: 25 % of monthly fee}
  cap: none
"""
BLOCKS = """\
credits:
  rules: [{for: uptime, amount: 5 % of monthly fee, per: 30 min, counted: per full, summed: each outage}]
  cap: 100 % of monthly fee per month
"""
FEE = "source,fee,amount,currency,since\ndesk,F-1,100,EUR,2026-01-01T00:00:00Z\n"
MISSED_SURELY = seen(
    ("01T00:00:00", "10T00:00:00", "up"),
    ("10T00:00:00", "10T02:00:00", "down"),
    ("10T02:00:00", "20T00:00:00", "up"),
    # From the 20th, 00:00 to 10:00, nobody looked.
    ("20T10:00:00", "30T24:00:00", "up"),
).replace("2026-06-30T24", "2026-07-01T00")
"""2 h of 720 h for certain, 99.7222 %; with the 10 h of which nothing is known 12 h, 98.3333 %."""


def settlement(play: Play) -> Any:
    return play.settlement


def open_amounts(play: Play) -> tuple[str, str]:
    left = settlement(play)["open"]
    return left["least"]["amount"], left["most"].get("amount", "")


@pytest.mark.parametrize(
    ("credits", "least", "most"),
    [
        # 99.7222 % earns 10 %, 98.3333 % earns 25 %.
        (BANDS, "10.00", "25.00"),
        # 4 full half hours at 5 %; with 20 more, 120 %, of which the cap leaves 100 %.
        (BLOCKS, "20.00", "100.00"),
    ],
)
def test_a_credit_that_unknown_time_leaves_open_is_owed_in_part(
    tmp_path: Path, credits: str, least: str, most: str
) -> None:
    play = june(tmp_path, "", MISSED_SURELY, credits=credits, fees=FEE)
    assert play.verdict("uptime") == "MISSED"
    assert settlement(play)["standing"] == "a credit is owed"
    assert settlement(play)["owed"]["kind"] == "no data"
    assert open_amounts(play) == (least, most)
    assert settlement(play)["reason"]["says"] == (
        f"a credit is owed: at least {least} EUR for certain, up to {most} EUR in all is open (point `web`: "
        "unknown for 10 h, 2026-06-20 00:00 to 10:00 UTC)"
    )


@pytest.mark.parametrize(
    ("missing_data", "owed"),
    [
        # 10 h more or less of 720 h: 98.3333 %, 99.7222 %, and 2 h of the 710 h that are known: 99.7183 %.
        ("counts as down", "25.00"),
        ("counts as up", "10.00"),
        ("left out", "10.00"),
    ],
)
def test_the_rule_for_missing_data_decides_the_amount_as_well(
    tmp_path: Path, missing_data: str, owed: str
) -> None:
    credits = f"{BANDS}conventions: {{missing_data: {missing_data}}}\n"
    play = june(tmp_path, "", MISSED_SURELY, credits=credits, fees=FEE)
    assert settlement(play)["owed"] == {"kind": "sum", "amount": owed, "currency": "EUR"}
    assert "open" not in settlement(play)


def test_where_worst_and_best_earn_the_same_it_is_owed(tmp_path: Path) -> None:
    # 20 half hours and more are 100 % either way: 12 h for certain, 22 h at most.
    states = MISSED_SURELY.replace("06-10T02:", "06-10T12:")
    play = june(tmp_path, "", states, credits=BLOCKS, fees=FEE)
    assert settlement(play)["owed"] == {"kind": "sum", "amount": "100.00", "currency": "EUR"}
    assert "open" not in settlement(play)


def test_an_undecided_verdict_leaves_open_whether_a_credit_is_owed(tmp_path: Path) -> None:
    # Nothing down for certain, 10 h unknown: 98.6111 % to 100 %, nothing or 25 %.
    states = MISSED_SURELY.replace(",down", ",up")
    play = june(tmp_path, "", states, credits=BANDS, fees=FEE)
    assert play.verdict("uptime") == "INDETERMINATE"
    assert settlement(play)["standing"] == "it is not decided whether a credit is owed"
    assert open_amounts(play) == ("0.00", "25.00")
    text = " ".join(render_text(play.document).split())
    assert "Credit: it is not decided whether a credit is owed: up to 25.00 EUR is open" in text
    assert "no credit is owed" not in text


def test_many_short_outages_may_earn_more_than_one_long_one(tmp_path: Path) -> None:
    # Each outage earns 5 %: one for certain; the 10 h may hide any number of them.
    credits = "credits: {per_breach: 5 % of monthly fee, cap: none}\n"
    credits += "conventions: {one_breach: outage}\n"
    play = june(tmp_path, "", MISSED_SURELY, credits=credits, fees=FEE)
    assert open_amounts(play) == ("5.00", "")
    assert "how much more is open" in settlement(play)["reason"]["says"]


def test_a_series_has_what_is_certain_and_names_what_is_not_known(tmp_path: Path) -> None:
    words = f"""\
objectives:
  uptime: {{availability: app, target: ">= 99.9 %", period: calendar month}}
{BANDS}"""
    series = drafted(tmp_path, words).settle("2026-06", "2026-06", states=MISSED_SURELY, fees=FEE)
    assert series.due == "10.00 EUR"
    left = series.month("2026-06")["open"]
    assert (left["least"]["amount"], left["most"]["amount"]) == ("10.00", "25.00")
    assert left["why"] == ["point `web`: unknown for 10 h, 2026-06-20 00:00 to 10:00 UTC"]
