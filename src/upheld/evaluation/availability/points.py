"""The points of a service as the evidence knows them: listed or recorded, and when each stood for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.control import Control
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.service import Point, Quorum, Service
from upheld.chrono.instant import EARLIEST, LATEST
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.exclusions.occurrence import resources_named
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.observation import Observations
from upheld.evidence.request import RequestCount
from upheld.evidence.resource import ResourceCase

Record = TypeVar("Record")
Members = tuple[str | None, ...]
"""The members that are judged each by itself; `None` alone for the service as one."""


def points_of(service: Service, agreement: Agreement, evidence: Evidence) -> tuple[Point, ...]:
    """Give the points of a service, each as long as it was deployed.

    Points that are taken as recorded are the resources of its table; where there is none, all points that
    records name and nothing else of the agreement declares. Of listed points, a resource of the same name
    tells when one was deployed. A service without any is observed as itself where records name it.
    """
    resources = [each for each in evidence.resources if each.service in (None, service.name)]
    if not service.as_recorded and not service.points:
        itself = any(each.point == service.name for each in evidence.observations)
        return (Point(name=service.name),) if itself else ()
    if not service.as_recorded:
        return tuple(point for each in service.points for point in _deployed(each, resources))
    if Table.RESOURCES in evidence.tables or resources:
        found = (
            Point(name=each.name, since=each.since, until=each.until, weight=each.weight)
            for each in resources
        )
        return tuple(sorted(found, key=_in_order))
    return tuple(Point(name=name) for name in _recorded(service, agreement, evidence))


def lacks_table(service: Service, agreement: Agreement, evidence: Evidence) -> bool:
    """Whether records name points of which nobody can tell the service, for want of a table of resources."""
    rivals = [each for each in agreement.services if each.as_recorded and each.name != service.name]
    return service.as_recorded and bool(rivals) and Table.RESOURCES not in evidence.tables


def members_heard(
    objective: Objective, agreement: Agreement, evidence: Evidence, judged: Interval
) -> Members:
    """Name what is judged by itself, in order: the points that stood at some time of the interval judged.

    `None` alone, where the service is judged as one, and where there is no such point.
    """
    indicator = objective.indicator
    of = indicator.of if isinstance(indicator, Availability) else None
    service = next((each for each in agreement.services if each.name == of), None)
    if service is None or service.down_when is not Quorum.EACH:
        return (None,)
    points = points_of(service, agreement, evidence)
    names = {point.name for point in points if lifetime_of([point]).within(judged)}
    return tuple(sorted(names)) or (None,)


def by_member(evidence: Evidence, members: Members) -> Iterator[tuple[str | None, Evidence]]:
    """Give each member with the evidence less what is about others: records, requests, resources, outages.

    One of a thousand is then judged without looking at the rest.
    """
    if members == (None,):
        yield None, evidence
        return
    observations: dict[str, list[Observations]] = {}
    for seen in evidence.observations:
        observations.setdefault(seen.point, []).append(seen)
    resources: dict[str, list[ResourceCase]] = {}
    for each in evidence.resources:
        resources.setdefault(each.name, []).append(each)
    requests: dict[str | None, list[RequestCount]] = {}
    known = set(members)
    for count in _of_members(evidence.requests, members):
        of = count.resource if count.resource in known else None
        requests.setdefault(of, []).append(count)
    parts: set[str | None] = {*known, *resources, *observations}
    outages = _by_name(evidence.outages, lambda each: each.resources, parts)
    works = _by_name(evidence.maintenance, lambda each: each.resources, parts)
    cases = _by_name(evidence.exclusions, lambda each: resources_named(evidence, each), parts)
    for member in members:
        own = member or ""
        yield (
            member,
            replace(
                evidence,
                observations=tuple(observations.get(own, ())),
                resources=tuple(resources.get(own, ())),
                requests=(*requests.get(own, ()), *requests.get(None, ())),
                outages=outages(own),
                maintenance=works(own),
                exclusions=cases(own),
            ),
        )


def _of_members(requests: Sequence[RequestCount], members: Members) -> Iterator[RequestCount]:
    """Give requests with the member they are of, where none of them tells it.

    Those of a service with one member are of that one. Of several nobody knows which of them failed: then
    such requests are as good as uncounted for each.
    """
    if any(each.resource in members for each in requests):
        yield from requests
        return
    for each in requests:
        if each.resource is not None or (len(members) > 1 and not each.failed):
            yield each
        elif len(members) == 1:
            yield replace(each, resource=members[0])
        else:
            yield from (replace(each, resource=member, total=None, failed=0) for member in members)


def _by_name(
    records: Iterable[Record],
    resources_of: Callable[[Record], Collection[str]],
    known: Collection[str | None],
) -> Callable[[str], tuple[Record, ...]]:
    """Give, for a point, the records that name it, and those that name nothing known, in their order."""
    found: dict[str | None, list[tuple[int, Record]]] = {}
    for place, record in enumerate(records):
        named: set[str | None] = {name for name in resources_of(record) if name in known}
        for name in named or {None}:
            found.setdefault(name, []).append((place, record))

    def of(name: str) -> tuple[Record, ...]:
        own = [*found.get(name, ()), *found.get(None, ())]
        return tuple(record for _, record in sorted(own, key=lambda pair: pair[0]))

    return of


def as_member(service: Service, points: tuple[Point, ...], member: str | None) -> Service:
    """The service with the points it has, or with one alone as if it were the whole."""
    if member is None:
        return replace(service, points=points)
    own = tuple(point for point in points if point.name == member)
    return replace(service, points=own, down_when=Quorum.ANY)


def lifetime_of(points: Iterable[Point]) -> IntervalSet:
    """When any of some points stands for the service."""
    spans = (
        Interval(
            EARLIEST if point.since is None else point.since, LATEST if point.until is None else point.until
        )
        for point in points
        if point.since is None or point.until is None or point.since < point.until
    )
    return IntervalSet.from_iterable(spans)


def _in_order(point: Point) -> tuple[str, int]:
    return point.name, EARLIEST if point.since is None else point.since


def _deployed(point: Point, resources: Iterable[ResourceCase]) -> Iterator[Point]:
    """A listed point as it is, or for each time it was deployed the part of its lifetime in that."""
    own = [each for each in resources if each.name == point.name]
    if not own:
        yield point
    for each in own:
        for stretch in lifetime_of([point]) & lifetime_of(
            [Point(name="", since=each.since, until=each.until)]
        ):
            yield Point(
                name=point.name,
                since=None if stretch.start == EARLIEST else stretch.start,
                until=None if stretch.end == LATEST else stretch.end,
                weight=point.weight if each.weight is None else each.weight,
            )


def _recorded(service: Service, agreement: Agreement, evidence: Evidence) -> list[str]:
    """The points that records name; where several services take theirs from them, those of its own requests.

    What was seen at a point does not tell which service it is of, so then nothing else may be recorded.
    """
    declared = {point.name for each in agreement.services for point in each.points}
    controls = (each.indicator for each in agreement.objectives if isinstance(each.indicator, Control))
    declared |= {point for control in controls for point in control.points}
    seen = {each.point for each in evidence.observations} - declared
    is_shared = lacks_table(service, agreement, evidence)
    owners = (service.name,) if is_shared else (None, service.name)
    counted = {each.resource for each in evidence.requests if each.resource and each.service in owners}
    if is_shared and not seen <= {each.resource for each in evidence.requests if each.service is not None}:
        return []
    return sorted((counted if is_shared else seen | counted) - declared)
