"""Opening rows: rows of the table `tickets`, read into tickets to which nothing has happened yet."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import Instant
from upheld.collect.event_rows import names, truths
from upheld.collect.problem import Problems
from upheld.collect.records import NEVER, Records
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent

OPENING = -1
"""Sequence of the opening: before every event of its instant."""


def read_openings(records: Records, problems: Problems) -> Iterator[Ticket]:
    """Read the tickets of a batch, each with its opening as its only event."""
    for entry in records.entries(problems):
        entry.follows("detected_at", "occurred_at")
    columns = zip(
        _texts(records, "source"),
        _texts(records, "ticket"),
        records.times["opened_at"].tolist(),
        *(records.texts[name].texts() for name in ("customer", "channel", "priority", "priority_by")),
        *(names(records, name) for name in ("services", "situations", "records")),
        *(records.texts[name].texts() for name in ("request", "incident")),
        truths(records, "has_workaround"),
        *(_times(records, name) for name in ("occurred_at", "detected_at", "first_contact_at", "aware_at")),
        strict=True,
    )
    for source, number, at, customer, channel, priority, by, *rest in columns:
        services, situations, filled, request, incident, has_workaround, *times = rest
        occurred_at, detected_at, first_contact_at, aware_at = times
        yield Ticket(
            source=source,
            number=number,
            customer=customer,
            channel=channel,
            services=services,
            request=request,
            situations=situations,
            has_workaround=has_workaround,
            records=filled,
            incident=incident,
            occurred_at=occurred_at,
            detected_at=detected_at,
            first_contact_at=first_contact_at,
            aware_at=aware_at,
            events=(_opened(Instant(at), priority, by),),
        )


def _opened(at: Instant, priority: str | None, by: str | None) -> TicketEvent:
    return TicketEvent(
        at=at, sequence=OPENING, kind=EventKind.OPENED, actor=Actor.CUSTOMER, priority=priority, by=by
    )


def _texts(records: Records, column: str) -> list[str]:
    return [text or "" for text in records.texts[column].texts()]


def _times(records: Records, column: str) -> list[Instant | None]:
    return [None if at == NEVER else Instant(at) for at in records.times[column].tolist()]
