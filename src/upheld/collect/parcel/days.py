"""Days in lists: a date alone is the start of that day in the agreement's time zone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from upheld.chrono.instant import format_instant
from upheld.chrono.zone import Zone
from upheld.collect.column import Kind
from upheld.collect.columns import COLUMNS
from upheld.collect.parcel.lists import ListRow
from upheld.collect.parcel.parcel import ParcelProblems, RowProblem
from upheld.collect.problem import MOST_LISTED
from upheld.errors import TimeError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OR_AN_INSTANT = "write the instant, such as 2026-03-01T00:00:00+01:00"


def names_days(rows: Sequence[ListRow]) -> bool:
    """Whether a time is written as a date alone anywhere."""
    return any(True for row in rows for _ in _days_of(row))


def with_instants(rows: Sequence[ListRow], zones: Collection[Zone]) -> tuple[ListRow, ...] | ParcelProblems:
    """Write instants where dates alone stand: the start of each day, in the zone of the agreements.

    Without a zone, or with several, nobody can say when a day begins, and each date is a problem.
    """
    done: list[ListRow] = []
    problems: list[RowProblem] = []
    several = sorted(zones, key=lambda each: each.name)
    for index, row in enumerate(rows):
        cells = dict(row.cells)
        for column, day in _days_of(row):
            if len(several) != 1:
                names = " or ".join(each.name for each in several)
                reason = f"`{day}` begins at other times in {names}: the agreements differ"
                if not names:
                    reason = f"in which time zone `{day}` begins is not known: there is no agreement yet"
                remedy = _OR_AN_INSTANT
            else:
                try:
                    cells[column] = format_instant(several[0].midnight(date.fromisoformat(day)))
                    continue
                except (ValueError, TimeError) as error:
                    reason, remedy = f"`{day}` is no day that can be judged", f"check it: {error}"
            problems.append(
                RowProblem(row=index, place=row.place, field=column, reason=reason, remedy=remedy)
            )
        done.append(replace(row, cells=cells))
    if not problems:
        return tuple(done)
    return ParcelProblems(
        problems=tuple(problems[:MOST_LISTED]), unlisted=max(len(problems) - MOST_LISTED, 0)
    )


def _days_of(row: ListRow) -> Iterator[tuple[str, str]]:
    """Columns of time that hold a date alone."""
    for column in COLUMNS[row.table]:
        cell = row.cells.get(column.name, "")
        if column.kind is Kind.TIME and _DAY.fullmatch(cell):
            yield column.name, cell
