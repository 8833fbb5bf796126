"""Layouts: how the columns of one file correspond to the columns of its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct, field

from upheld.collect.columns import COLUMNS
from upheld.collect.problem import Problems, nearest, quoted
from upheld.evidence.evidence import Table

_MAPPABLE = "bindings.yaml can map it with `fields` or leave it out with `ignore`"


class DateOrder(Enum):
    """In which order a source writes the parts of a date."""

    YEAR_FIRST = "year first"
    """RFC 3339: 2026-03-01T09:30:00Z."""
    DAY_FIRST = "day first"
    """29-02-2016 01:16, with `-`, `/` or `.` between."""
    MONTH_FIRST = "month first"
    """02/29/2016 01:16."""


class Layout(Struct, frozen=True, kw_only=True):
    """What a file's columns and words mean; with the defaults they are ours."""

    table: Table
    fields: Mapping[str, str] = field(default_factory=dict)
    """Our column -> the file's."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Our column -> the file's word -> ours."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Our column -> what holds for every row of the file."""
    ignored: frozenset[str] = frozenset()
    """Columns of the file that stand for nothing here."""
    dates: DateOrder | None = None
    """Order of dates in this file; that of the row's source where absent."""


def columns_in(file: str, present: Sequence[str], layout: Layout, problems: Problems) -> dict[str, str]:
    """Match the columns a file has with ours: our name -> the file's; every mismatch is a problem."""
    known = _known(layout)
    matched: dict[str, str] = {}
    for theirs in present:
        if theirs in layout.ignored:
            continue
        ours = known.get(theirs)
        if ours is None:
            _refuse_unknown(file, theirs, known, problems)
        elif ours in matched:
            problems.of_file(
                file, f"column {quoted(theirs)} stands twice in the header", "name every column once", line=1
            )
        else:
            matched[ours] = theirs
    _refuse_missing(file, matched, layout, problems)
    return matched


def _known(layout: Layout) -> dict[str, str]:
    """The file's column names and what they stand for."""
    return {
        layout.fields.get(column.name, column.name): column.name
        for column in COLUMNS[layout.table]
        if column.name not in layout.constants
    }


def _refuse_unknown(file: str, theirs: str, known: Mapping[str, str], problems: Problems) -> None:
    if not theirs.strip():
        reason, remedy = "a column has no name", "name it, or take it out"
    elif ";" in theirs or "\t" in theirs:
        reason, remedy = f"the header {quoted(theirs)} has no commas", "separate columns with commas"
    else:
        reason = f"unknown column {quoted(theirs)}"
        remedy = nearest(theirs, known, _MAPPABLE)
    problems.of_file(file, reason, remedy, line=1)


def _refuse_missing(file: str, matched: Mapping[str, str], layout: Layout, problems: Problems) -> None:
    for column in COLUMNS[layout.table]:
        mapped = column.name in layout.fields
        if column.name in matched or column.name in layout.constants or not (column.required or mapped):
            continue
        theirs = layout.fields.get(column.name, column.name)
        problems.of_file(
            file,
            f"the column {quoted(theirs)} is missing",
            f"it tells {column.meaning}" if theirs == column.name else f"it is mapped to `{column.name}`",
            line=1,
        )
