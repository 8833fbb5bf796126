"""Maintenance: announced, planned, and as it took place."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval


class WorkKind(Enum):
    """Planned beforehand, urgent, or an emergency."""

    PLANNED = "planned"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Maintenance(Struct, frozen=True, kw_only=True):
    """One piece of work on one or more services."""

    source: str
    name: str
    kind: WorkKind
    services: tuple[str, ...]
    """Services worked on, by the agreement's names; all of them where empty."""
    resources: tuple[str, ...] = ()
    """Points or resources worked on; all of the services where empty."""
    announced_at: Instant | None = None
    """When customers were told; absent when they were not."""
    planned: Interval
    took_place: Interval | None = None
    """What was in fact used, where recorded; the whole plan where absent."""
    cancelled_at: Instant | None = None
    """When it was called off: before the start nothing took place, later on only the part until then."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"maintenance:{self.source}/{self.name}/{self.planned.start}"
