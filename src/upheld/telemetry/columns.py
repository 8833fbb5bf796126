"""Columns of Arrow, to and from numpy, by their buffers.

Arrow's own conversions import pandas wherever it is installed, which takes longer than reading what is
wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from upheld.errors import UnreadableFile

_Number = TypeVar("_Number", bound=np.generic)


def numbers_of(column: pa.ChunkedArray, kind: type[_Number]) -> NDArray[_Number]:
    """The numbers of a column that has one everywhere; UnreadableFile where it has not."""
    if column.null_count:
        raise UnreadableFile("samples have empty cells, which nobody wrote: sort the evidence anew")
    dtype = np.dtype(kind)
    parts = [
        np.frombuffer(chunk.buffers()[1], dtype, count=len(chunk), offset=chunk.offset * dtype.itemsize)
        for chunk in column.chunks
        if len(chunk)
    ]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def column_of(numbers: NDArray[_Number], kind: pa.DataType) -> pa.Array:
    """A column of numbers that are of its kind."""
    held = np.ascontiguousarray(numbers, dtype=kind.to_pandas_dtype())
    return pa.Array.from_buffers(kind, len(held), [None, pa.py_buffer(held)])


def texts_of(values: Sequence[str]) -> pa.Array:
    """A column of texts."""
    written = [value.encode() for value in values]
    offsets = np.zeros(len(written) + 1, dtype=np.int32)
    np.cumsum([len(each) for each in written], out=offsets[1:])
    buffers = [pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(written))]
    return pa.Array.from_buffers(pa.string(), len(written), [None, *buffers])
