"""Arrow arrays to and from Python and numpy, by their buffers.

Arrow's own conversions import pandas wherever it is installed, which takes longer than judging a month: this
module is the only way in or out, and `pa.array`, `pa.scalar` and `to_numpy` are used nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_Number = TypeVar("_Number", bound=np.generic)


def nulls(cells: pa.Array) -> NDArray[np.bool_]:
    """Tell which cells are null."""
    size = len(cells)
    if cells.null_count in (0, size):
        return np.full(size, cells.null_count > 0)
    there = np.frombuffer(cells.buffers()[0], np.uint8)
    bits = np.unpackbits(there, count=cells.offset + size, bitorder="little")
    absent: NDArray[np.bool_] = bits[cells.offset :] == 0
    return absent


def numbers(cells: pa.Array, empty: int = 0) -> NDArray[np.int64]:
    """Give whole numbers, with `empty` for null; unsigned ones beyond 63 bits become the largest there is."""
    if pa.types.is_uint64(cells.type):
        unsigned = _buffer(cells, np.dtype(np.uint64))
        whole = np.minimum(unsigned, np.uint64(np.iinfo(np.int64).max)).astype(np.int64)
    else:
        whole = _buffer(cells.cast(pa.int64()), np.dtype(np.int64))
    return np.where(nulls(cells), empty, whole) if cells.null_count else whole


def codes(cells: pa.Array, empty: int) -> NDArray[np.int32]:
    """Give 32-bit numbers, with `empty` for null."""
    whole = _buffer(cells if cells.type == pa.int32() else cells.cast(pa.int32()), np.dtype(np.int32))
    return np.where(nulls(cells), np.int32(empty), whole) if cells.null_count else whole


def flags(cells: pa.Array) -> NDArray[np.bool_]:
    """Give booleans, with false for null."""
    bits = _buffer(cells.cast(pa.uint8()), np.dtype(np.uint8)).astype(np.bool_)
    return bits & ~nulls(cells) if cells.null_count else bits


def taken(cells: pa.Array, rows: NDArray[np.intp]) -> pa.Array:
    """Give the cells at some positions."""
    positions = np.ascontiguousarray(rows, dtype=np.int64)
    return cells.take(
        pa.Array.from_buffers(pa.int64(), len(positions), [None, pa.py_buffer(positions.tobytes())])
    )


def texts(values: Sequence[str | None]) -> pa.Array:
    """Make an array of text."""
    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum([len(each) for each in encoded], out=offsets[1:])
    there = np.packbits(np.array([value is not None for value in values], dtype=np.bool_), bitorder="little")
    buffers = [there.tobytes(), offsets.tobytes(), b"".join(encoded)]
    return pa.Array.from_buffers(pa.string(), len(values), [pa.py_buffer(each) for each in buffers])


def repeated(value: str, size: int) -> pa.Array:
    """Make an array of one text, over and over."""
    return texts([value] * size)


def _buffer(cells: pa.Array, dtype: np.dtype[_Number]) -> NDArray[_Number]:
    """Give the values as they lie in memory; what stands at null means nothing."""
    values = cells.buffers()[1]
    if values is None or len(cells) == 0:
        return np.empty(0, dtype)
    return np.frombuffer(values, dtype, count=len(cells), offset=cells.offset * dtype.itemsize)
