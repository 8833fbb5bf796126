"""The bench: one objective's clock with all it is judged by, before which tickets come."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BelongsTo, Conventions
from upheld.chrono.instant import Instant
from upheld.errors import TimeError
from upheld.evaluation.clocks.calendars import ClockCalendars
from upheld.evaluation.clocks.caseload import narrowed_to, unrecorded_scope
from upheld.evaluation.clocks.excluded_time import ExcludedTime
from upheld.evaluation.clocks.record import reason_of, record_of
from upheld.evaluation.clocks.starts import Incidents, begun, incidents_of
from upheld.evaluation.clocks.ticket_clock import Heard, Matter, hear
from upheld.evaluation.clocks.tracked import track
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockRecord, TrackedClock
from upheld.evidence.ticket import Ticket


class Bench(Struct, frozen=True):
    """A hearing about a clock, with its calendars, its exclusions and the incidents that tickets name."""

    hearing: Hearing
    calendars: ClockCalendars
    excluded: ExcludedTime
    incidents: Incidents

    @classmethod
    def of(cls, hearing: Hearing, clock: TicketClock) -> Bench:
        """Set it up for a hearing."""
        calendars = ClockCalendars.of(hearing.calendars, clock)
        return cls(hearing, calendars, ExcludedTime(hearing), incidents_of(hearing.evidence))

    @property
    def clock(self) -> TicketClock:
        """The promise."""
        return self.calendars.clock

    @property
    def conventions(self) -> Conventions:
        """The conventions in force for it."""
        return self.hearing.objective.conventions

    def matter(self, ticket: Ticket) -> Matter:
        """Prepare a ticket."""
        return Matter(
            ticket,
            begun(ticket, self.clock, self.incidents, self.hearing.as_of),
            self.excluded.of(ticket),
            unrecorded_scope(ticket, self.clock.channels, narrowed_to(self.hearing)),
        )

    def hear(self, ticket: Ticket) -> tuple[Heard, ...]:
        """Judge the clocks of a ticket that belong to the hearing's interval.

        TimeError, naming the ticket, where a due time lies beyond the calendars.
        """
        try:
            heard = hear(self.matter(ticket), self.calendars, self.conventions, self.hearing.as_of)
            return tuple(each for each in heard if self.belongs(each.falls_at))
        except TimeError as error:
            raise self._beyond(ticket, error) from error

    def track(self, ticket: Ticket) -> Iterator[TrackedClock]:
        """Measure the clocks of a ticket that is promised no time; errors as for `hear`."""
        try:
            tracked = track(self.matter(ticket), self.calendars, self.conventions, self.hearing.as_of)
            yield from (each for each in tracked if self.belongs(each.stopped_at))
        except TimeError as error:
            raise self._beyond(ticket, error) from error

    def belongs(self, falls_at: Instant | None) -> bool:
        """Tell whether a clock belongs to the hearing's interval, by when its verdict falls, if it has.

        Where it belongs by the opening of its ticket, that decided before.
        """
        hearing = self.hearing
        if self.conventions.belongs_to is BelongsTo.OPENING:
            return True
        return hearing.as_of < hearing.interval.end if falls_at is None else hearing.holds(falls_at)

    def record(self, heard: Heard) -> ClockRecord:
        """Write down a run."""
        return record_of(heard, self.hearing.objective, self.calendars)

    def reason(self, heard: Heard) -> Reason:
        """Give the steps to the verdict on a run."""
        return reason_of(heard, self.hearing.objective, self.calendars)

    def _beyond(self, ticket: Ticket, error: TimeError) -> TimeError:
        return TimeError(
            f"ticket {ticket.number} can't be judged with the calendars at hand, which cover "
            f"{self.hearing.calendars.span}: {error}; lock the agreement anew for a longer span"
        )
