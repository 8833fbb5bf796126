"""Starts: the event from which a ticket's clock runs, and what is known of it where it is not recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.clock import ClockKind, Reply, Start, TicketClock
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.reply import Bearing, bearing
from upheld.evaluation.clocks.waits import ENDINGS, Wait
from upheld.evidence.evidence import Evidence
from upheld.evidence.incident import Incident
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent

_SAYS = {
    Start.OCCURRENCE: "it happened",
    Start.DETECTION: "monitoring saw it",
    Start.REPORT: "opened",
    Start.FIRST_CONTACT: "the customer first made contact",
    Start.AWARENESS: "the provider became aware",
    Start.DECLARED_FAILURE: "the failure was declared",
    Start.ACKNOWLEDGEMENT: "acknowledged",
    Start.DIAGNOSIS: "diagnosed",
    Start.DISPATCH: "dispatched",
}
_COLUMNS = {
    Start.OCCURRENCE: "occurred_at",
    Start.DETECTION: "detected_at",
    Start.AWARENESS: "aware_at",
    Start.DECLARED_FAILURE: "declared_at",
}
"""The column of the table `incidents`, and of `tickets` where it has one, that records a start."""

_LOGGED = {
    Start.ACKNOWLEDGEMENT: EventKind.ACKNOWLEDGED,
    Start.DIAGNOSIS: EventKind.DIAGNOSED,
    Start.DISPATCH: EventKind.DISPATCHED,
}
"""Starts that are events of the ticket itself."""

Incidents = Mapping[str, Sequence[Incident]]
"""Incidents by their number."""


class Begun(Struct, frozen=True):
    """When a ticket's clock began: `at`, and the row that says so."""

    at: Instant
    says: str
    evidence: str
    missing: str = ""
    """The columns of which none records it; then the clock is counted from `at`, for want of better."""
    is_latest: bool = True
    """Whether it can't have begun later than that."""
    is_earliest: bool = False
    """Whether it can't have begun earlier than that."""
    awaited: str = ""
    """What has to happen first, for a clock that has not begun by `at`."""


def incidents_of(evidence: Evidence) -> Incidents:
    """Gather incidents by number, each number's in the order of the evidence."""
    found: dict[str, list[Incident]] = {}
    for incident in evidence.incidents:
        found.setdefault(incident.number, []).append(incident)
    return found


def begun(ticket: Ticket, clock: TicketClock, incidents: Incidents, as_of: Instant) -> Begun:
    """Say when the clock of a ticket began, as known at an instant.

    The ticket's own columns come before its incident's. A first contact that is not recorded was the opening
    of the ticket. A start that comes after `as_of` is not known. The log of an open ticket without the event
    that starts its clock says that it has not begun; one that is over had it at a time that nobody recorded.
    """
    opening = ticket.events[0]
    key = opening.identity(ticket.source, ticket.number)
    start = Start.REPORT if clock.kind is ClockKind.NEXT_RESPONSE else clock.starts_at
    if start is Start.REPORT:
        return Begun(opening.at, _SAYS[start], key)
    if start is Start.FIRST_CONTACT:
        contact = ticket.first_contact_at
        if contact is None or contact >= opening.at:
            return Begun(opening.at, "opened; no earlier contact is recorded", key)
        return Begun(contact, _SAYS[start], key)
    if start in _LOGGED:
        return _logged(ticket, start, key, as_of)
    known = ((at, row) for at, row in _recorded(ticket, start, incidents) if at is not None and at <= as_of)
    for at, row in known:
        return Begun(at, _SAYS[start], row or key)
    return _unrecorded(ticket, start, key, as_of)


