"""Restoring: a service made from a backup, in a fresh folder and a fresh database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import orjson
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from msgspec import Struct
from psycopg import sql

from upheld.chrono.instant import Instant
from upheld.errors import BackupError
from upheld.operations.backup.crate import Content, contents
from upheld.operations.backup.making import ABOUT
from upheld.operations.backup.samples import FILE
from upheld.operations.backup.server_snapshot import TABLE
from upheld.operations.backup.snapshot import DATABASE, POSTGRESQL, SQLITE
from upheld.operations.backup.vault import Reader
from upheld.store.deliveries import hold_undelivered
from upheld.store.work import State, Work, Worker

BACKUP_KEY = "backup.key"
HELD = "restored from a backup: it may have been delivered since; see, then `upheld work retry`"


class About(Struct, frozen=True, kw_only=True):
    """What a backup says of itself."""

    made_at: str
    version: str
    database: str
    applied: tuple[tuple[str, str], ...]
    sequence: int
    chain: str


def unpack(backup: Path, key: bytes, data: Path, database: Path) -> About:
    """Put a backup's files into a fresh data folder, and its records into the database."""
    with backup.open("rb") as file:
        every = contents(Reader(file, key))
        first = next(every, None)
        if first is None or first.label["kind"] != ABOUT:
            raise BackupError("the backup does not say what it is")
        about = _about(first.whole())
        _require_same_kind(about)
        if about.database == SQLITE:
            _unpack_rest(every, data, lambda content: _write(database, content.chunks))
        else:
            _migrate_to(about)
            with transaction.atomic():
                _take_time()
                _empty()
                _unpack_rest(every, data, _fill)
                _reset_numbers()
    return about


def require_unused() -> None:
    """BackupError where the database has records already."""
    tables = set(connection.introspection.table_names())
    for table in ("ledger_entry", "user_account", "work"):
        if table in tables:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 one of three names
                if cursor.fetchone():
                    raise BackupError("the database has records already: restore into an empty one")


def reconcile(now: Instant) -> int:
    """Settle what was under way when the backup was made; tell how many deliveries wait for a look.

    The workers of that time are no more. What they held is done again: it took no effect in these records.
    Messages may have gone out since, so that each waits until somebody has looked.
    """
    with transaction.atomic():
        held = hold_undelivered(HELD, now)
        Worker.objects.all().delete()
        Work.objects.filter(state=State.HELD).update(state=State.WAITING, holder="")
    return held


def _about(text: bytes) -> About:
    said = orjson.loads(text)
    applied = tuple((str(app), str(name)) for app, name in said.pop("applied"))
    return About(
        applied=applied, **{name: said[name] for name in About.__struct_fields__ if name != "applied"}
    )


def _require_same_kind(about: About) -> None:
    if about.database != connection.vendor:
        names = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
        raise BackupError(
            f"the backup is of {names[about.database]}, and the environment names {names[connection.vendor]}"
        )
    unknown = set(about.applied) - set(MigrationLoader(None).disk_migrations or ())
    if unknown:
        raise BackupError(
            f"the backup was made by version {about.version} of Upheld, which is newer: use that"
        )


def _unpack_rest(every: Iterable[Content], data: Path, records: Callable[[Content], None]) -> None:
    for content in every:
        if content.label["kind"] == FILE:
            _write(_inside(data, str(content.label["path"])), content.chunks)
        elif content.label["kind"] in (DATABASE, TABLE):
            records(content)
        else:
            raise BackupError(f"the backup holds {content.label['kind']!r}, which this version does not know")


def _inside(data: Path, path: str) -> Path:
    place = (data / path).resolve()
    if not place.is_relative_to(data.resolve()):
        raise BackupError(f"the backup has a file for another place: {path}")
    return place


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.name == BACKUP_KEY and path.exists():
        return  # it is the one that the backup is being read with
    with path.open("xb") as file:
        path.chmod(0o600)
        file.writelines(chunks)


def _migrate_to(about: About) -> None:
    """Bring an empty database to the form that the records in the backup have."""
    latest: dict[str, str] = {}
    for app, name in about.applied:
        latest[app] = max(name, latest.get(app, ""))
    for app, name in latest.items():
        call_command("migrate", app, name, interactive=False, verbosity=0)


class _Table(Struct, frozen=True):
    table: str
    columns: tuple[str, ...]


def _fill(content: Content) -> None:
    label = msgspec.convert(content.label, _Table)
    names = sql.SQL(",").join(map(sql.Identifier, label.columns))
    asked = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(label.table), names)
    with connection.cursor() as cursor, cursor.cursor.copy(asked) as copy:
        for chunk in content.chunks:
            copy.write(chunk)


def _tables() -> list[str]:
    names = connection.introspection.table_names()
    return [name for name in names if name != "django_migrations"]


def _take_time() -> None:
    """Let the transaction wait for files to be written."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _empty() -> None:
    """Take away what the steps of migration have written into an empty database."""
    quoted = ", ".join(connection.ops.quote_name(name) for name in _tables())
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {quoted}")


def _reset_numbers() -> None:
    """Let new rows get numbers after those that were restored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.relname, t.relname, a.attname FROM pg_class s "
            "JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') "
            "JOIN pg_class t ON t.oid = d.refobjid "
            "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
            "WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace"
        )
        for sequence, table, column in cursor.fetchall():
            names = sql.Identifier(column), sql.Identifier(table)
            highest = sql.SQL("SELECT setval(%s::regclass, greatest((SELECT max({}) FROM {}), 1))")
            cursor.execute(highest.format(*names), [connection.ops.quote_name(sequence)])
