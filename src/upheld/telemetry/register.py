"""The register: which keys were recorded lately by all who write into one folder, and what order comes next.

A file of records of one size, shared by the writers of all logs and changed only under their common lock. It
is not made durable with every batch: after a failure of the machine it is made anew from the logs, and the
system's own word for "since it was started" tells when that is due.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from upheld.telemetry.durable import write_whole
from upheld.telemetry.log import Logged, log_sign, logs_in, read_log

REGISTER = "register"
REMEMBERED = 1 << 16
"""So many keys are remembered, the latest ones."""
_RECORD = struct.Struct("<16s32s8sQ")
"""Sign of a key, digest of the content, sign of the log, order."""
_START = b"upheld keys 1\n\0\0"
_HEAD = len(_START) + 48
_NOTHING = bytes(32)
"""In place of a digest: the key is taken back."""
_SINCE_START = Path("/proc/sys/kernel/random/boot_id")


class Known(Struct, frozen=True):
    """What was recorded under a key."""

    digest: bytes
    log: bytes
    """Sign of the log it was written to."""


class Register:
    """The register of a folder of logs, as one process knows it; every method needs the common lock."""

    def __init__(self, wal: Path) -> None:
        self._wal = wal
        self._path = wal / REGISTER
        self._file = -1
        self._inode = 0
        self._end = 0
        self._known: dict[bytes, Known] = {}
        self.next_order = 0

    def refresh(self) -> None:
        """Learn what others recorded since."""
        if self._file < 0:
            self._open()
        elif not self._path.exists() or self._path.stat().st_ino != self._inode:
            self.close()
            self._open()
        size = os.fstat(self._file).st_size
        if size >= self._end + _RECORD.size:
            self._learn(os.pread(self._file, size - self._end, self._end))

    def known(self, key: bytes) -> Known | None:
        """What was recorded under a key, as far as it is remembered."""
        return self._known.get(_sign(key))

    def add(self, log: bytes, batches: Iterable[tuple[int, bytes, bytes]]) -> None:
        """Record the order, key and digest of batches that were written into a log."""
        self._append(b"".join(_record(log, *batch) for batch in batches))

    def take_back(self, log: bytes, keys: Iterable[bytes]) -> None:
        """Forget keys whose batches turned out not to be durable."""
        try:
            self.refresh()
            self._append(b"".join(_record(log, self.next_order, key, _NOTHING) for key in keys))
        except OSError:
            self._path.unlink(missing_ok=True)  # it is made anew from the logs, which have been cut back

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _append(self, records: bytes) -> None:
        written = 0
        try:
            while written < len(records):
                written += os.pwrite(self._file, records[written:], self._end + written)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._learn(records)
        if self._end > _HEAD + 4 * REMEMBERED * _RECORD.size:
            self._shorten()

    def _learn(self, data: bytes) -> None:
        """Take records in; what a killed writer left of one is written over by the next."""
        whole = len(data) - len(data) % _RECORD.size
        for key, digest, log, order in _RECORD.iter_unpack(data[:whole]):
            self._known.pop(key, None)
            if digest != _NOTHING:
                self._known[key] = Known(digest, log)
            self.next_order = max(self.next_order, order + 1)
        self._end += whole
        while len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def _open(self) -> None:
        since = _since_start()
        head = b""
        if self._path.exists():
            with self._path.open("rb") as stream:
                head = stream.read(_HEAD)
        if not since or head != _head(since):
            self._make_anew(since, intact=head.startswith(_START) and len(head) == _HEAD)
        self._file = os.open(self._path, os.O_RDWR)
        self._inode = os.fstat(self._file).st_ino
        self._end = _HEAD
        self._known.clear()

    def _make_anew(self, since: bytes, *, intact: bool) -> None:
        """Put together what the logs hold, and what the register knew of logs that are no longer there.

        Of a log that is there, only what it holds counts: a record may have outlived its batch.
        """
        records: dict[bytes, bytes] = {}
        there = {log_sign(path) for path in logs_in(self._wal)}
        if intact:
            data = self._path.read_bytes()[_HEAD:]
            data = data[: len(data) - len(data) % _RECORD.size]
            for place in range(0, len(data), _RECORD.size):
                record = data[place : place + _RECORD.size]
                if record[48:56] not in there:
                    records[record[:16]] = record
        found = [
            (batch.order, _record(log_sign(path), batch.order, batch.key, batch.digest))
            for path in logs_in(self._wal)
            for batch in read_log(path, 0, path.stat().st_size)
            if isinstance(batch, Logged)
        ]
        for _, record in sorted(found):
            records.pop(record[:16], None)
            records[record[:16]] = record
        write_whole(self._path, _head(since) + b"".join(records.values()))

    def _shorten(self) -> None:
        data = os.pread(self._file, REMEMBERED * _RECORD.size, self._end - REMEMBERED * _RECORD.size)
        self.close()
        write_whole(self._path, _head(_since_start()) + data)
        self._open()
        self.refresh()


def _sign(key: bytes) -> bytes:
    return blake2b(key, digest_size=16).digest()


def _record(log: bytes, order: int, key: bytes, digest: bytes) -> bytes:
    return _RECORD.pack(_sign(key), digest, log, order)


def _head(since: bytes) -> bytes:
    return (_START + since).ljust(_HEAD, b"\0")


def _since_start() -> bytes:
    """The system's sign for the time since it was started; empty where it has none."""
    try:
        return _SINCE_START.read_bytes().strip()
    except OSError:
        return b""
