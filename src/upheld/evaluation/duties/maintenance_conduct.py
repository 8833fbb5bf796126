"""Maintenance held against how it is to be carried out: notice, hours, duration."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.exclusion import MaintenanceKind
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.duties.belonging import belongs, is_for_services, missing_table
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.work import Work
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding
from upheld.evaluation.wording import listed
from upheld.evidence.evidence import Table
from upheld.evidence.maintenance import Maintenance


def judge_maintenance_conduct(hearing: Hearing, promise: MaintenanceConduct) -> Finding:
    """Judge each piece of work that began in the period, or is to begin, by everything promised about it.

    Work that was called off before it began is no occasion. Where its time was not recorded it took its plan.
    """
    gap = missing_table(hearing, Table.MAINTENANCE, hearing.evidence.maintenance, "maintenance")
    works = sorted(_works(hearing, promise), key=lambda work: (work.placed_at, work.maintenance.identity))
    excused = excusals(hearing)
    kinds = listed([kind.value for kind in promise.kinds])
    return judge_duties(
        hearing,
        [
            work.duty()
            for work in works
            if belongs(hearing, work) and work.maintenance.name not in excused.numbers
        ],
        noun="work",
        plural="works",
        gap=gap,
        nothing=f"no {kinds} maintenance in the period",
        because=excused.reasons,
    )


def _works(hearing: Hearing, promise: MaintenanceConduct) -> Iterator[Work]:
    open_time = None if promise.hours is None else hearing.calendars.hours(promise.hours)
    for maintenance in hearing.evidence.maintenance:
        used = _used(maintenance, hearing.as_of)
        if used is None or used.end <= hearing.interval.start:
            continue
        meant = MaintenanceKind(maintenance.kind.value) in promise.kinds
        if meant and is_for_services(hearing, maintenance.services):
            yield Work(
                maintenance=maintenance,
                promise=promise,
                used=used,
                open_time=open_time,
                zone=hearing.calendars.zone(hearing.agreement.time_zone),
                as_of=hearing.as_of,
                clause=hearing.objective.clause,
            )


def _used(work: Maintenance, as_of: Instant) -> Interval | None:
    """The time it took, as known at an instant; nothing where it was called off before, or nobody knew of it.

    Work that is not over may use the rest of its plan.
    """
    start, end = work.planned.start, work.planned.end
    if work.took_place is not None and work.took_place.start <= as_of:
        start = work.took_place.start
        end = work.took_place.end if work.took_place.end <= as_of else max(Instant(as_of + 1), end)
    is_known = start <= as_of or (work.announced_at is not None and work.announced_at <= as_of)
    if work.cancelled_at is not None and work.cancelled_at <= as_of:
        end = min(end, work.cancelled_at)
    return Interval(start, end) if is_known and start < end else None
