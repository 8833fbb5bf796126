"""Damaged files, files of other kinds, and names nobody knows: a clear word for each, with the file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evidence_folder import problems_in, write
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.collect.folder import read_folder
from upheld.errors import UnreadableFile

GOOD = "source,site,at,state\np,s,2026-03-01T00:00:00Z,up\n"


def _parquet(folder: Path) -> bytes:
    pq.write_table(pa.table({"source": ["p"] * 1000, "site": ["s"] * 1000}), folder / "x.parquet")
    data = (folder / "x.parquet").read_bytes()
    (folder / "x.parquet").unlink()
    return data


DAMAGED = [
    ("samples.csv", b"", "samples.csv: the file is empty"),
    ("samples.csv", b"\n\n", "samples.csv: the file is empty"),
    ("samples.csv", GOOD.encode() + b"p,s\0,x,up\n", "samples.csv:3: there is a NUL byte"),
    (
        "samples.csv",
        GOOD.encode() + "p,Süd,x,up\n".encode("latin-1"),
        "samples.csv:3: the byte 0xfc is not UTF-8",
    ),
    ("samples.csv", GOOD.encode("utf-16"), "samples.csv:1: the file is UTF-16"),
    ("samples.csv", GOOD.encode() + "é".encode()[:1], "samples.csv:3: the file ends within a character"),
    ("samples.csv", GOOD.encode() + b"x" * 200_000, "samples.csv:3: the line is longer than 128 KiB"),
    ("samples.jsonl", b'{"site": "' + b"x" * 200_000, "samples.jsonl:1: the line is longer than 128 KiB"),
    (
        "samples.csv.gz",
        gzip.compress(GOOD.encode())[:-9],
        "samples.csv.gz: the gzip file is damaged or cut short",
    ),
    ("samples.csv.gz", GOOD.encode(), "samples.csv.gz: the gzip file is damaged or cut short"),
    ("samples.jsonl.gz", b"", None),
    ("samples.parquet", b"", "samples.parquet: the Parquet file is damaged, cut short or none"),
    (
        "samples.parquet",
        b"PAR1 and nothing",
        "samples.parquet: the Parquet file is damaged, cut short or none",
    ),
]


@pytest.mark.parametrize(("name", "data", "said"), DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file(tmp_path: Path, name: str, data: bytes, said: str | None) -> None:
    write(tmp_path, name, data)
    if said is None:
        assert read_folder(tmp_path).evidence is not None
        return
    (problem,) = problems_in(tmp_path)
    assert problem.startswith(said)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_parquet_file(tmp_path: Path, share: float) -> None:
    whole = _parquet(tmp_path)
    write(tmp_path, "samples.parquet", whole[: int(len(whole) * share)])
    (problem,) = problems_in(tmp_path)
    assert problem.startswith("samples.parquet: the Parquet file is damaged, cut short or none")


def test_parquet_data_damaged_in_the_middle(tmp_path: Path) -> None:
    rows = {
        "source": ["p"] * 50_000,
        "site": [f"s{n}" for n in range(50_000)],
        "at": ["2026-03-01T00:00:00Z"] * 50_000,
        "state": ["up"] * 50_000,
    }
    pq.write_table(pa.table(rows), tmp_path / "samples.parquet", compression="zstd", use_dictionary=False)
    data = bytearray((tmp_path / "samples.parquet").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 400] = bytes(400)
    write(tmp_path, "samples.parquet", bytes(data))
    assert problems_in(tmp_path)[0].startswith(
        "samples.parquet: the Parquet file is damaged, cut short or none"
    )


def test_a_line_of_100_megabytes_is_refused_without_being_held(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "samples.csv.gz", "wb", compresslevel=1) as file:
        file.write(GOOD.encode())
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    (problem,) = problems_in(tmp_path)
    assert problem.startswith("samples.csv.gz:3: the line is longer than 128 KiB")


def test_a_quotation_mark_that_never_closes(tmp_path: Path) -> None:
    rows = "p,s,2026-03-01T00:00:00Z,up\n" * 400_000
    write(tmp_path, "samples.csv", f'source,site,at,state\np,"s,2026-03-01T00:00:00Z,up\n{rows}')
    assert "the record can't be read" in problems_in(tmp_path)[0]


def test_a_file_of_no_table_is_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "sampels.csv", GOOD)
    write(tmp_path, "old/tickets.csv", GOOD)
    write(tmp_path, "README.md", "not data")
    write(tmp_path, ".samples.csv", "hidden")
    first, second = problems_in(tmp_path)
    assert first.startswith("old/tickets.csv: the file has no name of a table")
    assert second.startswith("sampels.csv: the file has no name of a table; did you mean `samples`?")


def test_links_may_lead_to_tables_but_not_round_in_circles(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/march.csv", GOOD)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "samples").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "again").symlink_to(folder)
    assert [each.records for each in read_folder(folder).unbound] == [1]


PIECES = [
    *(b"source,site,at,state", b"source", b"p,s,2026-03-01T00:00:00Z,up", b"\n", b"\r\n", b"\r", b",", b'"'),
    *(b'{"source":"p","site":"s"}', b"{", b"}", b":", b"[", b" - ", b"\xef\xbb\xbf", b"\xff", b"\0", b"PAR1"),
    *(b"bindings: 1\n", b"points:", b"a: {source: p, site: s}", b"\x1f\x8b\x08"),
    b"sources: {a: {files: [{file: x.csv, table: states}]}}",
]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["samples.csv", "states.jsonl", "tickets.parquet", "samples.csv.gz", "bindings.yaml"]),
    st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=12).map(b"".join),
    st.booleans(),
)
def test_whatever_is_in_a_file_the_answer_is_evidence_or_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes, packed: bool
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    write(folder, name, gzip.compress(data) if packed and name.endswith(".gz") else data)
    reading = read_folder(folder)
    assert (reading.evidence is None) == bool(reading.problems or reading.diagnostics)
    assert all(problem.reason and problem.remedy for problem in reading.problems)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is not a folder"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(UnreadableFile, match="is not a folder"):
        read_folder(write(tmp_path, "file", ""))
