"""Opening rows: rows of the table `tickets`, read into what is known of a ticket when it comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from upheld.chrono.instant import Instant
from upheld.collect.problem import Problems
from upheld.collect.records import NEVER, Entry, Records, names_in
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent

OPENING = -1
"""Sequence of the opening: before every event of its instant."""

_TRUTHS = (False, True, None)


class Opening(NamedTuple):
    """A row of `tickets`."""

    source: str
    number: str
    at: Instant
    customer: str | None
    channel: str | None
    priority: str | None
    by: str | None
    request: str | None
    incident: str | None
    subscription: str | None
    services: tuple[str, ...]
    resources: tuple[str, ...]
    situations: tuple[str, ...]
    records: tuple[str, ...]
    has_workaround: bool | None
    occurred_at: Instant | None
    detected_at: Instant | None
    first_contact_at: Instant | None
    aware_at: Instant | None

    def ticket(self, events: tuple[TicketEvent, ...]) -> Ticket:
        """Give the ticket with its opening and what happened to it."""
        opened = TicketEvent(
            at=self.at,
            sequence=OPENING,
            kind=EventKind.OPENED,
            actor=Actor.CUSTOMER,
            priority=self.priority,
            by=self.by,
        )
        return Ticket(
            source=self.source,
            number=self.number,
            customer=self.customer,
            subscription=self.subscription,
            channel=self.channel,
            services=self.services,
            resources=self.resources,
            request=self.request,
            situations=self.situations,
            has_workaround=self.has_workaround,
            records=self.records,
            incident=self.incident,
            occurred_at=self.occurred_at,
            detected_at=self.detected_at,
            first_contact_at=self.first_contact_at,
            aware_at=self.aware_at,
            events=(opened, *events),
        )


def read_openings(records: Records, problems: Problems) -> Iterator[Opening]:
    """Read the tickets of a batch."""
    for index in np.flatnonzero(records.times["detected_at"] < records.times["occurred_at"]).tolist():
        Entry(records, index, problems).follows("detected_at", "occurred_at")
    texts = ("customer", "channel", "priority", "priority_by", "request", "incident", "subscription")
    times = ("occurred_at", "detected_at", "first_contact_at", "aware_at")
    columns = zip(
        (text or "" for text in records.texts["source"].texts()),
        (text or "" for text in records.texts["ticket"].texts()),
        records.times["opened_at"].tolist(),
        *(records.texts[name].texts() for name in texts),
        *(_names(records, name) for name in ("services", "resources", "situations", "records")),
        [_TRUTHS[code] for code in records.texts["has_workaround"].codes.tolist()],
        *(_times(records, name) for name in times),
        strict=True,
    )
    return map(Opening._make, columns)


def _names(records: Records, column: str) -> list[tuple[str, ...]]:
    codes = records.texts[column]
    meanings: list[tuple[str, ...]] = [*(names_in(word) for word in codes.words), ()]
    return [meanings[code] for code in codes.codes.tolist()]


def _times(records: Records, column: str) -> list[Instant | None]:
    return [None if at == NEVER else Instant(at) for at in records.times[column].tolist()]
