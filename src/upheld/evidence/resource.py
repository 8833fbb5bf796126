"""Resources: what of a service a customer has, and from when to when it was deployed."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import Instant


class ResourceCase(Struct, frozen=True, kw_only=True):
    """An instance, a region, a circuit or another part of a service, over a time in which it stood."""

    source: str
    name: str
    """The measurement point whose records tell its state."""
    service: str | None = None
    """The service it is a part of; any where absent."""
    customer: str | None = None
    """Whose it is; everybody's where absent."""
    subscription: str | None = None
    """Which of the customer's subscriptions it belongs to; all of them where absent."""
    since: Instant | None = None
    """When it was deployed; since ever where absent."""
    until: Instant | None = None
    """When it was removed; it still stands where absent."""
    weight: Fraction | None = None
    """How much it counts for where members are weighed."""
    is_share: bool = False
    """Whether the weight was written as a share of all, such as `40 %`."""
    labels: tuple[tuple[str, str], ...] = ()
    """What else is known of it, such as its region, in order of the names."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        whose = f"{self.customer or ''}/{self.service or ''}/{self.name}"
        return f"resource:{self.source}/{whose}/{'' if self.since is None else self.since}"
