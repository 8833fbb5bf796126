"""The hearing of one objective: everything its judgement may look at."""

from __future__ import annotations

from msgspec import Struct, field

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.objective import Objective
from upheld.chrono.instant import Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.period import Period
from upheld.evaluation.availability.track import Tracks
from upheld.evaluation.calendars import Calendars
from upheld.evidence.evidence import Evidence


class Hearing(Struct, frozen=True, kw_only=True):
    """One objective, its own period, the part of it in which it was in force, and what is known."""

    agreement: Agreement
    objective: Objective
    subscription: Subscription
    period: Period
    interval: Interval
    """The period as far as the agreement was in force."""
    away: IntervalSet = EMPTY
    """Time within the interval in which the subscription did not run: its customer left, and came back."""
    member: str | None = None
    """The point it is about, where each point of a service is judged by itself."""
    as_of: Instant
    evidence: Evidence
    calendars: Calendars
    tracks: Tracks = field(default_factory=Tracks)
    """What was made of the evidence before, in hearings by other readings of the text."""

    @property
    def in_force(self) -> IntervalSet:
        """The time of the period in which what was promised held."""
        return IntervalSet.of(self.interval) - self.away

    def holds(self, instant: Instant) -> bool:
        """Whether what was promised held at an instant of the period."""
        return instant in self.interval and instant not in self.away
