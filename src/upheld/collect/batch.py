"""Batches: some thousand records of one file, column by column, as the file has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from msgspec import Struct

from upheld.collect.arrow_arrays import repeated
from upheld.collect.layout import Layout
from upheld.collect.problem import Problems


class Batch(Struct, frozen=True, kw_only=True):
    """Records `first` to `first + size` of a file; cells by our column names, empty ones null, none parsed.

    Columns are text, except that a Parquet file may bring times, whole numbers and booleans of its own.
    """

    file: str
    first: int
    size: int
    cells: Mapping[str, pa.Array]
    is_in_order: bool = True
    """Whether records stand in the order they were recorded in, so that it tells something."""


class DataFile(Struct, frozen=True, kw_only=True):
    """One file of evidence: where it is, what it is called in messages, what its columns mean."""

    path: Path
    name: str
    form: Form
    layout: Layout


class Form(Struct, frozen=True, kw_only=True):
    """A file format: how records are read from it, and how the line of a record is found again."""

    batches: Callable[[DataFile, Problems], Iterator[Batch]]
    lines: Callable[[DataFile, frozenset[int]], Mapping[int, int]]


def with_constants(cells: dict[str, pa.Array], size: int, layout: Layout) -> dict[str, pa.Array]:
    """Add the columns that hold one value for every row of the file."""
    for name, value in layout.constants.items():
        cells[name] = repeated(value, size)
    return cells
