"""Sorting: samples in any order into a folder of telemetry, with memory for a few million of them at a time.

Rows are gathered, cut by day and by ranges of series, and set down on disk; at the end each cut is read back,
sorted and written into the file of its day. A folder appears whole or not at all.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import DAY, Instant, format_instant
from upheld.errors import UnreadableFile, UsageError
from upheld.telemetry.day_file import (
    Samples,
    SeriesName,
    as_table,
    day_file,
    from_table,
    rows_of,
    write_day,
    write_series,
)

ROWS_AT_ONCE = 1 << 22
"""So many rows are gathered before they are set down."""
SERIES_IN_CUT = 256

Progress = Callable[[str, int, int], None]
"""What is done, how many of how many: rows taken (of an unknown number, 0) or cuts sorted."""
Cut = tuple[int, int]
"""A day and a range of series, both by number."""


class Sorted(Struct, frozen=True, kw_only=True):
    """What came of sorting."""

    rows: int
    series: int
    days: int
    repeated: int
    """Samples that said again what another one said."""


def _no_progress(what: str, done: int, of: int) -> None:
    del what, done, of


@dataclass(slots=True, kw_only=True)
class Sorter:
    """Takes samples in any order; `finish` writes the folder."""

    folder: Path
    progress: Progress = _no_progress
    _names: dict[SeriesName, int] = field(init=False, default_factory=dict)
    _gathered: list[Samples] = field(init=False, default_factory=list)
    _cuts: dict[Cut, list[Path]] = field(init=False, default_factory=lambda: defaultdict(list))
    _rows: int = field(init=False, default=0)
    _set_down: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        if self.folder.exists():
            raise UsageError(f"{self.folder} is there already: name a folder that is not, or delete it")
        self._work.mkdir(parents=True)

    @property
    def _work(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}.sorting")

    def number(self, name: SeriesName) -> int:
        """The number of a series, which it keeps."""
        return self._names.setdefault(name, len(self._names))

    def take(self, samples: Samples) -> None:
        """Take samples whose series bear the numbers given to their names."""
        self._gathered.append(samples)
        self._rows += len(samples)
        if sum(map(len, self._gathered)) >= ROWS_AT_ONCE:
            self._flush()
        self.progress("read", self._rows, 0)

    def finish(self) -> Sorted:
        """Sort all there is, and put the folder in its place.

        Raises UnreadableFile, and leaves nothing behind, where two samples of one series and instant differ.
        """
        self._flush()
        ready = self._work / "ready"
        ready.mkdir()
        try:
            repeated = self._write_days(ready)
            write_series(ready, list(self._names))
            ready.rename(self.folder)
        finally:
            shutil.rmtree(self._work, ignore_errors=True)
        days = len({day for day, _ in self._cuts})
        return Sorted(rows=self._rows - repeated, series=len(self._names), days=days, repeated=repeated)

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _flush(self) -> None:
        if not self._gathered:
            return
        samples = _joined(self._gathered)
        self._gathered.clear()
        days, ranges = samples.at // DAY, samples.series // SERIES_IN_CUT
        order = np.lexsort((ranges, days))
        days, ranges = days[order], ranges[order]
        starts = np.flatnonzero((np.diff(days) != 0) | (np.diff(ranges) != 0)) + 1
        for rows in np.split(order, starts):
            cut = int(samples.at[rows[0]]) // DAY, int(samples.series[rows[0]]) // SERIES_IN_CUT
            path = self._work / f"{self._set_down}.feather"
            feather.write_feather(as_table(rows_of(samples, rows)), path, compression="lz4")
            self._cuts[cut].append(path)
            self._set_down += 1

    def _write_days(self, ready: Path) -> int:
        """Write the file of each day; give how many samples were repeated."""
        repeats = 0
        done = 0

        def sorted_cuts(cuts: Sequence[Cut]) -> Iterator[Samples]:
            nonlocal repeats, done
            for cut in cuts:
                samples, again = self._sorted(cut)
                repeats, done = repeats + again, done + 1
                self.progress("sorted", done, len(self._cuts))
                yield samples

        by_day: dict[int, list[Cut]] = defaultdict(list)
        for cut in sorted(self._cuts):
            by_day[cut[0]].append(cut)
        for day, cuts in by_day.items():
            write_day(day_file(ready, day), sorted_cuts(cuts))
        return repeats

    def _sorted(self, cut: Cut) -> tuple[Samples, int]:
        """The samples of a cut in order, each once, and how many were repeated."""
        tables = [feather.read_table(path) for path in self._cuts[cut]]
        samples = from_table(pa.concat_tables(tables).combine_chunks())
        samples = rows_of(samples, np.lexsort((samples.at, samples.series)))
        again = np.zeros(len(samples), dtype=np.bool_)
        again[1:] = (np.diff(samples.series) == 0) & (np.diff(samples.at) == 0)
        self._refuse_contradictions(samples, again)
        return rows_of(samples, ~again), int(again.sum())

    def _refuse_contradictions(self, samples: Samples, again: NDArray[np.bool_]) -> None:
        differs = (np.diff(samples.state) != 0) | (np.diff(samples.response) != 0)
        wrong = np.flatnonzero(again[1:] & differs)
        if len(wrong):
            name = list(self._names)[int(samples.series[wrong[0]])]
            at = format_instant(Instant(int(samples.at[wrong[0]])))
            place = f"{name.site} from {name.location}" if name.location else name.site
            raise UnreadableFile(
                f"two samples that {name.source} recorded of {place} at {at} contradict each other, as do "
                f"{len(wrong) - 1} more pairs of that day: keep the one that is right"
            )


def _joined(parts: Sequence[Samples]) -> Samples:
    return Samples(
        series=np.concatenate([part.series for part in parts]),
        at=np.concatenate([part.at for part in parts]),
        state=np.concatenate([part.state for part in parts]),
        response=np.concatenate([part.response for part in parts]),
    )
