"""Evenness: web processes of one machine that are about as busy as each other.

They accept from one socket, where whoever wakes up first takes most, and clients keep their connections: one
process may have all of those that send much, while others wait. A process that has more to do than another
lets a connection go once it is answered; its client opens another, which may fall to one that has less. As
the limiter's, the figures lie in a small file that the processes map into their memory.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from upheld.runtime.common_memory import CommonMemory, machine

WINDOW = 0.1
"""Seconds over which it is told how busy a process is; it lets one connection go in each at most."""
BUSY = 500
"""Thousandths of a core: a process that needs less lets none go."""
AHEAD = 300
"""So much more than another process it has to need."""
_PLACES = 256
_PLACE = struct.Struct("<QII")
"""The window that was told last, a process, and thousandths of a core that it needed then."""


class Meters(Struct, frozen=True):
    """By what it is told how busy a process is, in seconds."""

    passed: Callable[[], float] = time.monotonic
    spent: Callable[[], float] = time.process_time


class Evenness:
    """How busy this process is, and whether it should let a connection go; begun after it forked."""

    def __init__(self, data: Path, meters: Meters | None = None, process: int | None = None) -> None:
        self._path = data / f"busy.{machine()}"
        self._meters = Meters() if meters is None else meters
        self._process = process
        self._guard = threading.Lock()
        self._memory: CommonMemory | None = None
        self._own = -1
        self._in_hand = 0
        self._window = 0
        self._spent = 0.0
        self._may_let_go = False

    def enter(self) -> None:
        """Begin with a request."""
        with self._guard:
            self._in_hand += 1

    def leave(self) -> None:
        """Be done with a request."""
        with self._guard:
            self._in_hand -= 1

    def lets_go(self) -> bool:
        """Whether the connection of a request in hand should end with its answer.

        Never where it is the only one in hand: elsewhere it would be no better off.
        """
        window, spent = int(self._meters.passed() / WINDOW), self._meters.spent()
        with self._guard:
            if window > self._window:
                self._tell(window, spent)
            lets_go = self._may_let_go and self._in_hand > 1
            if lets_go:
                self._may_let_go = False
            return lets_go

    def _tell(self, window: int, spent: float) -> None:
        """Tell how busy this process was since it told last, and look at the others."""
        places = self._opened()
        share = int(1000 * (spent - self._spent) / (WINDOW * (window - self._window)))
        self._window, self._spent = window, spent
        if self._own >= 0:
            _PLACE.pack_into(places, self._own * _PLACE.size, window, self._this, share)
        self._may_let_go = share >= BUSY and any(
            other < share - AHEAD and _lives(process) for process, other in self._others(places, window)
        )

    def _others(self, places: mmap.mmap, window: int) -> list[tuple[int, int]]:
        """The other processes, and how busy they were; one that has answered nothing lately was not."""
        return [
            (process, share if told >= window - 1 else 0)
            for told, process, share in _PLACE.iter_unpack(bytes(places))
            if process not in (0, self._this)
        ]

    @property
    def _this(self) -> int:
        return os.getpid() if self._process is None else self._process

    def _opened(self) -> mmap.mmap:
        if self._memory is None:
            self._memory = CommonMemory(self._path, _PLACES * _PLACE.size)
            with self._memory.locked() as places:
                self._take_place(places)
            self._memory.close()
        return self._memory.cells

    def _take_place(self, places: mmap.mmap) -> None:
        """Take the place of a process that is no more; without any left, this one tells nothing."""
        for number, (_, process, _) in enumerate(_PLACE.iter_unpack(bytes(places))):
            if process in (0, self._this) or not _lives(process):
                _PLACE.pack_into(places, number * _PLACE.size, 0, self._this, 0)
                self._own = number
                return


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
