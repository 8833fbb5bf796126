"""Neighbouring: rows that come in held against those that are kept, before they are recorded."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from upheld.collect.parcel.neighbours import Neighbour, Neighbourhood, hold_against, neighbourhoods
from upheld.collect.parcel.parcel import Parcel, ParcelProblems
from upheld.evidence.evidence import Table
from upheld.operations.payable import unpayable
from upheld.store.dossiers import Dossier
from upheld.store.holding import Near, rows_near


def clash(dossier: Dossier, parcel: Parcel) -> ParcelProblems | None:
    """Tell which rows can't be beside what is kept, or fees beside agreements; nothing where all can.

    To be asked within the transaction that records them, once the head of the ledger is locked: what is kept
    then stays what it is.
    """
    neighbours = kept_near(dossier, neighbourhoods(parcel))
    problems = hold_against(parcel, neighbours) if neighbours else None
    if problems is None and parcel.table is Table.FEES:
        return unpayable(dossier, parcel)
    return problems


def kept_near(dossier: Dossier, hoods: Sequence[Neighbourhood]) -> dict[Table, list[Neighbour]]:
    """Give the rows that are kept in some neighbourhoods, by table; in one place by one query."""
    found: dict[Table, list[Neighbour]] = {hood.table: [] for hood in hoods}
    places: dict[Neighbourhood, set[str]] = {}
    for hood in hoods:
        places.setdefault(replace(hood, table=Table.TICKETS), set()).add(hood.table.value)
    for hood, tables in places.items():
        near = Near(
            tables=frozenset(tables),
            subjects=frozenset(subject or "" for subject in hood.subjects),
            customers=frozenset(customer or "" for customer in hood.customers),
            since=hood.since,
            until=hood.until,
        )
        for table, identity, content in rows_near(dossier, near):
            found[Table(table)].append(Neighbour(identity, content))
    return found
