"""Intake: samples taken in by one process, acknowledged when they are on disk.

Any number of threads hand batches in. One of them writes what is waiting, its own and that of all others, and
one `fdatasync` serves them all; the next in line then does the same.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from msgspec import Struct

from upheld.telemetry.batch import Names, pack
from upheld.telemetry.commit import Commits, Offer
from upheld.telemetry.day_file import Samples
from upheld.telemetry.room import Room


class Receipt(Struct, frozen=True, kw_only=True):
    """A batch is on disk."""

    rows: int
    digest: bytes
    """SHA-256 of what was recorded."""
    repeated: bool
    """It was there already under this key, and was not written again."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A thread that waits for its batch."""

    offer: Offer
    turn: threading.Lock = field(default_factory=threading.Lock)
    """Let go when the batch is settled, or when it is this thread's turn to write."""
    settled: bool = False

    def __post_init__(self) -> None:
        self.turn.acquire()

    def wait(self) -> None:
        """Wait for the turn; an interruption waits too, since others may depend on this thread's writing."""
        interruption: KeyboardInterrupt | None = None
        while True:
            try:
                self.turn.acquire()
                break
            except KeyboardInterrupt as error:
                interruption = error
        if interruption is not None and self.settled:
            raise interruption


class Intake:
    """Takes samples in for a folder of telemetry; a process has one for each folder, made after it forks."""

    def __init__(self, folder: Path, room: Room | None = None) -> None:
        self._commits = Commits(folder, Room() if room is None else room)
        self._mutex = threading.Lock()
        self._queue: list[_Waiting] = []
        self._writing = False

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, names: Names, samples: Samples, key: str) -> Receipt:
        """Take a batch in; the series of its samples are places among the names. Returns when it is on disk.

        The same content under the same key is answered as repeated. Raises ConflictError for another content
        under a key that is remembered, NoRoom or NotWritten where it could not be written (and then nothing
        was), UsageError for samples that no log may hold. Any thread may call it.
        """
        batch = pack(names, samples, key)
        mine = _Waiting(Offer(batch))
        with self._mutex:
            self._queue.append(mine)
            first, self._writing = not self._writing, True
        if not first:
            mine.wait()
        if not mine.settled:
            self._write()
        if mine.offer.error is not None:
            raise mine.offer.error
        return Receipt(rows=batch.rows, digest=batch.digest, repeated=mine.offer.repeated)

    def close(self) -> None:
        """Let go of the log, when no thread hands anything in any more."""
        self._commits.close()

    def _write(self) -> None:
        """Write all that is waiting, wake those whose batches these are, and hand over to the next."""
        with self._mutex:
            group, self._queue = self._queue, []
        try:
            self._commits.commit([each.offer for each in group])
        finally:
            with self._mutex:
                heir = self._queue[0] if self._queue else None
                self._writing = heir is not None
            for each in group:
                each.settled = True
                each.turn.release()
            if heir is not None:
                heir.turn.release()
