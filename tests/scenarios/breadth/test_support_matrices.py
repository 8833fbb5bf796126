"""Support: severity by plan by hours, response and update, business days, and per cent of tickets in time.

1 June 2026 is a Monday.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from drafted import Drafted, drafted

TICKETS = "source,ticket,opened_at,priority\n"
EVENTS = "source,ticket,at,event,actor,public,substance\n"
HOURS = """
plans: [basic, premium]
hours:
  office: {open: Mon-Fri 09:00-17:00}
"""


def asked(*tickets: tuple[str, str, str, str]) -> dict[str, str]:
    """Tickets by number, severity, opening and first answer."""
    rows = "".join(f"desk,{number},{opened},{severity}\n" for number, severity, opened, _ in tickets)
    said = "".join(
        f"desk,{number},{answered},reply,agent,yes,substantive\n"
        for number, _, _, answered in tickets
        if answered
    )
    return {"tickets": TICKETS + rows, "ticket_events": EVENTS + said}


def matrix(folder: Path) -> Drafted:
    return drafted(
        folder,
        f"""{HOURS}
objectives:
  basic_response:
    response: {{hours: office, until: substantive reply}}
    within: {{S1: 4 business hours, S2: 1 business day}}
    plans: [basic]
    period: calendar month
    force: guarantee
  premium_response:
    response: {{hours: office, until: substantive reply}}
    within:
      S1: 30 minutes
      S2: {{inside_hours: 2 business hours, outside_hours: 8 h}}
    plans: [premium]
    period: calendar month
    force: guarantee
conventions: {{one_breach: ticket, business_day: end of the n-th business day}}
""",
    )


@pytest.mark.parametrize(
    ("plan", "severity", "opened", "answered", "verdict"),
    [
        # Basic, S1: four office hours from Monday 15:00 are 17:00 that day and 11:00 on Tuesday.
        ("basic", "S1", "2026-06-01T15:00:00Z", "2026-06-02T11:00:00Z", "MET"),
        ("basic", "S1", "2026-06-01T15:00:00Z", "2026-06-02T11:01:00Z", "MISSED"),
        # Basic, S2: one business day from Friday 16:00 ends with Monday, at 17:00. No business time passes
        # from then to Tuesday 09:00, and after that it is more than the day has.
        ("basic", "S2", "2026-06-05T16:00:00Z", "2026-06-08T17:00:00Z", "MET"),
        ("basic", "S2", "2026-06-05T16:00:00Z", "2026-06-09T09:01:00Z", "MISSED"),
        # Premium, S1: half an hour of the wall clock, on a Saturday too.
        ("premium", "S1", "2026-06-06T23:00:00Z", "2026-06-06T23:30:00Z", "MET"),
        ("premium", "S1", "2026-06-06T23:00:00Z", "2026-06-06T23:31:00Z", "MISSED"),
        # Premium, S2, in hours: two office hours from Friday 16:00 are 10:00 on Monday.
        ("premium", "S2", "2026-06-05T16:00:00Z", "2026-06-08T10:00:00Z", "MET"),
        ("premium", "S2", "2026-06-05T16:00:00Z", "2026-06-08T10:01:00Z", "MISSED"),
        # Premium, S2, outside: eight hours from Friday 20:00 are Saturday 04:00.
        ("premium", "S2", "2026-06-05T20:00:00Z", "2026-06-06T04:00:00Z", "MET"),
        ("premium", "S2", "2026-06-05T20:00:00Z", "2026-06-06T04:01:00Z", "MISSED"),
    ],
)
def test_severity_by_plan_by_hours(
    tmp_path: Path, plan: str, severity: str, opened: str, answered: str, verdict: str
) -> None:
    play = matrix(tmp_path).play(
        period="2026-06", plan=plan, as_of="2026-07-01", **asked(("T-1", severity, opened, answered))
    )
    assert play.verdict(f"{plan}_response") == verdict


def percent(folder: Path, share: str) -> Drafted:
    return drafted(
        folder,
        f"""
objectives:
  answers:
    response: {{until: substantive reply}}
    within: 1 h
    target: ">= {share}"
    period: calendar month
    force: guarantee
credits:
  per_breach: 5 % of monthly fee
  cap: 100 % of monthly fee per month
conventions: {{one_breach: objective and period}}
""",
    )


@pytest.mark.parametrize(
    ("share", "verdict", "owed"),
    [("95 %", "MET", "0.00 EUR"), ("96 %", "MISSED", "50.00 EUR")],
)
def test_per_cent_of_tickets_in_time(tmp_path: Path, share: str, verdict: str, owed: str) -> None:
    # Twenty tickets, the last of which was answered after two hours: 19/20 = 95 %.
    days = [f"2026-06-{day:02}T" for day in range(1, 21)]
    tickets = [(f"T-{day}", "S1", f"{day}10:00:00Z", f"{day}11:00:00Z") for day in days[:-1]]
    tickets.append(("T-late", "S1", f"{days[-1]}10:00:00Z", f"{days[-1]}12:00:00Z"))
    play = percent(tmp_path, share).play(period="2026-06", fee="1000", as_of="2026-07-01", **asked(*tickets))
    assert (play.percent("answers"), play.verdict("answers"), play.owed) == ("95 %", verdict, owed)


@pytest.mark.parametrize(("second", "verdict"), [("12:00", "MET"), ("12:01", "MISSED")])
def test_an_update_every_hour(tmp_path: Path, second: str, verdict: str) -> None:
    # Opened at 10:00, an update at 11:00, the next an hour later or a minute after that, resolved at 12:30.
    of = drafted(
        tmp_path,
        """
objectives:
  updates:
    update: {until: substantive reply}
    within: {S1: 1 h}
    period: calendar month
    force: guarantee
""",
    )
    rows = asked(("T-1", "S1", "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z"))
    rows["ticket_events"] += f"desk,T-1,2026-06-01T{second}:00Z,reply,agent,yes,substantive\n"
    rows["ticket_events"] += "desk,T-1,2026-06-01T12:30:00Z,resolved,agent,yes,\n"
    assert of.play(period="2026-06", as_of="2026-07-01", **rows).verdict("updates") == verdict


@pytest.mark.parametrize(("severity", "verdict"), [("S2", "NOT APPLICABLE"), ("Sev1", "INDETERMINATE")])
def test_a_priority_that_nobody_declared_is_not_left_out(tmp_path: Path, severity: str, verdict: str) -> None:
    # S2 is promised nothing; of `Sev1` nobody can say whether it is S1, and its answer came after six days.
    of = drafted(
        tmp_path,
        """
priorities: {S1: production down, S2: question}
objectives:
  answers:
    response: {until: substantive reply}
    within: {S1: 1 hour}
    period: calendar month
    force: guarantee
""",
    )
    late = asked(("T-1", severity, "2026-06-03T10:00:00Z", "2026-06-09T10:00:00Z"))
    scene = of.play(period="2026-06", **late)
    assert scene.verdict("answers") == verdict
    if severity == "Sev1":
        gap = "ticket T-1 has priority `Sev1`, and the priorities here are S1 and S2"
        assert scene.finding("answers")["gaps"] == [gap]
