"""Slices: minutes, intervals and hours that are good or bad as a whole, by the states in them.

June 2026 has 720 hours: 8 640 intervals of five minutes, 43 200 minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from drafted import down, drafted
from stage import Play

SEVEN = ("2026-06-03 10:02", "2026-06-03 10:09")
"""Seven minutes: 3 of the interval from 10:00, 4 of that from 10:05."""


def june(folder: Path, terms: str, states: str, more: str = "", **tables: str) -> Play:
    words = f"""\
{more}objectives:
  uptime:
    availability: {{of: app, {terms}}}
    target: ">= 99.9 %"
    period: calendar month
"""
    return drafted(folder, words).play(period="2026-06", states=states, **tables)


def bad(play: Play) -> Fraction:
    """The share of slices that are bad."""
    record: Mapping[str, Any] = play.finding("uptime")["record"]
    return 1 - Fraction(record["judged"]["share"])


@pytest.mark.parametrize(
    ("slices", "share"),
    [
        # Of the interval from 10:00 three minutes, of the next one four: neither of them whole.
        ("{of: 5 min, down_when: down throughout}", "0/8640"),
        ("{of: 5 min, down_when: down at all}", "2/8640"),
        # 3 of 5 minutes are 60 %, 4 of 5 are 80 %.
        ("{of: 5 min, down_when: down for > 60 %}", "1/8640"),
        ("{of: 5 min, down_when: down for >= 60 % of the slice}", "2/8640"),
        ("{of: 1 min, down_when: down throughout}", "7/43200"),
        # 7 of 60 minutes are 11.67 %.
        ("{of: 1 hour, down_when: down for more than 10 %}", "1/720"),
        ("{of: 1 hour, down_when: down for more than 12 %}", "0/720"),
        ("{of: 1 hour, down_when: down at all}", "1/720"),
    ],
)
def test_intervals_are_bad_as_a_whole(tmp_path: Path, slices: str, share: str) -> None:
    play = june(tmp_path, f"slices: {slices}", down(SEVEN))
    assert bad(play) == Fraction(share)
    assert f"{Fraction(share).numerator and share.split('/')[0]} are bad" in play.reasons("uptime")


def test_minutes_of_an_outage_with_ragged_edges(tmp_path: Path) -> None:
    # From 10:00:30 to 10:03:30: the minutes 10:01 and 10:02 throughout, 10:00 to 10:03 at all.
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:30Z,up
        monitor,web,2026-06-03T10:00:30Z,2026-06-03T10:03:30Z,down
        monitor,web,2026-06-03T10:03:30Z,2026-07-02T00:00:00Z,up
    """
    whole = june(tmp_path / "a", "slices: {of: 1 min, down_when: down throughout}", states)
    some = june(tmp_path / "b", "slices: {of: 1 min, down_when: down at all}", states)
    assert (bad(whole), bad(some)) == (Fraction(2, 43_200), Fraction(4, 43_200))
    (outage,) = some.finding("uptime")["record"]["outages"]
    assert (outage["start"], outage["end"]) == ("2026-06-03T10:00:00Z", "2026-06-03T10:04:00Z")


def test_consecutive_bad_minutes(tmp_path: Path) -> None:
    # From 10:00:30 to 10:05:30 the minutes 10:00 to 10:05 are bad: six in a row, and the other one alone.
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:30Z,up
        monitor,web,2026-06-03T10:00:30Z,2026-06-03T10:05:30Z,down
        monitor,web,2026-06-03T10:05:30Z,2026-06-05T10:00:10Z,up
        monitor,web,2026-06-05T10:00:10Z,2026-06-05T10:00:20Z,down
        monitor,web,2026-06-05T10:00:20Z,2026-07-02T00:00:00Z,up
    """
    terms = "slices: {of: 1 min, down_when: down at all}, downtime: {lasting: at least 6 minutes}"
    assert bad(june(tmp_path, terms, states)) == Fraction(6, 43_200)


def test_a_slice_is_judged_by_what_is_left_of_it_and_counts_as_one(tmp_path: Path) -> None:
    # Works take 10:02 to 10:09, all that was down of the two intervals; the outage goes on to 10:12. From
    # 10:05 to 10:10 one minute is left, and it was down; of 10:10 to 10:15 two of five. All slices stay.
    maintenance = """\
        source,name,kind,services,announced_at,starts_at,ends_at
        desk,upgrade,planned,app,2026-05-01T00:00:00Z,2026-06-03T10:02:00Z,2026-06-03T10:09:00Z
    """
    works = "exclusions: {works: {maintenance: planned, notice: at least 7 days}}\n"
    states = down(("2026-06-03 10:02", "2026-06-03 10:12"))
    terms = "excluding: works, slices: {of: 5 min, down_when: down for > 50 %}"
    play = june(tmp_path, terms, states, works, maintenance=maintenance)
    assert bad(play) == Fraction(1, 8_640)
    terms = "excluding: works, slices: {of: 5 min, down_when: down at all}"
    play = june(tmp_path / "b", terms, states, works, maintenance=maintenance)
    assert bad(play) == Fraction(2, 8_640)


def test_a_slice_that_unknown_time_may_decide_is_unknown(tmp_path: Path) -> None:
    # Nothing is known from 10:00 to 10:03; then down to 10:05. Down at all: surely. Throughout: perhaps.
    states = """\
        source,site,at,until,state
        monitor,web,2026-06-01T00:00:00Z,2026-06-03T10:00:00Z,up
        monitor,web,2026-06-03T10:03:00Z,2026-06-03T10:05:00Z,down
        monitor,web,2026-06-03T10:05:00Z,2026-07-02T00:00:00Z,up
    """
    surely = june(tmp_path / "a", "slices: {of: 5 min, down_when: down at all}", states)
    perhaps = june(tmp_path / "b", "slices: {of: 5 min, down_when: down throughout}", states)
    lengths = [
        (each.finding("uptime")["record"]["down"], each.finding("uptime")["record"]["unknown"])
        for each in (surely, perhaps)
    ]
    assert lengths == [(300_000_000, 0), (0, 300_000_000)]
