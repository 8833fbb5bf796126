"""Holdings: rows that are kept make the same evidence, and the same statement, as their folder."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from evidence_folder import content, evidence_in, write, write_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import RECORD_TABLES, rows_of

from upheld.chrono.instant import parse_instant
from upheld.chrono.period import parse_period
from upheld.collect.columns import COLUMNS
from upheld.collect.folder import FolderReading, read_folder
from upheld.collect.holdings import Held, Holding, batch_of_rows, read_holdings
from upheld.collect.parcel.folder import unpack_folder
from upheld.collect.parcel.parcel import BodyForm, Parcel, content_of
from upheld.collect.parcel.reader import read_parcel
from upheld.collect.problem import Problems
from upheld.collect.records import NEVER
from upheld.collect.series import Run
from upheld.evidence.evidence import Table
from upheld.operations import asked
from upheld.operations.demo import SHOWS, Show, request_of, stage
from upheld.operations.evaluate import Judged, Request, evaluate, judge
from upheld.operations.grounds import Grounds, Known, Whose, grounds_of, known_by
from upheld.operations.importing import import_export
from upheld.report.document import document_bytes

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = parse_instant("2026-06-01T00:00:00Z")


def parcels_in(folder: Path) -> list[Parcel]:
    """The rows of a folder, as they come back from the body of a request."""
    unpacked: list[Parcel] = []
    assert unpack_folder(folder, unpacked.append) is None
    sent = []
    for parcel in unpacked:
        body = b"\n".join(row.content for row in parcel.rows)
        read = read_parcel(
            parcel.table, body or b"[]", BodyForm.NDJSON if body else BodyForm.JSON, most=10**6
        )
        assert isinstance(read, Parcel), read
        assert all(row in parcel.rows for row in read.rows[:1000])
        sent.append(Parcel(table=parcel.table, rows=read.rows, name=parcel.name))
    return sent


def held_of(parcels: list[Parcel]) -> Held:
    held: dict[Table, list[Holding]] = {}
    for parcel in parcels:
        rows = tuple(row.content for row in parcel.rows)
        held.setdefault(parcel.table, []).append(Holding(rows=rows, recorded_with=parcel.name))
    return held


def bindings_of(folder: Path) -> bytes | None:
    path = folder / "bindings.yaml"
    return path.read_bytes() if path.exists() else None


def judged_by(reading: FolderReading, request: Request) -> bytes:
    """The statement that a reading makes, as JSON."""
    grounds = grounds_of(request.agreement, Whose(plan=request.plan, plan_by_fees=True))
    assert isinstance(grounds, Grounds)
    assert request.period is not None
    until = asked.as_of(None, parse_period(request.period, grounds.zone), grounds.zone, NOW)
    facts = known_by(grounds, reading, until, None, NOW)
    assert isinstance(facts, Known)
    return document_bytes(judge(request, request.period, grounds, facts).document)


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show.name)
def test_an_example_is_judged_the_same_from_rows_as_from_its_folder(show: Show, tmp_path: Path) -> None:
    folder = stage(show, EXAMPLES, tmp_path)
    if show.imports is not None:
        options = dict(zip(show.imports.options[::2], show.imports.options[1::2], strict=True))
        export = EXAMPLES / "evidence" / show.imports.export
        import_export(show.imports.kind, export, folder, zone=options.get("--zone"))
    request = request_of(show, EXAMPLES, folder)
    expected = evaluate(request, NOW)
    assert isinstance(expected, Judged)
    parcels = parcels_in(folder)
    reading = read_holdings(held_of(parcels), bindings_of(folder))
    assert reading.evidence is not None
    assert content(reading.evidence) == content(evidence_in(folder))
    assert judged_by(reading, request) == document_bytes(expected.document)
    random.Random(7).shuffle(parcels)
    anyhow = read_holdings(shuffled(parcels), bindings_of(folder))
    assert anyhow.evidence is not None
    assert content(anyhow.evidence, flags=False) == content(reading.evidence, flags=False)
    order = {"clock-stepped-back", "events-out-of-order"}
    flags = tuple(flag for flag in reading.evidence.flags if flag.code not in order)
    assert anyhow.evidence.flags == flags


def shuffled(parcels: list[Parcel]) -> Held:
    """The rows in any order, of which nothing is said."""
    rows: dict[Table, list[bytes]] = {parcel.table: [] for parcel in parcels}
    for parcel in parcels:
        rows[parcel.table] += [row.content for row in parcel.rows]
    for each in rows.values():
        random.Random(3).shuffle(each)
    return {table: [Holding(rows=iter(each))] for table, each in rows.items()}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_made_up_rows_make_the_same_evidence_from_a_folder_as_from_parcels(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    tables = data.draw(st.lists(st.sampled_from(RECORD_TABLES), min_size=1, max_size=4, unique=True))
    for table in tables:
        ending = data.draw(st.sampled_from((".csv", ".jsonl", ".parquet")))
        write_rows(folder, f"{table.value}{ending}", data.draw(rows_of(table)))
    expected = read_folder(folder)
    unpacked: list[Parcel] = []
    assert unpack_folder(folder, unpacked.append) is None
    reading = read_holdings(held_of(unpacked))
    if expected.evidence is None:
        assert reading.evidence is None
        assert reading.unlisted + len(reading.problems) == expected.unlisted + len(expected.problems)
        return
    assert reading.evidence is not None
    assert content(reading.evidence) == content(expected.evidence)
    assert reading.tables == expected.tables
    assert reading.repeated == expected.repeated
    random.Random(1).shuffle(unpacked)
    anyhow = read_holdings(shuffled(unpacked)).evidence
    assert anyhow is not None
    assert content(anyhow) == content(expected.evidence)


BINDINGS = """
bindings: 1
sources:
  till:
    zone: Europe/Brussels
    dates: day first
    hold: 1 day
    files:
      - file: export.csv
        table: states
        fields: {site: thing, at: when, state: how}
        values: {state: {ok: up, bad: down}}
        ignore: [noise]
