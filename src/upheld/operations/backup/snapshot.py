"""A snapshot of the database as it was at one moment, taken by a connection of its own while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from django.db import connection
from psycopg import sql

from upheld.operations.backup.crate import CHUNK, Label, put
from upheld.operations.backup.vault import Writer

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
DATABASE = "database"
TABLE = "table"


class Snapshot(Protocol):
    """The database at one moment."""

    def put_into(self, writer: Writer) -> None:
        """Put all of it into a crate."""

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a query answers, as of that moment."""


@contextmanager
def snapshot(drafts: Path) -> Iterator[Snapshot]:
    """Hold the database as it is now; `drafts` is a folder for what must be written down meanwhile."""
    if connection.vendor == SQLITE:
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name, isolation_level=None, timeout=60)) as source:
            source.execute("BEGIN")
            source.execute(
                "SELECT count(*) FROM sqlite_master"
            ).fetchone()  # from here on nothing changes for us
            yield _File(source, drafts)
        return
    given = {name: value for name, value in connection.get_connection_params().items() if name in _GIVEN}
    with psycopg.connect(**given) as server:
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        server.read_only = True
        # it stays open while files are written, and holds no lock that others wait for
        server.execute("SET idle_in_transaction_session_timeout = 0")
        server.execute("SELECT 1")  # from here on nothing changes for us: SET by itself holds no moment
        yield _Tables(server)


_GIVEN = {
    "dbname",
    "user",
    "password",
    "host",
    "port",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "options",
}


class _File:
    def __init__(self, source: sqlite3.Connection, drafts: Path) -> None:
        self._source = source
        self._drafts = drafts

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self._source.execute(query).fetchall()

    def put_into(self, writer: Writer) -> None:
        draft = self._drafts / "database.draft"
        draft.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(draft)) as copy:
                self._source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            put(writer, {"kind": DATABASE}, chunks_of(draft))
        finally:
            draft.unlink(missing_ok=True)


class _Tables:
    def __init__(self, server: psycopg.Connection) -> None:
        self._server = server

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self._server.execute(query.encode()).fetchall()

    def put_into(self, writer: Writer) -> None:
        for table, columns in self._tables():
            names = sql.SQL(",").join(map(sql.Identifier, columns))
            asked = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), names)
            label: Label = {"kind": TABLE, "table": table, "columns": columns}
            with self._server.cursor() as cursor, cursor.copy(asked) as copy:
                put(writer, label, (bytes(chunk) for chunk in copy))

    def _tables(self) -> list[tuple[str, list[str]]]:
        found = self._server.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) "
            "FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' "
            "AND table_name <> 'django_migrations' AND is_generated = 'NEVER' GROUP BY 1 ORDER BY 1"
        )
        return [(str(table), list(columns)) for table, columns in found]


def chunks_of(path: Path, size: int | None = None) -> Iterator[bytes]:
    """The bytes of a file, or so many of its first."""
    left = path.stat().st_size if size is None else size
    with path.open("rb") as file:
        while chunk := file.read(min(CHUNK, left)):
            left -= len(chunk)
            yield chunk
