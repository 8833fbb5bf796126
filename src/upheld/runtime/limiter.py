"""A limiter: how often something was done within a window of time, by all processes of a machine together.

Counters lie in a small file that the processes map into their memory, always of one size; no query is asked.
A key has two counters, and the lower one counts: another key that shares one of them makes no difference,
one that shares both counts too much, never too little.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import platform
import re
import struct
import threading
import time
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

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
        self._file = -1
        self._map: mmap.mmap | None = None

    def count(self, key: str, seconds: int, weight: int = 1) -> Count:
        """Count a key once more, in windows of so many seconds; they go by no clock of the calendar."""
        now = time.monotonic()
        window = int(now // seconds) & _LARGEST
        sign = blake2b(key.encode(), digest_size=8).digest()
        places = {int.from_bytes(half) % SLOTS * _SLOT.size for half in (sign[:4], sign[4:])}
        with self._guard:
            counters = self._opened()
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                done = min(_raised(counters, place, window, weight) for place in places)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        return Count(done, seconds - int(now % seconds))

    def _opened(self) -> mmap.mmap:
        if self._map is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if os.fstat(self._file).st_size != SLOTS * _SLOT.size:
                os.ftruncate(self._file, SLOTS * _SLOT.size)
            self._map = mmap.mmap(self._file, SLOTS * _SLOT.size)
        return self._map


def machine() -> str:
    """The name of this machine in names of files: a folder that several share has a file for each."""
    return re.sub("[^A-Za-z0-9-]", "-", platform.node())[:60] or "here"


def _raised(counters: mmap.mmap, place: int, window: int, weight: int) -> int:
    known, done = _SLOT.unpack_from(counters, place)
    done = min((done if known == window else 0) + weight, _LARGEST)
    _SLOT.pack_into(counters, place, window, done)
    return done
