"""Holdings: what a folder of telemetry holds at one moment, in segments and in the logs.

There are two kinds of folders. One that was sorted at once has a file for each day. One that takes samples in
has segments, which its manifest names, and logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from upheld.chrono.interval import Interval
from upheld.telemetry.backlog import read_backlog
from upheld.telemetry.day_file import Samples, SeriesName, all_days, day_file, day_of, read_series
from upheld.telemetry.manifest import MANIFEST, SEGMENTS, holding
from upheld.telemetry.merging import by_day, merged
from upheld.telemetry.numbering import Numbering


class DayHeld(Struct, frozen=True, kw_only=True, eq=False):
    """The samples of a UTC day: of two with one series and instant, that of the earlier part stands."""

    day: int
    files: tuple[Path, ...]
    late: Samples | None = None
    """Those that are still in the logs, sorted."""


class Holdings(Struct, frozen=True, kw_only=True, eq=False):
    """The samples of a folder, by day."""

    names: tuple[SeriesName, ...]
    """What the numbers of series stand for, each its place."""
    days: tuple[DayHeld, ...]
    """In order of time."""
    contradictions: tuple[Path, ...] = ()
    """Files of samples that were set aside."""

    def touching(self, window: Interval) -> tuple[DayHeld, ...]:
        """The days that a window touches, and the day before it."""
        wanted = range(day_of(window.start) - 1, day_of(window.end - 1) + 1)
        return tuple(each for each in self.days if each.day in wanted)


@contextmanager
def open_holdings(folder: Path) -> Iterator[Holdings]:
    """See what a folder holds now; none of its files is removed meanwhile, whatever comes in.

    Raises UnreadableFile where the folder holds no telemetry, or a file of it is damaged.
    """
    if not takes_samples_in(folder):
        names = read_series(folder)
        days = tuple(DayHeld(day=day, files=(day_file(folder, day),)) for day in all_days(folder))
        yield Holdings(names=names, days=days)
        return
    with holding(folder) as manifest:
        numbering = Numbering(folder, manifest.series)
        late = {
            day: merged([samples], day).samples
            for day, samples in by_day(read_backlog(folder, manifest, numbering).samples)
        }
        files: dict[int, list[Path]] = {day: [] for day in late}
        for segment in manifest.segments:
            if segment.day is not None:
                files.setdefault(segment.day, []).append(folder / segment.file)
        days = tuple(DayHeld(day=day, files=tuple(files[day]), late=late.get(day)) for day in sorted(files))
        aside = tuple(folder / each.file for each in manifest.contradictions)
        yield Holdings(names=numbering.names, days=days, contradictions=aside)


def takes_samples_in(folder: Path) -> bool:
    """Whether a folder of telemetry takes samples in, and is not one that was sorted at once."""
    return (folder / MANIFEST).exists() or (folder / SEGMENTS).exists()
