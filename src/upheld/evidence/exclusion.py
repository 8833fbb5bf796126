"""Excluded cases: the cause somebody puts forward for time or events, what shows it, and who agreed."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Instant


class ExclusionCase(Struct, frozen=True, kw_only=True):
    """A case for leaving something out: a stretch of time, or tickets and incidents by number, or both."""

    source: str
    number: str
    exclusion: str | None = None
    """The exclusion of the agreement it is put forward under; any with its cause where absent."""
    cause: str
    """In the words of the language, such as `third-party outage`."""
    party: str | None = None
    """Whose failure it was."""
    services: tuple[str, ...] = ()
    """Services it is about; all where empty."""
    resources: tuple[str, ...] = ()
    """Points or resources it is about; all of the services where empty."""
    since: Instant | None = None
    until: Instant | None = None
    """Absent with `since` present: it still lasts."""
    about: tuple[str, ...] = ()
    """Numbers of tickets, incidents or outages it is about."""
    condition_holds: bool | None = None
    """What a person found of the exclusion's condition; nobody looked where absent."""
    evidence: tuple[str, ...] = ()
    """What was shown, in the agreement's words where it asks for something."""
    proposed_by: str | None = None
    """A side of the agreement, or who it was."""
    proposed_at: Instant | None = None
    approved_by: tuple[str, ...] = ()
    """Sides that agreed: `provider`, `customer`, `independent expert`."""
    approved_at: Instant | None = None
    rejected_at: Instant | None = None

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"exclusion:{self.source}/{self.number}"
