"""The snapshot store: rows of an audit log put in order on disk, so that memory does not grow with the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import NamedTuple


class Stored(NamedTuple):
    """One row of the log, as far as it is used; times are instants."""

    number: str
    update: int
    """Number of the update within the incident."""
    at: int
    state: str
    priority: str
    reopened: int | None
    """How often it had been reopened; unknown where not recorded."""
    user: str
    caller: str
    contact: str
    opened: int
    created: int | None
    resolved: int | None
    closed: int | None
    line: int


_COLUMNS = ", ".join(f'"{name}"' for name in Stored._fields)
_PLACES = ", ".join("?" for _ in Stored._fields)


def in_order(rows: Iterable[Stored]) -> Iterator[Stored]:
    """Give rows by incident and, within it, in the order of its updates.

    They are kept in a private database on disk that is gone when it is closed. Rows of one update are ordered by
    time and then by what they say, so that the order of the export does not matter.
    """
    with closing(sqlite3.connect("")) as database:
        database.execute(f"CREATE TABLE log ({_COLUMNS})")
        database.executemany(f"INSERT INTO log VALUES ({_PLACES})", rows)
        ordered = database.execute(
            f'SELECT {_COLUMNS} FROM log ORDER BY number, "update", at, state, priority, reopened, user, line'
        )
        for values in ordered:
            yield Stored(*values)
