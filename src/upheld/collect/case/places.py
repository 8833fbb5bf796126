"""Places: what an outage can be of, and which measurement points it takes down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.evidence.incident import Outage


class Told(Struct, frozen=True, kw_only=True):
    """Names of parts of services that a case tells of, with the service of each where it is said."""

    resources: Mapping[str, str | None]
    """Of the table `resources`."""
    has_table: bool
    """Whether the case has one, even an empty one: then these are all the resources there are."""
    paid: Mapping[str, str | None]
    """What a fee is paid for."""
    named: Sequence[str]
    """What outages name, whatever that is."""


class Places(Struct, frozen=True, kw_only=True):
    """Measurement points by service, and resources that are none, with the service each belongs to."""

    points: Mapping[str, tuple[str, ...]]
    """Of each service; its own name where it has none."""
    resources: Mapping[str, str | None]
    recorded: tuple[tuple[str, str], ...] = ()
    """Points that stand for a service because a case names them, each with its service."""

    @classmethod
    def of(cls, agreement: Agreement, told: Told) -> Places:
        """Take them from an agreement and from what a case tells.

        Where a service has its points as they are recorded, they are its resources. Without a table of these
        they are what fees and outages name that is nothing else, if there is but one such service; or else
        the service is a point itself.
        """
        listed = {
            service.name: tuple(dict.fromkeys(point.name for point in service.points)) or (service.name,)
            for service in agreement.services
            if not service.as_recorded
        }
        known = {name for points in listed.values() for name in points}
        known |= {service.name for service in agreement.services}
        open_ones = [service.name for service in agreement.services if service.as_recorded]
        recorded: list[tuple[str, str]] = []
        for service in open_ones:
            own = _members(service, told, known, is_alone=len(open_ones) == 1)
            listed[service] = own
            recorded += [] if told.has_table else [(name, service) for name in own]
        points = {name for several in listed.values() for name in several}
        return cls(
            points={service.name: listed[service.name] for service in agreement.services},
            resources={
                name: service
                for name, service in {**told.paid, **told.resources}.items()
                if name not in points
            },
            recorded=tuple(recorded),
        )

    @property
    def all_points(self) -> tuple[str, ...]:
        """Every point of every service once."""
        return tuple(dict.fromkeys(point for points in self.points.values() for point in points))

    @property
    def names(self) -> frozenset[str]:
        """All that an outage may name."""
        return frozenset({*self.points, *self.all_points, *self.resources})

    def sorted_out(self, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tell names of services from those of points and resources."""
        several = tuple(names)
        services = tuple(name for name in several if name in self.points)
        return services, tuple(name for name in several if name not in self.points)

    def taken_down(self, outage: Outage) -> Sequence[str]:
        """The points an outage takes down: those it names, else those of its services, else all."""
        within = [
            point for service in outage.services or self.points for point in self.points.get(service, ())
        ]
        named = [name for name in outage.resources if name in self.all_points]
        for resource in outage.resources:
            if resource in self.resources:
                service = self.resources[resource]
                named += within if service is None else self.points.get(service, ())
        return tuple(dict.fromkeys(named or within))


def _members(service: str, told: Told, known: set[str], *, is_alone: bool) -> tuple[str, ...]:
    """The points of a service that has them as they are recorded."""
    if told.has_table:
        return tuple(name for name, of in told.resources.items() if of in (None, service))
    fitting = (None, service) if is_alone else (service,)
    own = [name for name, of in told.paid.items() if of in fitting and name not in known]
    if is_alone:
        own += [name for name in told.named if name not in known and name not in told.paid]
    return tuple(dict.fromkeys(own)) or (service,)
