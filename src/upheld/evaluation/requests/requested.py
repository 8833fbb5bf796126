"""Requests asked for: those counted of a service, or of each of its points, in slices or as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import BeforeStart
from upheld.agreement.objective import Availability
from upheld.agreement.service import Point, Service
from upheld.chrono.instant import EARLIEST, LATEST
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.timeline import Timeline
from upheld.evaluation.availability.points import lifetime_of
from upheld.evaluation.availability.quorum import Condition
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.requests.bounded import Pooled, Scope, pool
from upheld.evaluation.requests.counted import Counted, counted_requests
from upheld.evaluation.requests.sliced import MOST_SLICES, Sliced, slice_requests
from upheld.evaluation.statement import RequestTotals, SliceTotals

GONE = "of a time in which what they name was not deployed"
ALWAYS = IntervalSet.of(Interval(EARLIEST, LATEST))
UNNAMED = "naming no measurement point, where each has requests of its own"

EXCLUDED = "of a measurement point at a time that is excluded of it alone"


class Part(Struct, frozen=True, kw_only=True):
    """The requests to one point, or to the service as one."""

    point: str | None
    counted: Counted
    sliced: Sliced | None
    """Cut into slices; absent where all of a period are put together."""
    lifetime: IntervalSet | None = None
    """When the point stood for the service; always where absent."""
    before_start: BeforeStart = BeforeStart.LEFT_OUT
    """What other time counts as."""

    def scope(self, scope: Scope) -> Scope:
        """Give the part of a scope in which the point stood; the rest is left out, or counts as agreed."""
        if self.lifetime is None:
            return scope
        absent = IntervalSet()
        if self.before_start is not BeforeStart.LEFT_OUT:
            absent = (scope.counted | scope.forgiven) - self.lifetime
        return replace(
            scope,
            counted=scope.counted & self.lifetime,
            forgiven=scope.forgiven & self.lifetime,
            absent=absent,
            absent_rate=Fraction(int(self.before_start is BeforeStart.AS_DOWN)),
        )


class Requested(Struct, frozen=True, kw_only=True):
    """The requests an availability goes by."""

    counted: Counted
    parts: tuple[Part, ...]
    """Each point by itself where records tell them apart; otherwise the service as one."""
    sliced: Sliced | None
    """The slices of all of them together."""

    @property
    def as_one(self) -> Part:
        """All of them together."""
        return Part(point=None, counted=self.counted, sliced=self.sliced)

    def states(self, horizon: Interval) -> Mapping[str | None, Timeline[Condition]]:
        """Give the states that the slices make, by point or under `None`; none without slices."""
        return {part.point: part.sliced.conditions(horizon) for part in self.parts if part.sliced is not None}

    def pooled(self, scope: Scope) -> Pooled:
        """Put all those of a time together."""
        return pool(self.counted.records, scope)

    def totals(self, scope: Scope, apart: Sequence[Part] | None = None) -> RequestTotals:
        """Give the figures of a time; of the points apart, or of what is judged as one."""
        pooled = self.pooled(scope)
        slices = [
            part.sliced.totals(part.scope(scope).time, part.point)
            for part in (self.parts if apart is None else apart)
            if part.sliced is not None
        ]
        return RequestTotals(
            total=pooled.total,
            failed=pooled.failed,
            in_doubt=pooled.doubtful,
            records=len(pooled.records),
            left_out=self.counted.left_out,
            slices=_together(slices) if slices else None,
        )


def _together(slices: Sequence[SliceTotals]) -> SliceTotals:
    worst = sorted(
        (part for each in slices for part in each.worst), key=lambda part: (-part.rate, part.interval)
    )
    return SliceTotals(
        of=slices[0].of,
        number=sum(each.number for each in slices),
        empty=sum(each.empty for each in slices),
        left_out=sum(each.left_out for each in slices),
        unknown=sum(each.unknown for each in slices),
        bad=sum(each.bad for each in slices),
        worst=tuple(sorted(worst[:MOST_SLICES], key=lambda part: (part.interval, part.point))),
        failing=tuple(sorted(part for each in slices for part in each.failing)),
    )


def requested(
    hearing: Hearing,
    availability: Availability,
    service: Service,
    measured: IntervalSet,
    horizon: Interval,
    spared: Mapping[str, IntervalSet],
) -> Requested | None:
    """Gather the requests an availability goes by, up to a horizon; nothing where it goes by time.

    Requests to a point in time that `spared` leaves out of it do not count. Slices are counted from the
    beginning of the period, whenever the agreement came into force.
    """
    if availability.requests is None:
        return None
    counted = _of_their_time(counted_requests(hearing, service, availability.requests.where), service)
    counted = _without(counted, spared)
    names = tuple(dict.fromkeys(point.name for point in service.points))
    by_point = hearing.member is not None or any(record.resource for record in counted.records)
    shares: list[tuple[str | None, Counted]] = [(None, counted)]
    if by_point and names:
        counted = _named(counted)
        shares = [(name, _of_point(counted, name)) for name in names]
    slices, period = availability.slices, hearing.period.interval

    def cut(counts: Counted, time: IntervalSet) -> Sliced | None:
        return None if slices is None else slice_requests(counts, slices, period, horizon.end, time)

    parts = []
    for name, own in shares:
        lifetime = None if name is None else lifetime_of(each for each in service.points if each.name == name)
        parts.append(
            Part(
                point=name,
                counted=own,
                sliced=cut(own, measured if lifetime is None else measured & lifetime),
                lifetime=lifetime,
                before_start=hearing.objective.conventions.before_start,
            )
        )
    alone = len(parts) == 1 and parts[0].counted is counted
    return Requested(
        counted=counted,
        parts=tuple(parts),
        sliced=parts[0].sliced if alone else cut(counted, measured),
    )


def _of_their_time(counted: Counted, service: Service) -> Counted:
    """Those of a time in which what they name stood for the service."""
    stood: dict[str, list[Point]] = {}
    for point in service.points:
        stood.setdefault(point.name, []).append(point)
    lifetimes = {name: lifetime_of(points) for name, points in stood.items()}
    if all(lifetime == ALWAYS for lifetime in lifetimes.values()):
        return counted
    found = tuple(
        record
        for record in counted.records
        if record.resource is None or lifetimes.get(record.resource, ALWAYS).within(record.interval)
    )
    left_out = dict(counted.left_out)
    if len(found) < len(counted.records):
        left_out[GONE] = len(counted.records) - len(found)
    return replace(counted, records=found, left_out=tuple(sorted(left_out.items())))


def _without(counted: Counted, spared: Mapping[str, IntervalSet]) -> Counted:
    """The requests less those of points in time that is excluded of these points alone."""
    aside = tuple(
        each
        for each in counted.records
        if each.resource is not None
        if each.resource in spared and not IntervalSet.of(each.interval) - spared[each.resource]
    )
    if not aside:
        return counted
    left_out = {**dict(counted.left_out), EXCLUDED: len(aside)}
    kept = tuple(each for each in counted.records if each not in aside)
    return replace(counted, records=kept, left_out=tuple(sorted(left_out.items())))


def _named(counted: Counted) -> Counted:
    named = tuple(record for record in counted.records if record.resource is not None)
    unnamed = len(counted.records) - len(named)
    left_out = {**dict(counted.left_out), **({UNNAMED: unnamed} if unnamed else {})}
    return replace(counted, records=named, left_out=tuple(sorted(left_out.items())))


def _of_point(counted: Counted, name: str) -> Counted:
    return replace(counted, records=tuple(each for each in counted.records if each.resource == name))
