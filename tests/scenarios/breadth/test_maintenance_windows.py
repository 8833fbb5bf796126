"""So many maintenance windows a year, however long each takes.

*Not counted are up to two upgrades a year, each from Friday 22:00 to Monday 03:00.*
Excluded time counts as up; June 2026 has 720 hours, July and December 744.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from drafted import down, drafted

TERMS = """
hours: {upgrades: {open: Fri 22:00-Mon 03:00}}
services: {app: {points: [app]}}
exclusions: {upgrade: {maintenance: planned, hours: upgrades, allowance: ALLOWANCE}}
objectives:
  uptime:
    availability: {of: app, excluding: upgrade}
    target: ">= 99.7 %"
    period: calendar month
    conventions: {exclusions: counted as up}
"""
CASE = """
period: PERIOD
outages:
  - 2026-06-05 22:00/2026-06-08 03:00
  - 2026-07-03 22:00/2026-07-06 03:00
  - 2026-12-04 22:00/2026-12-07 03:00
maintenance:
  - {time: 2026-06-05 22:00/2026-06-08 03:00, announced: 2026-05-01}
  - {time: 2026-07-03 22:00/2026-07-06 03:00, announced: 2026-05-01}
  - {time: 2026-12-04 22:00/2026-12-07 03:00, announced: 2026-05-01}
"""


@pytest.mark.parametrize(
    ("allowance", "period", "percent"),
    [
        # The third window of the year counts: 53 of 744 h, 691/744 = 92.8763 %.
        ("up to two upgrades per year", "2026-07", "100 %"),
        ("up to two upgrades per year", "2026-12", "92.8763 %"),
        ("3 windows a calendar year", "2026-12", "100 %"),
        # The second in the third quarter is none: June is of the second, July of the third, December of the
        # fourth.
        ("once per quarter", "2026-12", "100 %"),
        ("once in each year", "2026-07", "92.8763 %"),
        # Both bounds hold: 17 of 70 h are left for the 53 of the second window, so that 36 count:
        # 708/744 = 95.1612 %. The third is one too many, all of it: 92.8763 %.
        ("[2 windows per year, 70 hours per year]", "2026-07", "95.1612 %"),
        ("[2 windows per year, 70 hours per year]", "2026-12", "92.8763 %"),
    ],
)
def test_so_many_windows(tmp_path: Path, allowance: str, period: str, percent: str) -> None:
    play = settled(tmp_path, TERMS.replace("ALLOWANCE", allowance), CASE.replace("PERIOD", period))
    assert play.percent("uptime") == percent


def test_what_is_beyond_them_may_be_excluded_all_the_same(tmp_path: Path) -> None:
    terms = TERMS.replace("ALLOWANCE", "2 windows per year, excess: excluded")
    play = settled(tmp_path, terms, CASE.replace("PERIOD", "2026-12"))
    assert play.percent("uptime") == "100 %"
    assert "is number 3, beyond the 2 works per calendar year that are left out" in str(play.statement)


def test_works_at_one_time_are_one_window(tmp_path: Path) -> None:
    # Two works of the night of the 6th meet, and are one; that of the 13th is the second, that of the 20th,
    # two hours, the third: 718/720 = 99.7222 %. A work that was called off uses nothing.
    terms = """
    services: {app: {points: [app]}}
    exclusions: {works: {maintenance: planned, allowance: 2 times a month}}
    objectives:
      uptime:
        availability: {of: app, excluding: works}
        target: ">= 99 %"
        period: calendar month
        conventions: {exclusions: counted as up}
    """
    case = """
    period: 2026-06
    outages: [2026-06-06 00:00/04:00, 2026-06-13 00:00/02:00, 2026-06-20 00:00/02:00]
    maintenance:
      - {name: one, time: 2026-06-06 00:00/02:00, announced: 2026-06-01}
      - {name: two, time: 2026-06-06 01:30/04:00, announced: 2026-06-01}
      - {name: off, time: 2026-06-08 00:00/02:00, announced: 2026-06-01, cancelled: 2026-06-07}
      - {name: three, time: 2026-06-13 00:00/02:00, announced: 2026-06-01}
      - {name: four, time: 2026-06-20 00:00/02:00, announced: 2026-06-01}
    """
    assert settled(tmp_path, terms, case).percent("uptime") == "99.7222 %"


def test_windows_before_the_agreement_use_nothing(tmp_path: Path) -> None:
    # In force from 15 June: the window of the 6th was nobody's, so that of the 20th is the first.
    of = drafted(
        tmp_path,
        """
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-06"
in_force: {from: 2026-06-15}
time_zone: UTC
services: {app: {points: [web], down_when: any point fails, sampled_every: 60 s}}
exclusions: {works: {maintenance: planned, allowance: 1 window per month}}
objectives:
  uptime: {availability: {of: app, excluding: works}, target: ">= 99 %", period: calendar month}
""",
        head="",
    )
    works = """source,name,kind,announced_at,starts_at,ends_at
ops,one,planned,2026-06-01T00:00:00Z,2026-06-06T00:00:00Z,2026-06-06T03:00:00Z
ops,two,planned,2026-06-01T00:00:00Z,2026-06-20T00:00:00Z,2026-06-20T03:00:00Z
"""
    states = down(("2026-06-06 00:00", "2026-06-06 03:00"), ("2026-06-20 00:00", "2026-06-20 03:00"))
    assert of.play(period="2026-06", states=states, maintenance=works).percent("uptime") == "100 %"


@pytest.mark.parametrize(
    ("allowance", "percent"),
    [
        # Three hours on Wednesday the 3rd, three on Saturday the 6th, three on Monday the 8th. Of a week from
        # Monday to Sunday four are left out: two of the six count: 718/720 = 99.7222 %.
        ("4 hours per week", "99.7222 %"),
        # Of each day two: three count: 717/720 = 99.5833 %.
        ("up to 2 hours per day", "99.5833 %"),
        # The work of the 6th is the second of its week.
        ("1 window per week", "99.5833 %"),
    ],
)
def test_so_much_of_each_week_or_day(tmp_path: Path, allowance: str, percent: str) -> None:
    terms = f"""
    services: {{app: {{points: [app]}}}}
    exclusions: {{works: {{maintenance: planned, allowance: {allowance}}}}}
    objectives:
      uptime:
        availability: {{of: app, excluding: works}}
        target: ">= 99 %"
        period: calendar month
        conventions: {{exclusions: counted as up}}
    """
    case = """
    period: 2026-06
    outages: [2026-06-03 00:00/03:00, 2026-06-06 00:00/03:00, 2026-06-08 00:00/03:00]
    maintenance:
      - {time: 2026-06-03 00:00/03:00, announced: 2026-06-01}
      - {time: 2026-06-06 00:00/03:00, announced: 2026-06-01}
      - {time: 2026-06-08 00:00/03:00, announced: 2026-06-01}
    """
    assert settled(tmp_path, terms, case).percent("uptime") == percent
