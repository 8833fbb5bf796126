"""Evidence comes in, and somebody is told: through the worker as it runs, to a program that listens."""

from __future__ import annotations

import json
import sys
from pathlib import Path

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
