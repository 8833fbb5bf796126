"""Numbering: series numbers that last, given out in the order in which names first come."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from upheld.errors import UnreadableFile, UsageError
from upheld.telemetry.batch import names_in
from upheld.telemetry.day_file import SERIES_FILE, SeriesName, find_series, read_series, write_series
from upheld.telemetry.durable import sync_file, sync_folder

MOST_SERIES = 1 << 26
_LISTS_REMEMBERED = 512
_Key = tuple[str, str, str]


@dataclass(slots=True)
class Numbering:
    """The numbers of the series of a folder; those it gives out last once they are saved.

    UnreadableFile where names are missing that had a number.
    """

    folder: Path
    at_least: int = 0
    """So many were numbered before."""
    _numbers: dict[_Key, int] = field(init=False)
    _saved: int = field(init=False)
    _lists: dict[bytes, NDArray[np.int32]] = field(init=False, default_factory=dict)
    """The numbers of lists of names as they were packed: clients send the same ones again and again."""

    def __post_init__(self) -> None:
        path = self.folder / SERIES_FILE
        names = read_series(self.folder) if path.exists() else ()
        _check(path, len(names), self.at_least)
        self._numbers = {(name.source, name.site, name.location): place for place, name in enumerate(names)}
        self._saved = len(names)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def names(self) -> tuple[SeriesName, ...]:
        """What the numbers stand for, each its place."""
        return tuple(SeriesName(*key) for key in self._numbers)

    def numbers(self, packed: bytes) -> NDArray[np.int32]:
        """The number of each of some packed names."""
        found = self._lists.get(packed)
        if found is None:
            numbers = self._numbers
            found = np.array(
                [numbers.setdefault(name, len(numbers)) for name in names_in(packed)], dtype=np.int32
            )
            if len(numbers) > MOST_SERIES:
                raise UsageError(f"{self.folder} would have more than {MOST_SERIES:,} series")
            if len(self._lists) >= _LISTS_REMEMBERED:
                self._lists.clear()
            self._lists[packed] = found
        return found

    def save(self) -> None:
        """Write down the numbers given out, durably; a file that is there is replaced whole."""
        if self._saved == len(self._numbers):
            return
        draft = self.folder / ".series"
        draft.mkdir(exist_ok=True)
        write_series(draft, self.names)
        sync_file(draft / SERIES_FILE)
        (draft / SERIES_FILE).replace(self.folder / SERIES_FILE)
        sync_folder(self.folder)
        shutil.rmtree(draft)
        self._saved = len(self._numbers)


def numbers_of(folder: Path, chosen: Collection[SeriesName], at_least: int) -> dict[SeriesName, int]:
    """The numbers of a few series of a folder, those that have one; UnreadableFile as of `Numbering`."""
    path = folder / SERIES_FILE
    found, several = find_series(folder, chosen, at_least) if path.exists() else ({}, 0)
    _check(path, several, at_least)
    return found


def _check(path: Path, several: int, at_least: int) -> None:
    if several < at_least:
        raise UnreadableFile(
            f"{path} names {several} of {at_least} series: put it back from a backup; what the segments say "
            "can't be told without it"
        )
