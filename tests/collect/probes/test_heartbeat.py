"""Signs of life that come, or don't."""

from __future__ import annotations

import pytest
from asking import asked

from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.evidence.observation import State

NOW = Instant(1_795_000_000_000_000)
GRACE = "24 h and 30 min of grace"
NIGHTLY = Heartbeat(within=Micros(24 * HOUR), grace=Micros(30 * MINUTE))


@pytest.mark.parametrize(
    ("last", "listening", "state", "trouble"),
    [
        (24 * HOUR + 30 * MINUTE, None, State.UP, ""),
        (
            24 * HOUR + 30 * MINUTE + 1,
            48 * HOUR,
            State.DOWN,
            "heartbeat: no sign of life came for 24 h 30 min, and one is expected within " + GRACE,
        ),
        (
            None,
            24 * HOUR + 30 * MINUTE + 1,
            State.DOWN,
            "heartbeat: no sign of life ever came, and one is expected within " + GRACE,
        ),
        (
            None,
            24 * HOUR + 30 * MINUTE,
            State.UNKNOWN,
            "heartbeat: nobody has listened for signs of life for " + GRACE,
        ),
        (
            72 * HOUR,
            HOUR,
            State.UNKNOWN,
            "heartbeat: nobody has listened for signs of life for " + GRACE,
        ),
        (
            None,
            None,
            State.UNKNOWN,
            "heartbeat: nobody has listened for signs of life for " + GRACE,
        ),
        (-5 * MINUTE, None, State.UP, ""),
    ],
)
def test_a_sign_is_missing_where_somebody_listened_long_enough(
    last: int | None, listening: int | None, state: State, trouble: str
) -> None:
    seen = asked(
        NIGHTLY,
        now=lambda: NOW,
        last_beat=lambda _: None if last is None else Instant(NOW - last),
        listening_since=lambda: None if listening is None else Instant(NOW - listening),
    )
    assert (seen.state, seen.trouble, seen.method) == (state, trouble, "heartbeat")


def test_signs_may_come_from_another_site() -> None:
    beats = {"backup job": NOW, "p": Instant(NOW - 90 * HOUR)}
    of_another = Heartbeat(within=Micros(HOUR), of="backup job")
    assert asked(of_another, now=lambda: NOW, last_beat=beats.get).state is State.UP
    assert asked(NIGHTLY, now=lambda: NOW, last_beat=beats.get).state is State.UNKNOWN
