"""Occurrences: the tickets, incidents and outages that a case names, and the time each of them took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.hearing import Hearing
from upheld.evidence.evidence import Evidence
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.incident import Incident, Outage
from upheld.evidence.ticket import EventKind, Ticket


class Occurrence(Struct, frozen=True):
    """Something with a number, the time it took as far as that is known, and the records of it."""

    interval: Interval
    evidence: tuple[str, ...] = ()


def outages_named(evidence: Evidence, case: ExclusionCase, services: Sequence[str]) -> Iterator[Outage]:
    """Give the outages of some services that a case is about: those it names, and those of its incidents.

    Of all services where none is named, be it here, in the case or in the outage.
    """
    for outage in evidence.outages:
        named = outage.number in case.about or outage.incident in case.about
        if named and _share(outage.services, case.services) and _share(outage.services, services):
            yield outage


def resources_named(evidence: Evidence, case: ExclusionCase) -> tuple[str, ...]:
    """Give what a case is confined to: its own resources, or those of the outages it names.

    Nothing, for all of the services, where one of these names none.
    """
    if case.resources or not case.about:
        return case.resources
    outages = tuple(outages_named(evidence, case, ()))
    if not all(outage.resources for outage in outages):
        return ()
    return tuple(dict.fromkeys(name for outage in outages for name in outage.resources))


def _share(some: Sequence[str], others: Sequence[str]) -> bool:
    return not some or not others or not set(some).isdisjoint(others)


def occurrence_of(hearing: Hearing, case: ExclusionCase, number: str) -> Occurrence:
    """Find what has a number: its own time, else that of the case, else the whole interval judged."""
    for occurrence in _found(hearing, number):
        return occurrence
    if case.since is not None:
        own = _until(case.since, case.until, hearing.as_of)
        return Occurrence(hearing.interval if own is None else own)
    return Occurrence(hearing.interval)


def _found(hearing: Hearing, number: str) -> Iterator[Occurrence]:
    evidence, as_of = hearing.evidence, hearing.as_of
    for outage in evidence.outages:
        if outage.number == number and (time := _until(outage.since, outage.until, as_of)):
            yield Occurrence(time, (outage.identity,))
    for incident in evidence.incidents:
        if incident.number == number and (time := _of_incident(incident, as_of)):
            yield Occurrence(time, (incident.identity,))
    for ticket in evidence.tickets:
        if ticket.number == number and (time := _until(ticket.opened_at, _ended(ticket), as_of)):
            opened = ticket.events[0].identity(ticket.source, ticket.number)
            yield Occurrence(time, (opened,))


def _of_incident(incident: Incident, as_of: Instant) -> Interval | None:
    known = (incident.occurred_at, incident.detected_at, incident.aware_at, incident.declared_at)
    begun = [at for at in known if at is not None]
    return _until(min(begun), incident.resolved_at, as_of) if begun else None


def _ended(ticket: Ticket) -> Instant | None:
    """When a ticket's log ends with its solution or closing; nothing while it goes on."""
    last = ticket.events[-1]
    return last.at if last.kind in (EventKind.RESOLVED, EventKind.CLOSED) else None


def _until(since: Instant, until: Instant | None, as_of: Instant) -> Interval | None:
    """The time from one instant to another, as far as it has passed; nothing where it is none."""
    end = as_of if until is None else min(until, as_of)
    return Interval(since, end) if since < end else None
