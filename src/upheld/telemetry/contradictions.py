"""Contradictions: samples set aside, since something else had been said of their series and instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.telemetry.day_file import Samples, SeriesName, from_table, open_day
from upheld.telemetry.day_reading import IndexedDay, index_day, samples_in
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.merging import by_day, joined


class Said(Struct, frozen=True, order=True):
    """What was said of a series at an instant."""

    state: int
    """A value of `State`, with `RETRY` added where it is a retry."""
    response: int
    """Microseconds, `NO_VALUE` where there is none."""


class Contradiction(Struct, frozen=True, order=True):
    """Two samples of one series and instant that differ."""

    name: SeriesName
    at: Instant
    standing: Said
    """What was said first, and counts."""
    aside: Said
    """What was said later, and counts for nothing."""


def read_contradictions(folder: Path) -> tuple[Contradiction, ...]:
    """What was set aside in a folder of telemetry, each once, in order of series and time.

    Of samples that are still in the logs, or in segments that were not merged yet, it is not known.
    Raises UnreadableFile for a damaged file.
    """
    with open_holdings(folder) as holdings:
        parts = []
        for path in holdings.contradictions:
            with open_day(path) as file:
                parts.append(from_table(file.read().combine_chunks()))
        days = {each.day: index_day(each) for each in holdings.days}
        found = {
            contradiction
            for day, aside in (by_day(joined(parts)) if parts else ())
            if day in days
            for contradiction in _of_day(days[day], aside, holdings.names)
        }
    return tuple(sorted(found))


def _of_day(day: IndexedDay, aside: Samples, names: Sequence[SeriesName]) -> Iterator[Contradiction]:
    """Hold what was set aside against what stands; said again as it stands, it contradicts nothing."""
    for series in np.unique(aside.series).tolist():
        standing = next(samples_in(day, range(series, series + 1), whole_groups=False), None)
        if standing is None:
            continue
        for row in np.flatnonzero(aside.series == series).tolist():
            at = int(aside.at[row])
            place = int(np.searchsorted(standing.at, at))
            if place < len(standing) and standing.at[place] == at:
                first, other = _said(standing, place), _said(aside, row)
                if first != other:
                    yield Contradiction(names[series], Instant(at), first, other)


def _said(samples: Samples, row: int) -> Said:
    return Said(int(samples.state[row]), int(samples.response[row]))
