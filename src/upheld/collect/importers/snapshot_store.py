"""The snapshot store: rows of an audit log put in order on disk, so that memory does not grow with the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One row of the log, as far as it is used; times are instants."""

    number: str
    update: int
    """Number of the update within the incident."""
    at: int
    state: str
    priority: str
    reopened: int
    user: str
    caller: str
    contact: str
    opened: int
    created: int | None
    resolved: int | None
    closed: int | None
    line: int


_NAMES = tuple(each.name for each in fields(Stored))
_COLUMNS = ", ".join(f'"{name}"' for name in _NAMES)
_PLACES = ", ".join("?" for _ in _NAMES)


def in_order(rows: Iterable[Stored]) -> Iterator[Stored]:
    """Give rows by incident and, within it, in the order of its updates.

    They are kept in a private database on disk that is gone when it is closed. Rows of one update are ordered by
    time and then by what they say, so that the order of the export does not matter.
    """
    with closing(sqlite3.connect("")) as database:
        database.execute(f"CREATE TABLE log ({_COLUMNS})")
        database.executemany(f"INSERT INTO log VALUES ({_PLACES})", map(astuple, rows))
        ordered = database.execute(
            f'SELECT {_COLUMNS} FROM log ORDER BY number, "update", at, state, priority, reopened, user, line'
        )
        for values in ordered:
            yield Stored(**dict(zip(_NAMES, values, strict=True)))
