"""Readiness: whether a process of the service can do what it is there for, and if not, why."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import DatabaseError, connection
from msgspec import Struct

from upheld.operations.work.sightings import Sightings
from upheld.store.form import is_current, pending
from upheld.store.work import Worker

MEGABYTE = 1_000_000


class Condition(Struct, frozen=True):
    """Something that must be so, and whether it is."""

    name: str
    is_met: bool
    says: str


class Readiness:
    """Looks at the conditions of being ready; keeps in mind what it has seen of the workers."""

    def __init__(self, data: Path, floor: int, lease: float) -> None:
        """`floor` in megabytes; `lease` in seconds."""
        self._data = data
        self._floor = floor
        self._lease = lease
        self._sightings = Sightings()
        self._is_current = False

    def conditions(self) -> tuple[Condition, ...]:
        """Look at every condition; one that hangs on another is left out where that is not met."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            reached = (Condition("database", True, "within reach"), *self._of_records())
        except DatabaseError as error:
            # the next question is put by a new connection
            connection.close()
            reached = (Condition("database", False, f"out of reach: {type(error).__name__}"),)
        return (*reached, self._disk())

    def _of_records(self) -> tuple[Condition, ...]:
        # a database does not fall behind while processes work with it
        self._is_current = self._is_current or is_current()
        if not self._is_current:
            return (Condition("migrations", False, f"{len(pending())} missing: run `upheld migrate`"),)
        return (Condition("migrations", True, "applied"), self._worker())

    def _worker(self) -> Condition:
        workers = dict(Worker.objects.values_list("name", "beat"))
        self._sightings.keep(workers)
        living = [
            name for name, beat in workers.items() if self._sightings.unchanged(name, beat) < self._lease
        ]
        if not living:
            return Condition("worker", False, "none gives a sign of life: start `upheld worker`")
        return Condition("worker", True, f"{len(living)} at work")

    def _disk(self) -> Condition:
        free = shutil.disk_usage(self._data).free // MEGABYTE
        return Condition("disk", free >= self._floor, f"{free} MB free, at least {self._floor} wanted")
