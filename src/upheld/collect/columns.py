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
}


def column_named(table: Table, name: str) -> Column:
    """Give a column of a table by name; `KeyError` where there is none."""
    for column in COLUMNS[table]:
        if column.name == name:
            return column
    raise KeyError(name)


def required_of(table: Table) -> tuple[str, ...]:
    """Name the columns without which a row says nothing."""
    return tuple(column.name for column in COLUMNS[table] if column.required)
