"""Excluded time: what exclusions take out of clocks, by the services that a ticket or event is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.exclusion import HoursExclusion, acting_on
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evidence.ticket import Ticket


def weigh_for_clocks(hearing: Hearing, services: tuple[str, ...]) -> Exclusions:
    """Hold the exclusions that act on an objective's clocks against the evidence of services."""
    return weigh_exclusions(hearing, Subject.CLOCKS, hearing.objective.excluding, services)


@dataclass(frozen=True, slots=True)
class ExcludedTime:
    """The time taken out of clocks, worked out once for all tickets about the same services.

    A clock may run before the hearing's interval and beyond it: exclusions are weighed for as long as the
    calendars and `as_of` reach, and standing windows for due times still to come.
    """

    hearing: Hearing
    _kept: dict[tuple[str, ...], IntervalSet] = field(default_factory=dict, init=False, repr=False)

    def of(self, ticket: Ticket) -> IntervalSet:
        """Give it for a ticket."""
        return self.of_services(ticket.services)

    def of_services(self, services: tuple[str, ...]) -> IntervalSet:
        """Give it for what is about services; those of the objective where it names none."""
        services = services or self.hearing.objective.services
        found = self._kept.get(services)
        if found is None:
            found = self._kept[services] = self._granted(services)
        return found

    def _granted(self, services: tuple[str, ...]) -> IntervalSet:
        hearing = self.hearing
        declared = hearing.agreement.exclusions
        names = acting_on(Subject.CLOCKS, declared, hearing.objective.excluding)
        if not names:
            return EMPTY
        span = hearing.calendars.span
        known = Interval(min(span.start, hearing.interval.start), max(hearing.interval.end, hearing.as_of))
        granted = weigh_for_clocks(replace(hearing, interval=known), services).granted
        for each in declared:
            if isinstance(each, HoursExclusion) and each.name in names:
                granted = granted | hearing.calendars.hours(each.during).open
        return granted
