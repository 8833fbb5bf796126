"""Columns: the one list of what the tables of evidence hold; it drives reading, messages and documents."""

from __future__ import annotations

from upheld.collect.column import Column
from upheld.collect.tables import (
    accounts,
    backups,
    exclusions,
    governance,
    incidents,
    maintenance,
    measurements,
    observations,
    requests,
    resources,
    tickets,
)
from upheld.evidence.evidence import Table

COLUMNS: dict[Table, tuple[Column, ...]] = {
    Table.SAMPLES: observations.SAMPLES,
    Table.STATES: observations.STATES,
    Table.TICKETS: tickets.TICKETS,
    Table.TICKET_EVENTS: tickets.TICKET_EVENTS,
    Table.MAINTENANCE: maintenance.MAINTENANCE,
    Table.MEASUREMENTS: measurements.MEASUREMENTS,
    Table.AGGREGATES: measurements.AGGREGATES,
    Table.REQUESTS: requests.REQUESTS,
    Table.INCIDENTS: incidents.INCIDENTS,
    Table.INCIDENT_UPDATES: incidents.INCIDENT_UPDATES,
    Table.OUTAGES: incidents.OUTAGES,
    Table.EXCLUSIONS: exclusions.EXCLUSIONS,
    Table.CHANGES: governance.CHANGES,
    Table.NOTICES: governance.NOTICES,
    Table.SNAPSHOTS: backups.SNAPSHOTS,
    Table.RECOVERIES: backups.RECOVERIES,
    Table.ATTESTATIONS: governance.ATTESTATIONS,
    Table.REVIEWS: governance.REVIEWS,
    Table.CLAIMS: accounts.CLAIMS,
    Table.FEES: accounts.FEES,
    Table.RESOURCES: resources.RESOURCES,
    Table.ACCOUNTS: accounts.ACCOUNTS,
    Table.CREDITS: accounts.CREDITS,
}

ROWS: dict[Table, str] = {
    Table.SAMPLES: "one check of a site",
    Table.STATES: "a change of state of a site, or its repetition",
    Table.TICKETS: "a request or report of a customer",
    Table.TICKET_EVENTS: "something that happened to a ticket",
    Table.MAINTENANCE: "a piece of work: announced, planned, and as it was done",
    Table.MEASUREMENTS: "a value of a series, or the sum or histogram of several",
    Table.AGGREGATES: "a figure that the source worked out itself, by its own definition",
    Table.REQUESTS: "how many requests there were over a time, and how many failed",
    Table.INCIDENTS: "trouble of a kind: when it happened, was seen, known, declared and over",
    Table.INCIDENT_UPDATES: "something that was said about an incident",
    Table.OUTAGES: "a stretch in which somebody says services were down",
    Table.EXCLUSIONS: "a case for leaving time or events out, and who agreed",
    Table.CHANGES: "a change that was made, and the flow it went through",
    Table.NOTICES: "something that somebody was told, or a report handed over",
    Table.SNAPSHOTS: "a copy that was made, or a listing that had it",
    Table.RECOVERIES: "a recovery from a failure, or a drill of one",
    Table.ATTESTATIONS: "a fact that was shown to hold, or not to, until it expires",
    Table.REVIEWS: "a review of the agreement that was held",
    Table.CLAIMS: "a credit that was asked for, and what became of it",
    Table.FEES: "what is paid for something, from when to when",
    Table.RESOURCES: "a resource of a customer, such as an instance or a circuit, while it was deployed",
    Table.ACCOUNTS: "what a customer is like, from when to when",
    Table.CREDITS: "a credit that was given for a month",
}
"""What a row of each table is."""


def column_named(table: Table, name: str) -> Column:
    """Give a column of a table by name; `KeyError` where there is none."""
    for column in COLUMNS[table]:
        if column.name == name:
            return column
    raise KeyError(name)


def required_of(table: Table) -> tuple[str, ...]:
    """Name the columns without which a row says nothing."""
    return tuple(column.name for column in COLUMNS[table] if column.required)
