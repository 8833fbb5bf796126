"""Maintenance held against the exclusion that may take it out: its kind, its notice, its hours, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreement.exclusion import MaintenanceExclusion, MaintenanceKind, NoticeIs
from upheld.chrono.instant import LATEST, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.evidence.maintenance import Maintenance
from upheld.quantity import write_length


@dataclass(frozen=True, slots=True)
class _Conduct:
    """How far a piece of work kept to its plan, as known at an instant."""

    within_plan: IntervalSet
    """What can be excluded: the part of the plan that was used, and not yet called off."""
    beyond_plan: IntervalSet
    """What was used before or after the plan; it counts like any other time."""


def weigh_maintenance(hearing: Hearing, exclusion: MaintenanceExclusion, service: str) -> Iterator[Excluded]:
    """Hold an exclusion against every piece of work on a service known at `as_of`, as far as it lies in the interval.

    Work is known from its announcement, or from when it was to begin where it was never announced.
    """
    for work in hearing.evidence.maintenance:
        known_from = work.planned.start if work.announced_at is None else work.announced_at
        if known_from <= hearing.as_of and (not work.services or service in work.services):
            yield from _Weighing(hearing, exclusion, work).records()


@dataclass(frozen=True, slots=True)
class _Weighing:
    """One piece of work held against one exclusion."""

    hearing: Hearing
    exclusion: MaintenanceExclusion
    work: Maintenance

    def records(self) -> Iterator[Excluded]:
        refused = self._refusal()
        conduct = _conduct(self.work, self.hearing.as_of)
        if refused or not conduct.within_plan:
            planned = IntervalSet.of(self.work.planned)
            yield from self._each(conduct.within_plan or planned, False, refused or self._never_happened())
        else:
            inside = self._in_hours(conduct.within_plan)
            yield from self._each(inside, True, self._grounds())
            outside = conduct.within_plan - inside
            yield from self._each(outside, False, f"lies outside {self.exclusion.hours}")
        yield from self._each(conduct.beyond_plan, False, "was used beyond what was planned")

    def _each(self, time: IntervalSet, granted: bool, why: str) -> Iterator[Excluded]:
        for interval in time.within(self.hearing.interval):
            yield Excluded(
                exclusion=self.exclusion.name,
                what=self.work.name,
                interval=interval,
                granted=granted,
                why=why,
                evidence=(self.work.identity,),
            )

    def _refusal(self) -> str:
        """Why none of it is excluded; empty where it may be."""
        kinds = self.exclusion.kinds
        if MaintenanceKind(self.work.kind.value) not in kinds:
            covered = " and ".join(kind.value for kind in kinds)
            return f"is {self.work.kind.value} maintenance, and the exclusion covers {covered} only"
        return self._lack_of_notice() if self.exclusion.notice_is is NoticeIs.CONDITION else ""

    def _lack_of_notice(self) -> str:
        """What the notice given lacks of the notice asked for; empty where it was enough."""
        required = self.exclusion.notice
        if required is None:
            return ""
        if self.work.announced_at is None:
            return f"was never announced; {write_length(required)} of notice are needed"
        given = Micros(self.work.planned.start - self.work.announced_at)
        if given >= required:
            return ""
        if given < 0:
            return f"was announced {write_length(-given)} after it was to begin; {write_length(required)} of notice are needed"
        return f"was announced {write_length(given)} before it was to begin; {write_length(required)} of notice are needed"

    def _grounds(self) -> str:
        """Why it is excluded, with what is odd about it."""
        lack = self._lack_of_notice()
        if lack:
            grounds = f"{lack}, and late notice does not undo this exclusion"
        elif self.exclusion.notice is None or self.work.announced_at is None:
            grounds = f"is {self.work.kind.value} maintenance; the exclusion asks for no notice"
        else:
            given = write_length(self.work.planned.start - self.work.announced_at)
            grounds = f"was announced {given} before it was to begin; {write_length(self.exclusion.notice)} are needed"
        return f"{grounds}; called off half-way" if self._is_cut_short() else grounds

    def _is_cut_short(self) -> bool:
        called_off = self.work.cancelled_at
        return called_off is not None and called_off <= self.hearing.as_of and called_off in self.work.planned

    def _never_happened(self) -> str:
        called_off = self.work.cancelled_at
        if called_off is not None and called_off <= self.hearing.as_of:
            return "was called off before it began"
        return "did not take place within its plan"

    def _in_hours(self, time: IntervalSet) -> IntervalSet:
        if self.exclusion.hours is None:
            return time
        return time & self.hearing.calendars.hours(self.exclusion.hours).open


def _conduct(work: Maintenance, as_of: Instant) -> _Conduct:
    planned = IntervalSet.of(work.planned)
    used = planned if work.took_place is None else _known_use(work.took_place, work.planned, as_of)
    if work.cancelled_at is not None and work.cancelled_at <= as_of:
        used = used - _from(work.cancelled_at)
    return _Conduct(used & planned, used - planned)


def _known_use(took_place: Interval, planned: Interval, as_of: Instant) -> IntervalSet:
    """What was used as known at an instant: work yet to begin goes by its plan, work not yet over may use the rest."""
    if took_place.start > as_of:
        return IntervalSet.of(planned)
    if took_place.end <= as_of:
        return IntervalSet.of(took_place)
    until = max(as_of, planned.end)
    return IntervalSet.of(Interval(took_place.start, until)) if took_place.start < until else IntervalSet()


def _from(at: Instant) -> IntervalSet:
    return IntervalSet.of(Interval(at, LATEST)) if at < LATEST else IntervalSet()
