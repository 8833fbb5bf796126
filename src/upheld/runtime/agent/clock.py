"""Clocks: one that nobody can step, and how far it is from the server's.

Outcomes bear instants of the steady clock, and the offset that was known when they were put down goes with
them: a clock of the machine that is wrong, or is set meanwhile, moves none.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from statistics import median

from msgspec import Struct

from upheld.chrono.instant import MINUTE, Instant

EXCHANGES = 9
"""So many are remembered."""
OLDEST = 20 * MINUTE
SLACK = 1_000
"""Microseconds by which a way there and back may differ from the shortest, and still be taken for as good."""


def wall_clock() -> int:
    """What the clock of this machine shows, in microseconds."""
    return time.time_ns() // 1000


def _since_boot() -> int:
    # what goes on while a machine sleeps; elsewhere than on Linux, what there is
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1000


class SteadyClock:
    """Shows what the machine's clock showed when the program began, and what has passed since."""

    def __init__(self, wall: Callable[[], int] = wall_clock) -> None:
        self._wall = wall
        self._ahead = wall() - _since_boot()

    def __call__(self) -> Instant:
        """The instant by this clock."""
        return Instant(_since_boot() + self._ahead)

    @property
    def stepped(self) -> int:
        """So many microseconds the machine's clock has gone ahead of this one since the program began."""
        return self._wall() - self()


class Offset(Struct, frozen=True):
    """How far a clock is behind the server's, and how far that may be off."""

    micros: int
    bound: int | None
    """Absent where it was not measured by this program."""


class _Exchange(Struct, frozen=True):
    asked: Instant
    offset: int
    way: int
    """There and back, without the time at the server."""


class Offsets:
    """The offset of the steady clock, measured by each exchange with the server; any thread may ask."""

    def __init__(self, assumed: int = 0) -> None:
        """Until something is measured, what is assumed counts: the offset that an earlier run measured."""
        self._exchanges: deque[_Exchange] = deque(maxlen=EXCHANGES)
        self._mutex = threading.Lock()
        self._offset = Offset(assumed, None)

    def measure(self, asked: Instant, received: Instant, sent: Instant, answered: Instant) -> None:
        """Take in an exchange: when it was asked and answered here, received and sent there (RFC 5905, 8)."""
        way = (answered - asked) - (sent - received)
        if answered < asked or way < 0:
            return
        offset = ((received - asked) + (sent - answered)) // 2
        with self._mutex:
            self._exchanges.append(_Exchange(asked, offset, way))
            recent = [each for each in self._exchanges if answered - each.asked <= OLDEST]
            shortest = min(each.way for each in recent)
            # a long way was held up on one side, and says less
            good = [each.offset for each in recent if each.way <= 2 * shortest + SLACK]
            self._offset = Offset(int(median(good)), shortest // 2)

    @property
    def now(self) -> Offset:
        """The offset that is known."""
        return self._offset
