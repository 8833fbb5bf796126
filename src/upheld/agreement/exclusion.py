"""Exclusions: time or events that do not count, and what must be true for that."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.party import Approver
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


class EmergencyWork(Enum):
    """What maintenance that could not wait counts as, where it may be done without notice."""

    COUNTED = "counted as downtime"
    EXCLUDED = "excluded"
    """However late it was announced."""


class MaintenanceExclusion(Struct, frozen=True, kw_only=True):
    """Maintenance is left out, as far as it was announced in time and lies in the agreed hours."""

    name: str
    kinds: tuple[MaintenanceKind, ...]
    notice: Micros | None = None
    """Least time between announcement and planned start; exactly this much is enough."""
    notice_is: NoticeIs = NoticeIs.CONDITION
    hours: str | None = None
    """Service hours in which the work must lie; work outside them is not excluded."""
    emergencies: EmergencyWork = EmergencyWork.COUNTED
    """What emergency maintenance counts as, where `kinds` does not name it."""
    acts_on: tuple[Subject, ...] = ()
    """What it acts on without being named there."""
    clause: Clause | None = None
    place: Place


class HoursExclusion(Struct, frozen=True, kw_only=True):
    """A standing window, such as every night at four, is left out."""

    name: str
    during: str
    """Name of service hours."""
    acts_on: tuple[Subject, ...] = ()
    """What it acts on without being named there."""
    clause: Clause | None = None
    place: Place


class CauseExclusion(Struct, frozen=True, kw_only=True):
    """What has one of some causes is left out, once evidence shows the cause and its approver agrees."""

    name: str
    causes: tuple[Cause, ...]
    parties: tuple[str, ...] = ()
    """Whose failures these are, such as the third parties named; anybody's where empty."""
    condition: str | None = None
    """What must be true besides, in words: a person judges it, and says so in the evidence."""
    examples: tuple[str, ...] = ()
    """Cases that the text names."""
    open_list: bool = False
    """Whether the text says that the examples, or the parties, are not all (`not limited to`)."""
    evidence: tuple[str, ...] = ()
    """What must be shown."""
    approved_by: Approver | None = None
    """Who must agree; `None` where the agreement does not say."""
    acts_on: tuple[Subject, ...] = ()
    """What it acts on without being named there."""
    clause: Clause | None = None
    place: Place


Exclusion = MaintenanceExclusion | HoursExclusion | CauseExclusion


def acting_on(subject: Subject, declared: Iterable[Exclusion], named: Iterable[str]) -> tuple[str, ...]:
    """Names of the exclusions that hold for an objective: those it names, and those that act on all such."""
    general = (each.name for each in declared if subject in each.acts_on)
    return tuple(dict.fromkeys((*named, *general)))
