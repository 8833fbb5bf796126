"""A limiter: how often something was done within a window of time, by all processes of a machine together.

Counters lie in a small file that the processes map into their memory, always of one size; no query is asked.
A key has two counters, and the lower one counts: another key that shares one of them makes no difference,
one that shares both counts too much, never too little.
"""

from __future__ import annotations

import mmap
import struct
import threading
import time
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from upheld.runtime.common_memory import CommonMemory, machine

SLOTS = 1 << 16
_SLOT = struct.Struct("<II")
"""The window a count is of, and the count."""
_LARGEST = 2**32 - 1


class Count(Struct, frozen=True):
    """How things stand with a key after it was counted."""

    done: int
    """Times within the window, this one included."""
    seconds_left: int
    """Until the next window begins, rounded up."""


class Limiter:
    """Counts; opened when something is counted first, and so after the process was made."""

    def __init__(self, data: Path) -> None:
        self._path = data / f"counters.{machine()}"
        self._guard = threading.Lock()
        self._memory: CommonMemory | None = None

    def count(self, key: str, seconds: int, weight: int = 1) -> Count:
        """Count a key once more, in windows of so many seconds; they go by no clock of the calendar."""
        now = time.monotonic()
        window = int(now // seconds) & _LARGEST
        sign = blake2b(key.encode(), digest_size=8).digest()
        places = {int.from_bytes(half) % SLOTS * _SLOT.size for half in (sign[:4], sign[4:])}
        with self._guard:
            if self._memory is None:
                self._memory = CommonMemory(self._path, SLOTS * _SLOT.size)
            with self._memory.locked() as counters:
                done = min(_raised(counters, place, window, weight) for place in places)
        return Count(done, seconds - int(now % seconds))


def _raised(counters: mmap.mmap, place: int, window: int, weight: int) -> int:
    known, done = _SLOT.unpack_from(counters, place)
    done = min((done if known == window else 0) + weight, _LARGEST)
    _SLOT.pack_into(counters, place, window, done)
    return done
