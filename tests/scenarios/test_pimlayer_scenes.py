"""PimLayer, clause by clause: scenes that keep each promise, that break it, and in which readings differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from stage import STATES, Stage, scenario, watched

BINDINGS = """
    bindings: 1
    sources:
      monitor: {grain: state, hold: 26 h}
    points:
      web application: {source: monitor, site: app}
"""

MARCH = ("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")
TICKETS = "source,ticket,channel,priority,opened_at\n"
EVENTS = "source,ticket,at,event,actor,substance\n"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage("pimlayer", tmp_path, BINDINGS)


@scenario("keeps", "PL-1", "PL-2")
def test_a_reply_by_the_next_morning_is_within_four_business_hours(stage: Stage) -> None:
    play = stage.play(
        objectives=("initial_response",),
        tickets=TICKETS + "desk,T-1,e-mail,,2026-03-06T15:30:00+01:00\n",
        ticket_events=EVENTS + "desk,T-1,2026-03-09T11:30:00+01:00,reply,agent,substantive\n",
    )
    assert play.verdict("initial_response") == "MET"


@scenario("breaks", "PL-1", "PL-2")
def test_a_reply_after_four_business_hours_is_late(stage: Stage) -> None:
    play = stage.play(
        objectives=("initial_response",),
        tickets=TICKETS + "desk,T-1,e-mail,,2026-03-06T15:30:00+01:00\n",
        ticket_events=EVENTS + "desk,T-1,2026-03-09T11:30:01+01:00,reply,agent,substantive\n",
    )
    assert play.verdict("initial_response") == "MISSED"


@scenario("breaks", "PL-4")
def test_four_hours_down_without_notice_miss_the_uptime(stage: Stage) -> None:
    play = stage.play(
        objectives=("uptime",),
        states=STATES + watched("app", *MARCH, ("2026-03-10T10:00:00Z", "2026-03-10T14:00:00Z")),
    )
    assert play.verdict("uptime") == "MISSED"
    assert play.percent("uptime") == "99.4616 %"
