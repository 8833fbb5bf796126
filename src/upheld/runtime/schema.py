"""The form of the records: which steps of it are applied, and how an older one is brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from upheld.errors import SettingError

_LOCK = 0x75706865  # "uphe": any number that is ours


def pending() -> tuple[str, ...]:
    """Name the steps that this version of the program needs and the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{step.app_label}.{step.name}" for step, _ in plan)


def unknown() -> tuple[str, ...]:
    """Name the steps that the database has and this version of the program does not know."""
    loader = MigrationExecutor(connection).loader
    applied = {name for name in loader.applied_migrations if name[0] == "store"}
    known = set(loader.disk_migrations or ())
    return tuple(f"{app}.{name}" for app, name in sorted(applied - known))


def is_new() -> bool:
    """Whether there are no records at all."""
    return not connection.introspection.table_names()


def require_current() -> None:
    """SettingError where the form of the records is not that of this version of the program."""
    if unknown():
        raise SettingError(f"the records are of a newer version of Upheld ({unknown()[-1]}): start that one")
    if pending():
        raise SettingError("the records are of an older version of Upheld: run `upheld migrate` first")


def bring_up_to_date(before: Callable[[], None]) -> tuple[str, ...]:
    """Apply every step that is missing, having called `before` where there are records; name the steps."""
    if unknown():
        raise SettingError(f"the records are of a newer version of Upheld ({unknown()[-1]}): start that one")
    with _alone():
        steps = pending()
        if steps:
            if not is_new():
                before()
            call_command("migrate", interactive=False, verbosity=0)
    return steps


@contextmanager
def _alone() -> Iterator[None]:
    """Of several processes that start at once, one brings the records up to date; the others wait for it."""
    if connection.vendor != "postgresql":
        yield  # the one that starts a service on SQLite holds its folder
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
