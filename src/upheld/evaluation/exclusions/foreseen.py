"""Foreseen downtime: planned work that was announced, and outages that somebody recorded as expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.exclusions.maintenance_exclusion import concerns, known_use
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason, Stretch
from upheld.evaluation.wording import spoken_interval
from upheld.evidence.incident import Outage
from upheld.evidence.maintenance import Maintenance, WorkKind


class Foreseen(Struct, frozen=True):
    """Time that was expected to be down, and why that is so."""

    time: IntervalSet
    because: tuple[Reason, ...]


def foreseen_downtime(hearing: Hearing, services: Sequence[str]) -> Foreseen:
    """Give the time of some services that was foreseen, as known at the hearing's `as_of`.

    Planned work is foreseen within its plan, from its announcement on, but for outages recorded as not
    foreseen. An outage of which nobody said either counts as not foreseen.
    """
    outages = [outage for outage in hearing.evidence.outages if _shared(outage, services)]
    surprises = IntervalSet.from_iterable(
        time for outage in outages if outage.foreseen is False for time in _time_of(hearing, outage)
    )
    found: list[tuple[Interval, Reason]] = []
    for outage in outages:
        if outage.foreseen:
            found += [(time, _of_outage(hearing, outage, time)) for time in _time_of(hearing, outage)]
    for work in hearing.evidence.maintenance:
        if work.kind is WorkKind.PLANNED and concerns(work, services):
            expected = _announced(hearing, work) - surprises
            found += [(time, _of_work(hearing, work, time)) for time in expected]
    found.sort(key=lambda pair: (pair[0], pair[1].says))
    return Foreseen(
        IntervalSet.from_iterable(time for time, _ in found), tuple(reason for _, reason in found)
    )


def _shared(outage: Outage, services: Sequence[str]) -> bool:
    return not outage.services or not services or not set(services).isdisjoint(outage.services)


def _time_of(hearing: Hearing, outage: Outage) -> Iterator[Interval]:
    until = hearing.as_of if outage.until is None else min(outage.until, hearing.as_of)
    if outage.since < until:
        yield from IntervalSet.of(Interval(outage.since, until)).within(hearing.interval)


def _announced(hearing: Hearing, work: Maintenance) -> IntervalSet:
    """The time work used within its plan, from its announcement on."""
    if work.announced_at is None or work.announced_at > hearing.as_of:
        return IntervalSet()
    within_plan = known_use(work, hearing.as_of) & IntervalSet.of(work.planned)
    if work.announced_at >= work.planned.end:
        return IntervalSet()
    expected = Interval(max(work.announced_at, work.planned.start), work.planned.end)
    return within_plan.within(expected).within(hearing.interval)


def _of_outage(hearing: Hearing, outage: Outage, time: Interval) -> Reason:
    return _reason(hearing, f"outage {outage.number}", time, "is recorded as foreseen", outage.identity)


def _of_work(hearing: Hearing, work: Maintenance, time: Interval) -> Reason:
    return _reason(hearing, work.name, time, "is planned work that was announced", work.identity)


def _reason(hearing: Hearing, what: str, time: Interval, why: str, evidence: str) -> Reason:
    when = spoken_interval(time, hearing.calendars.zone(hearing.agreement.time_zone))
    return Reason(
        rule="credit.foreseen",
        says=f"{what}, {when}: it {why}",
        figure=Stretch(time),
        evidence=(evidence,),
        evidence_count=1,
    )
