"""The form of the records: which steps of it the database has, and which the program needs."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = "store"


def pending() -> tuple[str, ...]:
    """Name the steps that this version of the program needs and the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{step.app_label}.{step.name}" for step, _ in plan)


def unknown() -> tuple[str, ...]:
    """Name the steps that the database has and this version of the program does not know."""
    loader = MigrationExecutor(connection).loader
    applied = {name for name in loader.applied_migrations if name[0] == OURS}
    known = set(loader.disk_migrations or ())
    return tuple(f"{app}.{name}" for app, name in sorted(applied - known))


def is_new() -> bool:
    """Whether there are no records at all."""
    return not connection.introspection.table_names()


def newest() -> str:
    """Name the newest step of ours that the database has."""
    loader = MigrationExecutor(connection).loader
    applied = [name for app, name in loader.applied_migrations if app == OURS]
    return max(applied, default="none")
