"""Segments of a spool: records one after the other in a file, each with its length and a checksum.

A segment begins with the sign of the run that wrote it. Nothing is ever written into one after a run has
ended, so that whatever is torn stands at the end of a file, and everything before it is whole.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from msgspec import Struct

_START = b"upheld spool 1\n\0"
RUN_BYTES = 16
HEAD = len(_START) + RUN_BYTES
_RECORD = struct.Struct("<IIQII")
"""Length, checksum; then, covered by the checksum: sequence, outcomes it holds, outcomes lost before it."""
_COVERED = struct.Struct("<QII")
_SUFFIX = ".segment"
LONGEST = 16 << 20
"""Bytes of a record at most: a length beyond it is damage."""


class Spooled(Struct, frozen=True, kw_only=True):
    """A record as it was put down."""

    run: str
    """Of the program that wrote it; its sequence counts from 1 in each run."""
    sequence: int
    count: int
    """How many outcomes it holds."""
    lost: int
    """How many outcomes could not be kept since the record before."""
    payload: bytes
    end: int
    """Where it ends in its segment."""


def head(run: str) -> bytes:
    """What a segment begins with."""
    return _START + bytes.fromhex(run)


def pack(sequence: int, payload: bytes, count: int, lost: int) -> bytes:
    """A record ready to be written."""
    check = crc32(payload, crc32(_COVERED.pack(sequence, count, lost)))
    return _RECORD.pack(len(payload), check, sequence, count, lost) + payload


def segment_path(folder: Path, number: int) -> Path:
    """Where a segment lies."""
    return folder / f"{number:010}{_SUFFIX}"


def segments_in(folder: Path) -> list[int]:
    """The numbers of the segments there are, in their order."""
    return sorted(int(path.stem) for path in folder.glob(f"*{_SUFFIX}") if path.stem.isdecimal())


def read_segment(path: Path, start: int = 0, end: int | None = None) -> Iterator[Spooled]:
    """Read the whole records of a segment from one place to another; it ends where something is torn."""
    with path.open("rb") as stream:
        begun = stream.read(HEAD)
        if len(begun) < HEAD or not begun.startswith(_START):
            return
        run = begun[len(_START) :].hex()
        place = max(start, HEAD)
        stream.seek(place)
        while end is None or place < end:
            words = stream.read(_RECORD.size)
            if len(words) < _RECORD.size:
                return
            length, check, sequence, count, lost = _RECORD.unpack(words)
            if length > LONGEST:
                return
            payload = stream.read(length)
            if len(payload) < length or check != crc32(payload, crc32(_COVERED.pack(sequence, count, lost))):
                return
            place += _RECORD.size + length
            yield Spooled(run=run, sequence=sequence, count=count, lost=lost, payload=payload, end=place)
