"""Carry: the runs of a folder of telemetry, kept from one look to the next.

A day is folded when it has something new, and no other day is. Within a day a file is folded once, and what
came since is put behind it; only where samples came late, among those that are known already, the whole day
is folded anew. Runs that go on over midnight, or over the edge of a file, are made one, so that what is
carried grows with the changes of state and not with the time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import DAY, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.telemetry.day_file import Samples, SeriesName
from upheld.telemetry.day_reading import index_day, samples_in
from upheld.telemetry.holdings import DayHeld, Holdings
from upheld.telemetry.kernel import Asked, Kernel, Runs, joined
from upheld.telemetry.ranges import ranges

_FOREVER = np.iinfo(np.int64).max
"""`Runs.until` of a sample that stands for itself."""


class Taken(Struct, frozen=True, kw_only=True, eq=False):
    """What a folder holds, as runs by series."""

    runs: Runs
    names: tuple[SeriesName, ...]
    folded: int
    """How many files, and rests of logs, were folded for it; the others were known."""


@dataclass(slots=True, kw_only=True, eq=False)
class Carry:
    """Runs of days and of files that are known."""

    stale_after: Micros
    kept_of_run: int
    _days: dict[int, tuple[tuple[str, ...], Runs]] = field(default_factory=dict)
    """By day, from which files and rests they were made."""
    _files: dict[str, Runs] = field(default_factory=dict)
    """Of the day that is not over."""
    _before: tuple[tuple[tuple[int, tuple[str, ...]], ...], Runs] | None = None
    """All days but the last one, together."""
    _folded: int = 0

    def take(self, holdings: Holdings, since: Instant, as_of: Instant) -> Taken:
        """Give the runs of all samples from a day on, as far as they are known at an instant.

        UnreadableFile where a file is damaged.
        """
        self._folded = 0
        held = [each for each in holdings.days if since // DAY <= each.day <= as_of // DAY]
        size = len(holdings.names)
        days = [(each.day, self._of_day(each, size, as_of)) for each in held]
        signs = tuple((each.day, self._days[each.day][0]) for each in held)
        self._days = {day: self._days[day] for day, _ in days}
        last = held[-1:]
        names = {_sign(path) for each in last for path in each.files}
        self._files = {name: runs for name, runs in self._files.items() if name in names}
        return Taken(
            runs=self._together(signs, [runs for _, runs in days]), names=holdings.names, folded=self._folded
        )

    def _together(self, signs: tuple[tuple[int, tuple[str, ...]], ...], days: Sequence[Runs]) -> Runs:
        """All days, those before the last one as they are known where they are the same as before."""
        if not days:
            return joined([])
        if self._before is None or self._before[0] != signs[:-1]:
            self._before = signs[:-1], self._one(joined(days[:-1]))
        return self._one(joined([self._before[1], days[-1]]))

    def _one(self, runs: Runs) -> Runs:
        return made_one(runs, self.stale_after, self.kept_of_run)

    def _of_day(self, held: DayHeld, size: int, as_of: Instant) -> Runs:
        sign = _signs(held)
        known = self._days.get(held.day)
        if known is None or known[0] != sign:
            known = self._days[held.day] = sign, self._folded_day(held, size)
        return known[1] if not _is_beyond(known[1], as_of) else self._exactly(held, size, as_of)

    def _folded_day(self, held: DayHeld, size: int) -> Runs:
        """Fold what is new of a day and put it behind what is known; all of it where it came late."""
        parts = [self._of_file(held.day, path, size) for path in held.files]
        if held.late is not None:
            parts.append(self._fold(DayHeld(day=held.day, files=(), late=held.late), size))
        together = joined(parts)
        return self._one(together) if _is_apart(together) else self._one(self._fold(held, size))

    def _of_file(self, day: int, path: Path, size: int) -> Runs:
        name = _sign(path)
        if name not in self._files:
            self._files[name] = self._fold(DayHeld(day=day, files=(path,)), size)
        return self._files[name]

    def _exactly(self, held: DayHeld, size: int, as_of: Instant) -> Runs:
        """Fold a day up to an instant: some of its samples say that they are of a later one."""
        return self._one(self._fold(held, size, Instant(as_of + 1)))

    def _fold(self, held: DayHeld, size: int, until: Instant | None = None) -> Runs:
        self._folded += 1
        start = Instant(held.day * DAY)
        end = Instant(start + DAY) if until is None else until
        asked = Asked(window=Interval(start, end), stale_after=self.stale_after, kept_of_run=self.kept_of_run)
        day = index_day(held)
        found: list[Runs] = []
        for part in ranges(day.files, size):
            kernel = Kernel(asked=asked, first=part.start, size=len(part))
            for samples in samples_in(day, part):
                kernel.take(samples)
            found += kernel.runs
        return joined(found)


def made_one(runs: Runs, stale_after: Micros, kept_of_run: int) -> Runs:
    """Make runs of up that follow each other without a gap one, as if they had been folded together.

    `runs` are in order of series and time, and none lies within another.
    """
    count = len(runs.at)
    if not count:
        return runs
    goes_on = np.zeros(count, dtype=np.bool_)
    goes_on[1:] = (
        (runs.series[1:] == runs.series[:-1])
        & (runs.state[1:] == 0)
        & (runs.state[:-1] == 0)
        & ((runs.until[:-1] == runs.at[1:]) | (runs.at[1:] - runs.at[:-1] <= stale_after))
    )
    numbers = np.cumsum(~goes_on) - 1
    firsts = np.flatnonzero(~goes_on)
    is_last = np.append(~goes_on[1:], True)
    chosen = np.flatnonzero((np.arange(count) - firsts[numbers] < kept_of_run) | is_last | (runs.state != 0))
    following = np.append(chosen[1:], count)
    skips = following - chosen > 1
    stands_for_more = (runs.until[chosen] != _FOREVER) | skips
    ends = np.append(runs.at[chosen[1:]], _FOREVER)
    same = np.append(numbers[chosen[1:]] == numbers[chosen[:-1]], False)
    until = np.where(stands_for_more & same, ends, _FOREVER)
    return Runs(series=runs.series[chosen], at=runs.at[chosen], until=until, state=runs.state[chosen])


def _is_apart(runs: Runs) -> bool:
    """Whether none of some runs, in order of series and time, lies within another, and no sample is twice."""
    same = runs.series[1:] == runs.series[:-1]
    later = runs.at[1:] > runs.at[:-1]
    beyond = (runs.until[:-1] == _FOREVER) | (runs.until[:-1] <= runs.at[1:])
    return bool((~same | (later & beyond)).all())


def _is_beyond(runs: Runs, as_of: Instant) -> bool:
    return bool((runs.at > as_of).any())


def _signs(held: DayHeld) -> tuple[str, ...]:
    """What a day is made from: files are never changed, and what is in the logs is known by its content."""
    names = tuple(_sign(path) for path in held.files)
    return names if held.late is None else (*names, _content(held.late))


def _sign(path: Path) -> str:
    return str(path)


def _content(samples: Samples) -> str:
    digest = hashlib.blake2b(digest_size=16)
    columns: tuple[NDArray[np.generic], ...] = (samples.series, samples.at, samples.state)
    for column in columns:
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
