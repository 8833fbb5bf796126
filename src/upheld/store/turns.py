"""Turns: who writes next in a database that takes one writer at a time, so that nobody is passed over.

SQLite itself lets waiting writers try again after pauses of up to a tenth of a second, and whoever has just
written and wants to write again comes first nearly always. So writers stand in line before they ask it: one
writes, one is next, and those who have time write when nobody is. Turns keep order and nothing else: where
one can't be had, SQLite decides alone.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 5.0
"""Seconds after which a turn is not waited for any longer: somebody stands still who is before us."""
PAUSE = 0.001
"""Between two looks; locks of files are not waited for, since that could not be ended."""
_own = threading.local()


def let_others_first() -> None:
    """Say of this thread, for good, that what it writes has time: whoever answers somebody comes first."""
    _own.has_time = True


class Turn:
    """A place in the line before one database; for one connection, which one thread uses at a time."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._held: int | None = None

    def take(self) -> None:
        """Wait until it is this one's turn, or nobody can say when it will be."""
        if self._held is not None:
            return
        until = time.monotonic() + PATIENCE
        with suppress(OSError):  # where there is no line to stand in, nobody waits
            if getattr(_own, "has_time", False):
                with self._place("queue", until):
                    self._held = self._once_nobody_waits(until)
            else:
                with self._place("next", until):
                    self._held = self._wait("turn", until)

    def give_back(self) -> None:
        """Let the next one write."""
        held, self._held = self._held, None
        _let_go(held)

    @contextmanager
    def _place(self, name: str, until: float) -> Iterator[None]:
        handle = self._wait(name, until)
        try:
            yield
        finally:
            _let_go(handle)

    def _once_nobody_waits(self, until: float) -> int | None:
        """Take the turn at a moment at which nobody is next."""
        while True:
            following = self._try("next")
            try:
                held = None if following is None else self._try("turn")
            finally:
                _let_go(following)
            if held is not None or time.monotonic() > until:
                return held
            time.sleep(PAUSE)

    def _wait(self, name: str, until: float) -> int | None:
        while True:
            handle = self._try(name)
            if handle is not None or time.monotonic() > until:
                return handle
            time.sleep(PAUSE)

    def _try(self, name: str) -> int | None:
        # opened each time: a place belongs to whoever opened it, so that threads have places of their own
        handle = os.open(f"{self._database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError:
            os.close(handle)
            raise
        return handle


def _let_go(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
