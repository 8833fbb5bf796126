"""Runs as they are kept: everything that samples came to, written so that reading gives the same arrays."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.clock_steps import Key
from upheld.collect.series import Run

_CODEC = "zstd"
_LENGTH = 8
"""Bytes of the length that stands before each part."""
_NOTHING = np.zeros(0, dtype=np.int64)


class _Head(Struct, frozen=True):
    keys: list[Key]
    sizes: list[int]
    """How many records each series has."""


def write_runs(runs: Mapping[Key, Run]) -> bytes:
    """Write runs; the same runs give the same bytes."""
    several = list(runs.values())
    head = _Head([*runs], [len(each.times) for each in several])
    times = np.concatenate([_NOTHING, *(each.times for each in several)])
    ends = np.concatenate([_NOTHING, *(each.ends for each in several)])
    states = np.concatenate([_NOTHING.astype(np.int8), *(each.states for each in several)])
    retries = np.concatenate([_NOTHING.astype(np.bool_), *(each.retries for each in several)])
    parts = (
        msgspec.json.encode(head),
        # differences of neighbours are small numbers, which pack well
        np.diff(times, prepend=np.int64(0)).tobytes(),
        (ends - times).tobytes(),
        states.tobytes(),
        retries.tobytes(),
    )
    return b"".join(_framed(part) for part in parts)


def read_runs(written: bytes) -> dict[Key, Run]:
    """Read what `write_runs` has written."""
    first, *columns = _parts(written)
    head = msgspec.json.decode(first, type=_Head)
    times = np.cumsum(np.frombuffer(columns[0], dtype=np.int64))
    ends = times + np.frombuffer(columns[1], dtype=np.int64)
    states = np.frombuffer(columns[2], dtype=np.int8)
    retries = np.frombuffer(columns[3], dtype=np.bool_)
    edges = np.cumsum([0, *head.sizes]).tolist()
    return {
        key: Run(
            times=_read_only(times[start:end]),
            ends=_read_only(ends[start:end]),
            states=states[start:end],
            retries=retries[start:end],
        )
        for key, start, end in zip(head.keys, edges, edges[1:], strict=False)
    }


def _framed(part: bytes) -> bytes:
    packed: bytes = pa.compress(part, codec=_CODEC, asbytes=True)
    return len(packed).to_bytes(_LENGTH) + len(part).to_bytes(_LENGTH) + packed


def _parts(written: bytes) -> list[bytes]:
    found, place = [], 0
    while place < len(written):
        size = int.from_bytes(written[place : place + _LENGTH])
        unpacked = int.from_bytes(written[place + _LENGTH : place + 2 * _LENGTH])
        place += 2 * _LENGTH
        found.append(
            bytes(pa.decompress(written[place : place + size], unpacked, codec=_CODEC, asbytes=True))
        )
        place += size
    return found


def _read_only(array: NDArray[np.int64]) -> NDArray[np.int64]:
    array.flags.writeable = False
    return array
