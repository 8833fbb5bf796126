"""Acknowledging: somebody has seen an alarm; and which tables are waited for."""

from __future__ import annotations

from collections.abc import Collection

from upheld.chrono.instant import HOUR, Instant
from upheld.errors import UsageError
from upheld.evidence.evidence import Table
from upheld.store.alarms import Alarm, Expectation
from upheld.store.dossiers import Dossier
from upheld.store.reach import reached
from upheld.store.viewer import Viewer

LONGEST_HOURS = 366 * 24


def acknowledge(viewer: Viewer, number: int, now: Instant) -> bool:
    """Note who has seen an alarm first; tell whether there is one that nobody had."""
    waiting = reached(viewer, Alarm).filter(pk=number, acknowledged_at=None)
    return waiting.update(acknowledged_at=now, acknowledged_by=viewer.actor) == 1


def acknowledge_several(viewer: Viewer, numbers: Collection[int], now: Instant) -> int:
    """The same for several that are open; tell how many of them nobody had acknowledged."""
    waiting = reached(viewer, Alarm).filter(pk__in=numbers, acknowledged_at=None, over_at=None)
    return waiting.update(acknowledged_at=now, acknowledged_by=viewer.actor)


def expect(viewer: Viewer, dossier: int, table: str, hours: int, now: Instant) -> bool:
    """Wait for a table from now on; tell whether there is such a dossier. UsageError for what is no table."""
    if table not in {each.value for each in Table} or not 1 <= hours <= LONGEST_HOURS:
        raise UsageError(f"say which table, and within how many hours, 1 to {LONGEST_HOURS}")
    if not reached(viewer, Dossier).filter(pk=dossier).exists():
        return False
    Expectation.objects.update_or_create(
        dossier_id=dossier, table=table, defaults={"every": hours * HOUR, "since": now}
    )
    return True


def stop_expecting(viewer: Viewer, number: int) -> bool:
    """Wait for a table no longer; tell whether it was waited for."""
    return reached(viewer, Expectation).filter(pk=number).delete()[0] == 1