points:
  shop: {source: till, site: shop}
"""


def test_words_and_clocks_of_a_source_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", BINDINGS)
    write(
        tmp_path,
        "export.csv",
        "thing,when,how,noise\nshop,01-03-2026 10:00,ok,1\nshop,29-03-2026 03:30,bad,2\n",
    )
    parcels = parcels_in(tmp_path)
    assert [row.cells for row in parcels[0].rows] == [
        {"at": "2026-03-01T09:00:00Z", "site": "shop", "source": "till", "state": "up"},
        {"at": "2026-03-29T01:30:00Z", "site": "shop", "source": "till", "state": "down"},
    ]
    reading = read_holdings(held_of(parcels), BINDINGS.encode())
    assert reading.evidence is not None
    assert content(reading.evidence) == content(evidence_in(tmp_path))


def test_a_table_without_rows_says_that_nothing_happened(tmp_path: Path) -> None:
    write(tmp_path, "tickets.csv", "source,ticket,opened_at\n")
    parcels = parcels_in(tmp_path)
    for reading in (
        read_holdings(held_of(parcels)),
        read_holdings({}, present=frozenset({Table.TICKETS})),
    ):
        assert reading.evidence is not None
        assert reading.evidence.tables == {Table.TICKETS}


def test_a_customer_of_a_folder_whose_name_is_too_long(tmp_path: Path) -> None:
    write(
        tmp_path, "tickets.csv", f"source,ticket,customer,opened_at\nd,1,{'x' * 301},2026-03-01T00:00:00Z\n"
    )
    refused = unpack_folder(tmp_path, lambda _: None)
    assert refused is not None
    assert str(refused.problems[0]).startswith(
        "tickets.csv:2: column `customer`: the name is longer than 300"
    )


STATE = {"source": "p", "site": "s", "state": "up"}


def states(*times: str) -> list[bytes]:
    return [content_of(STATE | {"at": f"2026-03-01T{time}:00Z"}) for time in times]


def test_times_that_step_back_are_told_only_of_rows_recorded_together() -> None:
    def flags(*holdings: Holding) -> list[str]:
        evidence = read_holdings({Table.STATES: holdings}).evidence
        assert evidence is not None
        return [flag.code for flag in evidence.flags]

    back = states("10:00", "11:00", "10:30", "12:00")
    assert flags(Holding(rows=back, recorded_with="1")) == ["clock-stepped-back"]
    assert flags(Holding(rows=back)) == []
    assert flags(Holding(rows=back[:2], recorded_with="1"), Holding(rows=back[2:], recorded_with="2")) == []
    assert flags(Holding(rows=back[:2], recorded_with="1"), Holding(rows=back[2:], recorded_with="1")) == [
        "clock-stepped-back"
    ]


def test_rows_that_are_not_what_is_kept_are_named() -> None:
    rows = [*states("10:00"), b'{"at":"2026-03-01T11:00:00Z","sit":"s"}', *states("12:00")]
    reading = read_holdings({Table.STATES: [Holding(rows=rows, recorded_with="batch 7")]})
    assert reading.evidence is None
    assert "batch 7:2: unknown column `sit`; did you mean `site`?" in map(str, reading.problems)
    contradictory = [*states("10:00"), states("10:00")[0].replace(b"up", b"down")]
    reading = read_holdings({Table.STATES: [Holding(rows=contradictory)]})
    assert str(reading.problems[0]).startswith("states:2: the record contradicts states:1,")


def test_bindings_with_an_error_are_told() -> None:
    reading = read_holdings({}, b"bindings: 2")
    assert reading.evidence is None
    assert "version `2`" in reading.diagnostics[0].message


def test_samples_that_are_sorted_stand_beside_rows(tmp_path: Path) -> None:
    at = parse_instant("2026-03-01T10:00:00Z")
    run = Run(
        times=np.array([at, at + 60_000_000]),
        ends=np.array([NEVER, NEVER]),
        states=np.array([0, 2], dtype=np.int8),
        retries=np.array([False, False]),
    )
    telemetry = {("p", "s", ""): run}
    bindings = "bindings: 1\npoints: {shop: {source: p, site: s}}\n"
    write(tmp_path, "bindings.yaml", bindings)
    write(tmp_path, "tickets.csv", "source,ticket,opened_at\nd,1,2026-03-01T00:00:00Z\n")
    held = held_of(parcels_in(tmp_path))
    from_folder = read_folder(tmp_path, telemetry).evidence
    from_rows = read_holdings(held, bindings.encode(), telemetry=telemetry).evidence
    assert from_folder is not None
    assert from_rows is not None
    assert content(from_rows) == content(from_folder)
    assert from_rows.tables == {Table.SAMPLES, Table.TICKETS}
    clash = {Table.SAMPLES: [Holding(rows=[content_of(STATE | {"at": "2026-03-01T10:00:00Z"})])]}
    refused = read_holdings(clash, bindings.encode(), telemetry=telemetry)
    assert "has samples both here and in the folder of telemetry" in str(refused.problems[0])


@pytest.mark.parametrize("table", RECORD_TABLES)
@given(data=st.data())
def test_few_rows_are_read_as_many_are(table: Table, data: st.DataObject) -> None:
    drawn = data.draw(rows_of(table))
    rows = [content_of({key: cell for key, cell in row.items() if cell}) for row in drawn]
    problems = Problems()
    few, many = (batch_of_rows(table, "kept", 0, several, problems) for several in (rows, rows * 20))
    assert not problems
    for column in COLUMNS[table]:
        assert many.cells[column.name].to_pylist() == few.cells[column.name].to_pylist() * 20
