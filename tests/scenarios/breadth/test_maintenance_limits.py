"""Maintenance: notice by kind, how long one work may take, how much of it is left out, and what is beyond.

June 2026 has 720 hours. Excluded time is removed from both sides of the availability.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from drafted import down, drafted
from stage import Play

WORKS = "source,name,kind,announced_at,starts_at,ends_at\n"


def play(folder: Path, exclusion: str, works: str, *downs: tuple[str, str], more: str = "") -> Play:
    """June, judged with one exclusion, named `works`, and what was down."""
    of = drafted(
        folder,
        f"""
exclusions:
  works: {{{exclusion}}}
objectives:
  uptime:
    availability: {{of: app, excluding: [works]}}
    target: ">= 99.5 %"
    period: calendar month
    force: guarantee
credits:
  per_breach: 10 % of monthly fee
  cap: 100 % of monthly fee per month
conventions: {{one_breach: objective and period}}
{more}""",
    )
    return of.play(period="2026-06", fee="1000", states=down(*downs), maintenance=WORKS + works)


FIVE_AND_THREE = (("2026-06-06 00:00", "2026-06-06 03:00"), ("2026-06-13 00:00", "2026-06-13 05:00"))
"""Two works that took the service down: three hours, then five."""
ANNOUNCED = """\
ops,upgrade,planned,2026-06-01T00:00:00Z,2026-06-06T00:00:00Z,2026-06-06T03:00:00Z
ops,migration,planned,2026-06-01T00:00:00Z,2026-06-13T00:00:00Z,2026-06-13T05:00:00Z
"""


@pytest.mark.parametrize(
    ("excess", "percent", "owed"),
    [
        # Four of eight hours are left out: 3 of the first, 1 of the second. 4 of 716 h count:
        # 712/716 = 99.4413 %.
        ("counts as downtime", "99.4413 %", "100.00 EUR"),
        # The first fits, the second does not: 5 of 717 h count: 712/717 = 99.3026 %.
        ("the whole work counts", "99.3026 %", "100.00 EUR"),
        # All eight are left out: 712/712.
        ("excluded", "100 %", "0.00 EUR"),
    ],
)
def test_what_is_beyond_the_allowance_of_a_month(
    tmp_path: Path, excess: str, percent: str, owed: str
) -> None:
    found = play(
        tmp_path,
        f"maintenance: planned, allowance: 4 hours per month, excess: {excess}",
        ANNOUNCED,
        *FIVE_AND_THREE,
    )
    assert (found.percent("uptime"), found.owed) == (percent, owed)


def test_the_allowance_counts_downtime_beyond_it_by_default(tmp_path: Path) -> None:
    found = play(tmp_path, "maintenance: planned, allowance: 4 hours per month", ANNOUNCED, *FIVE_AND_THREE)
    assert found.percent("uptime") == "99.4413 %"
    assert "3 h of the 4 h per calendar month had been used before" in found.reasons("uptime")
    assert "is beyond the 4 h per calendar month that are left out" in found.reasons("uptime")


def test_an_allowance_of_the_year_is_used_up_by_earlier_months(tmp_path: Path) -> None:
    # Ten of twelve hours were used in March, so that two of June's eight are left out: 6 of 718 h count:
    # 712/718 = 99.1643 %.
    march = "ops,move,planned,2026-03-01T00:00:00Z,2026-03-07T00:00:00Z,2026-03-07T10:00:00Z\n"
    found = play(
        tmp_path, "maintenance: planned, allowance: 12 hours per year", march + ANNOUNCED, *FIVE_AND_THREE
    )
    assert found.percent("uptime") == "99.1643 %"


def test_an_allowance_of_the_quarter_begins_anew(tmp_path: Path) -> None:
    # March lies in the first quarter: all eight hours of June fit into twelve.
    march = "ops,move,planned,2026-03-01T00:00:00Z,2026-03-07T00:00:00Z,2026-03-07T10:00:00Z\n"
    found = play(
        tmp_path, "maintenance: planned, allowance: 12 hours per quarter", march + ANNOUNCED, *FIVE_AND_THREE
    )
    assert found.percent("uptime") == "100 %"


def test_works_at_the_same_time_use_an_allowance_once(tmp_path: Path) -> None:
    # Two works from 00:00 to 03:00 take three hours together. Of two hours of a third, one fits: the other
    # counts out of 716: 715/716 = 99.8603 %.
    works = """\
