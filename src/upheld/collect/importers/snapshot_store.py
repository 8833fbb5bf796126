"""The snapshot store: rows of an audit log put in order on disk, so that memory does not grow with it."""

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


_TABLE = """
    CREATE TABLE log
    (number, "update", at, state, priority, reopened, user,
    caller, contact, opened, created, resolved, closed, line)
"""
_INSERT = "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ORDERED = """
    SELECT * FROM log ORDER BY number, "update", at, state, priority, reopened, user, caller, contact, line
"""


def in_order(rows: Iterable[Stored]) -> Iterator[Stored]:
    """Give rows by incident and, within it, in the order of its updates.

    They are kept in a private database on disk that is gone when it is closed. Rows of one update are ordered
    by time and then by what they say, so that the order of the export does not matter.
    """
    with closing(sqlite3.connect("")) as database:
        database.execute(_TABLE)
        database.executemany(_INSERT, rows)
        yield from map(Stored._make, database.execute(_ORDERED))
