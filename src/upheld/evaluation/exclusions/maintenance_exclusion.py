"""Maintenance held against the exclusion that may take it out: kind, notice, hours, and how the work went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.exclusion import (
    EmergencyWork,
    MaintenanceExclusion,
    MaintenanceKind,
    NoticeIs,
    WindowAllowance,
)
from upheld.chrono.instant import LATEST, Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.duties.lapse import start_of_date
from upheld.evaluation.exclusions.work_excess import Part, within_allowance, within_longest
from upheld.evaluation.exclusions.work_notice import lack_of_notice, notice_needed, write_notice
from upheld.evaluation.exclusions.work_windows import within_windows
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.quantity import write_length


def weigh_maintenance(
    hearing: Hearing, exclusion: MaintenanceExclusion, services: Sequence[str]
) -> Iterator[Excluded]:
    """Hold an exclusion against every piece of work on some services that is known at `as_of`.

    Work is known from its announcement, or from when it was to begin where it was never announced. Each
    part of it that lies in the hearing's interval is granted or refused, with the reason.
    """
    parts = [
        part
        for work in hearing.evidence.maintenance
        if _is_known(work, hearing.as_of) and concerns(work, services)
        for weighed in _weigh(hearing, exclusion, work)
        for part in within_longest(exclusion, weighed)
    ]
    for allowance in exclusion.allowances:
        zone = hearing.calendars.zone(hearing.agreement.time_zone)
        begins = start_of_date(hearing.agreement.in_force.since, zone)
        if isinstance(allowance, WindowAllowance):
            parts = within_windows(exclusion, allowance, parts, zone, begins)
        else:
            parts = within_allowance(exclusion, allowance, parts, zone, begins)
    for part in parts:
        yield from _records(hearing, exclusion, part)


def _is_known(work: Maintenance, as_of: Instant) -> bool:
    return (work.planned.start if work.announced_at is None else work.announced_at) <= as_of


def concerns(work: Maintenance, services: Sequence[str]) -> bool:
    """Whether work is on some services; it is where either names none."""
    return not work.services or not services or not set(services).isdisjoint(work.services)


def _weigh(hearing: Hearing, exclusion: MaintenanceExclusion, work: Maintenance) -> Iterator[Part]:
    planned, used = IntervalSet.of(work.planned), known_use(work, hearing.as_of)
    within_plan = used & planned
    refusal = _refusal(hearing, exclusion, work)
    if refusal:
        yield Part(work, within_plan or planned, False, refusal)
    elif not within_plan:
        yield Part(work, planned, False, _never_happened(work, hearing.as_of))
    else:
        inside = within_plan & _agreed_hours(hearing, exclusion, work)
        yield Part(work, inside, True, _grounds(hearing, exclusion, work))
        yield Part(work, within_plan - inside, False, f"lies outside {exclusion.hours}")
    yield Part(work, used - planned, False, "was used beyond what was planned")


def _records(hearing: Hearing, exclusion: MaintenanceExclusion, part: Part) -> Iterator[Excluded]:
    for interval in part.time.within(hearing.interval):
        yield Excluded(
            exclusion=exclusion.name,
            what=part.work.name,
            interval=interval,
            granted=part.granted,
            why=part.why,
            evidence=(part.work.identity,),
            resources=part.work.resources,
        )


def _refusal(hearing: Hearing, exclusion: MaintenanceExclusion, work: Maintenance) -> str:
    """Why none of it is excluded; empty where some may be."""
    if _is_excluded_emergency(exclusion, work):
        return ""
    if MaintenanceKind(work.kind.value) not in exclusion.kinds:
        covered = " and ".join(kind.value for kind in exclusion.kinds)
        return f"is {work.kind.value} maintenance, and the exclusion covers {covered} only"
    return lack_of_notice(hearing, exclusion, work) if exclusion.notice_is is NoticeIs.CONDITION else ""


def _is_excluded_emergency(exclusion: MaintenanceExclusion, work: Maintenance) -> bool:
    """Whether it is work that could not wait, which the exclusion lets pass without notice."""
    without_notice = exclusion.emergencies is EmergencyWork.EXCLUDED
    named = MaintenanceKind.EMERGENCY in exclusion.kinds
    return without_notice and not named and work.kind is WorkKind.EMERGENCY


def _grounds(hearing: Hearing, exclusion: MaintenanceExclusion, work: Maintenance) -> str:
    """Why it is excluded, with what is odd about it."""
    notice = notice_needed(exclusion, work)
    if _is_excluded_emergency(exclusion, work):
        grounds = "is emergency maintenance, which is excluded without notice"
    elif lack := lack_of_notice(hearing, exclusion, work):
        grounds = f"{lack}, and late notice does not undo this exclusion"
    elif notice is None or work.announced_at is None:
        grounds = f"is {work.kind.value} maintenance; the exclusion asks for no notice"
    else:
        given = write_length(work.planned.start - work.announced_at)
        grounds = f"was announced {given} before it was to begin; {write_notice(notice)} are needed"
    cut_short = _called_off(work, hearing.as_of) < work.planned.end
    return f"{grounds}; it was called off half-way" if cut_short else grounds


def _never_happened(work: Maintenance, as_of: Instant) -> str:
    called_off = _called_off(work, as_of) <= work.planned.start
    return "was called off before it began" if called_off else "did not take place within its plan"


def _agreed_hours(hearing: Hearing, exclusion: MaintenanceExclusion, work: Maintenance) -> IntervalSet:
    if exclusion.hours is None:
        return IntervalSet.of(work.planned)
    return hearing.calendars.hours(exclusion.hours).open.within(work.planned)


def _called_off(work: Maintenance, as_of: Instant) -> Instant:
    """When it was called off, as known at an instant; `LATEST` where it was not."""
    return LATEST if work.cancelled_at is None or work.cancelled_at > as_of else work.cancelled_at


def known_use(work: Maintenance, as_of: Instant) -> IntervalSet:
    """What was used, as known at an instant, less what came after the work was called off.

    Work that has yet to begin goes by its plan; work that is not over may use the rest of it.
    """
    start, end = work.planned.start, work.planned.end
    if work.took_place is not None and work.took_place.start <= as_of:
        start = work.took_place.start
        end = work.took_place.end if work.took_place.end <= as_of else max(as_of, end)
    end = min(end, _called_off(work, as_of))
    return IntervalSet.of(Interval(start, end)) if start < end else EMPTY
