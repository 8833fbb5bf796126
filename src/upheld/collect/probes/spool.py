"""The spool: what was seen, kept on disk until the server has it.

A record counts once it is synced to disk. Records are handed out in order, and go when they were
acknowledged. When there is no room the oldest stay, and what could not be kept is counted: that time is
unknown, and the next record tells it. One process at a time works in a folder.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import threading
from pathlib import Path

import msgspec
from msgspec import Struct

from upheld.collect.probes.spool_segment import (
    HEAD,
    RUN_BYTES,
    Spooled,
    head,
    pack,
    read_segment,
    segment_path,
    segments_in,
)
from upheld.errors import ConflictError, UnreadableFile

MEBIBYTE = 1 << 20
SEGMENT_BYTES = 8 * MEBIBYTE
_WORTH_LEAVING = SEGMENT_BYTES // 8
"""A segment of this size is left once all of it was acknowledged, though it could take more."""
MOST_BYTES = 1024 * MEBIBYTE
"""About a week of a hundred points each watched every ten seconds."""


class Consignment(Struct, frozen=True, kw_only=True):
    """Records that are next in order, all of one run."""

    run: str
    records: tuple[Spooled, ...]
    segment: int
    """The number of the one they stand in."""


class Depth(Struct, frozen=True, kw_only=True):
    """How much is waiting."""

    outcomes: int
    bytes: int
    lost: int
    """Outcomes that could not be kept and were not told yet."""


class _Mark(Struct, frozen=True):
    """Up to where everything was acknowledged."""

    segment: int
    place: int


class Spool:
    """A folder of records that wait; any thread may call it."""

    def __init__(self, folder: Path, most: int = MOST_BYTES, segment: int = SEGMENT_BYTES) -> None:
        """Open a folder, made where there is none.

        ConflictError where another process works there, UnreadableFile where it can't be worked in.
        """
        self._folder, self._most, self._size = folder, most, segment
        self._mutex = threading.Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UnreadableFile(f"results can't be kept in {folder}: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise ConflictError(
                f"another agent works in {folder}: give each a folder of its own, `--spool`"
            ) from error
        self.run = secrets.token_hex(RUN_BYTES)
        self._sequence = 0
        self._lost = 0
        self._file, self._number, self._end = -1, 0, 0
        self._mark = self._read_mark()
        self._sizes: dict[int, int] = {}
        """Bytes of each segment that count."""
        self._waiting: dict[int, int] = {}
        """Outcomes that wait in each segment."""
        self._survey()

    def append(self, payload: bytes, count: int) -> bool:
        """Put a record down; it is on disk when this returns True, else its outcomes are counted as lost."""
        with self._mutex:
            record = pack(self._sequence + 1, payload, count, self._lost)
            try:
                self._write(record)
            except OSError:
                self._lost += count
                return False
            self._sequence += 1
            self._lost = 0
            self._waiting[self._number] = self._waiting.get(self._number, 0) + count
            return True

    def next(self, most_bytes: int = MEBIBYTE) -> Consignment | None:
        """Give the records that are next, at most so many bytes but one at least; none where none wait."""
        with self._mutex:
            while (number := self._first()) is not None:
                start = self._mark.place if self._mark.segment == number else 0
                records = self._records(number, start, most_bytes)
                if records:
                    return Consignment(run=records[0].run, records=records, segment=number)
                if number == self._number:
                    return None
                # nothing of it can be read any more: what was damaged since is as good as never kept
                self._lost += self._waiting.get(number, 0)
                self._remove(number)
            return None

    def acknowledge(self, consignment: Consignment) -> None:
        """Let records go that the server has; without room to note it they are only sent once more."""
        with self._mutex:
            last = consignment.records[-1]
            self._mark = _Mark(consignment.segment, last.end)
            number = consignment.segment
            self._waiting[number] = self._waiting.get(number, 0) - sum(
                each.count for each in consignment.records
            )
            is_done = last.end >= self._sizes.get(number, 0)
            if is_done and number == self._number and (self._lost or self._end >= _WORTH_LEAVING):
                # room is given back, above all where there is none
                self._leave()
            if is_done and number != self._number:
                self._remove(number)
            else:
                self._note_mark()

    @property
    def depth(self) -> Depth:
        """How much is waiting."""
        with self._mutex:
            done = self._mark.place if self._mark.segment in self._sizes else 0
            whole = sum(self._sizes.values()) - max(done, 0)
            return Depth(outcomes=sum(self._waiting.values()), bytes=max(whole, 0), lost=self._lost)

    def close(self) -> None:
        """Let go of the folder."""
        with self._mutex:
            self._leave()
            if self._lock >= 0:
                os.close(self._lock)
                self._lock = -1

    def _write(self, record: bytes) -> None:
        if sum(self._sizes.values()) + len(record) > self._most:
            raise OSError(errno.EDQUOT, "the spool holds as much as it may")
        if self._file < 0 or self._end >= self._size:
            self._begin()
        try:
            written = 0
            while written < len(record):
                written += os.pwrite(self._file, record[written:], self._end + written)
            os.fdatasync(self._file)
        except OSError:
            self._cut()
            raise
        self._end += len(record)
        self._sizes[self._number] = self._end

    def _begin(self) -> None:
        """Begin a segment; it and its name are on disk before anything counts in it."""
        self._leave()
        number = max([self._mark.segment, *self._sizes, *segments_in(self._folder)]) + 1
        path = segment_path(self._folder, number)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            written = os.write(handle, head(self.run))
            if written < HEAD:
                raise OSError(errno.ENOSPC, "no room")
            os.fdatasync(handle)
            self._sync_folder()
        except OSError:
            os.close(handle)
            path.unlink(missing_ok=True)
            raise
        self._file, self._number, self._end = handle, number, HEAD
        self._sizes[number] = HEAD

    def _cut(self) -> None:
        """Take back what was written of a record; where that fails too, the segment ends before it."""
        try:
            os.ftruncate(self._file, self._end)
            os.fdatasync(self._file)
        except OSError:
            # what was torn is never read past: a new segment follows it
            self._leave()

    def _leave(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file, self._number, self._end = -1, 0, 0

    def _first(self) -> int | None:
        return min(self._sizes, default=None)

    def _records(self, number: int, start: int, most_bytes: int) -> tuple[Spooled, ...]:
        records: list[Spooled] = []
        size = 0
        try:
            for each in read_segment(segment_path(self._folder, number), start, self._sizes[number]):
                size += len(each.payload)
                if records and size > most_bytes:
                    break
                records.append(each)
        except OSError:
            return tuple(records)
        return tuple(records)

    def _remove(self, number: int) -> None:
        segment_path(self._folder, number).unlink(missing_ok=True)
        self._sizes.pop(number, None)
        self._waiting.pop(number, None)

    def _survey(self) -> None:
        """See what earlier runs left, and forget what was acknowledged."""
        for number in segments_in(self._folder):
            path = segment_path(self._folder, number)
            if number < self._mark.segment:
                path.unlink(missing_ok=True)
                continue
            start = self._mark.place if number == self._mark.segment else 0
            end, waiting = HEAD, 0
            for each in read_segment(path):
                end = each.end
                waiting += each.count if each.end > start else 0
            if waiting:
                self._sizes[number] = end
                self._waiting[number] = waiting
            else:
                path.unlink(missing_ok=True)

    def _read_mark(self) -> _Mark:
        try:
            return msgspec.json.decode((self._folder / "mark").read_bytes(), type=_Mark)
        except (OSError, msgspec.MsgspecError):
            return _Mark(0, 0)

    def _note_mark(self) -> None:
        draft = self._folder / "mark.draft"
        try:
            draft.write_bytes(msgspec.json.encode(self._mark))
            draft.replace(self._folder / "mark")
        except OSError:
            return

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
