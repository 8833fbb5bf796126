"""Segments: files of sorted samples written durably, and several of one day merged into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from msgspec import Struct

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.telemetry.day_file import Samples, as_table, write_day
from upheld.telemetry.durable import make_folder, sha256_of, sync_file, sync_folder
from upheld.telemetry.manifest import CONTRADICTIONS, SEGMENTS, Segment
from upheld.telemetry.merging import joined, merged
from upheld.telemetry.ranges import RangeReader, index, ranges


class Written(Struct, frozen=True, kw_only=True, eq=False):
    """A segment that was written, and what was left out of it."""

    segment: Segment
    repeated: int
    aside: tuple[Samples, ...]
    """Samples that contradict others."""


@dataclass(slots=True, eq=False)
class _Tally:
    """What goes by while a segment is written."""

    rows: int = 0
    first: int = np.iinfo(np.int64).max
    last: int = np.iinfo(np.int64).min
    repeated: int = 0
    aside: list[Samples] = field(default_factory=list)


def write_segment(
    folder: Path, day: int, name: str, parts: Iterator[list[Samples]], replaces: Sequence[str] = ()
) -> Written:
    """Write a segment of a day from ranges of series; in each, earlier samples take precedence."""
    tally = _Tally()
    file = f"{SEGMENTS}/{format_instant(Instant(day * DAY))[:10]}.{name}.parquet"
    make_folder(folder / SEGMENTS)
    write_day(folder / file, _merged(parts, day, tally))
    return Written(
        segment=_described(folder, file, tally, day=day, replaces=tuple(replaces)),
        repeated=tally.repeated,
        aside=tuple(tally.aside),
    )


def is_intact(folder: Path, segment: Segment) -> bool:
    """Whether a segment is what was written."""
    path = folder / segment.file
    return path.exists() and sha256_of(path) == segment.sha256


def merge_segments(folder: Path, segments: Sequence[Segment], day: int, name: str) -> Written:
    """Write one segment in the place of several of a day, given in order of precedence."""
    readers = [RangeReader(index(folder / segment.file)) for segment in segments]
    try:
        files = [reader.file for reader in readers]
        size = max((group.stop for file in files for group in file.groups), default=0)
        parts = (
            [rows for reader in readers if (rows := reader.rows(part)) is not None]
            for part in ranges(files, size)
        )
        return write_segment(folder, day, name, parts, [segment.file for segment in segments])
    finally:
        for reader in readers:
            reader.close()


def write_aside(folder: Path, name: str, found: Sequence[Samples]) -> Segment:
    """Write down samples that contradict others, and were set aside."""
    file = f"{CONTRADICTIONS}/{name}.parquet"
    make_folder(folder / CONTRADICTIONS)
    samples = joined(found)
    pq.write_table(as_table(samples), folder / file, compression="zstd")
    at = samples.at
    return _described(folder, file, _Tally(rows=len(at), first=int(at.min()), last=int(at.max())))


def _merged(parts: Iterator[list[Samples]], day: int, tally: _Tally) -> Iterator[Samples]:
    for part in parts:
        if not part:
            continue
        found = merged(part, day)
        tally.rows += len(found.samples)
        tally.first = min(tally.first, int(found.samples.at.min()))
        tally.last = max(tally.last, int(found.samples.at.max()))
        tally.repeated += found.repeated
        if len(found.aside):
            tally.aside.append(found.aside)
        yield found.samples


def _described(
    folder: Path, file: str, tally: _Tally, day: int | None = None, replaces: tuple[str, ...] = ()
) -> Segment:
    path = folder / file
    sync_file(path)
    sync_folder(path.parent)
    return Segment(
        file=file,
        rows=tally.rows,
        size=path.stat().st_size,
        sha256=sha256_of(path),
        first=tally.first,
        last=tally.last,
        day=day,
        replaces=replaces,
    )
