"""The same rows in any form, order or number are the same evidence."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_folder import content, evidence_in, write, write_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.tables.observations import STATE_WORDS
from upheld.collect.tables.tickets import EVENT_WORDS

BINDINGS = """
bindings: 1
sources: {probes: {hold: 2 h}, own: {hold: 1 day}}
points:
  api: {source: probes, site: api}
  café: [{source: probes, site: Café Süd, location: eu}, {source: own, site: "a,b", location: any}]
"""

START = 1_772_323_200_000_000
instants = st.integers(0, 400).map(lambda n: format_instant(Instant(START + n * 45_500_000)))
keys = st.tuples(
    st.sampled_from([("probes", "api"), ("probes", "Café Süd"), ("own", "a,b")]),
    st.sampled_from(["eu", "us", ""]),
    instants,
)
states = st.dictionaries(keys, st.sampled_from(STATE_WORDS), min_size=1, max_size=30).map(
    lambda rows: [
        {"source": k[0][0], "site": k[0][1], "location": k[1] or None, "at": k[2], "state": state}
        for k, state in rows.items()
    ]
)

TICKETS = [
    {"source": "desk", "ticket": f"T-{n}", "priority": "P1", "opened_at": "2026-03-01T00:00:00Z"}
    for n in range(3)
]


def _event(ticket: int, at: str, kind: str, sequence: int | None) -> dict[str, str | None]:
    return {
        "source": "desk",
        "ticket": f"T-{ticket}",
        "at": at,
        "sequence": None if sequence is None else str(sequence),
        "event": kind,
        "actor": "agent",
        "priority": "P2" if kind == "priority" else None,
        "reason": "waiting" if kind == "resumed" else None,
    }


HAPPENING = [word for word in EVENT_WORDS if word != "paused"]
"""What may happen to a ticket whether or not it is over."""

events = st.lists(
    st.builds(_event, st.integers(0, 2), instants, st.sampled_from(HAPPENING), st.none() | st.integers(0, 9)),
    min_size=1,
    max_size=20,
    unique_by=lambda event: (event["ticket"], event["at"], event["sequence"]),
)


def _folder(
    made: pytest.TempPathFactory,
    rows: list[dict[str, str | None]],
    log: list[dict[str, str | None]],
    ending: str,
) -> Path:
    folder = made.mktemp("folder")
    write(folder, "bindings.yaml", BINDINGS)
    write_rows(folder, f"states{ending}", rows)
    write_rows(folder, f"tickets{ending}", TICKETS)
    write_rows(folder, f"ticket_events{ending}", log)
    return folder


@settings(max_examples=25, deadline=None)
@given(rows=states, log=events)
def test_the_form_of_a_file_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, str | None]],
    log: list[dict[str, str | None]],
) -> None:
    endings = (".csv", ".parquet", ".jsonl", ".csv.gz", ".jsonl.gz")
    first, *others = [
        content(evidence_in(_folder(tmp_path_factory, rows, log, ending))) for ending in endings
    ]
    assert all(other == first for other in others)


@settings(max_examples=40, deadline=None)
@given(rows=states, log=events, data=st.data())
def test_the_order_of_rows_and_saying_them_again_changes_nothing_but_flags(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, str | None]],
    log: list[dict[str, str | None]],
    data: st.DataObject,
) -> None:
    plain = content(evidence_in(_folder(tmp_path_factory, rows, log, ".csv")), flags=False)
    shuffled = data.draw(st.permutations(rows + data.draw(st.lists(st.sampled_from(rows), max_size=5))))
    relogged = data.draw(st.permutations(log + data.draw(st.lists(st.sampled_from(log), max_size=5))))
    assert content(evidence_in(_folder(tmp_path_factory, shuffled, relogged, ".csv")), flags=False) == plain


@settings(max_examples=15, deadline=None)
@given(rows=states, cut=st.integers(0, 30))
def test_rows_may_be_spread_over_files_and_folders(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str | None]], cut: int
) -> None:
    whole, parts = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("parts")
    for folder in (whole, parts):
        write(folder, "bindings.yaml", BINDINGS)
    write_rows(whole, "states.csv", rows)
    (parts / "states" / "2026").mkdir(parents=True)
    write_rows(parts, "states.early.jsonl", rows[: cut % len(rows) + 1])
    write_rows(parts, "states/2026/rest.parquet", rows)
    assert content(evidence_in(parts), flags=False) == content(evidence_in(whole), flags=False)


def test_times_of_a_parquet_file_may_have_types_of_their_own(tmp_path: Path) -> None:
    micros = [1_772_323_200_000_000, 1_772_323_260_000_000]
    as_text = [format_instant(Instant(at)) for at in micros]
    kinds = {
        "text": pa.array(as_text),
        "encoded": pa.array(as_text).dictionary_encode(),
        "int64": pa.array(micros, pa.int64()),
        "us": pa.array(micros, pa.timestamp("us", "UTC")),
        "s": pa.array([at // 10**6 for at in micros], pa.timestamp("s", "Europe/Brussels")),
        "ns": pa.array([at * 1000 for at in micros], pa.timestamp("ns", "UTC")),
    }
    said = []
    for name, times in kinds.items():
        folder = tmp_path / name
        folder.mkdir()
        write(folder, "bindings.yaml", "bindings: 1\npoints: {a: {source: p, site: s}}\n")
        rows = {
            "source": pa.array(["p", "p"]),
            "site": pa.array(["s", "s"], pa.large_string()),
            "at": times,
            "state": pa.array(["up", "down"]).dictionary_encode(),
            "retry": pa.array([None, True]),
            "response_us": pa.array([250, None], pa.uint16()),
        }
        pq.write_table(pa.table(rows), folder / "samples.parquet")
        said.append(content(evidence_in(folder)))
    assert all(each == said[0] for each in said)
    assert said[0][1][0][6:] == (micros, [2**63 - 1] * 2, [0, 2], [False, True])


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffsource,site,at,state\nprobes,api,2026-03-01T00:00:00Z,up\n",
        "source,site,at,state\r\nprobes,api,2026-03-01T00:00:00Z,up\r\n",
        "source,site,at,state\nprobes,api,2026-03-01T00:00:00Z,up",
        "\nsource,site,at,state\n\nprobes,api,2026-03-01T00:00:00Z,up\n\n",
        'source,site,at,state,detail\n"probes","api","2026-03-01T01:00:00+01:00","up","two\nlines, ""so"""\n',
        " source , site,at,state\n probes , api ,2026-03-01 00:00:00.000Z, up\n",
    ],
    ids=["byte order mark", "CRLF", "no last line end", "empty lines", "quotes", "white space"],
)
def test_harmless_ways_of_writing_csv(tmp_path: Path, text: str) -> None:
    write(tmp_path, "bindings.yaml", BINDINGS)
    write(tmp_path, "states.csv", text)
    observations = evidence_in(tmp_path).observations[0]
    assert (observations.times.tolist(), observations.states.tolist()) == ([START], [0])


