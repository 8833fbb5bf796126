"""Writing into logs: one at a time for a process, a new one when it is large or old."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from upheld.telemetry.durable import refusal, sync_folder
from upheld.telemetry.log import START, log_name, log_sign

LARGEST = 1 << 26
"""A log this large is followed by another: what is sorted can be deleted by whole logs only."""
LONGEST = 600.0
"""Seconds after which a log is followed by another. They are machinery, told by no clock of the calendar."""


@dataclass(slots=True)
class LogWriter:
    """The log that a process writes; `write` and `cut` need the common lock."""

    wal: Path
    sign: bytes = b""
    """What tells the log from all others; empty before there is one."""
    _file: int = -1
    _size: int = 0
    _durable: int = 0
    _begun: float = field(default=0.0)

    def write(self, order: int, frames: Sequence[bytes]) -> None:
        """Write batches; the log stays as it was where that fails. Raises NoRoom or NotWritten."""
        try:
            if self._file < 0 or self._size >= LARGEST or time.monotonic() - self._begun >= LONGEST:
                self._begin(order)
            self._append(b"".join(frames))
        except OSError as error:
            self._restore(self._durable)
            raise refusal(error, f"samples can't be written to {self.wal}") from error

    def undo(self) -> None:
        """Take back what was written and is not durable yet."""
        self._restore(self._durable)

    def sync(self) -> None:
        """Return when what was written is on disk. Raises OSError; then nothing is known of it."""
        os.fdatasync(self._file)
        self._durable = self._size

    def close(self) -> None:
        """Let go of the log: nobody writes it any more."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _begin(self, order: int) -> None:
        """Begin another log, durably, before anything stands in it."""
        self.close()
        path = self.wal / log_name(order)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, START)
            os.fsync(handle)
            sync_folder(self.wal)
        except OSError:
            os.close(handle)
            path.unlink()
            raise
        self._file, self.sign, self._begun = handle, log_sign(path), time.monotonic()
        self._size = self._durable = len(START)

    def _append(self, data: bytes) -> None:
        view, place = memoryview(data), self._size
        while view:
            written = os.pwrite(self._file, view, place)
            place, view = place + written, view[written:]
        self._size = place

    def _restore(self, size: int) -> None:
        """Cut a log back; one that can't be is left as it is, and not written again."""
        if self._file < 0:
            return
        try:
            os.ftruncate(self._file, size)
            self._size = size
        except OSError:
            with suppress(OSError):
                self.close()
