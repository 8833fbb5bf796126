"""The fold: one pass of the kernel over a folder of telemetry, by ranges of series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from msgspec import Struct
from numpy.typing import NDArray

from upheld.telemetry.day_file import day_files, open_day, read_group, read_series, series_in
from upheld.telemetry.kernel import Asked, Kernel, Runs, joined


class Day(Struct, frozen=True, kw_only=True):
    """A file, and which series may stand in each of its row groups."""

    path: Path
    metadata: pq.FileMetaData
    groups: tuple[range, ...]


class Folded(Struct, frozen=True, kw_only=True, eq=False):
    """What the samples of a window come to; arrays are by number of series. Lengths are microseconds."""

    samples: NDArray[np.int64]
    held: NDArray[np.int64]
    """By series and `State`; what is left of the counted time is unknown too, and not in it."""
    values: NDArray[np.int64]
    """How many response times were recorded in counted time."""
    totals: NDArray[np.int64]
    """Their sums, microseconds: over the number of values, the exact mean."""
    percentiles: dict[Fraction, NDArray[np.int64]]
    runs: Runs


def fold(folder: Path, asked: Asked, *, threads: int = 1) -> Folded:
    """Fold a folder of telemetry; memory grows with a range of series, not with the folder.

    Raises UnreadableFile where the folder holds none, or a file of it is damaged.
    """
    size = len(read_series(folder))
    days = [_day(path) for path in day_files(folder, asked.window)]
    ranges = list(_ranges(days, size))
    with ThreadPoolExecutor(threads) as pool:
        kernels = list(pool.map(lambda part: _fold_range(days, part, asked), ranges))
    return _put_together(kernels, asked)


def _day(path: Path) -> Day:
    file = open_day(path)
    groups = tuple(series_in(file, group) for group in range(file.num_row_groups))
    return Day(path=path, metadata=file.metadata, groups=groups)


def _ranges(days: Sequence[Day], size: int) -> Iterator[range]:
    """Cut the numbers of series where row groups begin in the file that has most of them."""
    starts = {0}
    if days:
        starts |= {group.start for group in max((day.groups for day in days), key=len)}
    edges = sorted(start for start in starts if start < size)
    yield from (range(start, end) for start, end in zip(edges, (*edges[1:], size), strict=True))


def _fold_range(days: Sequence[Day], part: range, asked: Asked) -> Kernel:
    kernel = Kernel(asked=asked, first=part.start, size=len(part))
    for day in days:
        touched = [
            number
            for number, group in enumerate(day.groups)
            if group.start < part.stop and part.start < group.stop
        ]
        # A reader is not to be shared between threads; its metadata is.
        file = pq.ParquetFile(day.path, metadata=day.metadata) if touched else None
        for number in touched if file is not None else ():
            kernel.take(read_group(file, number))
    kernel.finish()
    return kernel


def _put_together(kernels: Sequence[Kernel], asked: Asked) -> Folded:
    return Folded(
        samples=_all([kernel.samples for kernel in kernels]),
        held=_all([kernel.held for kernel in kernels]),
        values=_all([kernel.values for kernel in kernels]),
        totals=_all([kernel.totals for kernel in kernels]),
        percentiles={
            each: _all([kernel.percentiles[each] for kernel in kernels]) for each in asked.percentages
        },
        runs=joined([runs for kernel in kernels for runs in kernel.runs]),
    )


def _all(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
