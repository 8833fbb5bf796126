"""Real processes race for alarms, are killed, and their clock is stepped: each alarm is raised once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from places import Place, until

NUMBER = 40
ALARMS = 2 * NUMBER
"""Each clock reaches a half and three quarters at the same instant."""


def raised(place: Place) -> int:
    return place.count("alarm")


def told(place: Place) -> int:
    """How often a ticket is named in messages."""
    return sum(
        str(content).count("ticket T-") - str(content).count('"subject":"75 % of the time is used: ticket')
        for (content,) in place.rows("SELECT content FROM delivery")
    )


def test_workers_racing_for_alarms_raise_and_tell_each_once(place: Place) -> None:
    # all of them look before there is anything to see: on a busy machine the first would else find it alone
    watchers = [place.start("lookout.py", "watch") for _ in range(3)]
    until(lambda: len(list(place.data.glob("up-*"))) == len(watchers))
    assert place.run("lookout.py", "fill").returncode == 0
    until(lambda: raised(place) >= 10)
    watchers[0].kill()
    watchers[0].wait()
    place.start("lookout.py", "watch")
    until(lambda: raised(place) == ALARMS)
    assert all(each.poll() is None for each in watchers[1:])
    assert place.rows("SELECT count(DISTINCT key) FROM alarm") == [(ALARMS,)]
    assert told(place) == NUMBER
    assert place.rows("SELECT count(DISTINCT raised_by) FROM alarm") > [(1,)]


@pytest.mark.parametrize("seconds", ["-3600", "3600"])
def test_a_clock_stepped_an_hour_loses_no_alarm_and_doubles_none(place: Place, seconds: str) -> None:
    assert place.run("lookout.py", "fill").returncode == 0
    for _ in range(2):
        place.start("lookout.py", "watch")
    until(lambda: raised(place) >= 10)
    Path(place.data / "step").write_text(seconds)
    if seconds == "3600":
        until(lambda: raised(place) == ALARMS)
    else:
        time.sleep(1)  # some looks by the clock that is an hour behind
    before = raised(place)
    Path(place.data / "step").write_text("0")
    until(lambda: raised(place) == ALARMS)
    assert before <= ALARMS
    assert told(place) == NUMBER
    assert place.rows("SELECT count(*) FROM alarm WHERE over_at IS NOT NULL") == [(0,)]
