"""Exclusions: time or events that do not count, and what must be true for that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from upheld.agreement.provenance import Clause, Place
from upheld.chrono.instant import Micros


class MaintenanceKind(Enum):
    """Work announced beforehand, or work that could not wait."""

    PLANNED = "planned"
    EMERGENCY = "emergency"


class NoticeIs(Enum):
    """What late notice of maintenance does."""

    CONDITION = "condition"
    """Maintenance announced too late is not excluded."""
    DUTY = "duty"
    """Maintenance is excluded all the same; the late notice is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceExclusion:
    """Maintenance is left out, as far as it was announced in time and lies in the agreed hours."""

    name: str
    kinds: tuple[MaintenanceKind, ...]
    notice: Micros | None = None
    """Least time between announcement and planned start; exactly this much is enough."""
    notice_is: NoticeIs = NoticeIs.CONDITION
    hours: str | None = None
    """Service hours in which the work must lie; work outside them is not excluded."""
    clause: Clause | None = None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursExclusion:
    """A standing window, such as every night at four, is left out."""

    name: str
    during: str
    """Name of service hours."""
    clause: Clause | None = None
    place: Place


Exclusion = MaintenanceExclusion | HoursExclusion
