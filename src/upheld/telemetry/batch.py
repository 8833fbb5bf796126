"""A batch: samples handed in at once, as bytes for a log and back.

Its series are numbers only within it: places in its own list of names. Numbers that last are given out by
compaction alone, so that those who take samples in need not agree on any.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

import msgspec
import numpy as np
from msgspec import Struct

from upheld.chrono.instant import EARLIEST, LATEST
from upheld.errors import UsageError
from upheld.telemetry.day_file import LONGEST_RESPONSE, NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.log import LONGEST_KEY

MOST_ROWS = 1_000_000
_COUNTS = struct.Struct("<II")
_ROW = 17
"""Bytes of a sample: its instant, series, response time and state."""


Names = Sequence[SeriesName] | Sequence[tuple[str, str, str]]
"""Source, site and location of series."""


class Packed(Struct, frozen=True, kw_only=True, eq=False):
    """A batch ready to be written."""

    key: bytes
    payload: bytes
    digest: bytes
    """SHA-256 of the payload."""
    rows: int


class Contents(Struct, frozen=True, kw_only=True, eq=False):
    """What a payload holds; the names are left packed, since many batches have the same ones."""

    names: bytes
    samples: Samples
    """Their series are places among the names."""


def pack(names: Names, samples: Samples, key: str) -> Packed:
    """Make a batch ready; the series of samples are places among the names.

    Raises UsageError for a key that is empty or too long, and for samples that no log may hold.
    """
    sign = key.encode()
    if not 0 < len(sign) <= LONGEST_KEY:
        raise UsageError(f"a batch needs a key of 1 to {LONGEST_KEY} bytes; this one has {len(sign)}")
    _check(names, samples)
    words = msgspec.json.encode(names)
    payload = b"".join(
        (
            _COUNTS.pack(len(samples), len(words)),
            words,
            np.ascontiguousarray(samples.at, dtype="<i8").tobytes(),
            np.ascontiguousarray(samples.series, dtype="<i4").tobytes(),
            np.ascontiguousarray(samples.response, dtype="<i4").tobytes(),
            np.ascontiguousarray(samples.state, dtype="i1").tobytes(),
        )
    )
    return Packed(key=sign, payload=payload, digest=hashlib.sha256(payload).digest(), rows=len(samples))


def rows_in(payload: bytes) -> int:
    """How many samples a payload holds."""
    rows: int = _COUNTS.unpack_from(payload)[0]
    return rows


def unpack(payload: bytes) -> Contents:
    """Read a payload whose digest was checked."""
    rows, length = _COUNTS.unpack_from(payload)
    first = _COUNTS.size + length
    columns = []
    for kind, width in (("<i8", 8), ("<i4", 4), ("<i4", 4), ("i1", 1)):
        columns.append(np.frombuffer(payload, dtype=kind, count=rows, offset=first))
        first += width * rows
    at, series, response, state = columns
    return Contents(
        names=payload[_COUNTS.size : _COUNTS.size + length],
        samples=Samples(series=series, at=at, state=state, response=response),
    )


def names_in(packed: bytes) -> list[tuple[str, str, str]]:
    """Read packed names: source, site, location of each."""
    return msgspec.json.decode(packed, type=list[tuple[str, str, str]])


def _check(names: Names, samples: Samples) -> None:
    rows = len(samples)
    if not 0 < rows <= MOST_ROWS:
        raise UsageError(f"a batch holds 1 to {MOST_ROWS:,} samples; this one has {rows:,}: cut it in parts")
    if {len(samples.series), len(samples.state), len(samples.response)} != {rows}:
        raise UsageError("the columns of a batch are of different lengths")
    if samples.series.min() < 0 or samples.series.max() >= len(names):
        raise UsageError(f"a batch of {len(names)} names has samples of another series")
    if samples.at.min() < EARLIEST or samples.at.max() >= LATEST:
        raise UsageError("a sample lies outside the years 0001 to 9999: give its instant in microseconds")
    if samples.state.min() < 0 or samples.state.max() >= 2 * RETRY:
        raise UsageError("a sample has a state that there is none of: 0 to 3, and 4 more for a retry")
    if samples.response.min() < NO_VALUE or samples.response.max() > LONGEST_RESPONSE:
        raise UsageError(
            f"a response time is longer than any check waits, or negative: give microseconds, "
            f"{NO_VALUE} for none"
        )
