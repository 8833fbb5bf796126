"""A day read: what its files and the logs hold of a range of series, in order and each sample once."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.telemetry.day_file import Samples
from upheld.telemetry.holdings import DayHeld
from upheld.telemetry.merging import merged
from upheld.telemetry.ranges import Indexed, RangeReader, index, rows_in_range


class IndexedDay(Struct, frozen=True, kw_only=True, eq=False):
    """A day whose files were looked into."""

    day: int
    files: tuple[Indexed, ...]
    late: Samples | None


def index_day(held: DayHeld) -> IndexedDay:
    """Look into the files of a day; UnreadableFile where one is damaged."""
    return IndexedDay(day=held.day, files=tuple(index(path) for path in held.files), late=held.late)


def samples_in(day: IndexedDay, part: range, *, whole_groups: bool = True) -> Iterator[Samples]:
    """The samples of a range of series, sorted, in one part or several.

    Where they stand in one file these are its row groups as they are, with samples of other series in them
    unless that is not wanted.
    """
    readers = [RangeReader(file) for file in day.files]
    try:
        if whole_groups and len(readers) == 1 and day.late is None:
            yield from readers[0].groups(part)
            return
        found = [reader.rows(part) for reader in readers]
        if day.late is not None:
            found.append(rows_in_range(day.late, part))
        there = [samples for samples in found if samples is not None]
        if there:
            yield merged(there, day.day).samples
    finally:
        for reader in readers:
            reader.close()
