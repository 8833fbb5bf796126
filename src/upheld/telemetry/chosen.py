"""Chosen series: the samples of a few among thousands, without reading what the others are called."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from upheld.chrono.interval import Interval
from upheld.telemetry.backlog import sizes_of_logs
from upheld.telemetry.batch import names_in, unpack
from upheld.telemetry.day_file import (
    Samples,
    SeriesName,
    all_days,
    day_file,
    day_of,
    find_series,
    rows_of,
)
from upheld.telemetry.holdings import takes_samples_in
from upheld.telemetry.log import Logged, read_log_for
from upheld.telemetry.manifest import Manifest, holding
from upheld.telemetry.merging import by_day, joined, merged
from upheld.telemetry.numbering import numbers_of
from upheld.telemetry.ranges import RangeReader, index


class _Held(Struct, frozen=True, kw_only=True, eq=False):
    """Where the samples of a few series are."""

    numbers: Mapping[SeriesName, int]
    files: Mapping[int, Sequence[Path]]
    """By day; of two samples of one instant that of the earlier file stands."""
    late: Mapping[SeriesName, Samples]
    """Those that are still in the logs."""


def samples_of(folder: Path, chosen: Collection[SeriesName], window: Interval) -> dict[SeriesName, Samples]:
    """Give the samples of a few series within a window, in order of time, those still in the logs with them.

    A series without any is left out. Raises UnreadableFile where the folder holds no telemetry, or a file of
    it is damaged.
    """
    days = range(day_of(window.start), day_of(window.end - 1) + 1)
    with _opened(folder, frozenset(chosen), days) as held:
        parts: dict[SeriesName, list[Samples]] = {}
        late = {name: dict(by_day(samples)) for name, samples in held.late.items()}
        for day in days:
            filed = _in_files(held.files.get(day, ()), held.numbers)
            for name in chosen:
                waiting = late.get(name, {}).get(day)
                there = [*filed.get(name, ()), *(() if waiting is None else (waiting,))]
                if there:
                    parts.setdefault(name, []).append(_within(merged(there, day).samples, window))
    found = {name: joined(several) for name, several in parts.items()}
    return {name: samples for name, samples in found.items() if len(samples)}


@contextmanager
def _opened(folder: Path, chosen: frozenset[SeriesName], days: range) -> Iterator[_Held]:
    """See where they are; none of the files is removed meanwhile."""
    if not takes_samples_in(folder):
        numbers, _ = find_series(folder, chosen)
        known = frozenset(all_days(folder))
        yield _Held(
            numbers=numbers, files={day: (day_file(folder, day),) for day in days if day in known}, late={}
        )
        return
    with holding(folder) as manifest:
        numbers = numbers_of(folder, chosen, manifest.series)
        yield _Held(
            numbers=numbers,
            files={day: [folder / each.file for each in manifest.of_day(day)] for day in days},
            late=_in_logs(folder, manifest, chosen, numbers),
        )


def _in_files(files: Sequence[Path], numbers: Mapping[SeriesName, int]) -> dict[SeriesName, list[Samples]]:
    found: dict[SeriesName, list[Samples]] = {}
    for path in files:
        reader = RangeReader(index(path))
        try:
            # in order of numbers: a row group holds many series, and the last one that was read is kept
            for name, number in sorted(numbers.items(), key=lambda each: each[1]):
                rows = reader.rows(range(number, number + 1))
                if rows is not None:
                    found.setdefault(name, []).append(rows)
        finally:
            reader.close()
    return found


def _in_logs(
    folder: Path, manifest: Manifest, chosen: frozenset[SeriesName], numbers: Mapping[SeriesName, int]
) -> dict[SeriesName, Samples]:
    """What is not sorted yet, in the order in which it was taken in."""
    # how the names of a batch begin, whatever their locations are
    words = [msgspec.json.encode(pair)[:-1] for pair in {(name.source, name.site) for name in chosen}]
    logs = (
        read_log_for(path, manifest.consumed.get(path.name, 0), size, words)
        for path, size in sizes_of_logs(folder).items()
    )
    batches = ((each for each in log if isinstance(each, Logged)) for log in logs)
    parts: dict[SeriesName, list[Samples]] = {}
    for batch in heapq.merge(*batches, key=lambda each: each.order):
        contents = unpack(batch.payload)
        for place, key in enumerate(names_in(contents.names)):
            if (name := SeriesName(*key)) in chosen:
                rows = rows_of(contents.samples, contents.samples.series == place)
                parts.setdefault(name, []).append(_numbered(rows, numbers.get(name, 0)))
    return {name: joined(several) for name, several in parts.items()}


def _numbered(samples: Samples, number: int) -> Samples:
    series = np.full(len(samples), number, dtype=np.int32)
    return Samples(series=series, at=samples.at, state=samples.state, response=samples.response)


def _within(samples: Samples, window: Interval) -> Samples:
    return rows_of(samples, (samples.at >= window.start) & (samples.at < window.end))
