"""A snapshot of a database of PostgreSQL, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from upheld.operations.backup.crate import Label, put
from upheld.operations.backup.vault import Writer

TABLE = "table"
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


@contextmanager
def server_snapshot(parameters: Mapping[str, Any]) -> Iterator[_Tables]:
    """Hold a database as it is now; the parameters are those that Django connects by."""
    with psycopg.connect(**{name: value for name, value in parameters.items() if name in _GIVEN}) as server:
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        server.read_only = True
        # it stays open while files are written, and holds no lock that others wait for
        server.execute("SET idle_in_transaction_session_timeout = 0")
        server.execute("SELECT 1")  # from here on nothing changes for us: SET by itself holds no moment
        yield _Tables(server)


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
