"""Rows that can't be read: each is named with file, line, column and reason, and nothing is half-applied."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_folder import problems_in, write, write_rows

from upheld.collect.folder import read_folder
from upheld.collect.problem import MOST_LISTED

AT = "2026-03-01T00:00:00Z"
SAMPLES = "source,site,location,at,state,retry,response_us"

REFUSED_CELLS = [
    (f"p,s,,{AT},dwon,,", "states.csv:3: column `state`: `dwon` is none of up", "did you mean `down`?"),
    (f"p,s,,{AT},UP,,", "column `state`: `UP` is none of up", "did you mean `up`?"),
    (f"p,s,,{AT},,,", "column `state`: the cell is empty", "every record needs it"),
    (f"p,  ,,{AT},up,,", "column `site`: the cell is empty", ""),
    (
        "p,s,,2026-03-01T00:00:00,up,,",
        "column `at`: `2026-03-01T00:00:00` names no zone and no offset",
        "`zone`",
    ),
    ("p,s,,2026-03-01,up,,", "column `at`: `2026-03-01` is not an RFC 3339 time", "2026-03-01T09:30:00Z"),
    ("p,s,,2026-02-30T00:00:00Z,up,,", "column `at`: `2026-02-30T00:00:00Z` is not a time that exists", ""),
    ("p,s,,2026-03-01T24:00:00Z,up,,", "is not a time that exists", ""),
    ("p,s,,2016-12-31T23:59:60Z,up,,", "is a leap second", ""),
    ("p,s,,2026-03-01T00:00:00.1234567Z,up,,", "finer than a microsecond", "six digits"),
    ("p,s,,29-02-2016 01:16,up,,", "`29-02-2016 01:16` does not begin with the year", "dates: day first"),
    ("p,s,,1772323200,up,,", "`1772323200` is not an RFC 3339 time", ""),
    (f"p,s,,{AT},up,maybe,", "column `retry`: `maybe` is none of no, yes", "`values`"),
    (f"p,s,,{AT},up,,NaN", "column `response_us`: `NaN` is no number", "leave the cell empty"),
    (f"p,s,,{AT},up,,-5", "column `response_us`: `-5` is negative", "leave the cell empty"),
    (f"p,s,,{AT},up,,1.5", "column `response_us`: `1.5` is no whole number", "write digits only"),
    (f"p,s,,{AT},up,,9999999999999999", "is no whole number below", ""),
]


@pytest.mark.parametrize(("row", "reason", "remedy"), REFUSED_CELLS, ids=[row for row, _, _ in REFUSED_CELLS])
def test_a_cell_that_can_not_be_read(tmp_path: Path, row: str, reason: str, remedy: str) -> None:
    write(tmp_path, "samples.csv", f"{SAMPLES}\np,s,,2026-02-01T00:00:00Z,up,,\n{row}\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith("samples.csv:3: column")
    assert reason.replace("states.csv", "samples.csv") in said
    assert remedy in said


def test_the_same_cell_is_named_by_its_line_in_json_and_by_its_row_in_parquet(tmp_path: Path) -> None:
    rows = [
        {"source": "p", "site": "s", "at": AT, "state": "up"},
        {"source": "p", "site": "s", "at": AT, "state": "uq"},
    ]
    for ending, number in ((".jsonl", 2), (".parquet", 2), (".csv.gz", 3)):
        folder = tmp_path / ending
        folder.mkdir()
        write_rows(folder, f"samples{ending}", rows)
        (said,) = problems_in(folder)
        assert said.startswith(f"samples{ending}:{number}: column `state`: `uq`")


def test_lines_are_counted_over_empty_ones_and_quoted_line_ends(tmp_path: Path) -> None:
    text = f'source,site,at,state,detail\n\np,s,{AT},up,"one\ntwo\nthree"\n\np,s,{AT},oops,\n'
    write(tmp_path, "samples.csv", text)
    (said,) = problems_in(tmp_path)
    assert said.startswith("samples.csv:7: column `state`: `oops`")


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "samples.csv", f"{SAMPLES}\np,s,,{AT},oops,,x\n")
    write(tmp_path, "tickets.csv", "source,ticket,opened_at\nd,T-1,yesterday\n")
    write(tmp_path, "maintenance.csv", "source,name,kind,starts_at\n")
    assert [said.split(":")[0] for said in problems_in(tmp_path)] == [
        "maintenance.csv",
        "samples.csv",
        "samples.csv",
        "tickets.csv",
    ]


def test_many_problems_are_counted_and_the_first_written_out(tmp_path: Path) -> None:
    rows = "".join(f"p,s,,2026-03-01T00:00:0{n % 10}Z,oops,,\n" for n in range(1000))
    write(tmp_path, "samples.csv", f"{SAMPLES}\n{rows}")
    reading = read_folder(tmp_path)
    assert reading.evidence is None
    assert len(reading.problems) == MOST_LISTED
    assert reading.unlisted == 1000 - MOST_LISTED
    assert reading.problems[-1].row == MOST_LISTED + 1


def test_one_bad_row_deep_in_a_large_file_is_found(tmp_path: Path) -> None:
    rows = [f"p,s,,{AT},up,,\n"] * 300_000
    rows[234_567] = "p,s,,2026-03-01T00:00:61Z,up,,\n"
    write(tmp_path, "samples.csv", SAMPLES + "\n" + "".join(rows))
    (said,) = problems_in(tmp_path)
    assert said.startswith(
        "samples.csv:234569: column `at`: `2026-03-01T00:00:61Z` is not a time that exists"
    )


REFUSED_HEADERS = [
    ("source,site,at,stat", ["unknown column `stat`; did you mean `state`?", "column `state` is missing"]),
    ("source,site,at,state,State", ["unknown column `State`; did you mean `state`?"]),
    ("source,site,at,state,at", ["column `at` stands twice"]),
    (
        "source;site;at;state",
        ["has no commas; separate columns with commas", "`source`", "`site`", "`at`", "`state`"],
    ),
    ("source,site,at,state,", ["a column has no name"]),
    ("source,site,state", ["the column `at` is missing; it tells when the check was made"]),
]


@pytest.mark.parametrize(("header", "said"), REFUSED_HEADERS, ids=[header for header, _ in REFUSED_HEADERS])
def test_a_header_that_does_not_fit(tmp_path: Path, header: str, said: list[str]) -> None:
    write(tmp_path, "samples.csv", header + "\n")
    found = problems_in(tmp_path)
    assert len(found) == len(said)
    for expected in said:
        assert any(expected in problem and problem.startswith("samples.csv:1: ") for problem in found)


REFUSED_LINES = [
    ("p,s", "the record has 2 cells where the header has 4"),
    (f"p,s,{AT},up,more", "the record has 5 cells where the header has 4"),
    (f'p,"s"x,{AT},up', "the record can't be read"),
    (f'p,"s,{AT},up', "the record can't be read"),
]


@pytest.mark.parametrize(("line", "reason"), REFUSED_LINES)
def test_a_line_that_is_no_record(tmp_path: Path, line: str, reason: str) -> None:
    write(tmp_path, "samples.csv", f"source,site,at,state\np,s,{AT},up\n{line}\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith("samples.csv:3: ")
    assert reason in said


REFUSED_JSON = [
    ("not json", "the line is not JSON"),
    ("[1]", "the line is not an object"),
    ('"text"', "the line is not an object"),
    ('{"at": 1, "at": 2}', "the key `at` stands twice"),
    ('{"site":"a","site":"b"}', "the key `site` stands twice"),
    ('{"response_us": NaN}', "`NaN` is not JSON"),
    ('{"stat": "up"}', "unknown column `stat`; did you mean `state`?"),
    ('{"site": {"a": 1}}', '`{"a": 1}` is neither text nor a number'),
    ('{"response_us": 1.5}', "`1.5` is no whole number"),
    ("[" * 100_000, "the line is"),
    ('{"site": "\\ud800"}', "the line has half a character"),
]


@pytest.mark.parametrize(("line", "reason"), REFUSED_JSON, ids=[line[:20] for line, _ in REFUSED_JSON])
def test_a_line_of_json_that_is_no_record(tmp_path: Path, line: str, reason: str) -> None:
    good = json.dumps({"source": "p", "site": "s", "at": AT, "state": "up"})
    write(tmp_path, "samples.jsonl", f"{good}\n\n{line}\n")
    found = problems_in(tmp_path)
    assert any(said.startswith("samples.jsonl:3: ") and reason in said for said in found)


REFUSED_TYPES = [
    ("at", pa.array([1.5e9]), "column `at`: the column has the type double"),
    ("at", pa.array([1], pa.date32()), "column `at`: the column has the type date32[day]"),
    ("site", pa.array([7]), "column `site`: the column has the type int64"),
    ("response_us", pa.array([float("nan")]), "column `response_us`: the column has the type double"),
    ("state", pa.array([True]), "column `state`: the column has the type bool"),
    ("at", pa.array([1_772_323_200]), "`1772323200` is no number of microseconds since 1970 near our time"),
    ("at", pa.array([1_772_323_200_000_000_000]), "is no number of microseconds since 1970"),
    ("at", pa.array([1_772_323_200_000_000_001], pa.timestamp("ns", "UTC")), "is finer than a microsecond"),
    ("at", pa.array([10**15], pa.timestamp("ms", "UTC")), "lies outside the years 0001 to 9999"),
    ("at", pa.array([1_772_323_200_000_000], pa.timestamp("us")), "names no zone and no offset"),
    ("response_us", pa.array([-1]), "column `response_us`: `-1` is negative"),
    ("response_us", pa.array([2**64 - 1], pa.uint64()), "is no whole number below"),
]


@pytest.mark.parametrize(
    ("column", "cells", "reason"), REFUSED_TYPES, ids=[reason for _, _, reason in REFUSED_TYPES]
)
def test_a_parquet_column_of_the_wrong_type_or_unit(
    tmp_path: Path, column: str, cells: pa.Array, reason: str
) -> None:
    columns = {"source": ["p"], "site": ["s"], "at": [AT], "state": ["up"]}
    pq.write_table(pa.table({**columns, column: cells}), tmp_path / "samples.parquet")
    (said,) = problems_in(tmp_path)
    assert reason in said
