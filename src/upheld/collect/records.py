"""Records: a batch of a table with every cell read, to be taken as columns or row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.collect.cells import Codes
from upheld.collect.decimals import Decimals
from upheld.collect.problem import Problems, Row

NEVER = np.iinfo(np.int64).max
"""Stands in an array of instants where a cell is empty."""


class Records(Struct, frozen=True, kw_only=True):
    """Records of one batch; every column of the table is there, empty cells marked `EMPTY` or `NEVER`."""

    file: str
    first: int
    size: int
    texts: Mapping[str, Codes]
    """Columns of text, words, names, and yes or no."""
    counts: Mapping[str, NDArray[np.int64]]
    decimals: Mapping[str, Decimals]
    times: Mapping[str, NDArray[np.int64]]
    is_in_order: bool = True
    """Whether they stand in the order they were recorded in."""

    def entries(self, problems: Problems) -> Iterator[Entry]:
        """Go through the rows one by one."""
        return (Entry(self, index, problems) for index in range(self.size))

    def row(self, index: int) -> Row:
        """Say where a record of the batch stands."""
        return Row(file=self.file, index=self.first + index)


class Entry(Struct, frozen=True):
    """One row: its cells as values, and the word against it where it can't be."""

    records: Records
    index: int
    problems: Problems

    @property
    def row(self) -> Row:
        """Where it stands."""
        return self.records.row(self.index)

    def text(self, column: str) -> str | None:
        """Give a text; absent where the cell is empty."""
        codes = self.records.texts[column]
        code = int(codes.codes[self.index])
        return codes.words[code] if code >= 0 else None

    def known(self, column: str) -> str:
        """Give a text that every row has; empty where it lacks, which was reported."""
        return self.text(column) or ""

    def names(self, column: str) -> tuple[str, ...]:
        """Give the names in a cell, each once, sorted: their order in the cell says nothing."""
        text = self.text(column)
        return names_in(text) if text else ()

    def truth(self, column: str) -> bool | None:
        """Give a yes or no; absent where the cell is empty."""
        code = int(self.records.texts[column].codes[self.index])
        return None if code < 0 else code == 1

    def count(self, column: str) -> int | None:
        """Give a whole number; absent where the cell is empty."""
        number = int(self.records.counts[column][self.index])
        return None if number < 0 else number

    def decimal(self, column: str) -> Decimal | None:
        """Give a number; absent where the cell is empty."""
        return self.records.decimals[column].decimal(self.index)

    def time(self, column: str) -> Instant | None:
        """Give an instant; absent where the cell is empty."""
        at = int(self.records.times[column][self.index])
        return None if at == NEVER else Instant(at)

    def at(self, column: str) -> Instant:
        """Give an instant that every row has."""
        return Instant(int(self.records.times[column][self.index]))

    def interval(self, start: str, end: str, what: str) -> Interval | None:
        """Give the time between two columns; absent where both are empty, and where they make none."""
        first, last = self.time(start), self.time(end)
        if first is None and last is None:
            return None
        if first is None or last is None:
            empty = start if first is None else end
            self.refuse("the cell is empty", f"`{start}` and `{end}` stand together", empty)
            return None
        return Interval(first, last) if self.lasts(start, end, what) else None

    def lasts(self, start: str, end: str, what: str) -> bool:
        """Tell whether the end comes after the start, where there are both; otherwise it is a problem."""
        first, last = self.time(start), self.time(end)
        if first is None or last is None or last > first:
            return True
        self.refuse(
            f"the {what} ends before it starts, or takes no time", f"`{end}` is later than `{start}`", end
        )
        return False

    def follows(self, later: str, *earlier: str) -> None:
        """Refuse a time that comes before one of others that it can't come before."""
        last = self.time(later)
        for column in earlier:
            first = self.time(column)
            if first is not None and last is not None and last < first:
                said = f"{format_instant(last)} comes before `{column}`, {format_instant(first)}"
                self.refuse(said, "one of the two times is wrong", later)

    def together(self, *columns: str) -> None:
        """Refuse columns of which some are empty and some are not."""
        there = [self._is_there(column) for column in columns]
        if any(there) and not all(there):
            named = " and ".join(f"`{column}`" for column in columns)
            empty = columns[there.index(False)]
            self.refuse("the cell is empty", f"{named} stand together", empty)

    def refuse(self, reason: str, remedy: str, column: str = "") -> None:
        """Report the row."""
        self.problems.of_row(self.row, reason, remedy, column=column)

    def _is_there(self, column: str) -> bool:
        if column in self.records.times:
            return self.time(column) is not None
        if column in self.records.decimals:
            return self.decimal(column) is not None
        return self.text(column) is not None


def names_in(text: str) -> tuple[str, ...]:
    """Take a cell of names apart: separated by semicolons, each once, sorted."""
    return tuple(sorted({name for each in text.split(";") if (name := each.strip())}))
