"""Which exclusions act on an objective: those it names, and those that act by themselves."""

from __future__ import annotations

from upheld.agreement.cause import Subject
from upheld.agreement.clock import MeanTime, TicketClock
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Availability, Objective
from upheld.language.draft import Draft


def excluded_from(objective: Objective, draft: Draft) -> tuple[str, ...]:
    """The names of the exclusions that act on an objective."""
    match objective.indicator:
        case Availability(excluding=named):
            subject, named = Subject.AVAILABILITY, (*named, *objective.excluding)
        case TicketClock() | MeanTime():
            subject, named = Subject.CLOCKS, objective.excluding
        case _:
            subject, named = Subject.METRICS, objective.excluding
    return acting_on(subject, (written.value for written in draft.exclusions), named)
