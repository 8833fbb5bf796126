"""Ranges of series: files of sorted samples read a range at a time, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from msgspec import Struct

from upheld.telemetry.day_file import Samples, open_day, read_group, rows_of, series_in
from upheld.telemetry.merging import joined

GROUPS_AT_ONCE = 2
"""Row groups of a range: for each range a file is opened, and who looks at one series wants small groups."""


class Indexed(Struct, frozen=True, kw_only=True):
    """A file, and which series may stand in each of its row groups."""

    path: Path
    metadata: pq.FileMetaData
    groups: tuple[range, ...]


def index(path: Path) -> Indexed:
    """Look into a file of sorted samples; UnreadableFile where it is none."""
    with open_day(path) as file:
        groups = tuple(series_in(file, group) for group in range(file.num_row_groups))
        return Indexed(path=path, metadata=file.metadata, groups=groups)


def ranges(files: Sequence[Indexed], size: int) -> Iterator[range]:
    """Cut the numbers of series where every other row group begins in the file that has most of them."""
    starts = {0}
    if files:
        starts |= {group.start for group in max((file.groups for file in files), key=len)[::GROUPS_AT_ONCE]}
    if not size:  # a folder that takes samples in, and has none yet
        return
    edges = sorted(start for start in starts if start < size)
    yield from (range(start, end) for start, end in zip(edges, (*edges[1:], size), strict=True))


def rows_in_range(samples: Samples, part: range) -> Samples | None:
    """The rows of a range of series among sorted ones, if there are any."""
    edges = np.array((part.start, part.stop), dtype=np.int32)
    first, last = np.searchsorted(samples.series, edges).tolist()
    return rows_of(samples, slice(first, last)) if first < last else None


@dataclass(slots=True, eq=False)
class RangeReader:
    """Reads ranges of one file, on one thread; the last row group is kept for the next range."""

    file: Indexed
    _open: pq.ParquetFile | None = None
    _last: tuple[int, Samples] | None = field(default=None)

    def groups(self, part: range) -> Iterator[Samples]:
        """The row groups in which series of a range may stand, whole."""
        for number, group in enumerate(self.file.groups):
            if group.start < part.stop and part.start < group.stop:
                yield self._group(number)

    def rows(self, part: range) -> Samples | None:
        """The samples of a range of series, if there are any."""
        found = [rows for samples in self.groups(part) if (rows := rows_in_range(samples, part)) is not None]
        return joined(found) if found else None

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()

    def _group(self, number: int) -> Samples:
        if self._last is None or self._last[0] != number:
            if self._open is None:
                # A reader is not to be shared between threads; its metadata is.
                self._open = pq.ParquetFile(self.file.path, metadata=self.file.metadata)
            self._last = number, read_group(self._open, number)
        return self._last[1]
