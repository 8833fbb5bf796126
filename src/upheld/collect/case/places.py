"""Places: what an outage can be of, and which measurement points it takes down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Availability
from upheld.agreement.service import Quorum
from upheld.collect.case.outage_text import names_beside
from upheld.evidence.incident import Outage


class Told(Struct, frozen=True, kw_only=True):
    """Names of parts of services that a case tells of, with the service of each where it is said."""

    resources: Sequence[tuple[str, str | None]]
    """Of the table `resources`."""
    has_table: bool
    """Whether the case has one, even an empty one: then these are all the resources there are."""
    paid: Sequence[tuple[str, str | None]]
    """What a fee is paid for."""
    named: Sequence[Sequence[str]]
    """What each outage names, whatever that is, as far as commas tell it apart."""


class Spot(Struct, frozen=True, order=True):
    """A point as it stands under a service; under any, where it stands under one alone."""

    point: str
    service: str | None = None

    def __str__(self) -> str:
        return self.point if self.service is None else f"{self.point} of {self.service}"


class Places(Struct, frozen=True, kw_only=True):
    """Measurement points by service, and resources that are none, with the service each belongs to."""

    points: Mapping[str, tuple[str, ...]]
    """Of each service; its own name where it has none."""
    resources: Mapping[str, str | None]
    locations: tuple[str, ...] = ()
    """From where points are watched, by the agreement."""
    recorded: tuple[tuple[str, str], ...] = ()
    """Points that stand for a service because a case names them, each with its service."""
    unplaced: Mapping[str, tuple[str, ...]] = {}
    """What has a fee and may be of any of several services, of which nobody said one: by name, these."""
    guessed: Mapping[str, tuple[str, ...]] = {}
    """What may be a part of a service that failed and has a figure by how many parts it has: by service.

    It has a fee, for no service in particular, and no outage names it there.
    """
    wholly_paid: Mapping[str, str] = {}
    """The service of each point, where it is a point of no other and all points of that service have fees."""

    unjudged: tuple[str, ...] = ()
    """Services whose points are as recorded, of which no availability is promised beside one that is."""
    open_to_names: tuple[str, ...] = ()
    """Services whose points are as recorded, where there are several and no table lists their parts."""
    settled: frozenset[str] = frozenset()
    """Names that a fee or a row of resources places in a service."""

    @classmethod
    def of(cls, agreement: Agreement, told: Told) -> Places:
        """Take them from an agreement and from what a case tells.

        Where a service has its points as they are recorded, they are its resources. Without a table of these
        they are what fees and outages name that is nothing else, if there is but one such service. Of several
        each has what outages name beside it, and once one does, what fees are paid for without a service; or
        else the service is a point itself.
        """
        listed = {
            service.name: tuple(dict.fromkeys(point.name for point in service.points)) or (service.name,)
            for service in agreement.services
            if not service.as_recorded
        }
        known = {name for points in listed.values() for name in points}
        known |= {service.name for service in agreement.services}
        promises = (each.indicator for each in agreement.objectives)
        judged = {promise.of for promise in promises if isinstance(promise, Availability)}
        as_recorded = [service.name for service in agreement.services if service.as_recorded]
        open_ones = [name for name in as_recorded if name in judged] or as_recorded
        recorded: list[tuple[str, str]] = []
        named = _new_names(told, known, agreement.locations)
        for service in open_ones:
            own = _members(service, open_ones, told, known, named)
            listed[service] = own
            recorded += [] if told.has_table else [(name, service) for name in own]
        counted = {service.name for service in agreement.services if service.down_when not in _UNMOVED}
        guessed = {
            service: _guessed(service, told, listed[service], named)
            for service in open_ones
            if service in counted and len(open_ones) > 1 and not told.has_table
        }
        for each in agreement.services:
            listed.setdefault(each.name, (each.name,))
        points = {name for several in listed.values() for name in several}
        return cls(
            points={service.name: listed[service.name] for service in agreement.services},
            resources=_by_name((*told.paid, *told.resources), points),
            locations=agreement.locations,
            recorded=tuple(recorded),
            unplaced={
                name: tuple(open_ones)
                for name, of in told.paid
                if of is None and name not in points and len(open_ones) > 1 and not told.has_table
            },
            guessed={service: names for service, names in guessed.items() if names},
            wholly_paid=_wholly_paid(listed, {name for name, _ in told.paid}),
            unjudged=tuple(name for name in as_recorded if name not in open_ones),
            open_to_names=() if told.has_table or len(open_ones) < 2 else tuple(open_ones),
            settled=frozenset(
                {*known, *(name for name, of in (*told.paid, *told.resources) if of is not None)}
            ),
        )

    @property
    def all_points(self) -> tuple[str, ...]:
        """Every point of every service once."""
        return tuple(dict.fromkeys(point for points in self.points.values() for point in points))

    @property
    def names(self) -> frozenset[str]:
        """All that an outage may name."""
        return frozenset({*self.points, *self.all_points, *self.resources})

    @property
    def all_names(self) -> frozenset[str]:
        """All that an outage may name, with the locations from which it was seen."""
        return self.names.union(self.locations)

    def seen_from(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of some names that are locations, and nothing else."""
        return tuple(name for name in names if name in self.locations and name not in self.names)

    def sorted_out(self, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tell names of services from those of points and resources; those of locations are left aside."""
        several = tuple(name for name in names if name in self.names)
        services = tuple(name for name in several if name in self.points)
        return services, tuple(name for name in several if name not in self.points)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every point of every service: once for each service, where several have one of its name."""
        standing = Counter(point for points in self.points.values() for point in set(points))
        return tuple(
            dict.fromkeys(
                Spot(point, service if standing[point] > 1 else None)
                for service, points in self.points.items()
                for point in points
            )
        )

    def taken_down(self, outage: Outage) -> Sequence[Spot]:
        """The points an outage takes down: those it names of its services, else all of these, else all.

        A point that stands under several services goes down under those that are named, or under all.
        """
        services = outage.services or tuple(self.points)
        within = [
            spot
            for spot in self.spots
            for service in services
            if spot.point in self.points.get(service, ()) and spot.service in (None, service)
        ]
        named = [spot for spot in within if spot.point in outage.resources]
        for resource in outage.resources:
            if resource in self.resources:
                own = self.resources[resource]
                of_it = within if own is None or own in services else []
                named += [spot for spot in of_it if own is None or spot.point in self.points.get(own, ())]
        return tuple(dict.fromkeys(named or within))

    def services_of(self, resources: Collection[str]) -> tuple[str, ...]:
        """The one service that all of some points and resources are of; none where they may be of several.

        What nobody places in a service may also be of those of which no availability is promised.
        """
        if self.unjudged and not self.settled.issuperset(resources):
            return ()
        standing = [
            service for service, points in self.points.items() if not set(points).isdisjoint(resources)
        ]
        standing += [own for name in resources if (own := self.resources.get(name)) is not None]
        return tuple(dict.fromkeys(standing)) if len(set(standing)) == 1 else ()

    def strays(self, services: Collection[str], resources: Collection[str]) -> str | None:
        """A point that is of none of the services named beside it, where there is one."""
        own = {point for service in services for point in self.points.get(service, ())}
        wrong = [name for name in resources if name in self.all_points and name not in own]
        return wrong[0] if services and wrong and own.isdisjoint(resources) else None


def paid_thing(text: str, agreement: Agreement) -> tuple[str, str | None]:
    """Read what a fee is paid for, `vm-1` or `compute vm-1`: its name, and its service where that is said."""
    points = {point.name for service in agreement.services for point in service.points}
    for service in agreement.services:
        name = text.removeprefix(f"{service.name} ").strip()
        if name != text and name and text not in points:
            return name, service.name
    return text, None


def _by_name(named: Iterable[tuple[str, str | None]], points: set[str]) -> dict[str, str | None]:
    """The service of each resource that is no point; none where rows name none, or several."""
    found: dict[str, set[str | None]] = {}
    for name, service in named:
        if name not in points:
            found.setdefault(name, set()).add(service)
    services = {name: several - {None} for name, several in found.items()}
    return {name: next(iter(own)) if len(own) == 1 else None for name, own in services.items()}


def _new_names(told: Told, known: set[str], locations: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """What outages name that is nothing else, each with the known names that stand beside it."""
    paid = {name for name, _ in told.paid}
    aside = {*known, *paid, *locations, *(name for name, _ in told.resources)}
    found = []
    for outage in told.named:
        names = [name for part in outage for name in names_beside(part, aside)]
        beside = tuple(name for name in names if name in known)
        found += [(name, beside) for name in names if name not in known and name not in locations]
    return found


def _wholly_paid(listed: Mapping[str, tuple[str, ...]], paid: set[str]) -> dict[str, str]:
    standing = Counter(point for points in listed.values() for point in set(points))
    return {
        point: service
        for service, points in listed.items()
        if paid.issuperset(points) and all(standing[each] == 1 for each in points)
        for point in points
        if point != service
    }


_UNMOVED = frozenset({Quorum.ANY, Quorum.LOWEST, Quorum.EACH})
"""How services fail or count whose figures are the same with a further part that was always up."""


def _guessed(
    service: str, told: Told, members: Sequence[str], named: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[str, ...]:
    """The parts of a service that a fee alone makes its own, where an outage names the service."""
    failed = any(service in names_beside(part, {service}) for outage in told.named for part in outage)
    placed = {name for name, beside in named if service in beside}
    paid = {name for name, of in told.paid if of is None}
    return tuple(name for name in members if name in paid and name not in placed) if failed else ()


def _members(
    service: str,
    open_ones: Sequence[str],
    told: Told,
    known: set[str],
    named: Sequence[tuple[str, tuple[str, ...]]],
) -> tuple[str, ...]:
    """The points of a service that has them as they are recorded."""
    if told.has_table:
        return tuple(dict.fromkeys(name for name, of in told.resources if of in (None, service)))
    is_alone = len(open_ones) == 1
    told_apart = is_alone or any(each in open_ones for _, beside in named for each in beside)
    fitting = (None, service) if told_apart else (service,)
    own = [name for name, of in told.paid if of in fitting and name not in known]
    elsewhere = {name for name, of in told.paid if of not in fitting}
    own += [name for name, beside in named if name not in elsewhere and (is_alone or service in beside)]
    return tuple(dict.fromkeys(own)) or (service,)
