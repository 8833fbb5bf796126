"""Copies kept against loss, and recoveries with them: snapshots as listings saw them, failures and drills."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Instant


class Snapshot(Struct, frozen=True, kw_only=True):
    """One copy: when it was made, and when listings first and last had it; they forget what was deleted."""

    source: str
    name: str
    of: str
    """What was copied, in the agreement's words."""
    taken_at: Instant
    first_seen: Instant
    last_seen: Instant
    complete: bool = True
    """False where the copy failed or is known to be partial: it is no copy then."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"snapshot:{self.source}/{self.name}"


class RecoveryCase(Struct, frozen=True, kw_only=True):
    """A failure and the recovery from it, or a drill of one."""

    source: str
    number: str
    of: str
    """What was recovered, in the agreement's words."""
    is_drill: bool = False
    occurred_at: Instant | None = None
    detected_at: Instant | None = None
    declared_at: Instant | None = None
    """When the failure was declared; when a drill was begun."""
    recovered_at: Instant | None = None
    """Absent while it lasts, and where it did not succeed."""
    gave_up_at: Instant | None = None
    """When it was given up without success."""
    resources: tuple[str, ...] = ()
    """What had failed, such as a machine; not recorded where empty."""
    incident: str | None = None
    """The number of the incident it is the recovery from, where that is recorded."""

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        return f"recovery:{self.source}/{self.number}"
