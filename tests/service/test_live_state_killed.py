"""Live state is the same as what raw evidence comes to, whatever was killed while it was written down."""

from __future__ import annotations

from places import Place, until

TICKETS = 30
LEFT = 15
"""That nobody has answered in the end."""


def record(place: Place, *deeds: str) -> None:
    done = place.run("promising.py", *deeds)
    assert done.returncode == 0, done.stderr


def test_a_worker_killed_while_it_writes_live_state_leaves_no_difference(place: Place) -> None:
    record(place, "fill", "http://127.0.0.1:9/told", "tickets", str(TICKETS))
    # the first time, when nothing is kept yet, and when some of it is told otherwise or is no more
    killed = place.start("folding.py", "3")
    until(lambda: killed.poll() is not None)
    assert killed.returncode == -9
    assert 0 < place.count("live_clock") < TICKETS
    place.start("folding.py")
    until(lambda: place.count("live_clock") == TICKETS and place.count("live_book") == 1)
    place.end()
    record(place, "replies", str(TICKETS - LEFT))
    killed = place.start("folding.py", "4")
    until(lambda: killed.poll() is not None)
    assert killed.returncode == -9
    assert LEFT < place.count("live_clock") <= TICKETS
    place.start("folding.py")
    until(lambda: place.count("live_clock") == LEFT)
    audited = place.run("audit", "desk")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert f"{LEFT} clocks of 1 agreements: as raw evidence has it" in audited.stdout
