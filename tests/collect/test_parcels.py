"""Parcels: rows of a request, all of them taken or none, and every one that is wrong named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import RECORD_TABLES, rows_of

from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.collect.parcel.handles import HANDLES
from upheld.collect.parcel.identity import LONGEST
from upheld.collect.parcel.parcel import BodyForm, Parcel, ParcelProblems
from upheld.collect.parcel.reader import read_parcel
from upheld.collect.problem import MOST_LISTED
from upheld.evidence.evidence import Table

AT = "2026-03-01T09:00:00Z"
TICKET = {"source": "desk", "ticket": "T-1", "opened_at": AT}
STATE = {"source": "p", "site": "s", "at": AT, "state": "up"}


def body_of(*rows: Mapping[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def taken(table: Table, *rows: Mapping[str, Any]) -> Parcel:
    parcel = read_parcel(table, body_of(*rows), BodyForm.NDJSON)
    assert isinstance(parcel, Parcel), parcel
    return parcel


def refused(table: Table, *rows: Mapping[str, Any]) -> list[str]:
    problems = read_parcel(table, body_of(*rows), BodyForm.NDJSON)
    assert isinstance(problems, ParcelProblems)
    return [str(problem) for problem in problems.problems]


def identity(table: Table, **cells: Any) -> str:
    (row,) = taken(table, cells).rows
    return row.identity


def test_a_row_is_kept_in_one_way_however_it_is_written() -> None:
    written = {
        "source": " desk ",
        "ticket": 7,
        "opened_at": "2026-03-01T10:00:00.500+01:00",
        "services": ["portal", "app", "portal"],
        "has_workaround": True,
        "customer": "Cafe\u0301",
        "channel": "",
        "priority": None,
    }
    parcel = taken(
        Table.TICKETS,
        written,
        {
            "customer": "Café",
            "opened_at": "2026-03-01T09:00:00.50Z",
            "services": "portal; app",
            "ticket": "7",
            "source": "desk",
            "has_workaround": "yes",
        },
    )
    (row,) = parcel.rows
    assert parcel.repeated == 1
    assert row.content.decode() == (
        '{"customer":"Café","has_workaround":"yes","opened_at":"2026-03-01T09:00:00.5Z","services":"app;portal",'
        '"source":"desk","ticket":"7"}'
    )
    assert (row.identity, row.customer, row.subject) == ("ticket:desk/7", "Café", "7")
    assert row.valid_from == 1_772_355_600_500_000
    assert row.valid_until is None


def test_numbers_are_kept_exactly_and_without_needless_digits() -> None:
    body = b'{"source":"bank","fee":"F","amount":0.10,"currency":"EUR","since":"2026-01-01T00:00:00Z"}'
    parcel = read_parcel(Table.FEES, body, BodyForm.NDJSON)
    assert isinstance(parcel, Parcel)
    assert parcel.rows[0].cells["amount"] == "0.1"
    values = [
        taken(Table.MEASUREMENTS, {"source": "g", "series": "s", "at": AT, "value": value})
        .rows[0]
        .cells["value"]
        for value in ("1e2", "+2.50", "-0.0", "007", ".5", 3)
    ]
    assert values == ["100", "2.5", "0", "7", "0.5", "3"]
    measured = {
        "source": "g",
        "series": "s",
        "labels": " b = 2;a=1;",
        "at": AT,
        "until": "2026-03-01T09:01:00Z",
        "histogram": " 1e-1:5 ; 0.50:12.0;Inf:12",
        "unit": "s",
    }
    (row,) = taken(Table.MEASUREMENTS, measured).rows
    assert (row.cells["labels"], row.cells["histogram"]) == ("a=1;b=2", "0.1:5;0.5:12;+Inf:12")


def test_the_forms_of_a_body_say_the_same() -> None:
    rows = [TICKET, TICKET | {"ticket": "T-2", "has_workaround": False}]
    as_lines = read_parcel(Table.TICKETS, b"\xef\xbb\xbf\r\n" + body_of(*rows), BodyForm.NDJSON)
    as_array = read_parcel(Table.TICKETS, json.dumps(rows, indent=1).encode(), BodyForm.JSON)
    assert isinstance(as_lines, Parcel)
    assert as_lines == as_array


def test_a_table_may_be_handed_over_without_rows() -> None:
    parcel = read_parcel(Table.TICKETS, b" [] ", BodyForm.JSON)
    assert parcel == Parcel(table=Table.TICKETS, rows=())


@pytest.mark.parametrize(
    ("body", "form", "said"),
    [
        (b"", BodyForm.NDJSON, "the body: the body is empty; write one object a line"),
        (b"\n \n", BodyForm.NDJSON, "the body: the body is empty"),
        (b" ", BodyForm.JSON, "the body: the body is empty"),
        (b"{}", BodyForm.JSON, "the body: the body is not an array of rows"),
        (b'[{"source": "p"},]', BodyForm.JSON, "the body: the body is not JSON"),
        (b"\xff\xfe[\0]\0", BodyForm.JSON, "the body: the body is not JSON"),
        (b"[1, 2]" * 2, BodyForm.JSON, "the body: the body is not JSON"),
        (b"[" * 100_000, BodyForm.JSON, "the body: the body is not"),
        (b'[{"source":"p","site":"\xff"}]', BodyForm.JSON, "row 0: the row is not"),
        (b'{"a":' * 20_000, BodyForm.NDJSON, "row 0 (line 1): the row is"),
        (
            b'{"site":"%s"}' % (b"x" * 140_000),
            BodyForm.NDJSON,
            "row 0 (line 1): the row is longer than 128 KiB",
        ),
    ],
)
def test_a_body_that_is_none(body: bytes, form: BodyForm, said: str) -> None:
    problems = read_parcel(Table.STATES, body, form)
    assert isinstance(problems, ParcelProblems)
    assert str(problems.problems[0]).startswith(said)


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    problems = read_parcel(Table.STATES, b"{}\n" * 6, BodyForm.NDJSON, most=5)
    assert isinstance(problems, ParcelProblems)
    assert (
        str(problems.problems[0]) == "the body: the body has 6 rows, and 5 are the most; send them in several"
    )


@pytest.mark.parametrize(
    ("body", "form", "what"),
    [(b"\n" * 251, BodyForm.NDJSON, "lines"), (b"[" + b"0," * 251 + b"0]", BodyForm.JSON, "values")],
)
def test_a_body_of_next_to_nothing_does_not_unfold(body: bytes, form: BodyForm, what: str) -> None:
    problems = read_parcel(Table.STATES, body, form, most=5)
    assert isinstance(problems, ParcelProblems)
    assert (
        str(problems.problems[0])
        == f"the body: the body has more than 250 {what}; send at most 5 rows at once"
    )


MISTAKES: dict[str, tuple[Any, frozenset[Kind]]] = {
    "a naive time": ("2026-03-01T09:30:00", frozenset({Kind.TIME})),
    "a day": ("2026-03-01", frozenset({Kind.TIME})),
    "seconds since 1970": (1772323200, frozenset({Kind.TIME})),
    "a finer time": ("2026-03-01T09:30:00.1234567Z", frozenset({Kind.TIME})),
    "a word that is none": ("dwon", frozenset({Kind.WORD, Kind.YES_NO, Kind.COUNT, Kind.NUMBER})),
    "a unit in the cell": ("5 ms", frozenset({Kind.COUNT, Kind.NUMBER})),
    "a fraction": (1.5, frozenset({Kind.COUNT})),
    "below nothing": ("-1", frozenset({Kind.COUNT})),
    "too fine": ("0.1234567890123", frozenset({Kind.NUMBER})),
    "too large": (10**400, frozenset({Kind.NUMBER, Kind.COUNT})),
    "a thing": ({"a": 1}, frozenset(Kind)),
    "a list of things": ([1], frozenset(Kind)),
    "a truth": (True, frozenset(Kind) - {Kind.YES_NO}),
    "a NUL": ("a\0b", frozenset(Kind)),
    "half a character": ("\ud800", frozenset(Kind)),
}
"""A value, and the kinds of columns in which nothing could be made of it."""

AMISS = [
    (table, column, name)
    for table, columns in COLUMNS.items()
    for column in columns
    for name, (_, kinds) in MISTAKES.items()
    if column.kind in kinds
]


def careful_row(table: Table) -> dict[str, Any]:
    """The required cells of a row that is in order."""
    row: dict[str, Any] = {}
    for column in COLUMNS[table]:
        if column.required:
            row[column.name] = _cell(column)
    if table is Table.CREDITS:
        row["period"] = "2026-03"
    if "currency" in row:
        row["currency"] = "EUR"
    return row | _BESIDES.get(table, {})


def _cell(column: Column) -> str:
    match column.kind:
        case Kind.TIME:
            later = column.name in ("until", "ends_at")
            return "2026-03-01T10:00:00Z" if later else AT
        case Kind.WORD:
            return column.words[0]
        case Kind.NUMBER | Kind.COUNT:
            return "5"
        case _:
            return "x"


_BESIDES: dict[Table, dict[str, str]] = {
    Table.MEASUREMENTS: {"value": "5"},
    Table.EXCLUSIONS: {"about": "T-1"},
    Table.NOTICES: {"sent_at": AT},
    Table.RECOVERIES: {"occurred_at": AT},
    Table.TICKET_EVENTS: {"event": "reply"},
}
"""What a row needs besides its required cells."""


@pytest.mark.parametrize("table", Table)
def test_a_careful_row_is_taken(table: Table) -> None:
    assert len(taken(table, careful_row(table)).rows) == 1


@pytest.mark.parametrize(
    ("table", "column", "mistake"), AMISS, ids=[f"{t.value}-{c.name}-{name}" for t, c, name in AMISS]
)
def test_every_mistake_names_its_row_and_its_field(table: Table, column: Column, mistake: str) -> None:
    row = careful_row(table)
    amiss = row | {column.name: MISTAKES[mistake][0]}
    problems = read_parcel(table, b"\n" + body_of(row, amiss), BodyForm.NDJSON)
    assert isinstance(problems, ParcelProblems)
    (problem,) = problems.problems
    assert (problem.row, problem.line) == (1, 3)
    assert problem.field == ("" if mistake == "half a character" else column.name)
    assert problem.reason
    assert problem.remedy
    assert "bindings" not in problem.remedy


@pytest.mark.parametrize("table", Table)
def test_every_cell_that_a_row_needs_is_missed(table: Table) -> None:
    row = careful_row(table)
    for column in COLUMNS[table]:
        if column.required:
            lacking = {name: cell for name, cell in row.items() if name != column.name}
            said = refused(table, row, lacking)
            assert f"row 1 (line 2): `{column.name}`: the cell is empty; every record needs it" in said


@pytest.mark.parametrize("table", Table)
def test_a_field_that_no_table_has_and_one_that_stands_twice(table: Table) -> None:
    (said,) = refused(table, careful_row(table) | {"sourcee": "x"})
    assert said == "row 0 (line 1): unknown column `sourcee`; did you mean `source`?"
    twice = body_of(careful_row(table)).replace(b'"source"', b'"source": "y", "sour\\u0063e"', 1)
    problems = read_parcel(table, twice, BodyForm.NDJSON)
    assert isinstance(problems, ParcelProblems)
    assert str(problems.problems[0]) == (
        "row 0 (line 1): the key `source` stands twice; write every key once"
    )


def test_all_bad_rows_are_named_and_those_beyond_the_list_are_counted() -> None:
    rows = [STATE | {"at": f"2026-03-01T09:{n % 60:02d}:{n // 60:02d}Z", "state": "?"} for n in range(150)]
    problems = read_parcel(Table.STATES, body_of(STATE, *rows), BodyForm.NDJSON)
    assert isinstance(problems, ParcelProblems)
    assert [problem.row for problem in problems.problems] == list(range(1, MOST_LISTED + 1))
    assert problems.unlisted == 50


def test_rows_that_contradict_each_other() -> None:
    assert refused(Table.STATES, STATE, STATE | {"site": "t"}, STATE | {"state": "down"}) == [
        "row 2 (line 3): `state`: row 0 is the same record, and there it is `up`; keep the row that is right"
    ]
    fee = {"source": "b", "fee": "1", "amount": "5", "currency": "EUR", "since": AT}
    assert refused(Table.FEES, fee, fee | {"fee": "2"}) == [
        "row 1 (line 2): fee 2 begins while fee 1 for the same thing lasts (row 0); say in `until` when one "
        "ended, or in `service`, `resource` or `plan` what each is for"
    ]
    measured = {"source": "g", "series": "s", "at": AT, "until": "2026-03-01T10:00:00Z", "sum": 5, "count": 1}
    (said,) = refused(Table.MEASUREMENTS, measured, measured | {"at": "2026-03-01T09:30:00Z"})
    assert said.startswith("row 1 (line 2): the record overlaps row 0,")


def test_a_contradiction_is_told_beside_rows_that_can_not_be_read() -> None:
    said = refused(Table.STATES, STATE | {"at": "soon"}, STATE, {"no": 1}, STATE | {"detail": "x"})
    assert [each.partition(":")[0] for each in said] == ["row 0 (line 1)", "row 2 (line 3)", "row 3 (line 4)"]
    assert said[2].endswith(
        "`detail`: row 1 is the same record, and there it is empty; keep the row that is right"
    )


@pytest.mark.parametrize("table", [Table.MEASUREMENTS, Table.AGGREGATES, Table.REQUESTS, Table.RESOURCES])
def test_labels_that_are_none(table: Table) -> None:
    (said,) = refused(table, careful_row(table) | {"labels": "region"})
    assert said == "row 0 (line 1): `labels`: `region` is no label; write name=value, separated by `;`"


def test_a_customer_whose_name_is_too_long_to_be_found_by() -> None:
    (row,) = taken(Table.TICKETS, TICKET | {"customer": "x" * 300, "ticket": "y" * 400}).rows
    assert (row.customer, row.subject) == ("x" * 300, "y" * 300)
    (said,) = refused(Table.TICKETS, TICKET, TICKET | {"customer": "x" * 301})
    assert said.startswith("row 1 (line 2): `customer`: the name is longer than 300 characters;")


def test_nothing_is_amiss_because_of_what_lacks() -> None:
    """The ticket, the incident and the other shares may come in another parcel, or have come."""
    taken(Table.TICKET_EVENTS, careful_row(Table.TICKET_EVENTS))
    taken(Table.INCIDENT_UPDATES, careful_row(Table.INCIDENT_UPDATES))
    taken(Table.RESOURCES, careful_row(Table.RESOURCES) | {"weight": "40 %"})


IDENTITIES = [
    (Table.STATES, {"location": "eu"}, "state:x/x@eu/1772355600000000"),
    (Table.SAMPLES, {"site": "hosting/health"}, "sample:x/hosting/health/1772355600000000"),
    (Table.TICKETS, {"ticket": "INC/7"}, "ticket:x/INC/7"),
    (Table.TICKET_EVENTS, {"sequence": "03"}, "ticket:x/x/1772355600000000/3"),
    (Table.MEASUREMENTS, {"labels": "b=2;a=/x"}, "measurement:x/x{a=/x,b=2}/1772355600000000"),
    (Table.RESOURCES, {"customer": "Acme"}, "resource:x/Acme//x/"),
    (Table.REVIEWS, {}, "review:x/x/1772355600000000"),
    (Table.MAINTENANCE, {}, "maintenance:x/x/1772355600000000"),
]


@pytest.mark.parametrize(("table", "cells", "expected"), IDENTITIES)
def test_identities_are_the_natural_keys_of_the_evidence(
    table: Table, cells: dict[str, str], expected: str
) -> None:
    assert identity(table, **(careful_row(table) | cells)) == expected


def test_rows_whose_keys_would_read_the_same_are_told_apart() -> None:
    claims = [
        identity(Table.CLAIMS, source=source, claim=claim, submitted_at=AT)
        for source, claim in (("a/b", "c"), ("a", "b/c"), ("a", "b/c#1"), ("a#", "b"))
    ]
    assert len(set(claims)) == 4
    assert claims[1] == "claim:a/b/c"
    sites = [
        identity(Table.STATES, **(STATE | {"site": site, "location": location}))
        for site, location in (("a@b", ""), ("a", "b"), ("a", "b@c"), ("a@b", "c"))
    ]
    assert len(set(sites)) == 4
    names = [identity(Table.CLAIMS, source="a", claim="x" * 2000 + end, submitted_at=AT) for end in "yz"]
    assert len(set(names)) == 2
    assert all(len(each) <= LONGEST for each in names)


def test_what_has_no_number_is_known_by_all_that_it_says() -> None:
    event = {"source": "d", "ticket": "T", "at": AT, "event": "reply", "actor": "agent"}
    parcel = taken(Table.TICKET_EVENTS, event, event | {"actor": "customer"}, event)
    assert len({row.identity for row in parcel.rows}) == 2
    assert identity(Table.TICKET_EVENTS, **event) == identity(Table.TICKET_EVENTS, **event, public=True)
    note = event | {"event": "note"}
    assert identity(Table.TICKET_EVENTS, **note) == identity(Table.TICKET_EVENTS, **note, public="no")


def test_every_table_has_a_handle() -> None:
    for table in Table:
        named = {column.name: column for column in COLUMNS[table]}
        handle = HANDLES[table]
        assert set(handle.known_by) <= set(named)
        assert all(named[name].kind is Kind.TIME for name in (*handle.begins, *handle.ends))
        assert set(handle.subject) <= set(named)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_what_is_kept_reads_as_itself(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(RECORD_TABLES))
    rows = data.draw(rows_of(table))
    parcel = read_parcel(table, body_of(*rows), BodyForm.NDJSON)
    if isinstance(parcel, ParcelProblems):  # made-up rows may overlap, never be unreadable
        assert all("row " in problem.reason for problem in parcel.problems)
        return
    again = read_parcel(table, b"\n".join(row.content for row in parcel.rows), BodyForm.NDJSON)
    assert isinstance(again, Parcel)
    assert again.rows == parcel.rows
