"""What came of a parcel: its rows as they are kept, or all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import msgspec
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.evidence import Table

MOST_ROWS = 10_000
"""Rows of one parcel."""


class BodyForm(Enum):
    """How the rows of a body are written; the value is its media type."""

    NDJSON = "application/x-ndjson"
    """One object a line; empty lines are none."""
    JSON = "application/json"
    """An array of objects."""


class ParcelRow(Struct, frozen=True, kw_only=True):
    """One row as it is kept: what it says, what it is known by, and what it is about."""

    identity: str
    """The natural key, the same however the row is written; unique within its table."""
    cells: Mapping[str, str]
    """Column -> text, by the names of the columns; empty cells are left out, and all others are written as
    `canonical` says."""
    valid_from: Instant | None
    valid_until: Instant | None
    """None where it has no end that is known; for something that happened at one instant, that instant."""
    customer: str | None
    """Whose it is; nobody's in particular where absent."""
    subject: str | None
    """The ticket, site, series, incident, resource, … that it is about."""

    @property
    def content(self) -> bytes:
        """The cells as canonical JSON (RFC 8785): two rows say the same exactly if these are the same."""
        return content_of(self.cells)


class Parcel(Struct, frozen=True, kw_only=True):
    """Rows of one table that can be kept, each of them once, in the order they were handed over in."""

    table: Table
    rows: tuple[ParcelRow, ...]
    repeated: int = 0
    """Rows that say again what another one said."""
    name: str = ""
    """The file they come from, where they come from one."""


class RowProblem(Struct, frozen=True, kw_only=True):
    """One thing that keeps a parcel from being taken, and what would be right."""

    row: int | None
    """Position among the rows, from 0; absent where it is about the body as a whole."""
    line: int | None = None
    """Line of the body, from 1, where rows have lines."""
    place: str = ""
    """Where it stands in a body of another shape, as a JSON pointer (RFC 6901)."""
    field: str = ""
    """The column; empty where it is about the row as a whole."""
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = "the body" if self.row is None else f"row {self.row}"
        at = f" (line {self.line})" if self.line is not None else f" ({self.place})" if self.place else ""
        column = f"`{self.field}`: " if self.field else ""
        return f"{place}{at}: {column}{self.reason}; {self.remedy}"


class ParcelProblems(Struct, frozen=True, kw_only=True):
    """All that is wrong with a parcel, of which nothing is taken; in order of rows."""

    problems: tuple[RowProblem, ...]
    """At most `upheld.collect.problem.MOST_LISTED`."""
    unlisted: int = 0
    """How many more there are."""


def content_of(cells: Mapping[str, str]) -> bytes:
    """Write cells as canonical JSON (RFC 8785): keys in order, no spaces."""
    return msgspec.json.encode(dict(cells), order="deterministic")
