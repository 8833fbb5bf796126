"""Strangers: names in evidence that the agreement does not know, with what it may call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.governance import ChangeNotice, Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import clock_of
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.termination import BreachAfterNotice
from upheld.collect.problem import nearest
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import EventKind


class Stranger(Struct, frozen=True, kw_only=True):
    """A name in a column of evidence that stands for nothing in the agreement."""

    table: Table
    column: str
    name: str
    what: str
    """What it should be the name of: `service`."""
    records: int
    advice: str


class _Known(Struct, frozen=True):
    """Names of one sort that the agreement knows; where it knows none, any will do."""

    what: str
    names: frozenset[str]
    in_words: bool = False
    """Compared whatever their case and spaces, as words of the agreement are."""

    def has(self, name: str) -> bool:
        """Tell whether a name is known."""
        return not self.names or self._plain(name) in {self._plain(each) for each in self.names}

    def _plain(self, name: str) -> str:
        return " ".join(name.split()).casefold() if self.in_words else name


def strangers_in(evidence: Evidence, agreements: tuple[Agreement, ...]) -> tuple[Stranger, ...]:
    """Name what the evidence speaks of and the agreement, given on all its plans, does not know.

    Of sorts that an agreement names none of, such as channels, evidence may name any.
    """
    return tuple(stranger for use in _uses(evidence, agreements) for stranger in _unknown(*use))


_Use = tuple[Table, str, _Known, Iterable[str | None]]


def _unknown(table: Table, column: str, known: _Known, names: Iterable[str | None]) -> Iterator[Stranger]:
    found = Counter(name for name in names if name is not None)
    for name, records in sorted(found.items()):
        if not known.has(name):
            yield Stranger(
                table=table,
                column=column,
                name=name,
                what=known.what,
                records=records,
                advice=nearest(name, known.names),
            )


def _uses(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    """Go through the columns that name something of the agreement."""
    yield from _of_services(evidence, agreements)
    yield from _of_tickets(evidence, agreements)
    yield from _of_channels(evidence, agreements)
    yield from _of_objectives(evidence, agreements)
    yield from _of_words(evidence, agreements)
    yield from _of_accounts(evidence, agreements)


def _of_services(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    services = _named("service", (service.name for each in agreements for service in each.services))
    for table, records in (
        (Table.TICKETS, evidence.tickets),
        (Table.MAINTENANCE, evidence.maintenance),
        (Table.INCIDENTS, evidence.incidents),
        (Table.OUTAGES, evidence.outages),
        (Table.EXCLUSIONS, evidence.exclusions),
        (Table.CHANGES, evidence.changes),
    ):
        yield table, "services", services, [name for record in records for name in record.services]
    yield Table.FEES, "service", services, [fee.service for fee in evidence.fees]
    yield Table.REQUESTS, "service", services, [count.service for count in evidence.requests]
    yield Table.RESOURCES, "service", services, [each.service for each in evidence.resources]


def _of_tickets(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    priorities = _named("priority", (name for each in agreements for name in _priorities(each)))
    events = [event for ticket in evidence.tickets for event in ticket.events]
    opened = [event.priority for event in events if event.kind is EventKind.OPENED]
    changed = [event.priority for event in events if event.kind is EventKind.PRIORITY]
    yield Table.TICKETS, "priority", priorities, opened
    yield Table.TICKET_EVENTS, "priority", priorities, changed
    yield Table.INCIDENTS, "priority", priorities, [each.priority for each in evidence.incidents]
    requests = (
        request.name for each in agreements if each.intake is not None for request in each.intake.requests
    )
    yield Table.TICKETS, "request", _named("request", requests), [each.request for each in evidence.tickets]


def _of_channels(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    channels = _named("channel", (channel.name for each in agreements for channel in each.channels))
    updates = [update for incident in evidence.incidents for update in incident.updates]
    yield Table.TICKETS, "channel", channels, [each.channel for each in evidence.tickets]
    yield Table.INCIDENT_UPDATES, "channel", channels, [each.channel for each in updates]
    yield Table.NOTICES, "channel", channels, [each.channel for each in evidence.notices]
    yield Table.CLAIMS, "channel", channels, [each.channel for each in evidence.claims]
    yield Table.CHANGES, "via", channels, [each.via for each in evidence.changes]


def _of_objectives(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    objectives = _named("objective", (one.name for each in agreements for one in each.objectives))
    exclusions = _named("exclusion", (one.name for each in agreements for one in each.exclusions))
    controls = _words("objective", objectives.names)
    yield Table.ATTESTATIONS, "control", controls, [each.control for each in evidence.attestations]
    yield Table.CLAIMS, "objective", objectives, [each.objective for each in evidence.claims]
    yield Table.EXCLUSIONS, "exclusion", exclusions, [each.exclusion for each in evidence.exclusions]


def _of_words(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    promises = [objective.indicator for each in agreements for objective in each.objectives]
    copied = (each.of for each in promises if isinstance(each, Snapshots | Retention))
    recovered = (each.of for each in promises if isinstance(each, Recovery))
    reviewed = (each.of for each in promises if isinstance(each, Review))
    told = [each.of for each in promises if isinstance(each, Notification)]
    reports = [each.what for each in promises if isinstance(each, Reporting)]
    yield Table.SNAPSHOTS, "of", _words("copy", copied), [each.of for each in evidence.snapshots]
    yield Table.RECOVERIES, "of", _words("recovery", recovered), [each.of for each in evidence.recoveries]
    yield Table.REVIEWS, "of", _words("review", reviewed), [each.of for each in evidence.reviews]
    yield Table.INCIDENTS, "kind", _words("kind of event", told), [each.kind for each in evidence.incidents]
    strikes = [
        right.ground.notice
        for each in agreements
        for right in each.termination
        if isinstance(right.ground, BreachAfterNotice)
    ]
    leaving = ("notice of termination", "termination") if any(each.termination for each in agreements) else ()
    changes = ("change notice",) if any(isinstance(each, ChangeNotice) for each in promises) else ()
    others = (*strikes, *leaving, *changes) if told or reports else ()
    kinds = _words("kind of event or report", (*told, *reports, *others))
    yield Table.NOTICES, "kind", kinds, [each.kind for each in evidence.notices]


def _of_accounts(evidence: Evidence, agreements: tuple[Agreement, ...]) -> Iterator[_Use]:
    plans = _named("plan", (plan for each in agreements for plan in each.plans))
    yield Table.CLAIMS, "plan", plans, [each.plan for each in evidence.claims]
    yield Table.FEES, "plan", plans, [each.plan for each in evidence.fees]


def _priorities(agreement: Agreement) -> Iterator[str]:
    """Priorities that are declared, and those that clocks name."""
    yield from (priority.name for priority in agreement.priorities)
    for objective in agreement.objectives:
        clock = clock_of(objective)
        if clock is not None:
            named = (*(cell.priority for cell in clock.cells), *clock.tracked)
            yield from (name for name in named if name is not None)


def _named(what: str, names: Iterable[str]) -> _Known:
    return _Known(what, frozenset(names))


def _words(what: str, words: Iterable[str]) -> _Known:
    return _Known(what, frozenset(words), in_words=True)