def _logged(ticket: Ticket, start: Start, key: str, as_of: Instant) -> Begun:
    """Say when the event happened that starts a clock, by the ticket's own log."""
    known = (event for event in ticket.events if event.at <= as_of)
    log = sorted(known, key=lambda event: (event.at, event.sequence))
    for event in log:
        if _is_start(event, start):
            return Begun(event.at, _SAYS[start], event.identity(ticket.source, ticket.number))
    if log and log[-1].kind in ENDINGS:
        missing = f"its log has no event `{_LOGGED[start].value}`"
        return Begun(ticket.opened_at, "opened", key, missing, is_latest=False, is_earliest=True)
    return Begun(as_of, f"not yet {_SAYS[start]}", key, awaited=f"not yet {_SAYS[start]}")


def _is_start(event: TicketEvent, start: Start) -> bool:
    """Whether an event starts a clock; a person's answer acknowledges the ticket."""
    if event.kind is _LOGGED[start]:
        return event.actor is not Actor.AUTOMATIC
    if start is not Start.ACKNOWLEDGEMENT or event.kind in ENDINGS:
        return False
    return bearing(event, ClockKind.RESPONSE, Reply.ACKNOWLEDGEMENT) is Bearing.ANSWERS


def counted_from(began: Begun, waits: Iterable[Wait]) -> Iterator[Wait]:
    """Let the wait from the opening run from the start instead, and none of the later ones before it.

    What was over before the start has waited for no time.
    """
    for wait in waits:
        since = began.at if wait.started.kind is EventKind.OPENED else max(wait.since, began.at)
        if wait.stopped is not None:
            since = min(since, wait.stopped.at)
        yield wait if since == wait.since else replace(wait, since=since)


def _recorded(ticket: Ticket, start: Start, incidents: Incidents) -> Iterator[tuple[Instant | None, str]]:
    """The instants recorded for a start, each with its row; the ticket's own row has no name here."""
    match start:
        case Start.OCCURRENCE:
            yield ticket.occurred_at, ""
        case Start.DETECTION:
            yield ticket.detected_at, ""
        case Start.AWARENESS:
            yield ticket.aware_at, ""
    for incident in _incidents(ticket, incidents):
        yield _of_incident(incident, start), incident.identity


def _of_incident(incident: Incident, start: Start) -> Instant | None:
    match start:
        case Start.OCCURRENCE:
            return incident.occurred_at
        case Start.DETECTION:
            return incident.detected_at
        case Start.AWARENESS:
            return incident.aware_at
        case _:
            return incident.declared_at


def _incidents(ticket: Ticket, incidents: Incidents) -> list[Incident]:
    """The incidents a ticket names, those of its own source first."""
    named = () if ticket.incident is None else incidents.get(ticket.incident, ())
    return sorted(named, key=lambda incident: (incident.source != ticket.source, incident.source))


def _unrecorded(ticket: Ticket, start: Start, key: str, as_of: Instant) -> Begun:
    """Count from the latest instant it can have been: an occurrence was over by the report of it.

    Somebody of the provider knew by the first thing an agent did. Nothing bounds the others.
    """
    opening, column = ticket.events[0], _COLUMNS[start]
    tables = f"`incidents.{column}`"
    if start is not Start.DECLARED_FAILURE:
        tables = f"neither `tickets.{column}` nor {tables} records"
    else:
        tables = (
            f"{tables} does not record" if ticket.incident else "`tickets.incident` names none that records"
        )
    missing = f"{tables} when {_SAYS[start]}"
    if start is Start.OCCURRENCE:
        return Begun(opening.at, "opened", key, missing)
    handled = _first_by_agent(ticket, as_of) if start is Start.AWARENESS else None
    if handled is None:
        return Begun(opening.at, "opened", key, missing, is_latest=False)
    return Begun(handled.at, "an agent took it up", handled.identity(ticket.source, ticket.number), missing)


def _first_by_agent(ticket: Ticket, as_of: Instant) -> TicketEvent | None:
    by_agents = (event for event in ticket.events if event.actor is Actor.AGENT and event.at <= as_of)
    return min(by_agents, key=lambda event: (event.at, event.sequence), default=None)
