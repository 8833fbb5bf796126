"""What counts as down: checks in a row, each feature or component by itself, who was affected, who retried.

June 2026 has 720 hours, 43 200 minutes; 99.9 % of it leaves 43 min 12 s.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from drafted import HEAD, drafted

CHECKED = """
objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}
"""
FAILED = {(3, 10), (3, 11), (10, 10), (10, 11), (10, 12), (10, 13)}
"""By day and hour: two checks in a row on the 3rd, four on the 10th."""


@pytest.mark.parametrize(
    ("confirmed_by", "percent"),
    [
        # All six hours: 714 of 720.
        ("1 check", "99.1666 %"),
        # The four of the 10th, from the first of them on: 716 of 720.
        ("3 checks", "99.4444 %"),
        ("4 checks", "99.4444 %"),
        ("5 checks", "100 %"),
    ],
)
def test_a_quorum_of_checks(tmp_path: Path, confirmed_by: str, percent: str) -> None:
    terms = f"sampled_every: 1 h, stale_after: 2 h, confirmed_by: {confirmed_by}"
    of = drafted(tmp_path, CHECKED, head=HEAD.replace("sampled_every: 60 s", terms))
    samples = "source,site,at,state\n" + "".join(
        f"monitor,web,2026-06-{day:02}T{hour:02}:00:00Z,{'down' if (day, hour) in FAILED else 'up'}\n"
        for day in range(1, 31)
        for hour in range(24)
    )
    assert of.play(period="2026-06", samples=samples).percent("uptime") == percent


@pytest.mark.parametrize("noun", ["feature", "component", "region", "resource", "circuit"])
def test_each_part_by_itself_and_its_own_fee(tmp_path: Path, noun: str) -> None:
    # 60 of 43 200 min of the first leave 99.8611 %, 30 of the second 99.9305 %: 10 % of 100, nothing of 400.
    terms = f"""
services: {{app: {{points: [search, checkout], down_when: each {noun} by itself}}}}
objectives: {{uptime: {{availability: app, target: ">= 99.9 %", period: calendar month}}}}
credits: {{per_breach: 10 % of monthly fee of the affected {noun}, cap: none}}
conventions: {{one_breach: objective and period}}
"""
    case = """
    period: 2026-06
    fee: {resources: {search: 100, checkout: 400}}
    outages: [2026-06-03 10:00/11:00 search, 2026-06-05 10:00/10:30 checkout]
    """
    play = settled(tmp_path, terms, case)
    found = {each["member"]: each["figure"]["percent"] for each in play.statement["findings"]}
    assert found == {"search": "99.8611 %", "checkout": "99.9305 %"}
    assert play.owed == "10.00 USD"


JUNE = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: {of: app, downtime: {DOWNTIME}}, target: ">= 99.9 %", period: calendar month}
"""


@pytest.mark.parametrize(
    ("downtime", "percent"),
    [
        # A quarter of the visitors for an hour, a twentieth for two: 15 + 6 = 21 of 43 200 min.
        ("weighted_by: affected share", "99.9513 %"),
        # Of fewer than a tenth none counts: 60 min whole, or 15 by their share.
        ('affecting: ">= 10 % of visitors"', "99.8611 %"),
        ('affecting: ">= 10 % of visitors", weighted_by: affected share', "99.9652 %"),
        ('affecting: "> 25 % of visitors"', "100 %"),
    ],
)
def test_by_the_visitors_that_were_affected(tmp_path: Path, downtime: str, percent: str) -> None:
    case = """
    period: 2026-06
    outages:
      - {time: 2026-06-03 14:00/15:00, affected: 250 of 1000}
      - {time: 2026-06-12 09:00/11:00, affected: 50 of 1000}
    """
    assert settled(tmp_path, JUNE.replace("DOWNTIME", downtime), case).percent("uptime") == percent


@pytest.mark.parametrize(
    ("duties", "percent"),
    [
        # 20 + 40 + 5 minutes were retried; with back-off only the 20 and the 5.
        ("the customer retries", "99.8495 %"),
        ("the customer retries, the customer backs off", "99.9421 %"),
    ],
)
def test_what_the_customer_must_do(tmp_path: Path, duties: str, percent: str) -> None:
    case = """
    period: 2026-06
    outages:
      - {time: 2026-06-03 10:00/10:20, holds: [the customer retries, the customer backs off]}
      - {time: 2026-06-10 10:00/10:40, holds: the customer retries, fails: the customer backs off}
      - {time: 2026-06-17 10:00/10:05, holds: [the customer retries, the customer backs off]}
    """
    terms = JUNE.replace("DOWNTIME", f"provided: [{duties}]")
    assert settled(tmp_path, terms, case).percent("uptime") == percent
