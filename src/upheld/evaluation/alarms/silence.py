"""Silence: points of a promise of which nothing that still holds is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from upheld.agreement.service import Service
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.evaluation.availability.points import lifetime_of
from upheld.evidence.observation import Grain, Observations


class Silent(Struct, frozen=True):
    """A point that says nothing any more."""

    point: str
    last: Instant | None
    """When it was seen last; absent where it never was."""
    every: Micros
    """How long what is seen of it holds."""


def silent_points(
    services: Collection[Service], observations: Collection[Observations], as_of: Instant
) -> Iterator[Silent]:
    """Give the points that stand for services at an instant, and whose last record holds no longer.

    A point that several sources or locations watch is silent when all of them are.
    """
    seen: dict[str, list[Observations]] = {}
    for each in observations:
        seen.setdefault(each.point, []).append(each)
    held = {name: min(_hold(each) for each in services if _has(each, name)) for name in _names(services)}
    for name in sorted(held):
        spans = [point for service in services for point in service.points if point.name == name]
        if as_of in lifetime_of(spans):
            found = _silent(name, seen.get(name, ()), held[name], as_of)
            if found is not None:
                yield found


def holds_until(seen: Observations, index: int, stale_after: Micros) -> Instant:
    """Until when one record holds, as far as it is the last."""
    at = int(seen.times[index])
    if seen.grain is Grain.SAMPLE:
        return Instant(at + stale_after)
    return Instant(min(at + seen.hold, int(seen.ends[index])))


def lifetimes(services: Collection[Service]) -> Iterator[Instant]:
    """When points come to stand for services, and when they end to."""
    for point in (each for service in services for each in service.points):
        yield from (each for each in (point.since, point.until) if each is not None)


def _silent(
    name: str, observations: Collection[Observations], stale_after: Micros, as_of: Instant
) -> Silent | None:
    last: Instant | None = None
    every = stale_after
    for seen in observations:
        known = int(seen.times.searchsorted(as_of, side="right"))
        if seen.grain is Grain.STATE:
            every = max(every, seen.hold)
        if not known:
            continue
        if holds_until(seen, known - 1, stale_after) > as_of:
            return None
        at = Instant(int(seen.times[known - 1]))
        last = at if last is None else max(last, at)
    return Silent(name, last, every)


def _names(services: Collection[Service]) -> Mapping[str, None]:
    return dict.fromkeys(point.name for service in services for point in service.points)


def _has(service: Service, name: str) -> bool:
    return any(point.name == name for point in service.points)


def _hold(service: Service) -> Micros:
    return service.stale_after or DAY
