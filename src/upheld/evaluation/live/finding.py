"""A finding to date: its figures as they stand, and when time alone will change them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.cause import Subject
from upheld.agreement.coverage import services_of
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Objective
from upheld.agreement.service import Service
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.period import RollingDays, RollingMonths
from upheld.evaluation.alarms.burn import LONGEST, Spent, spent_of_late
from upheld.evaluation.alarms.silence import Silent, holds_until, lifetimes, silent_points
from upheld.evaluation.reason import Figure, NoData, Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    ClockState,
    DutiesRecord,
    Finding,
    Verdict,
)
from upheld.evidence.observation import Grain, Observations, State

WHILE_DOWN = MINUTE
"""So often a figure is taken anew while the service is down and downtime adds up."""
WHILE_ROLLING = Micros(10 * MINUTE)
OTHERWISE = HOUR
"""So often in any case: what is left of a period gets less."""


class Allowed(Struct, frozen=True, kw_only=True):
    """The downtime that a target leaves in the whole period, and what of it is left."""

    whole: Micros
    left: Micros
    """Negative where it is overspent."""

    @property
    def used(self) -> Fraction | None:
        """The share of it that is used; absent where the target leaves none."""
        return Fraction(self.whole - self.left, self.whole) if self.whole else None


class ToDate(Struct, frozen=True, kw_only=True):
    """What a promise has come to so far: to date, allowance, best achievable and projected (semantics 9)."""

    finding: Finding
    allowed: Allowed | None
    """Absent where no share of time is promised."""
    best_achievable: Share | NoData
    projected: Share | NoData
    coverage: Share | NoData
    counts: Mapping[str, int]
    """How many tickets or occasions came to what; none where it is not about any."""
    spent: tuple[Spent, ...]
    """Downtime of late that counts, where an allowance is there to be used."""
    silent: tuple[Silent, ...]
    """Points of which nothing that still holds is known."""
    look_at: Instant
    """From when on time alone changes what it says, if samples go on coming."""


_NO_TIME = NoData("it is not a share of time")


def to_date(
    finding: Finding, agreement: Agreement, observations: Iterable[Observations], as_of: Instant
) -> ToDate:
    """Take the figures of a finding that was judged as of an instant, by these observations."""
    record = finding.record
    by_time = isinstance(record, AvailabilityRecord) and record.requests is None
    has_target = finding.objective.share_target is not None
    allowed = None
    best: Share | NoData = _NO_TIME
    projected: Share | NoData = _NO_TIME
    coverage: Share | NoData = _NO_TIME
    spent: tuple[Spent, ...] = ()
    seen = tuple(observations)
    services = _services(finding, agreement)
    if isinstance(record, AvailabilityRecord):
        best, projected, coverage = record.best_achievable, record.projected, record.coverage
        if by_time and has_target:
            allowed = Allowed(whole=record.allowance, left=record.allowance_left)
            spent = spent_of_late(record.outages, as_of)
    return ToDate(
        finding=finding,
        allowed=allowed,
        best_achievable=best,
        projected=projected,
        coverage=coverage,
        counts=_counts(finding),
        spent=spent,
        silent=tuple(silent_points(services, seen, as_of)) if isinstance(record, AvailabilityRecord) else (),
        look_at=min(*_looks(finding, agreement, seen, as_of), *_moves_alarms(spent, services, as_of)),
    )


def _services(finding: Finding, agreement: Agreement) -> tuple[Service, ...]:
    """The services a finding is about, with the point alone that it is about where it is about one."""
    about = services_of(finding.objective, agreement)
    named = [each for each in agreement.services if each.name in about]
    if finding.member is None:
        return tuple(named)
    points = {
        each.name: tuple(point for point in each.points if point.name == finding.member) for each in named
    }
    return tuple(replace(each, points=points[each.name] or each.points) for each in named)


def _moves_alarms(spent: Iterable[Spent], services: Iterable[Service], as_of: Instant) -> Iterator[Instant]:
    """When downtime is no longer of late, and when points come to stand for a service or end to."""
    yield from (Instant(each.stretch.end + LONGEST) for each in spent)
    yield from _after(lifetimes(tuple(services)), as_of)


def figure_of(finding: Finding) -> Figure:
    """The figure to date: of an availability what was observed, of anything else what stands beside it."""
    record = finding.record
    if isinstance(record, AvailabilityRecord) and finding.verdict is not Verdict.AMBIGUOUS:
        return record.to_date
    return finding.figure


def _counts(finding: Finding) -> dict[str, int]:
    match finding.record:
        case ClocksRecord() | DutiesRecord() as record:
            return {
                "kept": record.kept,
                "breached": record.breached,
                "running": record.running,
                "indeterminate": record.indeterminate,
            }
        case _:
            return {}


def _looks(
    finding: Finding, agreement: Agreement, observations: Iterable[Observations], as_of: Instant
) -> Iterator[Instant]:
    """Instants at which time alone may change a finding."""
    yield Instant(as_of + OTHERWISE)
    if finding.period.interval.end > as_of:
        yield finding.period.interval.end
    if isinstance(finding.objective.period, RollingDays | RollingMonths):
        yield Instant(as_of + WHILE_ROLLING)
    match finding.record:
        case AvailabilityRecord() as record:
            if record.timeline and record.timeline[-1][1] in (State.DOWN, State.DEGRADED):
                yield Instant(as_of + WHILE_DOWN)
            yield from _goes_stale(finding.objective, agreement, observations, as_of)
        case ClocksRecord(running=running) as clocks if running:
            if acting_on(Subject.CLOCKS, agreement.exclusions, finding.objective.excluding):
                yield Instant(as_of + WHILE_DOWN)
            for index in range(len(clocks.clocks)):
                each = clocks.clocks[index]
                if each.state is ClockState.RUNNING:
                    yield from _after((each.due, each.last_compliant), as_of)
        case DutiesRecord() as duties:
            running_duties = (each for each in duties.duties if each.state is ClockState.RUNNING)
            yield from _after((each.due for each in running_duties if each.due is not None), as_of)
        case _:
            pass


def _after(instants: Iterable[Instant], as_of: Instant) -> Iterator[Instant]:
    """The moment after each instant that is still to come: then it has passed."""
    return (Instant(at + 1) for at in instants if at >= as_of)


def _goes_stale(
    objective: Objective, agreement: Agreement, observations: Iterable[Observations], as_of: Instant
) -> Iterator[Instant]:
    """When a state that was told last of a point holds no longer.

    Samples are not among them: they come all the time, and whoever keeps findings notes when they do not.
    """
    held = {each.name: each.stale_after or Micros(DAY) for each in agreement.services}
    about = services_of(objective, agreement)
    shortest = min((held[name] for name in about if name in held), default=Micros(DAY))
    for seen in observations:
        known = int(seen.times.searchsorted(as_of, side="right"))
        if not known or seen.grain is Grain.SAMPLE:
            continue
        ends = holds_until(seen, known - 1, shortest)
        if ends > as_of:
            yield ends