@pytest.mark.parametrize(
    "line",
    [
        '{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","retry":false,"response_us":12}',
        '{"source": "p", "site" : "s", "at": "2026-03-01T00:00:00Z", "state": "up", "retry": "no"}',
        '{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","detail":"says \\":\\" twice"}',
        '{"source":"p","site":"s","at":"2026-03-01T00:00:00Z","state":"up","detail":null,"location":""}',
    ],
)
def test_harmless_ways_of_writing_json(tmp_path: Path, line: str) -> None:
    write(tmp_path, "bindings.yaml", "bindings: 1\npoints: {a: {source: p, site: s}}\n")
    write(tmp_path, "samples.jsonl", f"\n{line}\n\n")
    assert evidence_in(tmp_path).observations[0].times.tolist() == [START]


def test_a_table_without_rows_is_not_a_missing_table(tmp_path: Path) -> None:
    write(tmp_path, "tickets.csv", "source,ticket,opened_at\n")
    write(tmp_path, "maintenance.jsonl", "")
    evidence = evidence_in(tmp_path)
    assert {table.value for table in evidence.tables} == {"tickets", "maintenance"}
    assert evidence.tickets == ()


def test_arrays_can_not_be_changed(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", BINDINGS)
    write(tmp_path, "states.csv", "source,site,at,state\nprobes,api,2026-03-01T00:00:00Z,up\n")
    for observations in evidence_in(tmp_path).observations:
        for values in (observations.times, observations.ends, observations.states, observations.retries):
            assert not values.flags.writeable
