"""Evidence comes in, and somebody is told: through the worker as it runs, to a program that listens."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from places import Place, until

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from hooked import listening


def test_a_ticket_that_is_late_reaches_the_pager(place: Place) -> None:
    with listening() as pager:
        pager.answers = [500]
        filled = place.run("promising.py", "fill", f"{pager.address}/told")
        assert filled.returncode == 0, filled.stderr
        place.start("worker", UPHELD_WEBHOOK_NETWORKS="127.0.0.0/8")
        until(lambda: place.count("live_book") == 1)
        recorded = place.run("promising.py", "ticket", "T-1")
        assert recorded.returncode == 0, recorded.stderr
        until(lambda: pager.heard)
        until(lambda: len(pager.heard) >= 2)  # what was answered by 500 comes again
        first, second = pager.heard[:2]
        assert first[1]["webhook-id"] == second[1]["webhook-id"]
        told = json.loads(second[2])
        # half, three quarters and all of half an hour are used at once: the highest is told of
        assert (told["type"], told["data"]["title"]) == (
            "alarm.raised",
            "The time is used up: ticket T-1, answer",
        )
        until(lambda: place.rows("SELECT course FROM delivery") == [("delivered",)])
        assert place.count("alarm") == 3
    assert not [line for line in place.lines() if line.get("level") == "ERROR"]


@pytest.mark.parametrize("seconds", ["-3600", "3600"])
def test_a_clock_stepped_an_hour_under_everything_loses_and_doubles_nothing(
    place: Place, seconds: str
) -> None:
    with listening() as pager:
        assert place.run("promising.py", "fill", f"{pager.address}/told").returncode == 0
        for _ in range(2):
            place.start("stepped_worker.py", UPHELD_WEBHOOK_NETWORKS="127.0.0.0/8")
        until(lambda: place.count("live_book") == 1)
        # of half an hour a minute less than half is used, and of another one all
        assert place.run("promising.py", "ticket", "T-1 840").returncode == 0
        assert place.run("promising.py", "ticket", "T-2 3600").returncode == 0
        until(lambda: place.count("alarm") == 3)
        (place.data / "step").write_text(seconds)
        if seconds == "3600":
            until(lambda: place.count("alarm") == 6)
        else:
            time.sleep(8)  # some turns by the clock that is an hour behind
            assert place.count("alarm") == 3
        (place.data / "step").write_text("0")
        time.sleep(8)
        assert place.rows("SELECT count(*) FROM alarm WHERE over_at IS NOT NULL") == [(0,)]
        if seconds == "-3600":
            until(lambda: place.count("alarm") == 4)
        until(lambda: place.rows("SELECT count(*) FROM delivery WHERE course <> 'delivered'") == [(0,)])
        told = Counter(json.loads(body)["data"]["title"] for _, _, body in pager.heard)
        first = "The time is used up" if seconds == "3600" else "50 % of the time is used"
        assert told == {"The time is used up: ticket T-2, answer": 1, f"{first}: ticket T-1, answer": 1}
