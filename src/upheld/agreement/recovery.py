"""Recoveries: promises to have something back within a time of its failure, or to be able to."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.clock import Start, TimeTarget
from upheld.quantity import Duration


class RecoveryProof(Enum):
    """What shows that a recovery takes no longer."""

    RECOVERY = "recovery"
    """A recovery from a real failure."""
    DRILL = "drill"
    """An exercise, measured the same way."""


class Recovery(Struct, frozen=True, kw_only=True):
    """The time from a failure to the declared recovery from it."""

    of: str
    """What is recovered, such as `full environment`, as evidence names it."""
    within: TimeTarget
    starts_at: Start = Start.DECLARED_FAILURE
    hours: str | None = None
    """Service hours the time is counted in; the wall clock where absent."""
    business_days: str | None = None
    """Business-day calendar by which days are counted; that of the hours where absent."""
    proved_by: tuple[RecoveryProof, ...] = (RecoveryProof.RECOVERY, RecoveryProof.DRILL)
    drilled_every: Duration | None = None
    """The longest time between two proofs, after which the promise is unproved; no limit where absent."""
