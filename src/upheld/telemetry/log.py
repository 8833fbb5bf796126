"""A log: batches in the order in which they were taken in, each with its length, its order and checksums.

One process writes a log, and holds its lock for as long as it does. A batch has an order among those of all
logs of a folder. What a killed writer or a power failure left half written is not read, nor what was damaged.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from upheld.errors import UnreadableFile

WAL = "wal"
"""The folder of logs within a folder of telemetry."""
START = b"upheld log 1\n\0\0\0"
"""What a log begins with."""
LONGEST_KEY = 512
"""Bytes of a key."""
_SIGN = b"\xc5UPB"
_HEAD = struct.Struct("<4sHxxIQ32s")
"""Sign, lengths of key and payload, order, SHA-256 of the payload."""
_SUM = struct.Struct("<I")
"""CRC-32 of head and key."""


class Logged(Struct, frozen=True, kw_only=True, eq=False):
    """A batch in a log."""

    order: int
    key: bytes
    digest: bytes
    payload: bytes
    end: int
    """Where the next one begins."""


class Damage(Struct, frozen=True, kw_only=True):
    """A stretch of a log that can't be read, and is no batch that was never finished."""

    log: str

    first: int
    end: int


def order_lock(folder: Path) -> Path:
    """The lock under which batches get their order, and logs come and go."""
    return folder / WAL / "order.lock"


def log_name(order: int) -> str:
    """A name that no log had before: it begins with the order of the log's first batch."""
    return f"{order:016d}-{os.urandom(8).hex()}.log"


def log_sign(path: Path) -> bytes:
    """What tells a log from all others."""
    return bytes.fromhex(path.stem.rpartition("-")[2])


def logs_in(wal: Path) -> list[Path]:
    """The logs of a folder, in order of their first batches."""
    return sorted(wal.glob("*-*.log"))


def frame(order: int, key: bytes, digest: bytes, payload: bytes) -> bytes:
    """What stands in a log for a batch."""
    head = _HEAD.pack(_SIGN, len(key), len(payload), order, digest) + key
    return b"".join((head, _SUM.pack(zlib.crc32(head)), payload))


def read_log(path: Path, first: int, end: int) -> Iterator[Logged | Damage]:
    """Go through the batches of a log from one place to another, as far as they are whole.

    Raises UnreadableFile where it is no log of this version. `first` may be 0.
    """
    with path.open("rb") as stream:
        start = stream.read(len(START))
    if start != START[: len(start)]:
        raise UnreadableFile(f"{path} is no log that this version reads: set it aside")
    place = max(first, len(START))
    while place < end:
        with path.open("rb") as stream:  # not kept open: there may be more logs than files one may open
            found = _read(stream, place, end)
            following = end if found is not None else _following(stream, place, end)
            if found is None and following == end and _is_torn(stream, place, end):
                return
            step = found or Damage(log=path.name, first=place, end=following)
        yield step
        place = step.end


def read_log_for(path: Path, first: int, end: int, words: Sequence[bytes]) -> Iterator[Logged | Damage]:
    """Go through the batches of a log in which one of some words stands; others may be among them.

    A batch that has none is passed over by its head. From where a log is not whole on, it is read as by
    `read_log`, and raises what that does.
    """
    place = max(first, len(START))
    with path.open("rb") as stream:
        start = stream.read(len(START))
        data = b""
        if start == START:
            stream.seek(place)
            data = stream.read(max(end - place, 0))
    at = 0
    while at + _HEAD.size <= len(data):
        _, key_length, length, order, digest = _HEAD.unpack_from(data, at)
        sum_at = at + _HEAD.size + key_length
        body, last = sum_at + _SUM.size, sum_at + _SUM.size + length
        head = data[at:sum_at]
        if not head.startswith(_SIGN) or last > len(data) or data[sum_at:body] != _SUM.pack(zlib.crc32(head)):
            break
        if any(data.find(word, body, last) >= 0 for word in words):
            payload = data[body:last]
            if hashlib.sha256(payload).digest() != digest:
                break
            yield Logged(
                order=order, key=head[_HEAD.size :], digest=digest, payload=payload, end=place + last
            )
        at = last
    if place + at < end:
        yield from read_log(path, place + at, end)


def _read(stream: BinaryIO, place: int, end: int) -> Logged | None:
    """The batch that begins at a place, if it is whole."""
    stream.seek(place)
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(_SIGN):
        return None
    _, key_length, length, order, digest = _HEAD.unpack(head)
    last = place + _HEAD.size + key_length + _SUM.size + length
    if last > end:
        return None
    key = stream.read(key_length)
    if stream.read(_SUM.size) != _SUM.pack(zlib.crc32(head + key)):
        return None
    payload = stream.read(length)
    if len(payload) < length or hashlib.sha256(payload).digest() != digest:
        return None
    return Logged(order=order, key=key, digest=digest, payload=payload, end=last)


def _is_torn(stream: BinaryIO, place: int, end: int) -> bool:
    """Whether the rest of a log is a batch that its writer did not come to finish."""
    stream.seek(place)
    rest = end - place
    head = stream.read(min(_HEAD.size, rest))
    if len(head) < _HEAD.size:
        return head.startswith(_SIGN[: len(head)])
    _, key_length, length, _, _ = _HEAD.unpack(head)
    if rest < _HEAD.size + key_length + _SUM.size:
        return head.startswith(_SIGN) and key_length <= LONGEST_KEY
    key = stream.read(key_length)
    sound = stream.read(_SUM.size) == _SUM.pack(zlib.crc32(head + key))
    return sound and rest < _HEAD.size + key_length + _SUM.size + length


def _following(stream: BinaryIO, place: int, end: int) -> int:
    """Where the next whole batch begins after a place that holds none, or the end."""
    stream.seek(place)
    rest = stream.read(end - place)
    at = rest.find(_SIGN, 1)
    while at >= 0:
        if _read(stream, place + at, end) is not None:
            return place + at
        at = rest.find(_SIGN, at + 1)
    return end
