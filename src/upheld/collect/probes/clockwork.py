"""Clockwork: the time an attempt has, and who tells the time."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct

from upheld.chrono.instant import Instant

Clock = Callable[[], Instant]
"""Tells the instant it is."""


def machine_clock() -> Instant:
    """What the clock of this machine shows."""
    return Instant(time.time_ns() // 1000)


def no_beats(_site: str) -> Instant | None:
    """Where no heartbeats come in."""
    return None


def nobody_listens() -> Instant | None:
    """Where nobody would hear a heartbeat."""
    return None


class Clockwork(Struct, frozen=True, kw_only=True):
    """Handed to each attempt of a kind that blocks; it must return by the deadline."""

    now: Clock = machine_clock
    deadline: float
    """By `time.monotonic`, in seconds."""
    last_beat: Callable[[str], Instant | None] = no_beats
    """When the last heartbeat of a site came in."""
    listening_since: Callable[[], Instant | None] = nobody_listens
    """Since when heartbeats would have come in without a gap."""

    def is_over(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self.deadline

    def remaining(self) -> float:
        """Seconds that are left. Raises TimeoutError where there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left
