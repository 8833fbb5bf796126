"""Neighbours: rows that are kept already, and that a parcel must be able to stand beside.

A parcel is read by itself; what it says may still be impossible beside what is known, such as an event from
before its ticket was opened. Evidence that contradicts itself can't be judged by: so it is refused on the
way in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.bindings import Bindings
from upheld.collect.gathering import Gathering
from upheld.collect.holdings import batch_of_rows
from upheld.collect.layout import Layout
from upheld.collect.parcel.parcel import Parcel, ParcelProblems, RowProblem
from upheld.collect.problem import MOST_LISTED, Problems
from upheld.collect.record_reader import read_records
from upheld.evidence.evidence import Table

_PARCEL = "parcel"
_BESIDE: Mapping[Table, tuple[Table, ...]] = {
    Table.TICKETS: (Table.TICKETS, Table.TICKET_EVENTS),
    Table.TICKET_EVENTS: (Table.TICKETS, Table.TICKET_EVENTS),
    Table.INCIDENTS: (Table.INCIDENTS, Table.INCIDENT_UPDATES),
    Table.INCIDENT_UPDATES: (Table.INCIDENTS, Table.INCIDENT_UPDATES),
    Table.STATES: (Table.STATES,),
    Table.MEASUREMENTS: (Table.MEASUREMENTS,),
    Table.REQUESTS: (Table.REQUESTS,),
    Table.MAINTENANCE: (Table.MAINTENANCE,),
    Table.FEES: (Table.FEES,),
    Table.RESOURCES: (Table.RESOURCES,),
}
"""Tables whose rows may contradict those of a table; rows of the others stand by themselves."""

_OF_ANOTHER = frozenset({Table.TICKET_EVENTS, Table.INCIDENT_UPDATES})
"""Tables whose rows can't stand alone: each is about a row of another table."""
_BOUNDED = frozenset({Table.STATES, Table.MEASUREMENTS, Table.REQUESTS})
"""Tables of many rows, of which only those matter that hold at the time."""
_BY_CUSTOMER = frozenset({Table.FEES, Table.RESOURCES})


class Neighbourhood(Struct, frozen=True, kw_only=True):
    """Where the neighbours of a parcel are: rows of one table that are about one of these subjects.

    The subject is absent of rows that are about everything. Where there are customers, rows of these count
    too, whatever they are about; the customer is absent of rows that are nobody's in particular. Where there
    are times, only rows that hold at some instant from `since` to `until`, ends included; a row without an
    end holds from its beginning on.
    """

    table: Table
    subjects: frozenset[str | None]
    customers: frozenset[str | None] = frozenset()
    since: Instant | None = None
    until: Instant | None = None


class Neighbour(Struct, frozen=True):
    """A row that is kept."""

    identity: str
    content: bytes


def neighbourhoods(parcel: Parcel) -> tuple[Neighbourhood, ...]:
    """Say which rows that are kept a parcel must be held against; none where it stands by itself."""
    if not parcel.rows:
        return ()
    subjects = frozenset(row.subject for row in parcel.rows)
    times = [at for row in parcel.rows for at in (row.valid_from, row.valid_until) if at is not None]
    is_bounded = parcel.table in _BOUNDED and bool(times)
    by_customer = parcel.table in _BY_CUSTOMER
    return tuple(
        Neighbourhood(
            table=table,
            subjects=subjects,
            customers=frozenset(row.customer for row in parcel.rows) if by_customer else frozenset(),
            since=min(times) if is_bounded else None,
            until=max(times) if is_bounded else None,
        )
        for table in _BESIDE.get(parcel.table, ())
    )


def hold_against(parcel: Parcel, neighbours: Mapping[Table, Sequence[Neighbour]]) -> ParcelProblems | None:
    """Tell which rows of a parcel can't be beside its neighbours; nothing where all can.

    A row that the parcel corrects is no neighbour. What neighbours have against each other is left alone.
    """
    corrected = {row.identity for row in parcel.rows}
    standing = {
        table: [row for row in rows if table is not parcel.table or row.identity not in corrected]
        for table, rows in neighbours.items()
    }
    if not any(standing.values()) and parcel.table not in _OF_ANOTHER:
        return None  # the parcel was held together when it was read
    problems, gathering = _AllProblems(), Gathering()
    for table, rows in standing.items():
        _take(table, table.value, [row.content for row in rows], gathering)
    _take(parcel.table, _PARCEL, [row.content for row in parcel.rows], gathering)
    gathering.stand_beside(problems)

    def spoken(file: str, index: int) -> str:
        return f"row {index}" if file == _PARCEL else f"`{standing[Table(file)][index].identity}`"

    found = sorted(problems.concerning(_PARCEL, spoken))
    if not found:
        return None
    return ParcelProblems(
        problems=tuple(
            RowProblem(row=index, field=problem.column, reason=problem.reason, remedy=problem.remedy)
            for index, problem in found[:MOST_LISTED]
        ),
        unlisted=max(len(found) - MOST_LISTED, 0),
    )


class Standing(Struct, frozen=True, kw_only=True):
    """A row that can't stand beside others, and what would be right."""

    identity: str
    reason: str
    remedy: str


def what_cannot_stand(rows: Mapping[Table, Sequence[Neighbour]]) -> tuple[Standing, ...]:
    """Tell which rows that are kept contradict each other, at most so many as are listed."""
    problems, gathering = Problems(), Gathering()
    for table, several in rows.items():
        _take(table, table.value, [row.content for row in several], gathering)
    gathering.stand_beside(problems)

    def spoken(file: str, index: int) -> str:
        return f"`{rows[Table(file)][index].identity}`"

    found = {
        (table.value, index, problem.reason, problem.remedy)
        for table in rows
        for index, problem in problems.concerning(table.value, spoken)
    }
    return tuple(
        Standing(identity=rows[Table(file)][index].identity, reason=reason, remedy=remedy)
        for file, index, reason, remedy in sorted(found)[:MOST_LISTED]
    )


class _AllProblems(Problems):
    """Problems every one of which is written out: those of neighbours must not crowd out the others."""

    @property
    def are_enough(self) -> bool:
        return False


def _take(table: Table, name: str, rows: Sequence[bytes], gathering: Gathering) -> None:
    """Add rows each of which was read before, so that none is wrong by itself."""
    ignored = Problems()
    if rows:
        batch = batch_of_rows(table, name, 0, rows, ignored)
        gathering.take(table, read_records(batch, Layout(table=table), Bindings(), ignored), ignored)
