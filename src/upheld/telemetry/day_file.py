"""Day files: the samples of one UTC day in Parquet, sorted by series and time, each row group whole series.

A folder of telemetry holds `series.parquet`, which says what each series number stands for, and a file for
each day, such as `2026-03-01.parquet`. All columns are whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import DAY, Instant, format_instant, parse_instant
from upheld.errors import UnreadableFile
from upheld.telemetry.columns import column_of, numbers_of, texts_of

SERIES_FILE = "series.parquet"
FORMAT = b"1"
NO_VALUE = -1
"""In place of a response time where none was recorded."""
LONGEST_RESPONSE = (1 << 31) - 1
"""Microseconds, almost 36 minutes: no check waits that long."""
RETRY = 4
"""Added to a state where the sample is a retry within a failing check."""
ROWS_IN_GROUP = 1 << 15
"""About so many rows stand in a row group: few enough for the caches, enough to read at full speed."""

SAMPLES = pa.schema(
    [("series", pa.int32()), ("at", pa.int64()), ("state", pa.int8()), ("response_us", pa.int32())],
    metadata={b"upheld.telemetry": FORMAT},
)
_SERIES = pa.schema(
    [("series", pa.int32()), ("source", pa.string()), ("site", pa.string()), ("location", pa.string())],
    metadata={b"upheld.telemetry": FORMAT},
)


class SeriesName(Struct, frozen=True, order=True, array_like=True):
    """What one source calls a site, and from where it watches it; an empty location is none."""

    source: str
    site: str
    location: str = ""


class Samples(Struct, frozen=True, kw_only=True, eq=False):
    """Columns of one length: numbers of series, instants in microseconds, states, response times."""

    series: NDArray[np.int32]
    at: NDArray[np.int64]
    state: NDArray[np.int8]
    """Values of `State`, with `RETRY` added where the sample is a retry."""
    response: NDArray[np.int32]
    """Microseconds, at most `LONGEST_RESPONSE`, `NO_VALUE` where there is none."""

    def __len__(self) -> int:
        return len(self.at)


def day_of(at: int) -> int:
    """The number of the UTC day an instant lies in, counted from 1970."""
    return at // DAY


def day_file(folder: Path, day: int) -> Path:
    """Where the samples of a day are kept."""
    return folder / f"{format_instant(Instant(day * DAY))[:10]}.parquet"


def write_series(folder: Path, names: Sequence[SeriesName]) -> None:
    """Write down what the numbers of series stand for: each its place in the sequence."""
    table = pa.table(
        {
            "series": column_of(np.arange(len(names), dtype=np.int32), pa.int32()),
            "source": texts_of([name.source for name in names]),
            "site": texts_of([name.site for name in names]),
            "location": texts_of([name.location for name in names]),
        },
        schema=_SERIES,
    )
    pq.write_table(table, folder / SERIES_FILE, compression="zstd")


def read_series(folder: Path) -> tuple[SeriesName, ...]:
    """Read what the numbers of series stand for; UnreadableFile where the folder holds no telemetry."""
    table = _read_series(folder)
    rows = zip(*(table[name].to_pylist() for name in ("source", "site", "location")), strict=True)
    return tuple(SeriesName(*row) for row in rows)


def find_series(
    folder: Path, chosen: Collection[SeriesName], known: int | None = None
) -> tuple[dict[SeriesName, int], int]:
    """Find the numbers of a few series, those that have one, and tell how many series have one.

    Numbers are only ever added: where so many are `known`, what was read when there were as many will do.

    UnreadableFile where the folder holds no telemetry.
    """
    table, found = _read_series(folder) if known is None else _known_series(folder, known), {}
    for site in {name.site for name in chosen}:
        for number in _rows_saying(table["site"], site):
            source, location = (table[column][number].as_py() for column in ("source", "location"))
            if (name := SeriesName(source, site, location)) in chosen:
                found[name] = number
    return found, len(table)


def _rows_saying(column: pa.ChunkedArray, text: str) -> Iterator[int]:
    """Which rows of a column of text say this; of tens of thousands none is made an object."""
    before = 0
    for chunk in column.chunks:
        _, ends_in, letters_in = chunk.buffers()
        ends = np.frombuffer(ends_in, dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        letters = np.frombuffer(letters_in or b"", dtype=np.uint8)
        wanted = np.frombuffer(text.encode(), dtype=np.uint8)
        alike = np.flatnonzero(np.diff(ends) == len(wanted))
        for place, letter in reversed([*enumerate(wanted.tolist())]):  # names differ in their ends
            alike = alike[letters[ends[alike] + place] == letter]
        yield from (alike + before).tolist()
        before += len(chunk)


def _known_series(folder: Path, known: int) -> pa.Table:
    path = folder / SERIES_FILE
    try:
        file = path.stat().st_ino
    except OSError as error:
        raise UnreadableFile(f"{path} can't be read: {error}; sort the evidence anew") from error
    return _series_as_of(folder, file, known)


@lru_cache(maxsize=2)
def _series_as_of(folder: Path, _file: int, _known: int) -> pa.Table:
    return _read_series(folder)


def _read_series(folder: Path) -> pa.Table:
    path = folder / SERIES_FILE
    try:
        # as a file: as a data set it would load half of Arrow for it
        with pq.ParquetFile(path) as file:
            table = file.read()
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableFile(f"{path} can't be read: {error}; sort the evidence anew") from error
    _check_format(path, table.schema, _SERIES)
    return table


def write_day(path: Path, parts: Iterable[Samples]) -> None:
    """Write the samples of one day: sorted by series and time, part after part, no series in two parts."""
    with pq.ParquetWriter(
        path,
        SAMPLES,
        compression="zstd",
        use_dictionary=["series", "state"],
        column_encoding={"at": "DELTA_BINARY_PACKED", "response_us": "DELTA_BINARY_PACKED"},
    ) as writer:
        for samples in parts:
            ends = np.flatnonzero(np.diff(samples.series)) + 1
            for first, last in _groups(ends.tolist(), len(samples)):
                writer.write_table(
                    as_table(rows_of(samples, slice(first, last))), row_group_size=last - first
                )


def as_table(samples: Samples) -> pa.Table:
    """The columns as a table of Arrow."""
    columns: tuple[NDArray[Any], ...] = (samples.series, samples.at, samples.state, samples.response)
    kinds = (SAMPLES.field(place).type for place in range(len(columns)))
    return pa.table([column_of(*each) for each in zip(columns, kinds, strict=True)], schema=SAMPLES)


def from_table(table: pa.Table) -> Samples:
    """The columns of a table of Arrow."""
    series, at, state, response = table.columns
    return Samples(
        series=numbers_of(series, np.int32),
        at=numbers_of(at, np.int64),
        state=numbers_of(state, np.int8),
        response=numbers_of(response, np.int32),
    )


def rows_of(samples: Samples, rows: slice | NDArray[np.bool_] | NDArray[np.intp]) -> Samples:
    """Some of the rows."""
    return Samples(
        series=samples.series[rows],
        at=samples.at[rows],
        state=samples.state[rows],
        response=samples.response[rows],
    )


def _groups(ends: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """Cut rows into groups that hold whole series; `ends` are where one series gives way to the next."""
    first = 0
    for end in (*ends, size):
        if end - first >= ROWS_IN_GROUP or end == size:
            if first < end:
                yield first, end
            first = end


def all_days(folder: Path) -> tuple[int, ...]:
    """The numbers of the days of which a folder of telemetry has samples."""
    names = (path.stem for path in folder.glob("*.parquet") if path.name != SERIES_FILE)
    return tuple(sorted(day_of(parse_instant(f"{name}T00:00:00Z")) for name in names))


def open_day(path: Path) -> pq.ParquetFile:
    """Open the file of a day; UnreadableFile where it is none."""
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableFile(f"{path} can't be read: {error}; sort the evidence anew") from error
    _check_format(path, file.schema_arrow, SAMPLES)
    return file


def series_in(file: pq.ParquetFile, group: int) -> range:
    """The numbers of series that may stand in a row group, from its statistics."""
    statistics = file.metadata.row_group(group).column(0).statistics
    return range(statistics.min, statistics.max + 1)


def read_group(file: pq.ParquetFile, group: int) -> Samples:
    """Read a row group, on the thread of the caller."""
    return from_table(file.read_row_group(group, use_threads=False))


def _check_format(path: Path, found: pa.Schema, wanted: pa.Schema) -> None:
    version = (found.metadata or {}).get(b"upheld.telemetry")
    if version != FORMAT or not found.equals(wanted):
        raise UnreadableFile(
            f"{path} is no file of telemetry that this version reads: sort the evidence anew with "
            "`upheld evidence sort`"
        )
