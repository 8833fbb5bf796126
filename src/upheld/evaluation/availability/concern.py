"""Concern: which points of a service a record is about that names resources."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.service import Service
from upheld.evidence.evidence import Evidence


class Parts(Struct, frozen=True):
    """The points of a service by name, and what is known to be of something else."""

    points: frozenset[str]
    elsewhere: frozenset[str]

    @classmethod
    def of(cls, service: Service, agreement: Agreement, evidence: Evidence) -> Parts:
        """Take them from a service with the points it has; what nobody knows is of neither sort."""
        own = frozenset(point.name for point in service.points)
        others = {point.name for each in agreement.services for point in each.points}
        others |= {each.point for each in evidence.observations}
        others |= {each.name for each in evidence.resources}
        related = {each.name for each in evidence.resources if each.service in (None, service.name)}
        return cls(own, frozenset(others - own - related))

    def meant(self, resources: Collection[str]) -> frozenset[str] | None:
        """Give the points that are meant by names of resources; `None` for the service as a whole.

        Names of nothing that is known to be elsewhere are parts of it that nobody watches by themselves: what
        befell them befell the service. Names of other services' points alone mean none of it.
        """
        named = self.points.intersection(resources)
        if named:
            return None if named == self.points else named
        return frozenset() if resources and self.elsewhere.issuperset(resources) else None

    def concerns(self, resources: Collection[str], points: Collection[str]) -> bool:
        """Whether a record with some resources is about some of the service's points."""
        meant = self.meant(resources)
        return meant is None or not meant.isdisjoint(points)
