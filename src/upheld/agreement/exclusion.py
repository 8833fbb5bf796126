"""Exclusions: time or events that do not count, and what must be true for that."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.party import Approver
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.instant import Micros
from upheld.chrono.recurrence import (
    CalendarDay,
    CalendarMonth,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
)
from upheld.quantity import Duration


class MaintenanceKind(Enum):
    """Work announced beforehand, or work that could not wait."""

    PLANNED = "planned"
    URGENT = "urgent"
    """Short of an emergency, and announced at shorter notice than planned work."""
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


class Excess(Enum):
    """What becomes of maintenance that lasts longer than it may."""

    COUNTED = "counts as downtime"
    """What fits is left out, in order of time; the rest counts."""
    WHOLE = "the whole work counts"
    """Work that does not wholly fit is not left out at all."""
    EXCLUDED = "excluded"
    """It is left out all the same, and reported."""


AllowedOver: TypeAlias = CalendarDay | CalendarWeek | CalendarMonth | CalendarQuarter | CalendarYear
"""The stretches of the calendar that each have an allowance of their own."""


class Allowance(Struct, frozen=True):
    """So much maintenance in each day, week, month, quarter or year."""

    length: Micros
    per: AllowedOver


class WindowAllowance(Struct, frozen=True):
    """So many works in each day, week, month, quarter or year, however long each takes."""

    most: int
    per: AllowedOver

    def __str__(self) -> str:
        return f"{self.most} {'work' if self.most == 1 else 'works'} per {self.per}"


LeastNotice = Micros | Duration
"""A least length between announcement and start; a `Duration` counts business days after the day of it."""


class MaintenanceExclusion(Struct, frozen=True, kw_only=True):
    """Maintenance is left out, as far as it was announced in time and lies in the agreed hours."""

    name: str
    kinds: tuple[MaintenanceKind, ...]
    notice: LeastNotice | None = None
    """Least time between announcement and planned start; exactly this much is enough."""
    notice_by_kind: tuple[tuple[MaintenanceKind, LeastNotice], ...] = ()
    """The same for kinds that have a notice of their own."""
    business_days: str | None = None
    """The calendar of a notice in business days."""
    notice_is: NoticeIs = NoticeIs.CONDITION
    hours: str | None = None
    """Service hours in which the work must lie; work outside them is not excluded."""
    emergencies: EmergencyWork = EmergencyWork.COUNTED
    """What emergency maintenance counts as, where `kinds` does not name it."""
    longest: Micros | None = None
    """How long one work may take; without a bound where absent."""
    allowances: tuple[Allowance | WindowAllowance, ...] = ()
    """How much work there may be, all together, or how many works; all of them hold."""
    excess: Excess = Excess.COUNTED
    """What becomes of work beyond any of these."""
    acts_on: tuple[Subject, ...] = ()
    """What it acts on without being named there."""
    clause: Clause | None = None
    place: Place

    def notice_for(self, kind: MaintenanceKind) -> LeastNotice | None:
        """The notice that maintenance of a kind needs; `None` where it needs none."""
        return dict(self.notice_by_kind).get(kind, self.notice)


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
