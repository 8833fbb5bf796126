"""Places: what an outage can be of, and which measurement points it takes down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from upheld.agreement.agreement import Agreement
from upheld.evidence.incident import Outage


class Places(Struct, frozen=True, kw_only=True):
    """Measurement points by service, and resources that a customer has, with the service each belongs to."""

    points: Mapping[str, tuple[str, ...]]
    """Of each service; its own name where it has none."""
    resources: Mapping[str, str | None] = field(default_factory=dict)
    """Those that are no points; the service, where it is recorded."""

    @classmethod
    def of(cls, agreement: Agreement, resources: Mapping[str, str | None]) -> Places:
        """Take them from an agreement and what is recorded of resources."""
        points = {
            service.name: tuple(dict.fromkeys(point.name for point in service.points)) or (service.name,)
            for service in agreement.services
        }
        known = {point for several in points.values() for point in several}
        return cls(
            points=points,
            resources={name: service for name, service in resources.items() if name not in known},
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
        points = set(self.all_points)
        services = tuple(name for name in several if name in self.points and name not in points)
        return services, tuple(name for name in several if name not in services)

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
