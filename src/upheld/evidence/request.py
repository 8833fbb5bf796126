"""Requests: how many there were over a stretch of time, and how many of them failed."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.interval import Interval
from upheld.evidence.measurement import LabelSet


class RequestCount(Struct, frozen=True, kw_only=True):
    """Requests, attempts, transactions or user minutes of a service over a time: all, and those that failed.

    Counts of one service, resource, customer and set of labels never overlap.
    """

    source: str
    service: str | None = None
    """Every service of the agreement where absent."""
    resource: str | None = None
    customer: str | None = None
    labels: LabelSet = ()
    interval: Interval
    total: int | None = None
    """Absent where nobody counted."""
    failed: int = 0
    is_even: bool = False
    """Whether the source says that they were spread evenly over the time."""

    @property
    def series(self) -> str:
        """The natural key of what is counted: source, service, resource, customer and labels."""
        labels = ",".join(f"{name}={value}" for name, value in self.labels)
        named = "/".join(each or "" for each in (self.service, self.resource, self.customer))
        return f"{self.source}/{named}" + (f"{{{labels}}}" if labels else "")

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"requests:{self.series}/{int(self.interval.start)}"
