"""The schema of rows refuses nothing that reading takes."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import RECORD_TABLES, rows_of
from test_parcels import careful_row

from upheld.collect.columns import COLUMNS
from upheld.collect.parcel.parcel import BodyForm, Parcel
from upheld.collect.parcel.reader import read_parcel
from upheld.collect.parcel.row_schema import body_schema, row_schema
from upheld.evidence.evidence import Table

VALIDATORS = {table: jsonschema_rs.validator_for(body_schema(table)) for table in Table}

cells = st.one_of(
    st.sampled_from(["", " ", "x", " up ", "up", "\x1fup", "\ufeff", "µs", "yes", "no", "5", "5 ms", "a=1"]),
    st.sampled_from(["1:2;+Inf:3", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00+01:00", "2026-03", "EUR"]),
    st.sampled_from([0, 5, -1, 1.5, 10**15, 10**30, True, False, None, {}, {"a": 1}]),
    st.sampled_from([[], ["a"], ["a", "b"], ["a;b"], [1]]),
    st.text(max_size=4),
)


@pytest.mark.parametrize("table", Table)
def test_a_careful_row_fits_and_an_empty_one_does_not(table: Table) -> None:
    assert VALIDATORS[table].is_valid([careful_row(table)])
    assert not VALIDATORS[table].is_valid([{}])
    assert not VALIDATORS[table].is_valid([careful_row(table) | {"sourcee": "x"}])
    assert not VALIDATORS[table].is_valid(careful_row(table))


@pytest.mark.parametrize("table", Table)
def test_every_column_is_told_of(table: Table) -> None:
    schema: dict[str, Any] = row_schema(table)
    for column in COLUMNS[table]:
        assert schema["properties"][column.name]["description"] == column.meaning
        assert (column.name in schema["required"]) == column.required


def test_words_are_a_closed_list() -> None:
    state = careful_row(Table.STATES)
    words = (("up", True), ("dwon", False), (" down", True), (5, False), (True, False), (None, False))
    for word, is_one in words:
        assert VALIDATORS[Table.STATES].is_valid([state | {"state": word}]) == is_one


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_what_the_schema_refuses_reading_refuses(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(Table))
    row = careful_row(table)
    column = data.draw(st.sampled_from(COLUMNS[table]))
    row[column.name] = data.draw(cells)
    read = read_parcel(table, json.dumps([row]).encode(), BodyForm.JSON)
    if isinstance(read, Parcel):
        assert VALIDATORS[table].is_valid([row])


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_made_up_rows_fit(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(RECORD_TABLES))
    assert VALIDATORS[table].is_valid(data.draw(rows_of(table)))