ops,one,planned,2026-06-01T00:00:00Z,2026-06-06T00:00:00Z,2026-06-06T03:00:00Z
ops,two,planned,2026-06-01T00:00:00Z,2026-06-06T00:00:00Z,2026-06-06T03:00:00Z
ops,three,planned,2026-06-01T00:00:00Z,2026-06-13T00:00:00Z,2026-06-13T02:00:00Z
"""
    downs = (("2026-06-06 00:00", "2026-06-06 03:00"), ("2026-06-13 00:00", "2026-06-13 02:00"))
    found = play(tmp_path, "maintenance: planned, allowance: 4 hours per month", works, *downs)
    assert found.percent("uptime") == "99.8603 %"


@pytest.mark.parametrize(
    ("excess", "percent"),
    [
        # One work may take four hours: three and four are left out, one counts: 712/713 = 99.8597 %.
        ("counts as downtime", "99.8597 %"),
        # The second took five: all five count of 717: 712/717 = 99.3026 %.
        ("the whole work counts", "99.3026 %"),
        ("excluded", "100 %"),
    ],
)
def test_the_longest_single_window(tmp_path: Path, excess: str, percent: str) -> None:
    found = play(
        tmp_path, f"maintenance: planned, longest: 4 hours, excess: {excess}", ANNOUNCED, *FIVE_AND_THREE
    )
    assert found.percent("uptime") == percent


def test_a_longest_window_without_a_word_on_its_excess_is_ambiguous(tmp_path: Path) -> None:
    # 99.8597 % keeps 99.5 %, and 99.3026 % does not.
    found = play(tmp_path, "maintenance: planned, longest: 4 hours", ANNOUNCED, *FIVE_AND_THREE)
    assert found.verdict("uptime") == "AMBIGUOUS"
    assert found.yields("uptime") == {
        "exclusions.works.excess: counts as downtime": "MET",
        "exclusions.works.excess: the whole work counts": "MISSED",
    }


NOTICE = "maintenance: [planned, urgent, emergency], notice_is: condition, notice: "
KINDS = """\
ops,upgrade,planned,2026-06-03T00:00:00Z,2026-06-06T00:00:00Z,2026-06-06T01:00:00Z
ops,patch,urgent,2026-06-12T00:00:00Z,2026-06-13T00:00:00Z,2026-06-13T01:00:00Z
ops,repair,emergency,2026-06-19T23:30:00Z,2026-06-20T00:00:00Z,2026-06-20T01:00:00Z
"""
"""Announced 72 h, 24 h and 30 min before."""
AN_HOUR_EACH = tuple((f"2026-06-{day} 00:00", f"2026-06-{day} 01:00") for day in ("06", "13", "20"))


@pytest.mark.parametrize(
    ("notice", "percent"),
    [
        # All three are in time: nothing counts.
        ("{planned: at least 72 hours, urgent: at least 24 hours, emergency: at least 30 min}", "100 %"),
        # The planned one is too late: 1 of 718 h counts: 717/718 = 99.8607 %.
        ("{planned: at least 5 days, urgent: at least 24 hours, emergency: at least 30 min}", "99.8607 %"),
        # Planned and urgent are too late: 2 of 719: 717/719 = 99.7218 %.
        ("{emergency: at least 30 min, otherwise: at least 5 days}", "99.7218 %"),
        # None is in time: 3 of 720: 717/720 = 99.5833 %.
        ("at least 5 days", "99.5833 %"),
    ],
)
def test_notice_by_kind(tmp_path: Path, notice: str, percent: str) -> None:
    assert play(tmp_path, NOTICE + notice, KINDS, *AN_HOUR_EACH).percent("uptime") == percent


@pytest.mark.parametrize(
    ("announced", "percent"),
    [
        # The work is on Saturday, 6 June 2026. The business days after Thursday 28 May are Friday 29 May and
        # 1 to 4 June: the fifth is Thursday 4 June, before the work. After Monday 1 June they are 2, 3, 4, 5
        # and 8 June: too late. 1 of 720 h counts: 719/720 = 99.8611 %.
        ("2026-05-28T16:00:00Z", "100 %"),
        ("2026-06-01T08:00:00Z", "99.8611 %"),
    ],
)
def test_notice_in_business_days(tmp_path: Path, announced: str, percent: str) -> None:
    found = play(
        tmp_path,
        "maintenance: planned, notice: at least 5 business days, notice_is: condition",
        f"ops,upgrade,planned,{announced},2026-06-06T00:00:00Z,2026-06-06T01:00:00Z\n",
        ("2026-06-06 00:00", "2026-06-06 01:00"),
        more="business_days:\n  working days: {open: Mon-Fri 09:00-17:00}\n",
    )
    assert found.percent("uptime") == percent


@pytest.mark.parametrize(("more", "percent"), [("", "99.8611 %"), (", emergency_work: excluded", "100 %")])
def test_emergency_work_counts_unless_the_text_excludes_it(tmp_path: Path, more: str, percent: str) -> None:
    # An emergency of one hour: 719/720 = 99.8611 %, or nothing where the text excludes it.
    work = "ops,repair,emergency,,2026-06-20T00:00:00Z,2026-06-20T01:00:00Z\n"
    hour = ("2026-06-20 00:00", "2026-06-20 01:00")
    planned = "maintenance: planned, notice: at least 48 hours, notice_is: condition"
    assert play(tmp_path, planned + more, work, hour).percent("uptime") == percent
