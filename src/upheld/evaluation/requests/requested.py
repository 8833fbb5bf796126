"""Requests asked for: those counted of a service, or of each of its points, in slices or as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.objective import Availability
from upheld.agreement.service import Service
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.timeline import Timeline
from upheld.evaluation.availability.quorum import Condition
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.requests.bounded import Pooled, Scope, pool
from upheld.evaluation.requests.counted import Counted, counted_requests
from upheld.evaluation.requests.sliced import MOST_SLICES, Sliced, slice_requests
from upheld.evaluation.statement import RequestTotals, SliceTotals

UNNAMED = "naming no measurement point, where each has requests of its own"


class Part(Struct, frozen=True, kw_only=True):
    """The requests to one point, or to the service as one."""

    point: str | None
    counted: Counted
    sliced: Sliced | None
    """Cut into slices; absent where all of a period are put together."""


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

    def totals(self, scope: Scope) -> RequestTotals:
        """Give the figures of a time."""
        pooled, time = self.pooled(scope), scope.counted | scope.forgiven
        slices = [part.sliced.totals(time, part.point) for part in self.parts if part.sliced is not None]
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
    )


def requested(
    hearing: Hearing, availability: Availability, service: Service, measured: IntervalSet, horizon: Interval
) -> Requested | None:
    """Gather the requests an availability goes by, up to a horizon; nothing where it goes by time.

    Slices are counted from the beginning of the period, whenever the agreement came into force.
    """
    if availability.requests is None:
        return None
    counted = counted_requests(hearing, service, availability.requests.where)
    names = tuple(dict.fromkeys(point.name for point in service.points))
    by_point = hearing.member is not None or any(record.resource for record in counted.records)
    shares: list[tuple[str | None, Counted]] = [(None, counted)]
    if by_point and names:
        counted = _named(counted)
        shares = [(name, _of_point(counted, name)) for name in names]
    slices, period = availability.slices, hearing.period.interval

    def cut(counts: Counted) -> Sliced | None:
        return None if slices is None else slice_requests(counts, slices, period, horizon.end, measured)

    parts = tuple(Part(point=name, counted=own, sliced=cut(own)) for name, own in shares)
    alone = len(parts) == 1 and parts[0].counted is counted
    return Requested(counted=counted, parts=parts, sliced=parts[0].sliced if alone else cut(counted))


def _named(counted: Counted) -> Counted:
    named = tuple(record for record in counted.records if record.resource is not None)
    unnamed = len(counted.records) - len(named)
    left_out = {**dict(counted.left_out), **({UNNAMED: unnamed} if unnamed else {})}
    return replace(counted, records=named, left_out=tuple(sorted(left_out.items())))


def _of_point(counted: Counted, name: str) -> Counted:
    return replace(counted, records=tuple(each for each in counted.records if each.resource == name))
