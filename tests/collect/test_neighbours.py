"""Neighbours: what a parcel says must be able to stand beside what is kept already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_parcels import body_of, careful_row

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.collect.holdings import Holding, read_holdings
from upheld.collect.parcel.neighbours import Neighbour, Neighbourhood, hold_against, neighbourhoods
from upheld.collect.parcel.parcel import BodyForm, Parcel, ParcelRow
from upheld.collect.parcel.reader import read_parcel
from upheld.evidence.evidence import Table

Row = Mapping[str, Any]
Kept = Mapping[Table, list[Row]]
DAY = "2026-03-01T"


def parcel_of(table: Table, *rows: Row) -> Parcel:
    parcel = read_parcel(table, body_of(*rows), BodyForm.NDJSON)
    assert isinstance(parcel, Parcel), parcel
    return parcel


def near(parcel: Parcel, kept: Kept) -> dict[Table, list[Neighbour]]:
    """What a store gives for the neighbourhoods of a parcel."""
    return {
        hood.table: [
            Neighbour(row.identity, row.content)
            for row in parcel_of(hood.table, *kept[hood.table]).rows
            if is_in(row, hood)
        ]
        for hood in neighbourhoods(parcel)
        if kept.get(hood.table)
    }


def is_in(row: ParcelRow, hood: Neighbourhood) -> bool:
    if row.subject not in hood.subjects and row.customer not in hood.customers:
        return False
    if hood.since is None or hood.until is None or row.valid_from is None:
        return True
    return row.valid_from <= hood.until and (row.valid_until is None or row.valid_until >= hood.since)


def told(table: Table, rows: list[Row], kept: Kept) -> list[str]:
    parcel = parcel_of(table, *rows)
    problems = hold_against(parcel, near(parcel, kept))
    return [] if problems is None else list(map(str, problems.problems))


TICKET = {"source": "d", "ticket": "7", "opened_at": f"{DAY}10:00:00Z"}
EVENT = {"source": "d", "ticket": "7", "actor": "agent"}
RESOLVED = EVENT | {"at": f"{DAY}11:00:00Z", "event": "resolved"}
MAINTENANCE = {
    "source": "d",
    "name": "w",
    "kind": "planned",
    "starts_at": f"{DAY}10:00:00Z",
    "ends_at": f"{DAY}12:00:00Z",
}
STATE = {"source": "p", "site": "s", "at": f"{DAY}10:00:00Z", "until": f"{DAY}12:00:00Z", "state": "up"}
MEASURED = {
    "source": "g",
    "series": "s",
    "at": f"{DAY}10:00:00Z",
    "until": f"{DAY}12:00:00Z",
    "sum": 5,
    "count": 1,
}
FEE = {"source": "b", "fee": "1", "customer": "c", "amount": 5, "currency": "EUR", "since": f"{DAY}00:00:00Z"}
RESOURCE = {"source": "b", "resource": "r", "customer": "c", "service": "a", "weight": "40 %"}
REQUESTS = {"source": "l", "since": f"{DAY}10:00:00Z", "until": f"{DAY}12:00:00Z", "total": 5, "failed": 1}
INCIDENT = {"source": "d", "incident": "9", "kind": "k", "occurred_at": f"{DAY}10:00:00Z"}


def test_an_event_needs_its_ticket() -> None:
    assert told(Table.TICKET_EVENTS, [RESOLVED], {Table.TICKETS: [TICKET]}) == []
    assert told(Table.TICKET_EVENTS, [RESOLVED], {Table.TICKETS: [TICKET | {"ticket": "8"}]}) == [
        "row 0: `ticket`: there is no ticket `7` of `d`; the table `tickets` must tell when it was opened"
    ]


def test_an_event_before_the_opening() -> None:
    early = EVENT | {"at": f"{DAY}09:00:00Z", "event": "reply"}
    assert told(Table.TICKET_EVENTS, [RESOLVED, early], {Table.TICKETS: [TICKET]}) == [
        "row 1: ticket 7 had the event `reply` at 2026-03-01T09:00:00Z, before it was opened at "
        "2026-03-01T10:00:00Z (`ticket:d/7`); one of the two times is wrong"
    ]
    later = TICKET | {"opened_at": f"{DAY}11:30:00Z"}
    (said,) = told(Table.TICKETS, [later], {Table.TICKETS: [TICKET], Table.TICKET_EVENTS: [RESOLVED]})
    assert said.startswith(
        "row 0: ticket 7 had the event `resolved` at 2026-03-01T11:00:00Z, before it was opened"
    )
    assert "(`ticket:d/7/1772362800000000#" in said


def test_a_pause_after_the_end() -> None:
    paused = EVENT | {"at": f"{DAY}12:00:00Z", "event": "paused"}
    kept: Kept = {Table.TICKETS: [TICKET], Table.TICKET_EVENTS: [RESOLVED]}
    assert len(told(Table.TICKET_EVENTS, [paused], kept)) == 1
    reopened = EVENT | {"at": f"{DAY}11:30:00Z", "event": "reopened"}
    assert told(Table.TICKET_EVENTS, [paused, reopened], kept) == []


OVERLAPS: list[tuple[Table, Row, Row, Row]] = [
    (
        Table.MAINTENANCE,
        MAINTENANCE,
        {"starts_at": f"{DAY}11:00:00Z"},
        {"starts_at": f"{DAY}12:00:00Z", "ends_at": f"{DAY}13:00:00Z"},
    ),
    (
        Table.STATES,
        STATE | {"state": "down"},
        {"at": f"{DAY}11:00:00Z", "state": "up"},
        {"at": f"{DAY}12:00:00Z", "until": f"{DAY}13:00:00Z"},
    ),
    (
        Table.MEASUREMENTS,
        MEASURED,
        {"at": f"{DAY}11:00:00Z"},
        {"at": f"{DAY}12:00:00Z", "until": f"{DAY}13:00:00Z"},
    ),
    (
        Table.REQUESTS,
        REQUESTS,
        {"since": f"{DAY}11:00:00Z"},
        {"since": f"{DAY}11:00:00Z", "service": "other"},
    ),
    (Table.FEES, FEE, {"fee": "2"}, {"fee": "2", "service": "x"}),
    (Table.RESOURCES, RESOURCE, {"since": f"{DAY}10:00:00Z"}, {"resource": "q"}),
    (
        Table.RESOURCES,
        RESOURCE,
        {"resource": "q", "weight": "4"},
        {"resource": "q", "service": "b", "weight": "4"},
    ),
]


@pytest.mark.parametrize(("table", "kept", "clash", "fits"), OVERLAPS)
def test_rows_that_overlap_what_is_kept(table: Table, kept: Row, clash: Row, fits: Row) -> None:
    assert len(told(table, [{**kept, **clash}], {table: [kept]})) == 1
    assert told(table, [{**kept, **fits}], {table: [kept]}) == []


def test_a_row_that_is_corrected_is_no_neighbour() -> None:
    assert told(Table.FEES, [FEE | {"amount": 7}], {Table.FEES: [FEE]}) == []
    moved = FEE | {"fee": "2", "since": "2026-04-01T00:00:00Z"}
    assert len(told(Table.FEES, [moved], {Table.FEES: [FEE]})) == 1
    ended = FEE | {"until": "2026-04-01T00:00:00Z"}
    assert told(Table.FEES, [moved, ended], {Table.FEES: [FEE]}) == []


def test_an_update_needs_its_incident() -> None:
    update = {"source": "d", "incident": "9", "at": f"{DAY}11:00:00Z"}
    assert told(Table.INCIDENT_UPDATES, [update], {Table.INCIDENTS: [INCIDENT]}) == []
    assert len(told(Table.INCIDENT_UPDATES, [update], {})) == 1
    assert (
        len(told(Table.INCIDENT_UPDATES, [update | {"at": f"{DAY}09:00:00Z"}], {Table.INCIDENTS: [INCIDENT]}))
        == 1
    )


def test_what_neighbours_have_against_each_other_is_left_alone() -> None:
    kept: Kept = {
        Table.TICKETS: [TICKET],
        Table.TICKET_EVENTS: [EVENT | {"at": f"{DAY}09:00:00Z", "event": "reply"}],
    }
    assert told(Table.TICKET_EVENTS, [RESOLVED], kept) == []


def test_rows_about_a_row_of_another_table_do_not_stand_alone() -> None:
    (event,) = told(Table.TICKET_EVENTS, [RESOLVED], {})
    assert event.startswith("row 0: `ticket`: there is no ticket `7` of `d`")
    (update,) = told(Table.INCIDENT_UPDATES, [careful_row(Table.INCIDENT_UPDATES)], {})
    assert update.startswith("row 0: `incident`: there is no incident ")


def test_rows_of_other_tables_stand_by_themselves() -> None:
    for table in (Table.CLAIMS, Table.NOTICES, Table.SNAPSHOTS, Table.CREDITS):
        parcel = parcel_of(table, careful_row(table))
        assert neighbourhoods(parcel) == ()
        assert hold_against(parcel, {}) is None
    assert neighbourhoods(Parcel(table=Table.TICKETS, rows=())) == ()


def test_only_the_time_of_a_parcel_matters_where_there_are_many_rows() -> None:
    assert neighbourhoods(
        parcel_of(Table.STATES, STATE, STATE | {"site": "t", "until": f"{DAY}13:00:00Z"})
    ) == (
        Neighbourhood(
            table=Table.STATES,
            subjects=frozenset({"s", "t"}),
            since=parse_instant(f"{DAY}10:00:00Z"),
            until=parse_instant(f"{DAY}13:00:00Z"),
        ),
    )


times = st.integers(0, 8).map(
    lambda n: format_instant(Instant(parse_instant(f"{DAY}10:00:00Z") + n * 600_000_000))
)
tickets = st.fixed_dictionaries({"source": st.just("d"), "ticket": st.sampled_from("ab"), "opened_at": times})
happenings = st.fixed_dictionaries(
    {
        "source": st.just("d"),
        "ticket": st.sampled_from("ab"),
        "at": times,
        "event": st.sampled_from(["reply", "paused", "resolved", "reopened"]),
        "actor": st.just("agent"),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(tickets | happenings, min_size=1, max_size=14))
def test_what_is_taken_in_piece_by_piece_can_always_be_read(rows: list[Row]) -> None:
    """A row is taken where it can stand beside what was taken before; so all of it is evidence."""
    kept: dict[Table, dict[str, Row]] = {Table.TICKETS: {}, Table.TICKET_EVENTS: {}}
    for row in rows:
        table = Table.TICKETS if "opened_at" in row else Table.TICKET_EVENTS
        parcel = parcel_of(table, row)
        neighbours = near(parcel, {each: list(known.values()) for each, known in kept.items()})
        before = read_all({each: list(known.values()) for each, known in kept.items()})
        after = {each: dict(known) for each, known in kept.items()}
        after[table][parcel.rows[0].identity] = row
        can_be = read_all({each: list(known.values()) for each, known in after.items()})
        assert before
        assert (hold_against(parcel, neighbours) is None) == can_be
        kept = after if can_be else kept


def read_all(kept: Kept) -> bool:
    held = {
        table: [Holding(rows=[row.content for row in parcel_of(table, *rows).rows])]
        for table, rows in kept.items()
        if rows
    }
    return read_holdings(held).evidence is not None
