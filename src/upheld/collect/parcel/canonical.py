"""Cells written the one way in which they are kept, however they were written where they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import SECOND
from upheld.collect.cells import Codes
from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.collect.decimals import Decimals
from upheld.collect.histograms import write_buckets
from upheld.collect.labels import read_labels, write_labels
from upheld.collect.records import NEVER, Records, names_in
from upheld.errors import PhraseError
from upheld.evidence.evidence import Table

Written = Sequence[str | None]
"""The cells of a column; none where there is nothing."""


def canonical(table: Table, records: Records) -> dict[str, Written]:
    """Write the columns of a batch: times as RFC 3339 in UTC, names sorted, numbers without needless digits.

    Reading what is written gives the same records.
    """
    return {column.name: _column(column, records) for column in COLUMNS[table]}


def _column(column: Column, records: Records) -> Written:
    match column.kind:
        case Kind.TIME:
            return written_times(records.times[column.name])
        case Kind.COUNT:
            return [None if each < 0 else str(each) for each in records.counts[column.name].tolist()]
        case Kind.NUMBER:
            return _numbers(records.decimals[column.name])
        case _:
            return _words(records.texts[column.name], _WORDS.get(column.kind, str))


def written_times(times: NDArray[np.int64]) -> Written:
    """Write instants as `upheld.chrono.instant.format_instant` does, a whole column at once."""
    known = np.where(times == NEVER, 0, times)
    seconds = np.datetime_as_string((known // SECOND).astype("datetime64[s]")).tolist()
    fractions = (known % SECOND).tolist()
    written: list[str | None] = [
        f"{whole}.{part:06d}".rstrip("0") + "Z" if part else f"{whole}Z"
        for whole, part in zip(seconds, fractions, strict=True)
    ]
    for index in np.flatnonzero(times == NEVER).tolist():
        written[index] = None
    return written


def _words(codes: Codes, write: Callable[[str], str]) -> Written:
    words: list[str | None] = [*(write(word) or None for word in codes.words), None]
    return [words[code] for code in codes.codes.tolist()]


def _numbers(decimals: Decimals) -> Written:
    written = (decimals.decimal(index) for index in range(len(decimals.wholes)))
    return [None if each is None else f"{each:f}" for each in written]


def _names(text: str) -> str:
    return ";".join(names_in(text))


def _labels(text: str) -> str:
    try:
        return write_labels(read_labels(text))
    except PhraseError:
        return text


_WORDS: Mapping[Kind, Callable[[str], str]] = {
    Kind.NAMES: _names,
    Kind.LABELS: _labels,
    Kind.BUCKETS: write_buckets,
}
"""How the words of columns are written that hold more than a word."""
