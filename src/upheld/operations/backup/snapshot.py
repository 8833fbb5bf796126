"""A snapshot of the database as it was at one moment, taken by a connection of its own while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from django.db import connection

from upheld.operations.backup.crate import CHUNK, put
from upheld.operations.backup.vault import Writer

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
DATABASE = "database"


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
    # its driver takes 6 MB, which nobody needs whose records are in a file
    from upheld.operations.backup.server_snapshot import server_snapshot

    with server_snapshot(connection.get_connection_params()) as held:
        yield held


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


def chunks_of(path: Path, size: int | None = None) -> Iterator[bytes]:
    """The bytes of a file, or so many of its first."""
    left = path.stat().st_size if size is None else size
    with path.open("rb") as file:
        while chunk := file.read(min(CHUNK, left)):
            left -= len(chunk)
            yield chunk
