"""The form of the records: which steps of it the database has, and which the program needs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OURS = "store"


def is_current() -> bool:
    """Whether the database has every step that this version of the program needs.

    Where it has them by name, no step is loaded: all of them take 4 MB.
    """
    applied = MigrationRecorder(connection).applied_migrations().keys()
    return all(step in applied for step in steps_on_disk()) or not pending()


def steps_on_disk() -> Iterator[tuple[str, str]]:
    """Name every step that the program has, by app and name; none of them is loaded."""
    for app in apps.get_app_configs():
        package, _ = MigrationLoader.migrations_module(app.label)
        if package is not None and find_spec(package) is not None:
            for each in iter_modules(import_module(package).__path__):
                if not each.ispkg and each.name[0] not in "_~":
                    yield app.label, each.name


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
