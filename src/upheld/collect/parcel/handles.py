"""Handles: by what a row of each table is known, when it holds, and what it is about."""

from __future__ import annotations

from msgspec import Struct

from upheld.evidence.evidence import Table


class Handle(Struct, frozen=True, kw_only=True):
    """What tells rows of one table apart, and where to look for them; columns by their names."""

    prefix: str
    known_by: tuple[str, ...]
    """Columns that make the identity, joined as the evidence's own natural keys are."""
    free: str = ""
    """The one of them whose text may hold a `/` without being taken for two."""
    says: bool = False
    """Whether a row is known by all that it says, besides: two rows that differ are two records."""
    numbered_by: str = ""
    """A column that stands for all that a row says, where it is filled in."""
    begins: tuple[str, ...]
    """Columns of times, the first of which that is filled in is when the row begins to hold."""
    ends: tuple[str, ...] = ()
    """The same for its end; where none is filled in, no end is known."""
    is_momentary: bool = False
    """Whether a row is of one instant."""
    subject: tuple[str, ...]
    """Columns, the first of which that is filled in is what it is about."""


def _numbered(prefix: str, number: str, begins: str = "", ends: str = "", subject: str = "") -> Handle:
    """The handle of a table whose rows have numbers of their source."""
    return Handle(
        prefix=prefix,
        known_by=("source", number),
        free=number,
        begins=tuple(begins.split()),
        ends=tuple(ends.split()),
        subject=(*subject.split(), number),
    )


HANDLES: dict[Table, Handle] = {
    Table.SAMPLES: Handle(
        prefix="sample",
        known_by=("source", "site", "location", "at"),
        free="site",
        begins=("at",),
        is_momentary=True,
        subject=("site",),
    ),
    Table.STATES: Handle(
        prefix="state",
        known_by=("source", "site", "location", "at"),
        free="site",
        begins=("at",),
        ends=("until",),
        subject=("site",),
    ),
    Table.TICKETS: _numbered("ticket", "ticket", "opened_at"),
    Table.TICKET_EVENTS: Handle(
        prefix="ticket",
        known_by=("source", "ticket", "at"),
        free="ticket",
        says=True,
        numbered_by="sequence",
        begins=("at",),
        is_momentary=True,
        subject=("ticket",),
    ),
    Table.MAINTENANCE: Handle(
        prefix="maintenance",
        known_by=("source", "name", "starts_at"),
        free="name",
        begins=("starts_at",),
        ends=("ends_at",),
        subject=("name",),
    ),
    Table.MEASUREMENTS: Handle(
        prefix="measurement",
        known_by=("source", "series", "labels", "at"),
        free="series",
        begins=("at",),
        ends=("until", "at"),
        subject=("series",),
    ),
    Table.AGGREGATES: Handle(
        prefix="aggregate",
        known_by=("source", "series", "labels", "statistic", "since", "until"),
        free="series",
        begins=("since",),
        ends=("until",),
        subject=("series",),
    ),
    Table.REQUESTS: Handle(
        prefix="requests",
        known_by=("source", "service", "resource", "customer", "labels", "since"),
        begins=("since",),
        ends=("until",),
        subject=("resource", "service"),
    ),
    Table.INCIDENTS: _numbered(
        "incident", "incident", "occurred_at detected_at aware_at declared_at", "resolved_at"
    ),
    Table.INCIDENT_UPDATES: Handle(
        prefix="incident",
        known_by=("source", "incident", "at"),
        free="incident",
        says=True,
        begins=("at",),
        is_momentary=True,
        subject=("incident",),
    ),
    Table.OUTAGES: _numbered("outage", "outage", "since", "until"),
    Table.EXCLUSIONS: _numbered("exclusion", "case", "since", "until"),
    Table.CHANGES: _numbered("change", "change", "started_at", "ended_at"),
    Table.NOTICES: _numbered("notice", "notice", "requested_at sent_at", "delivered_at sent_at", "about"),
    Table.SNAPSHOTS: Handle(
        prefix="snapshot",
        known_by=("source", "snapshot", "first_seen", "last_seen"),
        free="snapshot",
        begins=("taken_at",),
        ends=("last_seen",),
        subject=("of",),
    ),
    Table.RECOVERIES: _numbered(
        "recovery", "recovery", "occurred_at detected_at declared_at", "recovered_at gave_up_at", "of"
    ),
    Table.ATTESTATIONS: _numbered("attestation", "attestation", "given_at", "expires_at", "control"),
    Table.REVIEWS: Handle(
        prefix="review",
        known_by=("source", "of", "held_at"),
        free="of",
        begins=("held_at",),
        is_momentary=True,
        subject=("of",),
    ),
    Table.CLAIMS: _numbered("claim", "claim", "failure_at submitted_at", "settled_at rejected_at"),
    Table.FEES: _numbered("fee", "fee", "since", "until", "resource service"),
    Table.RESOURCES: Handle(
        prefix="resource",
        known_by=("source", "customer", "service", "resource", "since"),
        free="resource",
        begins=("since",),
        ends=("until",),
        subject=("resource",),
    ),
    Table.ACCOUNTS: _numbered("account", "account", "since", "until"),
    Table.CREDITS: _numbered("credit", "credit"),
}
